"""Validation of what was sent: readable, of the sender's own source, not too large, with plausible dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TypeAlias

from ingest.access.keys import Sender
from ingest.articles.commands import Post
from ingest.articles.refusals import doubtful
from ingest.content.categories import CategoryTable
from ingest.content.language import LanguageCheck
from ingest.content.source_rules import SourceRules
from ingest.formats.document import DocumentPart, Doubt, Doubted, Unreadable, Withdrawal
from ingest.formats.doubts.examine import believed, doubt_of_controls, examined, examined_draft, is_scheduled
from ingest.formats.json.native import draft_of, headline_as_written
from ingest.ledger.write import Arrival
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.runtime.clock import Clock

Validated: TypeAlias = Post | Withdrawal | ProblemError
Line: TypeAlias = bytes | ProblemError  # an article in our own format, or why its line was not even read


@dataclass(frozen=True, slots=True)
class DraftValidator:
    """Validates drafts of the configured languages."""

    languages: tuple[str, ...]
    check: LanguageCheck

    def native(self, encoded: bytes, sender: Sender, document_id: str | None = None) -> Post:
        """An article in our own format. Raises ProblemError: malformed, a wrong field, another's source."""
        return self.post(draft_of(encoded), sender, len(encoded), document_id)

    def post(self, draft: ArticleDraft, sender: Sender, size: int, document_id: str | None = None) -> Post:
        """A draft, from whatever format it was read. Raises ProblemError."""
        sender.check(draft.source)
        if draft.language is not None and draft.language not in self.languages:
            known = ", ".join(self.languages)
            cure = "add it to NEWSROOM_LANGUAGES, or leave it out to have it detected"
            problem = FieldProblem("language", f"{draft.language} is not among {known}", cure)
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"language: {problem.problem}.", errors=[problem]
            )
        self.check.refuse(draft)
        return Post.of(draft, size, document_id)


@dataclass(frozen=True, slots=True)
class Validator:
    """Validates what was sent. CPU only; slow for many, so call it in a thread then."""

    drafts: DraftValidator
    categories: CategoryTable
    clock: Clock
    article_limit: int
    rules: SourceRules

    def lines(self, lines: Sequence[Line], arrival: Arrival) -> list[Validated]:
        """Articles in our own format, one a line."""
        return [self._line(line, arrival) for line in lines]

    def parts(self, parts: Iterable[DocumentPart | ProblemError], arrival: Arrival) -> list[Validated]:
        """The parts that an adapter has read; those that a limit refused stay as they are."""
        return [part if isinstance(part, ProblemError) else self._part(part, arrival) for part in parts]

    def _line(self, line: Line, arrival: Arrival) -> Validated:
        if isinstance(line, ProblemError):
            return line
        try:
            post = self.drafts.native(line, arrival.sender, arrival.id)
            controls = doubt_of_controls(headline_as_written(line))
            match examined_draft(
                post.draft, (controls,) if controls else (), self.clock.now(), self.drafts.check.foreign
            ):
                case Doubted(draft, doubts):
                    return self._doubted(draft, doubts, self._dated(post))
                case ArticleDraft():
                    return self._dated(post)
        except ProblemError as refused:
            return refused

    def _part(self, part: DocumentPart, arrival: Arrival) -> Validated:
        match examined(part, self.clock.now(), self.drafts.check.foreign):
            case Unreadable(problem):
                return problem
            case Withdrawal() as withdrawal:
                return withdrawal
            case Doubted(draft, doubts):
                return self._doubted(draft, doubts, self._draft(draft, arrival))
            case ArticleDraft() as draft:
                return self._draft(draft, arrival)

    def _doubted(self, draft: ArticleDraft, doubts: tuple[Doubt, ...], validated: Validated) -> Validated:
        """By the source's rule: to be held, refused, or published as it was read."""
        rule = self.rules.of(draft.source).doubts
        if rule == "publish" or not isinstance(validated, Post):
            return validated
        return doubtful(doubts) if rule == "refuse" else replace(validated, doubts=doubts)

    def _draft(self, draft: ArticleDraft, arrival: Arrival) -> Validated:
        size = len(draft.body or "") + len(draft.body_html or "")
        if size > self.article_limit:
            return too_large(self.article_limit)
        try:
            return self._filed(self._dated(self.drafts.post(draft, arrival.sender, size, arrival.id)))
        except ProblemError as refused:
            return refused

    def _filed(self, post: Post) -> Post:
        """Under our category; compared it is still as it was sent, so that a new table corrects nothing."""
        category = self.categories.slug(post.draft.category)
        if category == post.draft.category:
            return post
        return replace(post, draft=post.draft.model_copy(update={"category": category}))

    def _dated(self, post: Post) -> Post:
        """Without dates that lie ahead; compared it is still as it was sent: its arrival stays its date."""
        draft, now = post.draft, self.clock.now()
        date = draft.published_at
        if date is not None and date > now and not draft.embargo_until and self.rules.schedules(draft.source):
            draft = draft.model_copy(update={"embargo_until": date})
            post = replace(post, draft=draft)
        dates = {
            "published_at": date if is_scheduled(draft) else believed(date, now),
            "modified_at": believed(draft.modified_at, now),
        }
        if dates == {"published_at": draft.published_at, "modified_at": draft.modified_at}:
            return post
        return replace(post, draft=draft.model_copy(update=dates))


def too_large(limit: int) -> ProblemError:
    """The refusal of what is above a limit, in bytes."""
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"An article may have up to {limit:,} bytes.")
