"""Stories: the graph of links, and the stories that are its connected parts.

Owns resolution, names, versions and redirects of stories, the commit by compare-and-set, and the outbox that
brings each version to its stream. Leaves out where a link comes from: articles, editors (`translate.desk`)
or the matcher (`translate.automatic`).
"""
