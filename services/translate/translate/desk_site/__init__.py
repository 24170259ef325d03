"""The desk's pages, in a browser.

Owns sessions, forms, pages and the stream that keeps them current. Leaves out what a decision means
(`translate.desk`) and the JSON API (`translate.desk_http`), which keeps its keys. Every page works without
its script; the script only saves waiting.
"""

from translate.desk_site.router import DeskServices, desk_site

__all__ = ["DeskServices", "desk_site"]
