"""Pictures of the desk for docs/, made on demand: NEWSROOM_SCREENSHOTS=docs/pages pytest tests/e2e/desk."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.desk.sending import stories, wait_for_suggestion
from tests.e2e.site.sending import article, id_of, variant_of
from tests.support.door import Door

_FOLDER = os.environ.get("NEWSROOM_SCREENSHOTS", "")
_LONG = "Beynəlxalqələşdirilməməlisinizlərdənmişsinizcəsinə dair uzun bir başlıq, bir neçə sətirə sığmalıdır"

pytestmark = pytest.mark.skipif(not _FOLDER, reason="set NEWSROOM_SCREENSHOTS to a folder")


@pytest.fixture(scope="module")
def at_work(system):
    """A newsroom with news of some hours, suggestions that wait, and a withdrawal."""
    Door(system).post("/desk/linking", scope="energy", paused="yes", reason="the wire repeats itself")
    found = stories(9)
    now = datetime.now(UTC)
    for number, story in enumerate(found):
        at = (now - timedelta(minutes=37 * number)).isoformat()
        for sent in story.articles.values():
            sent |= {"category": "energy", "published_at": at, "tags": [{"id": "cop29", "label": "COP29"}]}
    system.post(sent for story in found for sent in story.articles.values())
    first = article("en", headline="Two stations reopen on the green line", category="society")
    system.post([first, variant_of(first, "az", headline=_LONG, category="society")])
    wait_for_suggestion(system, [found[0].pair("en", "ru")])
    system.wait_until_finished()
    return found, first


@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [("en", "light", "wide"), ("az", "dark", "phone")],
)
def test_pictures(system, at_work, editing, size, language, scheme):
    found, first = at_work
    editor = editing(size, scheme=scheme)
    editor.page.click(f".languages [value={language}]")
    editor.page.wait_for_selector(f"html[lang={language}]")
    if not Door(system).http.get(f"/desk/articles/{id_of(first)}").text.count("outputs"):
        Door(system).post(f"/desk/articles/{id_of(first)}/order", order="withdraw", reason="wrong station")
        system.wait_until_finished()
    pages = {
        "coverage": "/desk/",
        "suggestions": f"/desk/suggestions/{found[0].pair('en', 'ru')}",
        "story": f"/desk/stories/{id_of(first)}",
        "withdrawn": f"/desk/articles/{id_of(first)}",
        "search": f"/desk/search?q=mirvari&into={id_of(first)}",
        "topics": "/desk/topics?of=en",
        "linking": "/desk/linking",
        "empty": "/desk/?category=nothing-at-all",
        "refused": "/desk/stories/nothing-here",
    }
    for name, path in pages.items():
        editor.reader.open_live(path)
        if name == "withdrawn":
            editor.page.wait_for_selector(".sum.fine")
        picture = Path(_FOLDER) / f"desk-{name}-{language}-{size}.png"
        editor.page.screenshot(path=str(picture), full_page=name not in ("suggestions",))
