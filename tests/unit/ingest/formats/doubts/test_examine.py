"""What could do harm is doubted, whatever format it came in."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.formats.document import DocumentPart, Doubt, Doubted, DoubtKind, Unreadable, Withdrawal
from ingest.formats.doubts.examine import believed, doubt_of_controls, examined
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def kinds(*doubts: Doubt, **fields: object) -> list[DoubtKind]:
    draft = ArticleDraft.model_validate(
        {"source": "s", "source_id": "1", "headline": "Bridge opens", **fields}
    )
    part = examined(Doubted(draft, doubts) if doubts else draft, NOW, lambda _: None)
    return [doubt.kind for doubt in part.doubts] if isinstance(part, Doubted) else []


@pytest.mark.parametrize("ahead", [timedelta(0), HOUR, 24 * HOUR, -24 * HOUR, -9000 * 24 * HOUR])
def test_a_date_within_a_day_is_believable(ahead: timedelta) -> None:
    assert kinds(published_at=NOW + ahead) == []


@pytest.mark.parametrize(
    "date", [NOW + 25 * HOUR, NOW.replace(year=2999), NOW.replace(year=1970, month=1, day=1)]
)
def test_a_date_far_ahead_or_before_there_were_feeds_is_not(date: datetime) -> None:
    assert kinds(published_at=date) == [DoubtKind.DATE]


def test_a_date_at_the_end_of_its_embargo_is_meant() -> None:
    later = NOW + 90 * HOUR
    assert kinds(published_at=later, embargo_until=later) == []
    assert kinds(published_at=later + HOUR, embargo_until=later) == [DoubtKind.DATE]


def test_what_lies_ahead_is_dated_by_its_arrival() -> None:
    assert (believed(NOW + HOUR, NOW), believed(NOW - HOUR, NOW), believed(None, NOW)) == (
        None,
        NOW - HOUR,
        None,
    )


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("PRESS RELEASE\n\nEMBARGOED UNTIL 18:00 GMT, 1 DECEMBER\n\nThe bridge opens.", DoubtKind.EMBARGO),
        (
            "Ministry of Transport\nMedia release\n27 November\nStrictly embargoed until 6pm",
            DoubtKind.EMBARGO,
        ),
        ("Bridge opens\n\nEmbargo: 18:00, 1 December\n\nThe bridge opens.", DoubtKind.EMBARGO),
        ("ПРЕСС-РЕЛИЗ\n\nЭмбарго до 18:00 1 декабря", DoubtKind.EMBARGO),
        ("MƏTBUAT ÜÇÜN MƏLUMAT\n\nSaat 18:00-a qədər embarqo", DoubtKind.EMBARGO),
        ("Dear editors,\n\nPlease do not use our release of this morning.", DoubtKind.KILL),
        (
            "Hello,\n\nplease find our release below. It is under embargo until 18:00 today.",
            DoubtKind.EMBARGO,
        ),
        ("Добрый день!\n\nПросим не публиковать до 18:00.", DoubtKind.EMBARGO),
        ("Salam, hörmətli redaksiya!\n\nSaat 18:00-a qədər dərc etməyin.", DoubtKind.EMBARGO),
        ("Embargo\n18:00 GMT, 1 December\n\nThe bridge opens.", DoubtKind.EMBARGO),
        ("Dear editors, our release was wrong. Please delete it and do not publish it.", DoubtKind.KILL),
        ("We are advised that journalists and other readers should disregard the release.", DoubtKind.KILL),
    ],
)
def test_a_label_or_a_salutation_is_not_yet_the_first_line(body: str, kind: DoubtKind) -> None:
    assert kinds(body=body) == [kind]


def test_what_stands_further_below_is_text() -> None:
    body = "The bridge opened on Friday.\n\nEMBARGOED UNTIL 18:00 said a sign on it."
    assert kinds(body=body) == []
    assert kinds(body="\n".join(["A", "B", "C", "D", "E", "EMBARGOED UNTIL 18:00 GMT"])) == []


@pytest.mark.parametrize(
    "headline",
    [
        "{{ title }}",
        "{{item.headline}} | Town",
        "Weather in {{city}} today",
        "${headline}",
        "<%= title %>",
        "%%HEADLINE%%",
        "[[title]]",
        "{title}",
        "%PDF-1.7",
        "GIF89a",
        "data:image/png;base64,iVBORw0KGgo=",
        "\ufffd\ufffd\ufffd \ufffd\ufffd",
        "Ð‘Ð°ÐºÑƒ Ð¿Ñ€Ð¸Ð½ÑÐ»",
        "undefined",
        "[object Object]",
        "(no title)",
        "Untitled",
        "Lorem ipsum dolor sit amet",
        *(
            "Auto Draft",
            "Hello world!",
            "(без темы)",
            "Без названия",
            "Başlıqsız",
            "Adsız",
            "Mövzusuz",
            "Тест",
        ),
        *(
            "Loading...",
            "TK",
            "TKTK",
            "[Headline]",
            "<headline>",
            "test post",
            "Sınaq",
            "New post",
            "Document1",
        ),
        *("<!DOCTYPE html>", "function(){return 1}", '{"title": "x"}', "$title", "__TITLE__", "image001.png"),
        *("Copy of Copy of draft", "scan_20261127.pdf", "https://t.example/a.jpg", "??????? ??????? ???????"),
        "Base64: aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=",
        *("PK\x03\x04\x14\x00\x06\x00", "PK\x03\x04\x14\x00\x08\x00\x08\x00 word/document.xml", "PK!"),
        *("\xff\xd8\xff\xe0\x00\x10JFIF", "яШяа\x00\x10JFIF", "\x10JFIF\x00\x01", "%PDF-1.4 %âãÏÓ"),
        *(
            "Заголовок новости",
            "Введите заголовок",
            "Здесь будет заголовок",
            "ТЕКСТ НОВОСТИ",
            "Название статьи",
        ),
        *(
            "Headline goes here",
            "HEADLINE TK",
            "[HEADLINE TK]",
            "hed tk",
            "test test test",
            "Insert headline here",
            "Your title here",
            "News headline",
        ),
        *("Xəbərin başlığı", "XƏBƏRİN BAŞLIĞI", "Başlıq buraya", "Başlığı daxil edin", "[Məqalənin başlığı]"),
        "dGhpcyBpcyBhIGxvbmcgc3RyaW5nIHRoYXQgaXMgZW5jb2RlZCBpbiBiYXNlNjQgYW5kIG1vcmU=",
    ],
)
def test_debris_is_no_headline(headline: str) -> None:
    assert kinds(headline=headline) == [DoubtKind.HEADLINE]


@pytest.mark.parametrize(
    ("headline", "is_text"),
    [
        ("\x00\x01\x02\x03", False),
        ("Bridge\x00 opens", False),
        ("\x7fELF\x02\x01\x01", False),
        ("Bridge opens\x00\x00", True),
        ("The bank\x19s rate", True),
        ("Bridge\topens\n", True),
        (None, True),
    ],
)
def test_control_characters_are_no_headline(headline: str | None, is_text: bool) -> None:
    assert (doubt_of_controls(headline) is None) is is_text


@pytest.mark.parametrize(
    "headline",
    [
        *(
            "Test: are you a good driver?",
            "Test match ends in draw",
            "Null Island drifts",
            "$100 oil returns",
        ),
        *("Why? Who? When? Questions after the crash", "TK Elevator wins order in Baku", "What?! Really???"),
        *(
            "Hello, world: first words of a baby robot",
            "Untitled film wins prize",
            "Loading docks closed in Alat",
        ),
        *(
            "Document 1 of peace treaty signed",
            "Title goes to Neftçi",
            "Тест на знание истории",
            "Sınaq imtahanı",
        ),
        "Gol!",
        "Null and void: court strikes down vote",
        "None of them came back",
        "Test: which phone is best",
        "50% off – and still nobody buys",
        "C++ turns 40",
        "Baku [photo]",
        "A caf\ufffd reopens",
        "Ñandú escapa del zoo",
        "#MeToo",
        "100%",
        "Title fight ends in draw",
        *(
            "PK yaradıldı",
            "PK of Lviv",
            "Exif data gave him away",
            "News headlines",
            "Please ignore the polls",
        ),
        *("Заголовок новости обманул читателей", "Xəbərin başlığı mübahisə yaratdı", "Title here to stay"),
    ],
)
def test_an_odd_headline_is_one(headline: str) -> None:
    assert kinds(headline=headline) == []


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"headline": "EMBARGO: Bank cuts its rate"}, DoubtKind.EMBARGO),
        ({"body": "EMBARGOED UNTIL 18:00 GMT\n\nThe bank cuts."}, DoubtKind.EMBARGO),
        ({"body_html": "<p><b>Embargoed until 18:00 GMT</b></p><p>The bank</p>"}, DoubtKind.EMBARGO),
        ({"lead": "Mandatory kill."}, DoubtKind.KILL),
        ({"correction": "Story is withdrawn"}, DoubtKind.KILL),
    ],
)
def test_a_notice_is_doubted_wherever_it_stands(fields: dict[str, str], kind: DoubtKind) -> None:
    assert kinds(**fields) == [kind]


def test_an_embargo_in_words_is_no_doubt_where_a_field_has_it() -> None:
    assert kinds(headline="EMBARGO: Bank cuts its rate", embargo_until=NOW + HOUR) == []


def test_a_doubt_that_is_over_holds_nothing() -> None:
    def embargo(over_at: datetime | None) -> Doubt:
        return Doubt(DoubtKind.EMBARGO, "embargo_until", "no zone", over_at)

    assert kinds(embargo(NOW - HOUR)) == []
    assert kinds(embargo(NOW + HOUR)) == [DoubtKind.EMBARGO]
    assert kinds(embargo(None)) == [DoubtKind.EMBARGO]


def test_neither_a_kill_that_is_certain_nor_a_refusal_is_doubted() -> None:
    parts: list[DocumentPart] = [
        Withdrawal("s", "1", reason="EMBARGO: kill"),
        Unreadable(ProblemError(422, "no")),
    ]
    assert [examined(part, NOW, lambda _: "tr") for part in parts] == parts
