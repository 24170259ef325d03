"""Shapes of JSON documents: their format, what wraps their articles, and whose JSON is not read."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from newsroom.events.articles import ArticleDraft

_OWN = "source_id"
_NINJS = frozenset(
    {
        *("headlines", "bodies", "pubstatus", "versioncreated", "representationtype", "body_xhtml"),
        *("body_html", "body_text", "firstcreated", "ednote"),
    }
)
_NAMES = frozenset({"uri", "guid"})
# What lists or single articles are wrapped in.
_WRAPPERS = ("items", "item", "_items")
_NINJS_WRAPPERS = ("data", "hits", "results", "articles")  # only where what is in them is ninjs
# By members at the top of a document, or of its first article: all of a row must be there.
_FOREIGN: Sequence[tuple[frozenset[str], str]] = tuple(
    (frozenset(members.split()), name)
    for members, name in (
        ("newsItem", "NewsML-G2 turned into JSON"),
        ("newsMessage", "NewsML-G2 turned into JSON"),
        ("NewsML", "NewsML turned into JSON"),
        ("nitf", "NITF turned into JSON"),
        ("rss", "RSS turned into JSON"),
        ("api_version data", "the AP Media API's JSON"),
        ("data params", "the AP Media API's JSON"),
        ("content_elements", "Arc Publishing's ANS"),
        ("@context", "JSON-LD or ActivityPub"),
        ("specversion type", "a CloudEvent"),
        ("webTitle webUrl", "the Guardian's Open Platform"),
        ("totalResults articles", "News API's JSON"),
        ("_links guid title", "WordPress' REST API"),
        ("components identifier", "Apple News Format"),
        ("hits took", "an answer of Elasticsearch"),
        ("type properties geometry", "GeoJSON"),
        ("jsonapi data", "JSON:API"),
        ("entry feed", "a feed turned into JSON"),
        ("html title slug", "Ghost's API"),
        ("feed items status", "rss2json's JSON"),
        ("newsId texts", "Ritzau's or NTB's press JSON"),
    )
)


def unwrapped(value: JsonValue) -> JsonValue:
    """The articles within what some wrap them in, such as `{"items": […]}`; anything else as it is."""
    if not isinstance(value, dict) or (_NAMES | {_OWN}) & _folded(value).keys():
        return value
    for name in _WRAPPERS:
        wrapped = value.get(name)
        if isinstance(wrapped, list) or (isinstance(wrapped, dict) and is_ninjs(wrapped)):
            return wrapped
    for name in _NINJS_WRAPPERS:
        wrapped = value.get(name)
        first = first_object(wrapped) if isinstance(wrapped, list) else None
        if first is not None and is_ninjs(first):
            return wrapped
    return value


def first_object(value: JsonValue) -> Mapping[str, JsonValue] | None:
    """The object, or the first one of a list."""
    if isinstance(value, list):
        value = next((element for element in value if isinstance(element, dict)), None)
    return value if isinstance(value, dict) else None


def is_json_feed(value: JsonValue) -> bool:
    """Whether it is a JSON Feed, by its version, or by its items where it forgets that."""
    if not isinstance(value, dict):
        return False
    if "jsonfeed.org" in str(value.get("version", "")):
        return True
    items = value.get("items")
    return (
        "uri" not in value
        and isinstance(items, list)
        and any(isinstance(item, dict) and {"content_html", "content_text"} & item.keys() for item in items)
    )


def is_ap_media(value: JsonValue) -> bool:
    """Whether it is an answer of that API with items, by the name that each has among its `altids`."""
    return any(
        isinstance(item, dict) and isinstance(names := item.get("altids"), dict) and "itemid" in names
        for item in ap_media_items(value)
    )


def ap_media_items(value: JsonValue) -> Iterator[JsonValue]:
    """The items of an answer, of one that has a single item, or an item by itself."""
    if not isinstance(value, dict):
        return
    data = value.get("data", value)
    wrapped = data.get("items", data) if isinstance(data, Mapping) else None
    for one in wrapped if isinstance(wrapped, list) else [wrapped]:
        if isinstance(one, dict):
            yield one.get("item", one)


def is_ninjs(article: Mapping[str, JsonValue]) -> bool:
    """Whether an object is a news item of ninjs; Superdesk's have `guid` for `uri`, and a `source`."""
    members = _folded(article)
    if _OWN in members:
        return False
    if isinstance(members.get("title"), dict) or "@context" in members:
        return False
    is_named = any(isinstance(members.get(name), str) for name in _NAMES)
    if is_named and (_NINJS & members.keys() or "headline" in members):
        return True
    return "source" not in members and ("uri" in members or bool(_NINJS & members.keys()))


def foreign_name(value: JsonValue) -> str | None:
    """The name of a shape that is known, and not read; None of any other."""
    first = first_object(value)
    article = first_object(unwrapped(value))
    if first is None or _OWN in first:
        return None
    for members, name in _FOREIGN:
        if members <= first.keys() or (article is not None and members <= article.keys()):
            return name
    if isinstance(first.get("title"), dict) and "rendered" in str(first["title"]):
        return "WordPress' REST API"
    response = first.get("response")
    if isinstance(response, dict) and ("results" in response or "docs" in response):
        return "a newspaper's search API (the Guardian's, the New York Times')"
    return _unknown_name(first)


def _unknown_name(value: Mapping[str, JsonValue]) -> str | None:
    """JSON that is nobody's attempt at our own: no headline, and most of its members are not ours."""
    own = [name for name in value if name in ArticleDraft.model_fields]
    if not value or "headline" in value or len(own) * 2 >= len(value):
        return None
    members = ", ".join(sorted(value)[:5])[:100]
    return f"JSON of a shape that is not known here (with {members})"


def _folded(article: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {name.lower(): value for name, value in article.items()}
