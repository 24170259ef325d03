"""ninjs 3.1, IPTC's "News in JSON" (https://iptc.org/std/ninjs/).

An article is an object with its variants and media as associations; a feed is a composite whose
associations are the articles. Owns the mapping; the objects' shape is in `shape`.
"""

from publish.feeds.ninjs.mapping import MEDIA_TYPE, Collection, ninjs, ninjs_collection

__all__ = ["MEDIA_TYPE", "Collection", "ninjs", "ninjs_collection"]
