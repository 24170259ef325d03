"""What is held for a person: posts, acts and orders upon it, and the events that tell of it."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ingest.adapters.redis_articles import encoded_value, snapshot_of
from ingest.articles.change import Chain, Change, ChangePlan, RevisionBuilder
from ingest.articles.commands import Answer, Command, Discard, Outcome, Post, Release, Restore, Withdraw
from ingest.articles.decide import Decision, decide
from ingest.articles.standing import standing_of
from ingest.articles.state import ArticleState, Snapshot
from ingest.content.tags import TagTable
from ingest.durability.restore import ArchivedArticle, state_of
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.catalogue import BY_STREAM
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import Doubt, DoubtKind, HeldArticle
from newsroom.events.identity import article_id
from newsroom.http.problems import ProblemError
from tests.support.articles import NOON
from tests.support.checks import NO_CHECK

ID = article_id("report", "1")
DOUBT = Doubt(DoubtKind.EMBARGO, "embargo_until", "it holds until further notice")
LATER = NOON + timedelta(hours=2)
BUILDER = RevisionBuilder(lambda _: "en", TagTable({}), NO_CHECK)


def post(headline: str, *doubts: Doubt, **fields: Any) -> Post:
    draft = ArticleDraft(source="report", source_id="1", headline=headline, **fields)
    return Post(ID, draft, Post.of(draft).content_hash, doubts=doubts)


class Desk:
    """One article, changed command by command at given instants."""

    def __init__(self) -> None:
        self.state: ArticleState | None = None
        self.said: list[tuple[str, Any]] = []

    def does(self, command: Command, minutes: int = 0) -> Outcome:
        now = NOON + timedelta(minutes=minutes)
        content = next((data for stream, data in reversed(self.said) if stream != "article-held"), None)
        content = content if isinstance(content, ArticleRevision) else None
        change, [outcome] = self._planned(command, now, content)
        if change.state is not None:
            self.state = snapshot_of(encoded_value(None, change.state)).state
            assert self.state == change.state
        for emission in change.emissions:
            self.said.append((emission.stream, BY_STREAM[emission.stream].decode(emission.encoded).data))
        return outcome

    def _planned(
        self, command: Command, now: Any, content: ArticleRevision | None
    ) -> tuple[Change, list[Outcome]]:
        chain = Chain(ID, Snapshot(b"", self.state), [command], content)
        return ChangePlan(chain, BUILDER, now, None).run()

    @property
    def streams(self) -> list[str]:
        return [stream for stream, _ in self.said]

    @property
    def holds(self) -> list[HeldArticle]:
        return [data for _, data in self.said if isinstance(data, HeldArticle)]

    @property
    def standing(self) -> str:
        assert self.state is not None
        return standing_of(ID, self.state, LATER).status


def test_a_doubted_post_is_held_with_its_reason_and_published_nowhere() -> None:
    desk = Desk()
    reason = "embargo_until: it holds until further notice"
    assert desk.does(post("Held", DOUBT)) == Answer(ID, 1, "held", reason)
    assert desk.streams == ["article-held"]
    [held] = desk.holds
    assert (held.status, held.public_revision, held.doubts) == ("held", None, (DOUBT,))
    assert held.article is not None and held.article.headline == "Held"
    assert desk.standing == "held"


def test_a_resend_of_a_held_article_changes_nothing() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    assert desk.does(post("Held", DOUBT)) == Answer(ID, 1, "unchanged")
    assert len(desk.said) == 1


def test_a_doubtful_correction_leaves_the_public_revision_up() -> None:
    desk = Desk()
    desk.does(post("Public"))
    assert desk.does(post("Corrected", DOUBT)).revision == 2  # type: ignore[union-attr] # an Answer
    assert desk.streams == ["article-created", "article-held"]
    assert desk.holds[0].public_revision == 1
    assert desk.standing == "held"


def test_a_correction_without_doubts_takes_its_place() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    assert desk.does(post("Right"), minutes=5) == Answer(ID, 2, "updated")
    assert desk.streams == ["article-held", "article-updated", "article-held"]
    assert (desk.holds[1].status, desk.holds[1].article) == ("superseded", None)
    assert desk.said[1][1].released_at == NOON + timedelta(minutes=5)
    assert desk.standing == "live"


def test_the_same_without_its_doubts_is_released() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    assert desk.does(post("Held")) == Answer(ID, 2, "updated")


def test_a_late_resend_does_not_undo_what_is_held() -> None:
    desk = Desk()
    desk.does(post("Public"))
    desk.does(post("Corrected", DOUBT))
    assert desk.does(post("Public")) == Answer(ID, 2, "stale")
    assert desk.does(post("Again", DOUBT)) == Answer(ID, 3, "held", "embargo_until: " + DOUBT.reason)


def test_a_kill_while_held_and_its_restoration() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    assert desk.does(Withdraw(article_id=ID)) == Answer(ID, 2, "withdrawn")
    assert desk.does(Release(article_id=ID, order=1)) == Answer(ID, 2, "withdrawn")
    assert desk.does(post("Other", DOUBT)) == Answer(ID, 3, "withdrawn")
    assert desk.does(Restore(article_id=ID)) == Answer(ID, 4, "restored")
    assert [held.status for held in desk.holds] == ["held", "withdrawn", "withdrawn", "held"]
    assert desk.does(Release(article_id=ID, order=2)) == Answer(ID, 5, "updated")
    assert desk.said[-2][1].headline == "Other"


def test_a_release_makes_it_the_first_revision() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    assert desk.does(Release(article_id=ID, order=1, reason="fine"), minutes=9) == Answer(ID, 1, "created")
    assert desk.streams == ["article-held", "article-created", "article-held"]
    released = desk.said[1][1]
    assert (released.headline, released.released_at) == ("Held", NOON + timedelta(minutes=9))
    assert (desk.holds[1].status, desk.holds[1].reason) == ("released", "fine")
    assert desk.does(post("Held", DOUBT)) == Answer(ID, 1, "unchanged")
    assert desk.standing == "live"


def test_a_release_puts_fields_right() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT, body_html="<p>Text</p>"))
    changes = FieldChanges(headline="Right", embargo_until=LATER)
    desk.does(Release(article_id=ID, order=1, changes=changes))
    released = desk.said[1][1]
    assert (released.headline, released.embargo_until, released.body) == ("Right", LATER, "Text")
    assert desk.state is not None and desk.state.public_from == LATER


def test_an_embargo_on_what_is_public_is_no_release() -> None:
    desk = Desk()
    desk.does(post("Public"))
    desk.does(post("Corrected", DOUBT))
    changes = FieldChanges(embargo_until=LATER)
    refused = desk.does(Release(article_id=ID, order=1, changes=changes))
    assert isinstance(refused, ProblemError)
    assert desk.standing == "held"


def test_another_version_than_the_editor_saw_is_not_released() -> None:
    desk = Desk()
    desk.does(post("Held", DOUBT))
    desk.does(post("Other", DOUBT))
    assert isinstance(desk.does(Release(article_id=ID, order=1, held_revision=1)), ProblemError)
    assert desk.does(Release(article_id=ID, order=2, held_revision=2)) == Answer(ID, 2, "updated")


def test_what_is_discarded_does_not_come_back_by_a_resend() -> None:
    desk = Desk()
    desk.does(post("Public"))
    desk.does(post("Wrong", DOUBT))
    assert desk.does(Discard(article_id=ID, order=1, reason="no")) == Answer(ID, 2, "discarded")
    assert (desk.holds[-1].status, desk.holds[-1].article) == ("discarded", None)
    assert desk.standing == "discarded"
    assert desk.does(post("Wrong", DOUBT)) == Answer(ID, 2, "unchanged")
    assert desk.does(post("Better")) == Answer(ID, 3, "updated")
    assert desk.standing == "live"


def test_changes_say_on_the_wire_what_was_left_out_and_what_is_none() -> None:
    changes = FieldChanges.model_validate_json(FieldChanges(embargo_until=None).model_dump_json())
    assert changes.model_fields_set == {"embargo_until"}


COMMANDS = st.sampled_from(
    [
        post("A"),
        post("B"),
        post("A", DOUBT),
        post("B", DOUBT),
        Withdraw(article_id=ID, source="report", source_id="1"),
        Restore(article_id=ID),
        Release(article_id=ID),
        Discard(article_id=ID),
    ]
)


def test_what_an_editor_discarded_stays_so_when_it_is_resent_after_a_loss() -> None:
    desk = Desk()
    desk.does(post("One"))
    desk.does(post("Two", DOUBT), 1)
    desk.does(Discard(article_id=ID), 2)
    desk.does(Withdraw(article_id=ID), 3)
    desk.does(Restore(article_id=ID), 4)
    restored = after_a_loss(desk)
    assert decide(restored, post("Two"), NOON + timedelta(minutes=5)) == Decision("unchanged", restored)
    desk.does(post("Three"), 6)
    restored = after_a_loss(desk)
    assert decide(restored, post("Two"), NOON + timedelta(minutes=7)) == Decision("stale", restored)


def after_a_loss(desk: Desk) -> ArticleState:
    """The state as it is restored from the archive alone."""
    contents = [data for _, data in desk.said if isinstance(data, ArticleRevision)]
    fields = {"_id": ID, "revision": contents[-1].revision, "content": contents[-1].model_dump(), "seq": 1}
    archived = ArchivedArticle.model_validate(fields)
    return state_of(archived, [one.content_hash for one in contents], desk.holds[-1])


@given(st.lists(COMMANDS, max_size=10))
def test_revisions_rise_and_the_archive_alone_restores_what_is_held(commands: list[Command]) -> None:
    desk = Desk()
    for minute, command in enumerate(commands):
        before = desk.state.revision if desk.state else 0
        desk.does(command, minute)
        assert (desk.state.revision if desk.state else 0) >= before
    contents = [data for _, data in desk.said if isinstance(data, ArticleRevision)]
    assert [content.revision for content in contents] == sorted({one.revision for one in contents})
    numbers = [held.number for held in desk.holds]
    assert numbers == sorted(set(numbers))
    if desk.state is None or not desk.holds:
        return
    last = next((data for stream, data in reversed(desk.said) if stream != "article-held"), None)
    archived = None
    if last is not None:
        withdrawn = not isinstance(last, ArticleRevision) and not last.lifted
        archived = ArchivedArticle.model_validate(
            {
                "_id": ID,
                "revision": last.revision,
                "status": "withdrawn" if withdrawn else getattr(last, "status", "live"),
                "content": contents[-1].model_dump() if contents else None,
            }
        )
    restored = state_of(archived, [one.content_hash for one in contents], desk.holds[-1])
    waiting, known = restored.waiting, desk.state.waiting
    assert (waiting is None) == (known is None)
    assert waiting is None or known is None or waiting.article == known.article
    assert restored.status == desk.state.status
    latest = desk.state.latest
    assert (restored.latest and restored.latest.content_hash) == (latest and latest.content_hash)
