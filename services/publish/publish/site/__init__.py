"""Pages for readers: rendered on the server, alive where there is JavaScript.

Owns the pages' addresses, templates, wording in each language, style and script. Leaves out the projection
that is shown, the live stream itself, and the feeds for programs.

A page is a pure function of its address and of the live log's position; so it is rendered once for all
its readers and again only after something changed.
"""

from publish.site.routes import page_routes

__all__ = ["page_routes"]
