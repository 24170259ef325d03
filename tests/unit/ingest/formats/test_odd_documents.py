"""Small odd documents: embargoes, kills, drafts and names that senders write otherwise.

Each was predicted from what is promised before it was tried: certain, held for a person, or refused; never
read wrongly without a word.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ingest.content.language import LanguageCheck
from ingest.content.source_rules import SourceRules
from ingest.formats.document import Document, DocumentPart, Doubted, Unreadable, Withdrawal
from ingest.formats.doubts.examine import examined
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft
from newsroom.events.envelope import rfc3339
from newsroom.http.problems import ProblemError
from tests.unit.ingest.formats.test_dialects import NOW

BODY = "The council decided on Friday that the old bridge over the river will be rebuilt in spring."
TITLE = "Bridge will be rebuilt"


@pytest.fixture(scope="module")
def check() -> LanguageCheck:
    return LanguageCheck.of(SourceRules({}), ("en", "az", "ru"))


def outcomes(content: Any, check: LanguageCheck, media_type: str | None = None) -> list[str]:
    """Outcomes of its articles: `article`, with its embargo, `held` and why, `withdrawn`, `refused`."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    try:
        parts = read(Document(text.encode(), media_type, source="wire")).parts
    except ProblemError:
        return ["refused"]
    return [outcome(examined(part, NOW, check.foreign)) for part in parts]


def outcome(part: DocumentPart) -> str:
    match part:
        case Unreadable():
            return "refused"
        case Withdrawal():
            return f"withdrawn {part.source_id}"
        case Doubted(_, doubts):
            return " ".join(["held", *sorted({doubt.kind.value for doubt in doubts})])
        case ArticleDraft():
            return f"article until {rfc3339(part.embargo_until)}" if part.embargo_until else "article"


def ninjs(**members: Any) -> dict[str, Any]:
    item = {
        "guid": "urn:x:1",
        "type": "text",
        "pubstatus": "usable",
        "versioncreated": "2026-11-27T10:05:00Z",
    }
    return {**item, "language": "en", "headline": TITLE, "body_text": BODY, **members}


def rss(more: str = "", guid: str = "https://t.example/1") -> str:
    return (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:prism="http://prismstandard.org/'
        'namespaces/basic/2.0/"><channel><title>Town</title><link>https://t.example/</link><item>'
        f"<title>{TITLE}</title><link>https://t.example/1</link><guid>{guid}</guid>"
        f"<description>{BODY}</description>{more}</item></channel></rss>"
    )


def atom(draft: str, namespace: str = "http://www.w3.org/2007/app") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="{namespace}"><id>urn:f</id><title>F</title>'
        f"<entry><id>urn:e:1</id><title>{TITLE}</title><app:control><app:draft>{draft}</app:draft></app:control>"
        "<content>x</content></entry></feed>"
    )


def nitf(data: str = "", head: str = "", status: str = "usable") -> str:
    return (
        f'<nitf><head><title>bridge</title>{head}<docdata management-status="{status}">'
        f'<doc-id id-string="D1"/><date.issue norm="20261127T101500Z"/>{data}</docdata></head>'
        f"<body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head><body.content><p>{BODY}</p>"
        "</body.content></body></nitf>"
    )


def g2(status: str, guid: str = "urn:newsml:wire.example:1") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2" xml:lang="en">'
        '<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-11-27T10:00:00Z</versionCreated>'
        f"{status}</itemMeta>"
        f"<contentMeta><headline>{TITLE}</headline></contentMeta><contentSet>"
        f'<inlineData contenttype="text/plain">{BODY}</inlineData></contentSet></newsItem>'
    )


def newsml(prop: str) -> str:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>w.example</ProviderId>"
        "<DateId>20261127</DateId><NewsItemId>1</NewsItemId></NewsIdentifier></Identification>"
        '<NewsManagement><Status FormalName="Usable"/></NewsManagement><NewsComponent><NewsLines>'
        f"<HeadLine>{TITLE}</HeadLine></NewsLines><DescriptiveMetadata>{prop}</DescriptiveMetadata>"
        f"<ContentItem><DataContent><p>{BODY}</p></DataContent></ContentItem></NewsComponent>"
        "</NewsItem></NewsML>"
    )


def mail(header: str) -> str:
    return (
        "From: Press <p@min.example>\r\nTo: desk@news.example\r\nDate: Fri, 27 Nov 2026 10:15:00 +0000\r\n"
        f"Message-ID: <abc@min.example>\r\nSubject: {TITLE}\r\n{header}\r\n\r\n{BODY}"
    )


def json_feed(**members: Any) -> dict[str, Any]:
    item = {"id": "1", "title": TITLE, "content_text": BODY, **members}
    return {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]}


def page(meta: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title>{meta}'
        '<meta property="og:type" content="article"><link rel="canonical" href="https://t.example/1"></head>'
        f"<body><article><h1>{TITLE}</h1><p>{BODY}</p><p>{BODY}</p></article></body></html>"
    )


CERTAIN = {
    "2026-12-01T18:00:00 MSK": "15:00",
    "1 декабря 2026 18:00 мск": "15:00",
    "1 декабря 2026 г. в 18:00 по московскому времени": "15:00",
    "1 dekabr 2026 saat 18:00 Bakı vaxtı ilə": "14:00",
    "Dec. 1, 2026, 6:00 p.m. ET": "23:00",
    "2026-12-01T18:00:00.000+0400": "14:00",
    "Tue, 01 Dec 2026 18:00:00 +0400 (Baku)": "14:00",
    "2026-12-01 18:00 JST": "09:00",
    "2026-12-01 18:00 Istanbul time": "15:00",
    "2026-12-01 18:00 Asia/Tbilisi": "14:00",
    "2026-12-01T18:00+04": "14:00",
    "2026-12-01 6:00 PM EST": "23:00",
    "01-Dec-2026 18:00 GMT": "18:00",
    "1 Dec 2026 18.00 CET": "17:00",
    "Tuesday, 1 December 2026 at 18:00 (GMT+4)": "14:00",
    "December 1, 2026 at 6:00 PM (Baku time)": "14:00",
    "2026/12/01 18:00 UTC": "18:00",
    "18:00 МСК 1 декабря 2026": "15:00",
    "1 dekabr 2026-cı il saat 18:00 (Bakı vaxtı)": "14:00",
    "2026-12-01T18:00:00 −04:00": "22:00",
}
NOT_CERTAIN = (
    *(
        "2026-12-01 18:00 CDT",
        "2026-12-01 18:00 ECT",
        "2026-12-01 18:00 SST",
        "12/01/26 18:00 GMT",
        "18:00 GMT",
    ),
    *(
        "1.12.26 18:00 МСК",
        "2026-12-01 18:00 XYZ",
        "Q4 2026",
        "2026-12",
        "Tuesday 18:00 GMT",
        "1 Dec 18:00 GMT",
    ),
    *(
        "after lunch 1 December 2026",
        "до 18:00 1 декабря 2026",
        "1 декабря 2026 года утром",
        "N/A",
        "TBC",
        "-",
    ),
    *("2026-12-01T18:00:00 EET or later", "ASAP", "embargoed", "yes", "2026-02-29T18:00:00Z", "1e999"),
    *("2026-12-01T18:60:00Z", "1796148000.5x", "٢٠٢٦-١٢-٠١T18:00:00"),
    *("2026-12-01T18:00:00 AST", "2026-12-01T18:00:00 BST", "2026-12-01T18:00:00 CEST"),
    *("2026-12-01T18:00:00-04:00 EST", "Mon, 01 Dec 2026 18:00:00 +0400", "tomorrow 18:00 Baku time"),
    *("null", "none", "0000-00-00 00:00:00", 0, "2026-12-01T25:00:00Z", "2026-11-31T10:00:00Z", True, "   "),
    *(["2026-12-01T18:00:00Z", "2026-12-02T18:00:00Z"], {"until": "2026-12-01T18:00:00Z"}),
    *("about 18:00 GMT on 1 December 2026", "2026-12-01T18:00:00Z/2026-12-02T18:00:00Z", "2026-W49"),
    *("2026-12-01 18:00 GMT / 13:00 ET", "1 December 2026 noon GMT", "2026-12-01 18:00 local time"),
    *("2026-12-01T18:00:00 GMT+4:30 (Kabul?)", "011800Z DEC 26"),
)


@pytest.mark.parametrize(("written", "time"), CERTAIN.items())
def test_an_embargo_is_read_for_certain(check: LanguageCheck, written: str, time: str) -> None:
    assert outcomes(ninjs(embargoed=written), check) == [f"article until 2026-12-01T{time}:00Z"]


@pytest.mark.parametrize("written", NOT_CERTAIN, ids=str)
def test_or_not_at_all(check: LanguageCheck, written: Any) -> None:
    assert outcomes(ninjs(embargoed=written), check) == ["held embargo"]


UNTIL = "article until 2026-12-01T14:00:00Z"
AT = "2026-12-01T18:00:00+04:00"
SAME = "2026-12-01T09:00:00-05:00"
OVER = "2026-11-01T08:00:00Z"
LD_ARTICLE = {"@type": "NewsArticle", "headline": TITLE, "embargoUntil": AT}
FIELDS: Mapping[str, tuple[Any, str]] = {
    "ninjs embargo": (ninjs(embargo=AT), UNTIL),
    "ninjs embargoUntil": (ninjs(embargoUntil=AT), UNTIL),
    "ninjs embargo_date in words": (ninjs(embargo_date="1 December"), "held embargo"),
    "ninjs embargoed_text": (ninjs(embargoed_text="Until the minister has spoken"), "held embargo"),
    "ninjs embargo true": (ninjs(embargo=True), "held embargo"),
    "ninjs embargo and another": (ninjs(embargo=AT, embargo_until="2026-12-02T18:00:00Z"), "held embargo"),
    "ninjs none": (ninjs(embargo=None, embargo_text="", has_embargo=False), "article"),
    "ninjs its own beside": (ninjs(embargoed=AT, embargoed_text=""), UNTIL),
    "rss prism": (rss(f"<prism:embargoDate>{AT}</prism:embargoDate>"), UNTIL),
    "rss naive": (rss("<embargo>2026-12-01 18:00</embargo>"), "held embargo"),
    "rss empty": (rss("<embargo/>"), "held embargo"),
    "rss note": (rss("<embargoNote/>"), "article"),
    "nitf meta": (nitf(head=f'<meta name="embargo" content="{AT}"/>'), UNTIL),
    "nitf meta in words": (
        nitf(head='<meta name="Embargo-Date" content="Tuesday evening"/>'),
        "held embargo",
    ),
    "nitf element": (nitf(f'<date.embargo norm="{AT}"/>'), UNTIL),
    "newsml property": (newsml(f'<Property FormalName="EmbargoDate" Value="{AT}"/>'), UNTIL),
    "newsml another": (newsml('<Property FormalName="Topic" Value="oil embargo"/>'), "article"),
    "mail header": (mail("X-Embargo-Until: Tue, 01 Dec 2026 18:00:00 +0400"), UNTIL),
    "mail header in words": (mail("X-Embargo: until the speech"), "held embargo"),
    "dcterms available": (rss(f"<available>{AT}</available>"), UNTIL),
    "available in a shop": (rss("<available>yes</available>"), "article"),
    "ninjs availableFrom": (ninjs(availableFrom=AT), UNTIL),
    "ninjs publish_schedule": (ninjs(publish_schedule="2026-12-01 18:00"), "held embargo"),
    "G2 extension": (g2(f'<itemMetaExtProperty type="ext:embargo" value="{AT}"/>'), UNTIL),
    "json feed": (json_feed(_embargo={"until": "2026-12-01"}), "held embargo"),
    "json feed text": (json_feed(embargo=AT), UNTIL),
    # One level down, and deeper.
    "json feed extension": (json_feed(_wire={"embargo": "tomorrow 9am"}), "held embargo"),
    "superdesk extra": (ninjs(extra={"embargo": AT}), UNTIL),
    "superdesk extra in words": (ninjs(extra={"embargo_until": "1 Dec 10 am"}), "held embargo"),
    "superdesk extra empty": (ninjs(extra={"embargo": ""}), "held embargo"),
    "superdesk extra none": (ninjs(extra={"embargo": None, "has_embargo": False}), "article"),
    "superdesk schedule": (ninjs(schedule_settings={"utc_embargo": AT, "time_zone": None}), UNTIL),
    "two levels down": (ninjs(metadata={"rights": [{"embargoDate": AT}]}), UNTIL),
    "a shop one level down": (ninjs(extra={"available": AT}), "article"),
    "page meta": (page(f'<meta name="embargo" content="{AT}">'), UNTIL),
    "page meta naive": (page('<meta property="article:embargo" content="2026-12-01 10:00">'), "held embargo"),
    "page JSON-LD": (
        page(f'<script type="application/ld+json">{json.dumps(LD_ARTICLE)}</script>'),
        UNTIL,
    ),
    "page without": (page('<meta name="keywords" content="oil embargo">'), "article"),
    # Two instants in one document, of which one is over.
    "ninjs two of them": (ninjs(embargoed=OVER, embargo=AT), "held embargo"),
    "ninjs one of them nested": (ninjs(embargoed=OVER, extra={"embargo": AT}), "held embargo"),
    "ninjs one of them empty": (ninjs(embargoed="", embargo=OVER), "held embargo"),
    "ninjs one of them naive": (ninjs(embargoed=AT, embargo="2026-12-01T18:00:00"), "held embargo"),
    "ninjs two that are over": (ninjs(embargoed=OVER, embargo="2026-11-02T08:00:00Z"), "article"),
    "ninjs one in two zones": (ninjs(embargoed=AT, embargo=SAME), UNTIL),
    "json feed two": (json_feed(embargo=OVER, embargo_until=AT), "held embargo"),
    "G2 two": (g2(f"<embargoed>{OVER}</embargoed><embargoed>{AT}</embargoed>"), "held embargo"),
    "G2 in two zones": (g2(f"<embargoed>{SAME}</embargoed><embargoed>{AT}</embargoed>"), UNTIL),
    "nitf two": (nitf(f'<date.release norm="{OVER}"/><date.release norm="{AT}"/>'), UNTIL),
    "rss two": (rss(f"<embargo>{OVER}</embargo><embargo>{AT}</embargo>"), "held embargo"),
    "mail two": (mail(f"X-Embargo: {OVER}\nX-Embargo: {AT}"), "held embargo"),
}


@pytest.mark.parametrize(("content", "right"), FIELDS.values(), ids=FIELDS)
def test_a_field_that_is_named_so_is_an_embargo(check: LanguageCheck, content: Any, right: str) -> None:
    assert outcomes(content, check) == [right]


GONE = "withdrawn urn:x:1"
STATUSES: Mapping[Any, str] = {
    **dict.fromkeys(("Canceled", "CANCELLED", "stat:canceled", " killed ", "Withdrawn", "RECALLED"), GONE),
    **dict.fromkeys(("retraction", "takedown", "withdrawal", "cancellation"), GONE),
    **dict.fromkeys(("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "stat:WITHHELD"), GONE),
    **dict.fromkeys(("Usable", "USABLE", "stat:usable", " usable ", "Published"), "article"),
    **dict.fromkeys(("Draft", "PENDING", "spiked", "in_progress"), "refused"),
    **dict.fromkeys(("kill notice", "scheduled", "unpublished", "archived", 4, False), "held kill"),
    **dict.fromkeys(("", " ", "stat:"), "held kill"),
}


@pytest.mark.parametrize(("status", "right"), STATUSES.items(), ids=str)
def test_a_status_is_known_however_it_is_written(check: LanguageCheck, status: Any, right: str) -> None:
    assert outcomes(ninjs(pubstatus=status), check) == [right]


KILL = ninjs(pubstatus="canceled")
TAKEN_BACK: tuple[tuple[str, Any], ...] = (
    *(("withdrawn", True), ("killed", 1), ("is_deleted", "yes"), ("retracted", "2026-11-27")),
    *(("publishable", False), ("isPublished", "no")),
)
NOT_TAKEN_BACK: tuple[tuple[str, Any], ...] = (
    *(("withdrawn", False), ("deleted", None), ("killed", 0), ("visible", True), ("recalled", "")),
)
KILLS: Mapping[str, tuple[Any, list[str]]] = {
    "an object for a status": (ninjs(pubstatus={"qcode": "stat:canceled"}), [GONE]),
    "an empty object for a status": (ninjs(pubstatus={"qcode": ""}), ["held kill"]),
    "no status": (ninjs(pubstatus=None), ["article"]),
    "G2 without a code": (g2('<pubStatus qcode=""/>'), ["held kill"]),
    "G2 without a status": (g2(""), ["article"]),
    "nitf with an empty status": (nitf(status=" "), ["held kill"]),
    "newsml with an empty status": (newsml("").replace('"Usable"', '""'), ["held kill"]),
    "a list for a status": (ninjs(pubstatus=["canceled"]), [GONE]),
    "a state beside a status": (ninjs(state="killed"), ["held kill"]),
    "a state that is a place": (ninjs(state="Nevada"), ["article"]),
    "item": ({"item": KILL}, [GONE]),
    "a list of item": ({"item": [KILL]}, [GONE]),
    "items": ({"items": [KILL]}, [GONE]),
    "_items": ({"_items": [KILL]}, [GONE]),
    "a list": ([KILL], [GONE]),
    "data": ({"data": [KILL]}, [GONE]),
    "all else doubtful": (
        {**KILL, "embargoed": "18:00 ET", "versioncreated": "2099-01-01T00:00:00Z", "headline": "{{title}}"},
        [GONE],
    ),
    "nothing else": ({"guid": "urn:x:1", "type": "text", "pubstatus": "canceled"}, [GONE]),
    "no name": ({"guid": "N/A", "type": "text", "pubstatus": "canceled", "headline": TITLE}, ["refused"]),
    "G2 in capitals": (g2('<pubStatus qcode="stat:CANCELED"/>'), ["withdrawn urn:newsml:wire.example:1"]),
    "G2 as a text": (g2("<pubStatus>canceled</pubStatus>"), ["withdrawn urn:newsml:wire.example:1"]),
    "G2 literal": (g2('<pubStatus literal="Killed"/>'), ["withdrawn urn:newsml:wire.example:1"]),
    "G2 in a message": (
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        + g2('<pubStatus qcode="stat:usable"/>')
        + g2('<pubStatus qcode="stat:canceled"/>', "urn:newsml:wire.example:2")
        + "</itemSet></newsMessage>",
        ["article", "withdrawn urn:newsml:wire.example:2"],
    ),
    **{
        f"NITF {word}": (nitf(f'<ed-msg msg-type="{word}" info="wrong facts"/>'), ["withdrawn D1"])
        for word in ("kill", "KILL", "Withdrawal", "takedown", "recall", "retract")
    },
    "NITF advisory": (nitf('<ed-msg msg-type="advisory" info="photos follow"/>'), ["article"]),
    "NITF in capitals": (nitf(status="CANCELLED"), ["withdrawn D1"]),
    "NITF unknown": (nitf(status="hold"), ["held kill"]),
    **{f"ninjs {name} {value}": (ninjs(**{name: value}), ["held kill"]) for name, value in TAKEN_BACK},
    **{f"ninjs {name} {value}": (ninjs(**{name: value}), ["article"]) for name, value in NOT_TAKEN_BACK},
    "RSS status": (rss("<status>deleted</status>"), ["held kill"]),
    "G2 signal": (
        g2('<pubStatus qcode="stat:usable"/><signal qcode="sig:kill"/>'),
        ["withdrawn urn:newsml:wire.example:1"],
    ),
    "G2 two statuses": (
        g2('<pubStatus qcode="stat:usable"/><pubStatus qcode="stat:canceled"/>'),
        ["withdrawn urn:newsml:wire.example:1"],
    ),
    "Atom draft": (atom("yes"), ["refused"]),
    "Atom draft of old": (atom(" Yes ", "http://purl.org/atom/app#"), ["refused"]),
    "Atom no draft": (atom("no"), ["article"]),
}


@pytest.mark.parametrize(("content", "right"), KILLS.values(), ids=KILLS)
def test_a_kill_or_a_draft_is_one_whatever_it_is_wrapped_in(
    check: LanguageCheck, content: Any, right: list[str]
) -> None:
    assert outcomes(content, check, "application/json" if isinstance(content, dict) else None) == right


POSTS = {
    **dict.fromkeys(
        ("Draft", "pending", "private", "trash", "future", "inherit", "auto-draft", "spam"), "post"
    ),
    "publish": "xeber",
}
TYPES = ("page", "revision", "nav_menu_item", "wp_template", "attachment", "shop_order", "elementor_library")


def posts() -> Iterator[tuple[str, str]]:
    for status, kind in POSTS.items():
        fields = f"<wp:status><![CDATA[{status}]]></wp:status><wp:post_type>{kind}</wp:post_type>"
        yield fields, "article" if status == "publish" else "refused"
    for kind in TYPES:
        yield f"<wp:status>publish</wp:status><wp:post_type>{kind}</wp:post_type>", "refused"
    yield "<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>", "refused"


@pytest.mark.parametrize(("fields", "right"), list(posts()))
def test_wordpress_publishes_what_is_published_there(check: LanguageCheck, fields: str, right: str) -> None:
    assert outcomes(rss(fields), check) == [right]


@pytest.mark.parametrize(
    "guid",
    [
        *(
            "N/A",
            "n/a ",
            "none",
            "-",
            "0",
            "null",
            "GUID",
            "{{ guid }}",
            "#",
            "http://",
            "undefined",
            "NaN",
            "?",
        ),
        *("urn:uuid:00000000-0000-0000-0000-000000000000", "no-guid", "missing", "[guid]", "%guid%", "tag:"),
        *("[object Object]", "$guid", "0000", "-1", "(none)", "tag:t.example,2026:", "javascript:void(0)"),
        *("urn:", "...", "https://t.example/", "http://www.t.example"),
    ],
)
def test_what_holds_the_place_of_a_name_is_none(guid: str) -> None:
    [part] = read(Document(rss(guid=guid).encode(), source="wire")).parts
    assert isinstance(part, ArticleDraft)
    assert part.source_id == "https://t.example/1"
    [part] = read(Document(json.dumps(ninjs(guid=guid)).encode(), source="wire")).parts
    assert isinstance(part, ArticleDraft)
    assert guid.startswith("http") or part.source_id != guid.strip()


FOREIGN = {
    "uk": "Уряд ухвалив бюджет на наступний рік, і прем'єр-міністр сказав, що видатки зростуть у грудні.",
    "bg": "Правителството прие бюджета за следващата година и премиерът каза, че разходите ще нараснат през "
    "декември, съобщи агенцията, и ъгълът на улицата ще бъде затворен.",
    "fa": "دولت بودجه سال آینده را تصویب کرد و نخست وزیر گفت که هزینه های بهداشت افزایش خواهد یافت.",
    "tr": "Cumhurbaşkanı perşembe günü Ankara'da bakanlarla bir araya geldi ve yetkililer kararların "
    "önümüzdeki hafta açıklanacağını söyledi.",
    "de": "Der Bundestag hat am Freitag den Haushalt für 2027 beschlossen, die Opposition war dagegen.",
    "ka": "მთავრობამ დაამტკიცა მომავალი წლის ბიუჯეტი და პრემიერმა თქვა რომ ხარჯები გაიზრდება.",
    "kk": "Үкімет келесі жылға арналған бюджетті бекітті, ал премьер-министр шығындар өсетінін айтты.",
    "hy": "Կառավարությունը հաստատեց հաջորդ տարվա բյուջեն, և վարչապետն ասաց, որ ծախսերը կաճեն։",
    "ar": "وافقت الحكومة على ميزانية العام المقبل وقال رئيس الوزراء إن النفقات سترتفع في الشهر القادم.",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_what_is_certainly_in_none_of_our_languages_is_held(check: LanguageCheck, text: str) -> None:
    article = ninjs(language=None, headline=text[:50], body_text=f"{text}\n\n{text}")
    assert outcomes(article, check) == ["held language"]


@pytest.mark.parametrize(
    "mark",
    [
        *(
            "1ST LEAD ",
            "2nd LEAD: ",
            "REFILE-",
            "UPDATE 3-",
            "RPT-",
            "WRAPUP 2-",
            "CORRECTED-",
            "(LEAD) ",
            "LEAD: ",
        ),
        *("(2nd LD) ", "3rd LD-Writethru: ", "URGENT: ", "ROUNDUP 2: ", "BULLETIN ", "ALERT - ", "REFILED-"),
        *("RPT-UPDATE 1-", "CORRECTED-(OFFICIAL)-", "EXTRA ", "*** ", "МОЛНИЯ: ", "СРОЧНО. ", "ПОВТОР: "),
        *("ДОПОЛНЕНИЕ: ", "TƏCİLİ: "),
    ],
)
def test_a_wires_marks_are_no_part_of_a_headline(mark: str) -> None:
    text = "BAKU, November 27. /TASS/. The summit ended on Friday."
    wire = f"\x01TAS0101 2 i 0050\x02\n{mark}Caspian summit ends in Baku\n\n{text}\n\x03271200 GMT nov 26\x04"
    [part] = read(Document(wire.encode(), source="wire")).parts
    assert isinstance(part, ArticleDraft)
    assert part.headline == "Caspian summit ends in Baku"


@pytest.mark.parametrize(
    "headline", ["Lead in the water: town takes action", "Extra-time goal sends Neftçi on"]
)
def test_words_that_look_like_marks_stay(headline: str) -> None:
    wire = f"\x01TAS0101 2 i 0050\x02\n{headline}\n\nBAKU, November 27. /TASS/. So it is.\n\x03"
    [part] = read(Document(wire.encode(), source="wire")).parts
    assert isinstance(part, ArticleDraft)
    assert part.headline == headline


TERMS = "Embargoed until 1 December 10am"
IN_TERMS: Mapping[str, Any] = {
    "ninjs usageterms": ninjs(usageterms=TERMS),
    "ninjs instructions": ninjs(ednote="", instructions="Not for use before 1 December"),
    "ninjs beside rights": ninjs(usageterms=["For editorial use only", TERMS]),
    "G2 usageTerms": g2("").replace(
        "<itemMeta>", f"<rightsInfo><usageTerms>{TERMS}</usageTerms></rightsInfo><itemMeta>"
    ),
    "newsml rights": newsml("").replace(
        "<DescriptiveMetadata>",
        f"<RightsMetadata><UsageRights><Limitations>{TERMS}</Limitations></UsageRights></RightsMetadata><DescriptiveMetadata>",
    ),
}


@pytest.mark.parametrize("content", IN_TERMS.values(), ids=IN_TERMS)
def test_an_embargo_in_the_terms_of_use_is_held(check: LanguageCheck, content: Any) -> None:
    assert outcomes(content, check) == ["held embargo"]
