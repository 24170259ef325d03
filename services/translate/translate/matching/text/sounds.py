"""Phonetic keys of words across scripts: Carlon, Karlon and Карлон are one.

A word of any of the scripts is folded to a small Latin alphabet in which ``c`` is the sound of *church*,
``j`` that of *judge* (and of *vision*) and ``x`` that of *ship*. The folding is coarse on purpose: the rest
of a pair's features tells apart the names that it confuses.
"""

import re
from functools import lru_cache

_CYRILLIC_SOUNDS = "a b v g d e z i i k l m n o p r s t u f h c x i e u a o i i e g u e g j g o u h"
_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхчшыэюяёіїєґўәғҹҝөүһ",
        _CYRILLIC_SOUNDS.split(),
        strict=True,
    )
) | {"ж": "j", "щ": "x", "ц": "s", "ъ": "", "ь": ""}
_AZERBAIJANI = {"c": "j", "ç": "c", "ş": "x", "q": "g", "ğ": "g", "x": "h", "w": "u", "y": "i", "ə": "a"}
_PLAIN_VOWELS = str.maketrans("əıöüâîûéèêëáàäåãíïóôõúøyñčšžćłń", "eiouaiueeeeaaaaaiiooouoincxjcln")
_ENGLISH = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        # Capitals are sounds already found, so that no later rule reads them as letters.
        (r"^(kn|gn)", "n"), (r"^wr", "r"), (r"^wh", "u"), (r"^ps", "s"), (r"^x", "z"), (r"x", "ks"),
        (r"tch", "C"), (r"sch", "X"), (r"dge", "J"), (r"(?<=.)gh(?=[^aeiou]|$)", ""), (r"gh", "g"),
        (r"ch", "C"), (r"sh", "X"), (r"ph", "f"), (r"th", "t"), (r"ck", "k"), (r"qu", "kv"),
        (r"zh", "J"), (r"kh", "h"), (r"tz", "s"), (r"sc(?=[eiy])", "s"), (r"j", "J"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"q", "k"), (r"^ya|(?<=[aeiou])ya", "a"), (r"^yu", "u"),
        (r"w", "u"), (r"eau", "o"), (r"oo|ou", "u"), (r"ee|ea", "i"), (r"au", "o"), (r"ie$", "i"),
        (r"y", "i"),
    )
]  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS, _KEPT = "aeiou", 2  # trailing vowels are left out behind the first two sounds
_NOT_CONSONANT = re.compile(r"[aeiouh]")
_IN_SKELETON = str.maketrans("zwcj", "svxx")


_SOFT_G = re.compile(r"g(?=[eiy])")
_RUSSIAN_ADJECTIVE = re.compile(r"(?<=...)(?:ин|ов|ев|ий|ен)?ск(?:ий|ая|ое|ие|ого|ому|ом|им|ой|ую|их|ими)$")


def readings(word: str, language: str) -> list[str]:
    """Other ways to read a lowercase name: George with J, Wisniewski with V, Шамахинский as Шамахы's."""
    if any("Ѐ" <= letter <= "ӿ" for letter in word):
        place = _RUSSIAN_ADJECTIVE.sub("", word)
        # Russian writes the H of Heydar and Harvard with Г.
        others = [place, "х" + word[1:], "х" + place[1:]] if word.startswith("г") else [place]
        return [fold(other, language) for other in dict.fromkeys(others) if other != word]
    others = [_SOFT_G.sub("j", word), word.replace("w", "v"), word.replace("gh", "")]
    return [fold(other, language) for other in dict.fromkeys(others) if other != word]


@lru_cache(maxsize=65536)
def fold(word: str, language: str) -> str:
    """The sound of a lowercase ``word``; Latin words in Russian text are read as English ones."""
    cyrillic = any("Ѐ" <= letter <= "ӿ" for letter in word)
    if cyrillic:
        sound = "".join(
            _CYRILLIC.get(letter, letter) for letter in word.replace("дж", "ж").replace("дз", "ж")
        )
    elif language == "az" and not re.search(r"w|sh|ch|ck|th|ph|ee|oo", word):
        sound = "".join(_AZERBAIJANI.get(letter, letter) for letter in word).translate(_PLAIN_VOWELS)
    else:
        sound = word.translate(_PLAIN_VOWELS)
        for pattern, replacement in _ENGLISH:
            sound = pattern.sub(replacement, sound)
    sound = re.sub(r"[^a-z]", "", sound.lower())
    sound = _DOUBLED.sub(r"\1", sound)
    return sound[:_KEPT] + sound[_KEPT:].rstrip(_VOWELS)


@lru_cache(maxsize=65536)
def skeleton(sound: str) -> str:
    """The consonants of a folded word, voiced and unvoiced sibilants as one, without H, which some drop."""
    return _DOUBLED.sub(r"\1", _NOT_CONSONANT.sub("", sound).translate(_IN_SKELETON))
