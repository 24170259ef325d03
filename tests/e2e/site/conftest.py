"""A real browser, where there is one."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.system import System

_PHOTO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="900">'
    '<rect width="1600" height="900" fill="#7a93a6"/><circle cx="1200" cy="250" r="120" fill="#fd8"/></svg>'
)
SIZES = {"phone": (390, 844), "wide": (1280, 900)}


@dataclass(slots=True)
class Reader:
    """Somebody with a browser. `complaints` is what the browser's console said was wrong."""

    system: System
    context: Any
    page: Any
    complaints: list[str] = field(default_factory=list[str])

    def open(self, path: str) -> int:
        """Opens a page and tells its status."""
        answer = self.page.goto(f"{self.system.url('publish')}{path}")
        return int(answer.status)

    def until(self, condition: str, *arguments: Any) -> None:
        """Waits until JavaScript says so."""
        self.page.wait_for_function(condition, arg=list(arguments), timeout=30_000)

    def open_live(self, path: str) -> None:
        """Opens a page and waits until it follows the stream."""
        self.open(path)
        self.page.wait_for_selector(".state.on", state="attached", timeout=30_000)


# Not for the session: while it lives, its event loop runs, and no other test could run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("the pages are tested in Chromium (apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="the pages are tested with Playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def reading(browser: Any, system: System) -> Iterator[Any]:
    """Makes readers: `reading(size="phone", javascript=True)`."""
    contexts: list[Any] = []

    def made(size: str = "wide", *, javascript: bool = True, scheme: str = "light") -> Reader:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.route("**/*.jpg", lambda route: route.fulfill(body=_PHOTO, content_type="image/svg+xml"))
        reader = Reader(system, context, context.new_page())
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        reader.page.on(
            "console", lambda said: reader.complaints.append(said.text) if said.type == "error" else None
        )
        return reader

    yield made
    for context in contexts:
        context.close()
