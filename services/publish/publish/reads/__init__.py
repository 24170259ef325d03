"""Read API: feeds, articles, stories, revisions, changes, search, topics.

Owns queries, their answers and the ranking of topics. Leaves out pages (`publish.site`), feeds' formats
(`publish.feeds`) and what is answered from memory (`publish.hot`).
"""
