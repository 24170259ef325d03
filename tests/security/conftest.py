"""One running system for the hostile client's tour, with articles for it to be hostile about."""

from collections.abc import Iterator

import pytest

from tests.support.system import System, running

ARTICLES = 300
TEXT = "Words of an article. " * 100


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("hostile"), environment={"NEWSROOM_HSTS_SECONDS": "600"}) as started:
        answers = started.post(
            {
                "source": "tour",
                "source_id": str(number),
                "language": "en",
                "headline": f"Headline number {number}",
                "body": TEXT,
                "category": "economy",
            }
            for number in range(ARTICLES)
        )
        started.article(str(answers[-1]["id"]))
        started.wait_until_finished()
        yield started
