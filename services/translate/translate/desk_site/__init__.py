"""The desk's pages: what editors look at and decide with, in a browser.

Owns sessions, forms, pages and the stream that keeps them true. Leaves out what a decision means
(`translate.deciding`, `translate.desk`, `translate.desk_orders`) and the JSON desk API, which keeps its keys.
Every page works without its script; the script only saves waiting.
"""

from translate.desk_site.routes import DeskServices, desk_site

__all__ = ["DeskServices", "desk_site"]
