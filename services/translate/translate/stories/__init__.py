"""Stories: the graph of links, and the stories that are its connected parts.

Owns resolution, names and versions of stories, the commit by compare-and-set, and their emission. Leaves
out where a link comes from: articles, editors (`translate.desk`) or the matcher (`translate.automatic`).
"""
