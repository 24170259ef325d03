"""Pages where an article should be: challenges to robots, log-ins, consents, errors; and other articles'."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.formats.document import Doubt, DoubtKind

_SHORT = 1500  # characters; what is no article has little to tell
_HARDLY = 30  # characters beside the title: less is no article's, where nothing calls it one
_LONGEST_TITLE = 80
# A site's name may follow; `Coming soon: new stations` and `Robot check-in` are headlines.
_END = r"\s*+(?:$|[|–—…·]|\.\.|[!.,]\s*+(?:$|[|–—])|-\s)"
_CODE = re.compile(
    r"\s*+(?:/\*(?:[^*]|\*(?!/))*+\*/\s*+)?(?:@(?:charset|import|media|font-face)\b|"
    r"[\w.#*:,\s>\[\]=\"'-]++\{\s*+[\w-]++\s*+:|\(?function\s*+\(|(?:var|let|const)\s++[\w$]++\s*+=|"
    r"window\.\w|\"use strict\")"
)
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_TEXT, _CUE, _VISITOR = "text", "cue", "visitor"
_NO_TITLES = frozenset({_TEXT, _CUE, _VISITOR})
_LITTLE, _CUES = 300, 2  # characters; different words
_STEM = 5  # letters; endings differ between a list and its page
_FEW, _SHARED = 3, 0.25


@dataclass(frozen=True, slots=True)
class PageSigns:
    """Signs on a page of what it is. `is_declared` where it calls itself an article in its metadata."""

    titles: Sequence[str]
    text: str
    has_password: bool = False
    refreshes: bool = False
    is_declared: bool = False


def doubt_of_page(signs: PageSigns) -> Doubt | None:
    """The doubt whether a page is an article's."""
    what = None if signs.is_declared or len(signs.text) > _SHORT else _what_it_is(signs)
    if what is None:
        return None
    title = next(iter(signs.titles), "")[:100]
    return Doubt(DoubtKind.PAGE, "page", f"the page looks like {what}, and like no article: {title!r}")


def is_code(text: str) -> bool:
    """Whether what came as a page is a stylesheet or a script."""
    return "<" not in text[:5000] and _CODE.match(text) is not None


def shares_words(headline: str, *texts: str | None) -> bool:
    """Whether a page has a quarter of the words of a list's headline; few words show nothing."""
    wanted = _stems(headline)
    if len(wanted) < _FEW:
        return True
    found = {stem for text in texts if text for stem in _stems(text[:20_000])}
    return len(wanted & found) >= _SHARED * len(wanted)


def _what_it_is(signs: PageSigns) -> str | None:
    for title in signs.titles:
        if len(title) <= _LONGEST_TITLE:
            for what, form in _titles().items():
                if form.match(title):
                    return what
    if signs.has_password:
        return "a log-in"
    if _pattern(_TEXT).search(signs.text) or (signs.refreshes and len(signs.text) < _SHORT / 3):
        return "a challenge to robots"
    if len(_beside_titles(signs)) < _HARDLY:
        return "a page with hardly any text"
    return "a word to its visitor" if _speaks_to_visitors(signs.text) else None


def _speaks_to_visitors(text: str) -> bool:
    """Whether a little text is about a page and who opened it: no article has several words of that."""
    if len(text) > _LITTLE:
        return False
    cues = len({cue.lower() for cue in _pattern(_CUE).findall(text)})
    return cues > _CUES or (cues == _CUES and _pattern(_VISITOR).search(text) is not None)


def _beside_titles(signs: PageSigns) -> str:
    text = signs.text
    for title in signs.titles:
        text = text.replace(title, "")
    return text.strip()


@cache
def _rows() -> Sequence[tuple[str, str]]:
    text = files("ingest.formats.doubts").joinpath("page_forms.tsv").read_text("utf-8")
    rows = (row.partition("\t") for row in text.splitlines() if not row.startswith("#"))
    return [(what, form) for what, _, form in rows]


@cache
def _titles() -> Mapping[str, re.Pattern[str]]:
    """Titles by what such a page is, each from its beginning to its end or a site's name."""
    return {
        what: re.compile(rf"\s*{form}{_END}", re.IGNORECASE)
        for what, form in _rows()
        if what not in _NO_TITLES
    }


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(dict(_rows())[name], re.IGNORECASE)


def _stems(text: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _WORD.findall(text)}
