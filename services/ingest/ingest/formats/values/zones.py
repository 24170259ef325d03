"""Time zones by the names that wires, mailers and press offices give them: the one table.

A name stands for an offset, for a region whose offset follows its summer time, or, where it is ambiguous,
for several offsets, the likeliest first.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Hours from UTC.
_OFFSETS: Mapping[str, float] = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "ZULU", "WET"), 0),
    **dict.fromkeys(("CET", "MEZ", "MET", "WAT", "WEST"), 1),
    **dict.fromkeys(("CEST", "MESZ", "MEST", "EET", "SAST", "CAT"), 2),
    **dict.fromkeys(("EEST", "MSK", "МСК", "TRT", "EAT"), 3),
    "IRST": 3.5,
    **dict.fromkeys(("AZT", "GET", "GST", "SAMT", "MSD"), 4),
    **dict.fromkeys(("AFT", "IRDT"), 4.5),
    **dict.fromkeys(("AZST", "UZT", "TMT", "TJT", "PKT", "YEKT"), 5),
    "NPT": 5.75,
    **dict.fromkeys(("KGT", "OMST"), 6),
    **dict.fromkeys(("ICT", "WIB", "KRAT", "NOVT"), 7),
    **dict.fromkeys(("SGT", "HKT", "AWST", "PHT", "IRKT", "MYT"), 8),
    **dict.fromkeys(("JST", "KST", "YAKT"), 9),
    "ACST": 9.5,
    **dict.fromkeys(("AEST", "VLAT"), 10),
    "ACDT": 10.5,
    **dict.fromkeys(("AEDT", "MAGT"), 11),
    **dict.fromkeys(("NZST", "PETT"), 12),
    "NZDT": 13,
    **dict.fromkeys(("BRST", "NDT"), -2.5),
    "BRST": -2,
    "NST": -3.5,
    **dict.fromkeys(("BRT", "ART", "UYT"), -3),
    **dict.fromkeys(("EDT", "VET", "BOT"), -4),
    **dict.fromkeys(("EST", "CDT", "COT", "PET"), -5),
    "MDT": -6,
    **dict.fromkeys(("MST", "PDT"), -7),
    **dict.fromkeys(("PST", "AKDT"), -8),
    "AKST": -9,
    "HST": -10,
}
_AMBIGUOUS: Mapping[str, tuple[float, ...]] = {
    "IST": (5.5, 2, 1),  # India, Israel, Ireland
    "CST": (-6, 8, -5),  # North America, China, Cuba
    "BST": (1, 6),  # Britain, Bangladesh
    "AST": (-4, 3),  # the Atlantic, Arabia
    "ADT": (-3, 4),
    "AMT": (4, -4),  # Armenia, the Amazon
    "ECT": (-5, -4),
    "SST": (8, -11),  # Singapore, Samoa
    "WST": (8, 13),
}
# Names of summer time are certain only while it is summer time there.
_SUMMER: Mapping[str, str] = {
    **dict.fromkeys(("EDT",), "America/New_York"),
    "CDT": "America/Chicago",
    "MDT": "America/Denver",
    "PDT": "America/Los_Angeles",
    "AKDT": "America/Anchorage",
    "NDT": "America/St_Johns",
    **dict.fromkeys(("CEST", "MESZ", "MEST"), "Europe/Berlin"),
    "EEST": "Europe/Athens",
    "WEST": "Europe/Lisbon",
    "ACDT": "Australia/Adelaide",
    "AEDT": "Australia/Sydney",
    "NZDT": "Pacific/Auckland",
}
# Summer time that is no more: whoever writes it may mean either.
_ABOLISHED = frozenset({"MSD", "AZST", "IRDT", "BRST"})
_REGIONS: Mapping[str, str] = {
    **dict.fromkeys(("ET", "EASTERN TIME", "US EASTERN TIME", "WASHINGTON TIME"), "America/New_York"),
    **dict.fromkeys(("CT", "CENTRAL TIME"), "America/Chicago"),
    **dict.fromkeys(("MT", "MOUNTAIN TIME"), "America/Denver"),
    **dict.fromkeys(("PT", "PACIFIC TIME"), "America/Los_Angeles"),
    **dict.fromkeys(("AKT", "ALASKA TIME"), "America/Anchorage"),
    **dict.fromkeys(("UK TIME", "BRITISH TIME"), "Europe/London"),
    **dict.fromkeys(("CENTRAL EUROPEAN TIME", "GENEVA TIME", "STRASBOURG TIME"), "Europe/Zurich"),
    **dict.fromkeys(("KYIV TIME", "KIEV TIME"), "Europe/Kyiv"),
    **dict.fromkeys(("ANKARA TIME", "TURKISH TIME", "İSTANBUL VAXTI", "ANKARA VAXTI"), "Europe/Istanbul"),
    **dict.fromkeys(("AZERBAIJAN TIME", "BAKI VAXTI", "BAKI", "BAKU"), "Asia/Baku"),
    **dict.fromkeys(("БАКИНСКОЕ ВРЕМЯ", "БАКИНСКОМУ ВРЕМЕНИ", "БАКУ"), "Asia/Baku"),
    **dict.fromkeys(("МОСКОВСКОЕ ВРЕМЯ", "МОСКОВСКОМУ ВРЕМЕНИ", "MOSKVA VAXTI", "МОСКВА"), "Europe/Moscow"),
    **dict.fromkeys(("КИЕВСКОЕ ВРЕМЯ", "КИЕВСКОМУ ВРЕМЕНИ"), "Europe/Kyiv"),
    **dict.fromkeys(("ТБИЛИССКОЕ ВРЕМЯ", "ТБИЛИССКОМУ ВРЕМЕНИ", "TBİLİSİ VAXTI"), "Asia/Tbilisi"),
    "GREENWICH MEAN TIME": "UTC",
    "COORDINATED UNIVERSAL TIME": "UTC",
}
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s?([+\u2212-])(\d{1,2})(?::?(\d{2}))?")
_AROUND = re.compile(r"^(?:ПО|BY)\s|\s(?:İLƏ|ILƏ|ILE)$")
_CITY_TIME = re.compile(r"([A-Z][A-Z .'-]{1,30}) TIME")
_ZONE_LIKE = re.compile(
    r"[A-ZА-ЯƏİŞ]{2,5}|(?i:[^\W\d_-][\w .'-]{0,30}\s(?:time|vaxt[ıi]|врем[яени]{1,3}))|"
    r"(?i:врем[яени]{1,3}|по времени)\s[\w .'-]{1,30}"
)
_FURTHEST = timedelta(hours=14)
_SEASONS = (datetime(2026, 1, 1), datetime(2026, 7, 1))  # noqa: DTZ001 - local times, in every zone


def certain_zone(
    name: str, moment: datetime, own: tzinfo | None = None, meant: tzinfo | None = None
) -> tzinfo | None:
    """The zone of that name at a local `moment`; None where it is none, or may be another.

    What is ambiguous is certain where the source's `own` zone is one of those meant. `meant` is an editor's
    answer on this name of this source; a name that has a meaning is not given another.
    """
    name = normal_name(name)
    if offset := offset_zone(name):
        return offset
    if name in _AMBIGUOUS:
        own = meant or own
        return own if own is not None and _hours(own, moment) in _AMBIGUOUS[name] else None
    summer = _SUMMER.get(name)
    if name in _ABOLISHED or (summer is not None and not ZoneInfo(summer).dst(moment)):
        return meant if meant is not None and _has_hours(meant, _OFFSETS[name]) else None
    return _of_hours(_OFFSETS[name]) if name in _OFFSETS else _region(name) or meant


def is_zone_like(name: str) -> bool:
    """Whether a text may be a zone's name at all, rather than words such as `after the speech`."""
    known = normal_name(name)
    return known in _AMBIGUOUS or known in _OFFSETS or _ZONE_LIKE.fullmatch(name) is not None


def likely_zone(name: str, own: tzinfo | None = None) -> tzinfo | None:
    """The likeliest zone of that name; None where nobody knows it."""
    name = normal_name(name)
    if name in _AMBIGUOUS:
        return own if own is not None else _of_hours(_AMBIGUOUS[name][0])
    return _of_hours(_OFFSETS[name]) if name in _OFFSETS else _region(name)


def offset_zone(written: str) -> tzinfo | None:
    """The zone of `+04:00`, `-0330`, `GMT+4`, which is ahead to whoever writes it, and not to POSIX."""
    offset = _OFFSET.fullmatch(written)
    if offset is None:
        return None
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(ahead if offset[1] == "+" else -ahead) if ahead <= _FURTHEST else None


def normal_name(name: str) -> str:
    """The name as it is compared: in capitals, without the words around it."""
    return _AROUND.sub(
        "", " ".join(name.replace("i", "İ" if "vaxt" in name.lower() else "i").upper().split())
    )


def _region(name: str) -> tzinfo | None:
    if region := _REGIONS.get(name):
        return UTC if region == "UTC" else ZoneInfo(region)
    city = _CITY_TIME.fullmatch(name)
    if city and (region := _cities().get(city[1])):
        return ZoneInfo(region)
    region = _iana().get(name)
    return ZoneInfo(region) if region else None


def load_zones() -> None:
    """Loads the names of zones and of their cities."""
    _iana()
    _cities()


@cache
def _iana() -> Mapping[str, str]:
    """Full names, such as `Asia/Baku`, by their capitals."""
    return {name.upper(): name for name in available_timezones() if "/" in name and "Etc/" not in name}


@cache
def _cities() -> Mapping[str, str]:
    """Cities that are the last word of one region's name alone."""
    regions: dict[str, list[str]] = defaultdict(list)
    for name in available_timezones():
        if name.count("/") == 1 and not name.startswith(("Etc/", "US/", "Canada/", "Brazil/", "SystemV/")):
            regions[name.rpartition("/")[2].replace("_", " ").upper()].append(name)
    # One city under two names is one, where the clocks agree today.
    return {city: names[0] for city, names in regions.items() if len(names) == 1 or _agree(names)}


def _agree(names: list[str]) -> bool:
    return len({tuple(ZoneInfo(name).utcoffset(day) for day in _SEASONS) for name in names}) == 1


def _of_hours(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours))


def _has_hours(zone: tzinfo, hours: float) -> bool:
    """Whether the clocks of a zone are so far ahead at either end of a year."""
    return hours in {_hours(zone, season) for season in _SEASONS}


def _hours(zone: tzinfo, moment: datetime) -> float | None:
    offset = zone.utcoffset(moment)
    return None if offset is None else offset / timedelta(hours=1)
