"""Structured data of lists and breadcrumbs for search engines, as JSON-LD (https://schema.org)."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from publish.feeds.json_ld import Party, Thing, script_safe
from publish.site.page import Page

_NAMED = 20  # articles of a list that are named


class Description(Thing):
    """Root object of a page's JSON-LD."""

    context: Literal["https://schema.org"] = Field(
        default="https://schema.org", serialization_alias="@context"
    )


class SearchAction(Thing):
    """Search of the site: `target` holds `{words}`."""

    type: Literal["SearchAction"] = Field(default="SearchAction", serialization_alias="@type")
    target: str
    query_input: str = Field(default="required name=words", serialization_alias="query-input")


class WebSite(Description):
    """The site in one language."""

    context: Literal["https://schema.org"] = Field(
        default="https://schema.org", serialization_alias="@context"
    )
    type: Literal["WebSite"] = Field(default="WebSite", serialization_alias="@type")
    name: str
    url: str
    in_language: str
    publisher: Party
    potential_action: SearchAction


class ListItem(Thing):
    """Element of a list, counted from 1."""

    type: Literal["ListItem"] = Field(default="ListItem", serialization_alias="@type")
    position: int
    name: str | None = None
    url: str | None = None
    item: str | None = None


class ItemList(Thing):
    """Articles by their addresses."""

    type: Literal["ItemList"] = Field(default="ItemList", serialization_alias="@type")
    item_list_element: Sequence[ListItem]


class CollectionPage(Description):
    """A list."""

    context: Literal["https://schema.org"] = Field(
        default="https://schema.org", serialization_alias="@context"
    )
    type: Literal["CollectionPage"] = Field(default="CollectionPage", serialization_alias="@type")
    name: str
    url: str
    in_language: str
    main_entity: ItemList


class BreadcrumbList(Description):
    """Path from the front page to an article."""

    context: Literal["https://schema.org"] = Field(
        default="https://schema.org", serialization_alias="@context"
    )
    type: Literal["BreadcrumbList"] = Field(default="BreadcrumbList", serialization_alias="@type")
    item_list_element: Sequence[ListItem]


def web_site(language: str, name: str, home: str, search: str) -> str:
    """`home` and `search` are whole addresses, the search's without its words."""
    publisher = Party(type="NewsMediaOrganization", name=name, url=home)
    action = SearchAction(target=f"{search}?q={{words}}")
    return _written(
        WebSite(name=name, url=home, in_language=language, publisher=publisher, potential_action=action)
    )


def collection(language: str, name: str, url: str, page: Page) -> str:
    """A list's page under its canonical address."""
    named = [ListItem(position=n, url=item.url) for n, item in enumerate(page.listing.items[:_NAMED], 1)]
    listed = ItemList(item_list_element=named)
    return _written(CollectionPage(name=name, url=url, in_language=language, main_entity=listed))


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> str:
    """Names and whole addresses from the front page on."""
    steps = [ListItem(position=n, name=name, item=url) for n, (name, url) in enumerate(trail, 1)]
    return _written(BreadcrumbList(item_list_element=steps))


def _written(thing: Thing) -> str:
    return script_safe(thing.model_dump_json(by_alias=True, exclude_none=True))
