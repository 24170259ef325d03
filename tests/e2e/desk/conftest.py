"""Editors with a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.desk.sending import CATEGORY, Story, stories, wait_for_suggestion
from tests.support.browsing import Reader, readers
from tests.support.door import Door
from tests.support.system import System


@dataclass(slots=True)
class Editor:
    """Somebody at the desk."""

    reader: Reader

    @property
    def page(self) -> Any:
        return self.reader.page

    def log_in(self, key: str) -> None:
        """By keyboard alone: the field has the focus."""
        self.reader.open("/desk/")
        self.page.wait_for_selector("[name=key]:focus")
        self.page.keyboard.type(key)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#sections")

    def says(self, text: str) -> None:
        """Waits until the page says that something was done."""
        self.reader.until("([text]) => document.querySelector('#notice p')?.textContent.includes(text)", text)

    def fill_in_and_press(self, form: str, reason: str, button: str = "button:not([disabled])") -> None:
        self.page.fill(f"{form} [name=reason]", reason)
        self.page.click(f"{form} {button}")


Editing = Callable[..., Editor]


@pytest.fixture
def editing(browser: Any, system: System) -> Iterator[Editing]:
    """Makes editors who are logged in: `editing("phone", javascript=False)`."""
    with readers(browser, system.url("translate")) as made:

        def editor(size: str = "wide", **options: Any) -> Editor:
            new = Editor(made(size, **options))
            new.log_in(system.ready["desk_key"])
            return new

        yield editor


@pytest.fixture(scope="session")
def news(system: System) -> list[Story]:
    """Stories whose articles wait for an editor to link them."""
    Door(system).post("/desk/linking", scope=CATEGORY, paused="yes", reason="the desk's tests")
    found = stories(6)
    system.post(sent for story in found for sent in story.articles.values())
    wait_for_suggestion(system, [found[0].pair("en", "ru"), found[1].pair("en", "ru")])
    system.wait_until_finished()
    return found
