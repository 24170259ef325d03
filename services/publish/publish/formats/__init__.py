"""The formats of the trade: public articles in, bytes out, and nothing else.

Owns Atom, RSS, JSON Feed, ninjs, the news sitemap and schema.org's JSON-LD. Leaves out which articles
(the reads) and how they are asked for (`publish.feeds`). Equal articles give equal bytes: no format looks
at a clock. An article's identity is `urn:newsroom:article:<id>` in each of them, whatever is corrected.
"""
