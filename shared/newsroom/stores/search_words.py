"""Words as somebody types them who looks for a headline: publish stores them, the desk asks for them.

Made alike whatever the keyboard: without case, without marks above and below letters, and with the letters
that other keyboards lack as those that are typed for them. No stemming: the beginning of a word finds its
forms in every language.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_ALIKE = str.maketrans({"ı": "i", "ə": "e", "ё": "е"})
_LONGEST = 40  # characters
_MOST = 60


def words_of(text: str) -> list[str]:
    """The words of a text, each once, sorted."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return sorted({word[:_LONGEST] for word in _WORD.findall(plain)})[:_MOST]
