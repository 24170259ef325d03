"""Readers with a real browser: Debian's Chromium, driven by Playwright, judged by axe-core."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from newsroom.stack import mongod_libraries

# What `system-ui` may be on a reader's machine: their letters differ in width and height, and Liberation's
# have no ə.
TYPEFACES = {
    "Noto Sans": "fonts-noto-core",
    "DejaVu Sans": "fonts-dejavu-core",
    "Liberation Sans": "fonts-liberation",
}
# Roboto is one that pages ask for.
PACKAGES = ("chromium", "fonts-roboto-unhinted", *TYPEFACES.values())
# The narrow one is a wide screen at four times the size (WCAG 1.4.10).
SIZES = {"phone": (390, 844), "wide": (1440, 900), "narrow": (320, 640)}

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The build of axe-core that npm has, as the package from the index ships it: locked like all else.
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
# A text's widths in some fonts: equal where one falls back to the other.
_WIDTHS = """fonts => {
  const canvas = document.createElement("canvas").getContext("2d");
  return fonts.map(font => { canvas.font = `40px ${font}`; return canvas.measureText("Illumination").width });
}"""
_PHOTO = (Path(__file__).parent / "photo.svg").read_text()


@dataclass(slots=True)
class Reader:
    """Reader with a browser. `complaints` are the errors on the browser's console."""

    base: str
    context: Any
    page: Any
    complaints: list[str] = field(default_factory=list[str])

    def open(self, path: str) -> int:
        """Opens a page and tells its status."""
        answer = self.page.goto(f"{self.base}{path}")
        return int(answer.status)

    def until(self, condition: str, *arguments: Any) -> None:
        """Waits until JavaScript says so."""
        self.page.wait_for_function(condition, arg=list(arguments), timeout=30_000)

    def open_live(self, path: str) -> None:
        """Opens a page and waits until it follows the stream."""
        self.open(path)
        self.page.wait_for_selector(".state.on", state="attached", timeout=30_000)

    def resize(self, size: str) -> None:
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})

    def set_typeface(self, name: str) -> None:
        """Shows the page in another typeface, as on a machine whose `system-ui` it is."""
        self.page.evaluate("name => { document.documentElement.style.fontFamily = name }", f'"{name}"')
        widths = self.page.evaluate(_WIDTHS, [f'"{name}", monospace', "monospace"])
        assert widths[0] != widths[1], f"{name} is not installed"

    def violations(self, *rules: str) -> list[str]:
        """Findings of axe-core for those who see, hear or move otherwise; of some of its rules, or of all."""
        # A policy that allows nothing from elsewhere allows no test's script either; so it is evaluated.
        self.page.evaluate(_AXE)
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": _RULES}
        result = self.page.evaluate("only => axe.run({runOnly: only})", only)
        return [f"{found['id']}: {found['nodes'][0]['html'][:200]}" for found in result["violations"]]

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))


# Makes readers: `reading(size="phone", javascript=True)`.
Reading = Callable[..., Reader]


@contextlib.contextmanager
def launched() -> Iterator[Any]:
    """Chromium, installed if it has to be and may be; skips where there is none, but never in CI."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        yield browser
        browser.close()


def _program() -> str:
    with _alone():  # two suites, or two halves of one: what is half installed is found, and does not run
        if not _is_complete() and mongod_libraries.may_install():
            mongod_libraries.install(PACKAGES)
        program = _found()
        complete = _is_complete()
    if program is not None and complete:
        return program
    advice = f"the pages are tested in Chromium: run `apt-get install {' '.join(PACKAGES)}` as root"
    if os.environ.get("CI"):
        pytest.fail(advice)
    pytest.skip(advice)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "newsroom-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _found() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _is_complete() -> bool:
    """Whether Chromium is here, and every typeface that pages are looked at in."""
    if _found() is None or (fonts := shutil.which("fc-list")) is None:
        return False
    families = subprocess.run([fonts, ":", "family"], capture_output=True, text=True, check=False).stdout
    return all(typeface in families for typeface in TYPEFACES)


@contextlib.contextmanager
def readers(browser: Any, base: str) -> Iterator[Reading]:
    """Readers of the pages under an address, until the end of the block."""
    with contextlib.ExitStack() as contexts:

        def open_reader(
            size: str = "wide", *, javascript: bool = True, scheme: str = "light", shares: bool = True
        ) -> Reader:
            width, height = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height},
                java_script_enabled=javascript,
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            contexts.callback(context.close)
            if not shares:  # a browser without them, or a test that holds a page's own requests up
                context.add_init_script("delete window.SharedWorker")
            context.route("**/*.jpg", lambda route: route.fulfill(body=_PHOTO, content_type="image/svg+xml"))
            reader = Reader(base, context, context.new_page())
            reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
            reader.page.on(
                "console", lambda said: reader.complaints.append(said.text) if said.type == "error" else None
            )
            return reader

        yield open_reader
