"""The pages' routes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.runtime.clock import Clock, SystemClock
from publish.cursors import MalformedTokenError, PageToken
from publish.site import paths
from publish.site.answering import Answering
from publish.site.articles import Articles
from publish.site.assets import PREFIX, load_assets
from publish.site.beside import Beside
from publish.site.categories import load_categories
from publish.site.days import parse_day
from publish.site.lists import Lists
from publish.site.page import Page
from publish.site.reading import Reads, Trending, nothing_trends
from publish.site.rendering import Imprint, renderer

_READ = ["GET", "HEAD"]
_YEAR = 365 * 24 * 3600
_KEPT_FOR_EVER = {
    "Cache-Control": f"public, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
}


class SiteSettings(Protocol):
    """What the pages are told of where they are: `publish.settings.PublishSettings`."""

    @property
    def public_url(self) -> str: ...
    @property
    def zone(self) -> str: ...
