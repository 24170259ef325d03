"""Which language an article is in, where its sender does not say."""

from collections.abc import Callable
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from newsroom.events.articles import ArticleDraft

Detect = Callable[[ArticleDraft], str]

_ENOUGH = 2000  # characters; more makes it slower, not surer


@cache
def detector(languages: tuple[str, ...]) -> Detect:
    """Loads the model, which takes half a second. Raises ValueError for a language that it does not know."""
    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(languages))

    def detect(draft: ArticleDraft) -> str:
        text = "\n".join(part for part in (draft.headline, draft.lead, draft.body, draft.body_html) if part)
        return str(identifier.classify(text[:_ENOUGH])[0])

    return detect
