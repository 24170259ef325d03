import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.identity import article_id, event_id
from newsroom.operations.subjects import UnknownSubjectError, subject_of

ID = article_id("report", "1")


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f" {ID}\n",
        event_id(ID, 7),
        "report:1",
        f"https://news.example/az/news/bakida-yeni-park-{ID}",
        f"http://127.0.0.1:8000/v1/articles/{ID}/revisions?lang=az",
    ],
)
def test_an_article_is_known_by_all_its_names(text: str) -> None:
    assert subject_of(text) == ID


@given(st.from_regex(r"[a-z0-9.-]{1,3}", fullmatch=True), st.text(min_size=1).map(str.strip).filter(bool))
def test_a_name_at_a_source_stands_for_its_id(source: str, source_id: str) -> None:
    assert subject_of(f"{source}:{source_id}") == article_id(source, source_id)


@pytest.mark.parametrize("text", ["", "report", ":1", "Report One:1", "https://news.example/az/"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnknownSubjectError):
        subject_of(text)
