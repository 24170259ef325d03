"""From bytes to drafts: what cannot be taken is a problem that says why."""

from dataclasses import dataclass
from http import HTTPStatus

from ingest.access.keys import Sender
from ingest.articles.decide import Submission
from ingest.content.hash import content_hash
from ingest.content.language_check import LanguageCheck
from ingest.formats.json.native import draft_of
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import FieldProblem, ProblemError


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Reads drafts of the configured languages."""

    languages: tuple[str, ...]
    check: LanguageCheck

    def read(self, encoded: bytes, sender: Sender, document_id: str | None = None) -> Submission:
        """Raises ProblemError: malformed, a wrong field, another source's."""
        return self.submission(draft_of(encoded), sender, len(encoded), document_id)

    def submission(
        self, draft: ArticleDraft, sender: Sender, size: int, document_id: str | None = None
    ) -> Submission:
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
        return Submission(draft, content_hash(draft), size, document_id)
