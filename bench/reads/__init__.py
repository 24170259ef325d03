"""Requests a second for what every reader asks for first, against servers that one would use instead.

In each round every server is asked in turn, by wrk on the other core: publish for the first page of a
feed, the same with an entity tag that it answers 304, and the front page; nginx for the same bytes as
static files; and a FastAPI route that queries MongoDB, as one writes it in an afternoon, in front of the
same database. Medians and paired ratios are printed, with the goals they are held to.
"""
