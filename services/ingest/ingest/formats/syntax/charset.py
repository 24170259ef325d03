"""Decoding of bytes to text, also where their encoding is missing or declared wrongly."""

import codecs
import re
from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As browsers do: who says Latin-1 writes what Windows calls it.
_AS_WRITTEN = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_DECLARED = re.compile(
    rb"""<\?xml[^<>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']|<meta[^<>]{0,300}?charset\s*=\s*["']?([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes; where a declaration stands
# What agencies' wires and old sites of the region are in; the guess is among these, the likeliest first.
_CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
_CYRILLIC_SHARE = 0.4  # of the letters; an accented Latin text has far fewer
_LAST_CONTROL, _LAST_ASCII = 0x1F, 0x7F
_COMMON = re.compile("[оеаинтсрвлк]")
_STRANGE = re.compile(r"[^\w\s.,:;!?\"'()«»“”„–—%№…/@&+*=<>$#\[\]-]")
_ENOUGH = 20_000  # bytes; more makes a guess slower, not surer
_LATIN = {"cp1252", "cp1254", "cp1250", "iso8859-15", "iso8859-2", "mac-roman"}
_FOREIGN = re.compile("[À-ÿ]")
_ICELANDIC = re.compile("[ÐÝÞðýþ]")
_ODD = re.compile(r"(?<=[а-яё])[А-ЯЁ]|(?<=[а-яА-Я])[^\w\s.,:;!?\"'()«»“”/-](?=[а-яА-Я])")
_MIXED = re.compile("(?<=[A-Za-z])[Ѐ-ӿ]|[Ѐ-ӿ](?=[A-Za-z])")
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_MARKUP = re.compile("<[^<>]{0,500}>")
_FEW = 0.1  # broken sequences a whole one, in what is UTF-8 all the same


def decoded(content: bytes, *declared: str | None) -> str:
    """The text. `said` are encodings that the transport or the sender names, the likeliest first."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    if wide := _wide(content):
        return content.decode(wide, "replace")
    named = [name for name in (*declared, *_declared(content)) if name]
    text = _utf8(content, named)
    return _by_name(content, named) if text is None else text


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark, told by the zeros beside the first characters."""
    if len(content) >= 4 and content[1] == content[3] == 0 and content[0] and content[2]:
        return "utf-16-le"
    if len(content) >= 4 and content[0] == content[2] == 0 and content[1] > 32 and content[3]:
        return "utf-16-be"
    return None


def _declared(content: bytes) -> Iterable[str]:
    for declaration in _DECLARED.finditer(content[:_HEAD]):
        yield (declaration[1] or declaration[2]).decode("ascii", "ignore")


def _utf8(content: bytes, named: Iterable[str]) -> str | None:
    """Text in a single-byte code page is hardly ever valid UTF-8 by chance, whatever was declared."""
    if b"\x1b" in content and any(name.lower().startswith("iso-2022") for name in named):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    replaced = content.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    whole = len(_BEYOND_ASCII.findall(replaced)) - broken
    return content.decode("utf-8", "newsroom_cp1252") if broken <= whole * _FEW else None


def _by_name(content: bytes, named: Iterable[str]) -> str:
    for name in named:
        codec = _codec(name)
        if codec is None or codec == "utf-8" or codec.startswith(("utf-16", "utf-32")):
            continue
        text = content.decode(codec, "replace")
        if "\ufffd" not in text and not _is_garbled(text, is_latin=codec in _LATIN):
            return _turkish(text, content) if codec == "cp1252" else text
    return _guessed(content)


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # rot13, base64 and their like are codecs to Python, and no encodings of text.
    if not getattr(found, "_is_text_encoding", True):
        return None
    return _AS_WRITTEN.get(found.name, found.name)


def _is_garbled(text: str, *, is_latin: bool) -> bool:
    """Whether it is Cyrillic read in another code page: all accented, or with capitals within words."""
    plain = _MARKUP.sub(" ", text)
    letters = sum(char.isalpha() for char in plain)
    if not letters:
        return False
    if is_latin:
        return len(_FOREIGN.findall(plain)) / letters > 0.5
    if len(_MIXED.findall(plain)) > len(_CYRILLIC_LETTER.findall(plain)) / 2:
        return True
    odd, capitals = len(_ODD.findall(plain)), sum(char.isupper() for char in plain)
    return odd / letters > 0.1 or (odd > 1 and capitals / letters > 0.5)


def _turkish(text: str, content: bytes) -> str:
    """Letters that only Icelandic has are Turkish ones, in the code page that is all but the same."""
    accented, icelandic = len(_FOREIGN.findall(text)), len(_ICELANDIC.findall(text))
    return content.decode("cp1254", "replace") if icelandic > accented * _FEW else text


def _guessed(content: bytes) -> str:
    # Markup is ASCII and would outweigh the text that tells encodings apart.
    sample = re.sub(rb"<[^<>]{0,500}>", b" ", content)[:_ENOUGH]
    sample = bytes(byte for byte in sample if byte > _LAST_CONTROL)
    high = sum(byte > _LAST_ASCII for byte in sample)
    if high > _CYRILLIC_SHARE * sum(_is_letter(byte) for byte in sample):
        return content.decode(max(_CYRILLIC, key=lambda name: _likeness(sample, name)), "replace")
    return _turkish(content.decode("cp1252", "replace"), content)


def _is_letter(byte: int) -> bool:
    return byte > _LAST_ASCII or chr(byte).isalpha()


def _likeness(sample: bytes, encoding: str) -> int:
    """A score of likeness to Russian: its commonest letters, less what no text has."""
    text = sample.decode(encoding, "replace")
    return len(_COMMON.findall(text)) - len(_STRANGE.findall(text)) - 2 * len(_ODD.findall(text))


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("newsroom_cp1252", _as_cp1252)
