"""The pages: what readers look at, rendered on the server, alive where there is JavaScript.

Owns the pages' addresses, templates, wording in each language, style and script. Leaves out what is shown
(the projection), the live stream itself, and the feeds for programs.

A page is a pure function of its address and of the live log's position; so it is rendered once for all
its readers and again only after something changed.
"""

from publish.site.routes import site

__all__ = ["site"]
