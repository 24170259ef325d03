"""Planted errors: how many of them the check of variants finds, and how many correct stories it doubts.

    python -m bench.linking.discrepancies [--part open|held-back|all|desk|slips] [--data FILE] [--missed]

Correct stories in three languages are those of ``families.toml``, ``headlines.jsonl``, ``heldout.jsonl``
and ``negations.toml``; with ``--data`` those of a file too, for false alarms alone. In each story that is
drawn one error is planted into one language: a number with other digits, another unit, name, place, date or
weekday, the other pole of an axis, or a dropped negation; each is of something that a sibling has too.
A third of the *stories* is held back, drawn by a hash of their names: no rule was made while looking at what
the check makes of them. The part ``desk`` is ``desk_families.toml``, open and apart from these;
``slips`` is ``slips.toml``, written as editors err, and open too.
"""

import argparse
import hashlib
import itertools
import re
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Literal

from bench.linking.corpus import HEADLINES, NOON, read
from bench.linking.families import LANGUAGES, read_desk_families, read_families
from translate.discrepancies.alignment import read_variant
from translate.discrepancies.comparison import Difference, compare
from translate.matching import Article
from translate.matching.text.lexicon import shipped_lexicon

Part = Literal["all", "open", "held-back", "desk", "slips"]
HELD_OUT = HEADLINES.with_name("heldout.jsonl")
NEGATIONS = HEADLINES.with_name("negations.toml")
SLIPS = HEADLINES.with_name("slips.toml")
_CHOICE = re.compile(r"\[\[(.*?)\|(.*?)\]\]")
_SEED = 12
_NUMBER = re.compile(r"(?<![\d.,:/-])\d+(?:[.,]\d+)?(?![\d.,:/-]*\d)")

UNITS = {
    "en": [
        ("kilometres", "metres"),
        ("hectares", "square kilometres"),
        ("million", "billion"),
        ("billion", "million"),
        ("dollars", "manats"),
        ("manats", "dollars"),
        ("tonnes", "kilograms"),
        ("tons", "kilograms"),
        ("hours", "minutes"),
        ("years", "months"),
        ("thousand", "million"),
        ("euros", "dollars"),
        ("days", "weeks"),
        ("$", "€"),
        ("months", "years"),
        ("minutes", "hours"),
    ],
    "az": [
        ("kilometr", "metr"),
        ("hektar", "kvadrat kilometr"),
        ("milyon", "milyard"),
        ("milyard", "milyon"),
        ("mln", "mlrd"),
        ("mlrd", "mln"),
        ("dollar", "manat"),
        ("manat", "dollar"),
        ("ton ", "kiloqram "),
        ("saatlıq", "dəqiqəlik"),
        ("avro", "dollar"),
        ("gün ", "həftə "),
        ("ay ", "il "),
    ],
    "ru": [
        ("километров", "метров"),
        ("гектаров", "квадратных километров"),
        ("миллионов", "миллиардов"),
        ("миллиардов", "миллионов"),
        ("млн", "млрд"),
        ("млрд", "млн"),
        ("долларов", "манатов"),
        ("манатов", "долларов"),
        ("тонн", "килограммов"),
        ("тыс", "млн"),
        ("часов", "минут"),
        ("лет", "месяцев"),
        ("евро", "долларов"),
        ("доллара", "маната"),
    ],
}
DATES = {
    "en": "January February March April May June July August September October November December"
    "|Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "az": "yanvarın fevralın martın aprelin mayın iyunun iyulun avqustun sentyabrın oktyabrın noyabrın"
    " dekabrın"
    " yanvarda fevralda martda apreldə mayda iyunda iyulda avqustda sentyabrda oktyabrda noyabrda dekabrda",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре"
    "|понедельник вторник среду четверг пятницу субботу воскресенье",
}
NAMES = {
    "en": [
        "Guliyev",
        "Aliyev",
        "Mammadov",
        "Hasanov",
        "Bayramov",
        "Fidan",
        "Klaar",
        "Hajiyev",
        "Mustafazade",
        "Huseynov",
        "Ozobic",
        "Nuristani",
        "Hayashi",
        "Torok",
        "Soare",
        "Mohiuddin",
        "Hughes",
        "Zeynalov",
        "Rzayev",
        "Jabbarov",
        "Shahbazov",
        "Babayev",
    ],
    "az": [
        "Quliyev",
        "Əliyev",
        "Məmmədov",
        "Həsənov",
        "Bayramov",
        "Fidan",
        "Klaar",
        "Hacıyev",
        "Mustafazadə",
        "Hüseynov",
        "Ozobiç",
        "Nuristani",
        "Hayaşi",
        "Töröku",
        "Soareni",
        "Möhyuddini",
        "Hyuz",
        "Zeynalov",
        "Rzayev",
        "Cabbarov",
        "Şahbazov",
        "Babayev",
    ],
    "ru": [
        "Гулиев",
        "Алиев",
        "Мамедов",
        "Гасанов",
        "Байрамов",
        "Фидан",
        "Клаар",
        "Гаджиев",
        "Мустафазаде",
        "Гусейнов",
        "Озобич",
        "Нуристани",
        "Хаяси",
        "Тёрёк",
        "Соаре",
        "Мохиуддин",
        "Хьюз",
        "Зейналов",
        "Рзаев",
        "Джаббаров",
        "Шахбазов",
        "Бабаев",
    ],
}
OTHER_NAMES = {
    "en": ["Samadov", "Petrenko", "Orujov"],
    "az": ["Səmədov", "Petrenko", "Orucov"],
    "ru": ["Самедов", "Петренко", "Оруджев"],
}
PLACES = {
    "en": [
        "Gabala",
        "Lerik",
        "Zagatala",
        "Ganja",
        "Sumgayit",
        "Shaki",
        "Turkey",
        "Georgia",
        "Iran",
        "Kazakhstan",
        "Hungary",
        "Tbilisi",
        "Antalya",
        "Astana",
        "Aghdam",
        "Fuzuli",
        "Shusha",
        "Germany",
        "China",
        "Italy",
    ],
    "az": [
        "Qəbələ",
        "Lerik",
        "Zaqatala",
        "Gəncə",
        "Sumqayıt",
        "Şəki",
        "Türkiyə",
        "Gürcüstan",
        "İran",
        "Qazaxıstan",
        "Macarıstan",
        "Tbilisi",
        "Antalya",
        "Astana",
        "Ağdam",
        "Füzuli",
        "Şuşa",
        "Almaniya",
        "Çin",
        "İtaliya",
    ],
    "ru": [
        "Габал",
        "Лерик",
        "Загатал",
        "Гяндж",
        "Сумгайыт",
        "Шеки",
        "Турци",
        "Грузи",
        "Иран",
        "Казахстан",
        "Венгри",
        "Тбилиси",
        "Анталь",
        "Астан",
        "Агдам",
        "Физул",
        "Шуш",
        "Германи",
        "Кита",
        "Итали",
    ],
}
OTHER_PLACES = {
    "en": ["Bulgaria", "Khachmaz", "Masalli"],
    "az": ["Bolqarıstan", "Xaçmaz", "Masallı"],
    "ru": ["Болгари", "Хачмаз", "Масаллы"],
}
POLES = {
    "en": [
        ("rises", "falls"),
        ("falls", "rises"),
        ("rose", "fell"),
        ("fell", "rose"),
        ("increased", "decreased"),
        ("imports", "exports"),
        ("exports", "imports"),
        ("launches", "suspends"),
        ("suspends", "resumes"),
        ("opens", "closes"),
        ("appointed", "dismissed"),
        ("arrives in", "leaves"),
        ("gold", "bronze"),
        ("silver", "gold"),
        ("bronze", "silver"),
        ("approves", "rejects"),
        ("raises", "cuts"),
        ("cuts", "raises"),
        ("grew", "shrank"),
        ("grows", "declines"),
    ],
    "az": [
        ("bahalaşıb", "ucuzlaşıb"),
        ("ucuzlaşıb", "bahalaşıb"),
        ("artıb", "azalıb"),
        ("azalıb", "artıb"),
        ("idxal", "ixrac"),
        ("ixrac", "idxal"),
        ("təyin", "azad"),
        ("qızıl", "bürünc"),
        ("gümüş", "qızıl"),
        ("bürünc", "gümüş"),
        ("yüksəl", "azal"),
        ("təsdiq", "rədd"),
        ("artır", "azal"),
        ("endirib", "qaldırıb"),
    ],
    "ru": [
        ("подорожала", "подешевела"),
        ("подешевела", "подорожала"),
        ("вырос", "упал"),
        ("снизил", "повысил"),
        ("повысил", "снизил"),
        ("импорт", "экспорт"),
        ("экспорт", "импорт"),
        ("назначен", "уволен"),
        ("золот", "бронзов"),
        ("серебр", "золот"),
        ("бронз", "серебр"),
        ("прибыл", "покинул"),
        ("сократил", "увеличил"),
        ("увеличил", "сократил"),
        ("открыл", "закрыл"),
    ],
}


@dataclass(frozen=True, slots=True)
class Story:
    """A correct story: its articles, and what an article becomes where its negation is dropped."""

    name: str
    articles: tuple[Article, ...]
    affirmed: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """A story with one error: of a kind, in one language."""

    story: Story
    kind: str
    articles: tuple[Article, ...]
    language: str
    was: str
    became: str


def correct_stories() -> list[Story]:
    """Every correct story of ours."""
    families = (one for family in read_families("first") for one in family.told())
    told = [*read(HEADLINES), *read(HELD_OUT), *families]
    by_story: dict[str, list[Article]] = {}
    for one in told:
        by_story.setdefault(one.article.id.rsplit("/", 1)[0], []).append(one.article)
    return [Story(name, tuple(articles)) for name, articles in by_story.items()] + list(_negated())


def desk_stories() -> list[Story]:
    """Correct stories in three languages that three desks abridged, each in its own way: open, every one."""
    by_story: dict[str, list[Article]] = {}
    for told in (one for family in read_desk_families() for one in family.told()):
        by_story.setdefault(told.article.id.rsplit("/", 1)[0], []).append(told.article)
    return [Story(name, tuple(articles)) for name, articles in by_story.items()]


def slips() -> list[Planted]:
    """Every slip of ``slips.toml``, upon its correct story."""
    rows = tomllib.loads(SLIPS.read_text("utf-8"))["slip"]
    return [_slip(f"slips/{number}", row) for number, row in enumerate(rows)]


def _slip(name: str, row: dict[str, Any]) -> Planted:
    def article(language: str, texts: Sequence[str]) -> Article:
        headline, lead = texts
        return Article(f"{name}/{language}", language, headline, NOON, lead=lead, body=lead)

    language = row["language"]
    story = Story(name, tuple(article(own, row[own]) for own in LANGUAGES))
    wrong = tuple(
        article(language, row["wrong"]) if one.language == language else one for one in story.articles
    )
    return Planted(story, row["kind"], wrong, language, row[language][0], row["wrong"][0])


def _negated() -> Iterator[Story]:
    for number, row in enumerate(tomllib.loads(NEGATIONS.read_text("utf-8"))["story"]):
        name = f"negations/{number}"
        yield Story(
            name,
            tuple(_chosen(name, language, row[language], 1) for language in LANGUAGES),
            tuple(_chosen(name, language, row[language], 2) for language in LANGUAGES),
        )


def _chosen(name: str, language: str, texts: Sequence[str], group: int) -> Article:
    headline, lead = (" ".join(_CHOICE.sub(rf"\{group}", text).split()) for text in texts)
    return Article(f"{name}/{language}", language, headline, NOON, lead=lead, body=lead)


def is_held_back(name: str) -> bool:
    """True of a third of the stories, for ever."""
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


def plant_all(stories: Sequence[Story], count: int) -> list[Planted]:
    """Errors of all kinds in turn, one a story and kind at most, languages in turn."""
    random = Random(_SEED)
    kinds: list[tuple[str, Callable[[Random, Article], tuple[str, str] | None]]] = [
        ("digits", _digits), ("unit", _unit), ("name", _name),
        ("place", _place), ("date", _date), ("pole", _pole),
    ]  # fmt: skip
    by_kind: dict[str, list[Planted]] = {name: [] for name in (*(kind for kind, _ in kinds), "negation")}
    for story in random.sample(list(stories), len(stories)):
        for at in random.sample(range(len(story.articles)), len(story.articles)):
            article = story.articles[at]
            for kind, plant in kinds:
                if any(one.story.name == story.name for one in by_kind[kind]):
                    continue
                error = plant(random, article)
                if error is None or not _is_told_elsewhere(kind, error[0], article, story.articles):
                    continue
                if (changed := _applied(article, error)) != article:
                    by_kind[kind].append(_planted(story, kind, at, changed, error))
            if story.affirmed and not any(one.story.name == story.name for one in by_kind["negation"]):
                by_kind["negation"].append(
                    _planted(story, "negation", at, story.affirmed[at], ("negated", "affirmed"))
                )
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*by_kind.values()))
    return [one for one in in_turn if one is not None][:count]


def _planted(story: Story, kind: str, at: int, changed: Article, error: tuple[str, str]) -> Planted:
    articles = (*story.articles[:at], changed, *story.articles[at + 1 :])
    return Planted(story, kind, articles, changed.language, *error)


def _is_told_elsewhere(kind: str, was: str, article: Article, articles: Sequence[Article]) -> bool:
    """True if another variant has what is changed: else nothing contradicts the error."""
    language = article.language
    others = {other.language: _texts(other) for other in articles if other is not article}
    match kind:
        case "digits":
            forms = {was.replace(",", "."), was.replace(".", ",")}
            return any(form in text for form in forms for text in others.values())
        case "name" | "place":
            table = NAMES if kind == "name" else PLACES
            at = table[language].index(was)
            return any(table[other][at] in text for other, text in others.items())
        case "date":
            rows = {other: _columns(other) for other in LANGUAGES}
            column = rows[language].get(was.lower())
            return any(
                re.search(rf"\b{re.escape(word)}", text.lower())
                for other, text in others.items()
                for word, own in rows[other].items()
                if own == column
            )
        case _:
            return True


def _columns(language: str) -> dict[str, str]:
    """The month or weekday of each of a language's forms."""
    months, _, weekdays = DATES[language].partition("|")
    numbered = {word.lower(): f"month {at % 12}" for at, word in enumerate(months.split())}
    return numbered | {word.lower(): f"weekday {at}" for at, word in enumerate(weekdays.split())}


def _applied(article: Article, error: tuple[str, str]) -> Article:
    """The error in the headline where it fits there, else in the lead: once."""
    was, became = error
    if was in article.headline:
        return replace(article, headline=article.headline.replace(was, became, 1))
    if was in article.lead:
        lead = article.lead.replace(was, became, 1)
        return replace(article, lead=lead, body=article.body.replace(article.lead, lead, 1))
    return article


def _texts(article: Article) -> str:
    return f"{article.headline}\n{article.lead}"


def _digits(random: Random, article: Article) -> tuple[str, str] | None:
    found = [
        match[0]
        for match in _NUMBER.finditer(_texts(article))
        if not 1900 < float(match[0].replace(",", ".")) < 2100
    ]
    if not found:
        return None
    was = random.choice(found)
    digits = list(was)
    at = random.choice([at for at, digit in enumerate(digits) if digit.isdigit()])
    if len(set(was) - set(".,")) > 1 and len(was) == 2 and "0" not in was:
        return was, was[::-1]
    digits[at] = str((int(digits[at]) + random.randint(1, 8)) % 10 or 9)
    became = "".join(digits)
    return (was, became) if became != was else None


def _from_table(
    random: Random, text: str, table: Sequence[tuple[str, str]], pattern: str
) -> tuple[str, str] | None:
    found = [pair for pair in table if re.search(pattern.format(re.escape(pair[0])), text)]
    return random.choice(found) if found else None


def _unit(random: Random, article: Article) -> tuple[str, str] | None:
    return _from_table(random, _texts(article), UNITS[article.language], r"\d[\w,.]*[ -](?:\w+ )?{0}|{0}\d")


def _name(random: Random, article: Article) -> tuple[str, str] | None:
    language = article.language
    other = random.choice(OTHER_NAMES[language])
    return _from_table(random, _texts(article), [(name, other) for name in NAMES[language]], r"\w+ {0}")


def _place(random: Random, article: Article) -> tuple[str, str] | None:
    language = article.language
    other = random.choice(OTHER_PLACES[language])
    return _from_table(random, _texts(article), [(name, other) for name in PLACES[language]], r"\b{0}")


def _date(random: Random, article: Article) -> tuple[str, str] | None:
    rows = [part.split() for part in DATES[article.language].split("|")]
    table = [pair for row in rows for pair in itertools.pairwise(row)]
    table += [(was[0].upper() + was[1:], became[0].upper() + became[1:]) for was, became in table]
    return _from_table(random, _texts(article), table, r"\b{0}\b")


def _pole(random: Random, article: Article) -> tuple[str, str] | None:
    return _from_table(random, _texts(article), POLES[article.language], r"\b{0}")


def check(articles: Sequence[Article]) -> list[Difference]:
    """Every difference of a story's articles."""
    variants = [read_variant(article, shipped_lexicon()) for article in articles]
    return [one for a, b in itertools.combinations(variants, 2) for one in compare(a, b)]


def main() -> None:
    """Prints recall by kind and language, and false alarms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("all", "open", "held-back", "desk", "slips"), default="open")
    parser.add_argument("--errors", type=int, default=150, help="planted in all parts together")
    parser.add_argument("--data", type=Path, help="a file of correct stories more")
    parser.add_argument(
        "--missed", action="store_true", help="print errors that were missed, and false alarms"
    )
    parser.add_argument("--cost", action="store_true", help="print the CPU time of the stories of --data")
    arguments = parser.parse_args()
    stories = desk_stories() if arguments.part == "desk" else correct_stories()
    planted = [one for one in plant_all(stories, arguments.errors) if _is_in(one.story.name, arguments.part)]
    if arguments.part == "slips":
        planted = slips()
        stories = [one.story for one in planted]
    chosen = [story for story in stories if _is_in(story.name, arguments.part)]
    _print_recall(planted, show=arguments.missed)
    _print_false(f"ours, {arguments.part}", chosen, show=arguments.missed)
    if arguments.data:
        by_story: dict[str, list[Article]] = {}
        for one in read(arguments.data):
            by_story.setdefault(one.story, []).append(one.article)
        more = [Story(name, tuple(articles)) for name, articles in by_story.items()]
        _print_false(arguments.data.name, more, show=arguments.missed)
        if arguments.cost:
            _print_cost(more)


def _print_cost(stories: Sequence[Story]) -> None:
    """CPU time of reading a text and of comparing a pair: a story of three costs three of each."""
    lexicon = shipped_lexicon()
    start = time.process_time()
    read_stories = [[read_variant(article, lexicon) for article in story.articles] for story in stories]
    read_at = time.process_time()
    pairs = [pair for variants in read_stories for pair in itertools.combinations(variants, 2)]
    for a, b in pairs:
        compare(a, b)
    end = time.process_time()
    texts = sum(map(len, read_stories))
    print(f"a text is read in {(read_at - start) / texts * 1e6:.0f} µs of CPU", end=", ")
    print(f"a pair compared in {(end - read_at) / len(pairs) * 1e6:.0f} µs")


def _is_in(name: str, part: Part) -> bool:
    return part in ("all", "desk", "slips") or is_held_back(name) == (part == "held-back")


def _print_recall(planted: Sequence[Planted], *, show: bool) -> None:
    total, found = Counter[str](), Counter[str]()
    for one in planted:
        before = {(d.kind, d.mine.key, d.theirs.key) for d in check(one.story.articles)}
        new = [d for d in check(one.articles) if (d.kind, d.mine.key, d.theirs.key) not in before]
        total.update([one.kind, one.language, "all"])
        if any(one.language in (d.mine.language, d.theirs.language) for d in new):
            found.update([one.kind, one.language, "all"])
        elif show:
            print(f"missed {one.kind} {one.language} {one.was!r} -> {one.became!r} of {one.story.name}")
            for article in one.articles:
                print(f"    {article.language}: {article.headline} | {article.lead}")
    for name in sorted(total):
        print(f"{name:>10}: found {found[name]} of {total[name]} ({found[name] / total[name]:.2f})")


def _print_false(name: str, stories: Sequence[Story], *, show: bool) -> None:
    doubted = 0
    for story in stories:
        differences = check(story.articles)
        doubted += bool(differences)
        for d in differences if show else ():
            print(
                f"alarm {story.name} {d.kind}"
                f" {d.mine.language}: {d.mine.text!r} {d.theirs.language}: {d.theirs.text!r}"
            )
            print(f"    {d.mine.sentence}\n    {d.theirs.sentence}")
    print(
        f"{name}: {doubted} of {len(stories)} correct stories doubted"
        f" ({100 * doubted / max(1, len(stories)):.1f} in 100)"
    )


if __name__ == "__main__":
    main()
