"""Whether an article is in the language it says: flagged where it is not, or refused where that is agreed."""

from dataclasses import dataclass
from http import HTTPStatus

from ingest.content.language import Rank, doubt, is_plain, text_of_draft
from ingest.content.source_rules import SourceRules
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import FieldProblem, ProblemError


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """Checks drafts by their sources' rules: microseconds where a text shows what it is, else some 0.5 ms."""

    rules: SourceRules
    rank: Rank

    def doubt(self, draft: ArticleDraft) -> str | None:
        """The language it seems to be in instead; None where it says none, or nothing speaks against it."""
        if draft.language is None or self.rules.of(draft.source).language_check == "off":
            return None
        if is_plain(draft.language, draft.body or ""):
            return None
        return doubt(draft.language, text_of_draft(draft), self.rank)

    def refuse(self, draft: ArticleDraft) -> None:
        """Raises ProblemError where its source wants such an article refused."""
        if self.rules.of(draft.source).language_check != "refuse":
            return
        found = self.doubt(draft)
        if found is not None:
            problem = FieldProblem(
                "language", f"it says {draft.language}, and is in {found}", f"write {found}"
            )
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"language: {problem.problem}.", errors=[problem]
            )
