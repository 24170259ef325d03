"""The news sitemap against the rules of the sitemap protocol's schema and of Google's extension."""

from lxml import etree

from publish.feeds.elements import NAMESPACES, Element, qualified
from publish.feeds.news_sitemap import news_sitemap
from tests.support.published import LANGUAGES, public, story

# RELAX NG of what sitemap.xsd and sitemap-news.xsd require and order; addresses are at most 2,048 characters.
RULES = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.sitemaps.org/schemas/sitemap/0.9"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <define name="address">
    <data type="anyURI"><param name="minLength">12</param><param name="maxLength">2048</param></data>
  </define>
  <start><element name="urlset"><zeroOrMore><element name="url">
    <element name="loc"><ref name="address"/></element>
    <optional><element name="lastmod"><data type="dateTime"/></element></optional>
    <element name="news" ns="http://www.google.com/schemas/sitemap-news/0.9">
      <element name="publication">
        <element name="name"><data type="string"><param name="minLength">1</param></data></element>
        <element name="language"><data type="string"><param name="pattern">[a-z]{2,3}</param></data></element>
      </element>
      <element name="publication_date"><data type="dateTime"/></element>
      <element name="title"><data type="string"><param name="minLength">1</param></data></element>
    </element>
    <zeroOrMore><element name="link" ns="http://www.w3.org/1999/xhtml">
      <attribute name="rel"><value>alternate</value></attribute>
      <attribute name="hreflang"/>
      <attribute name="href"><ref name="address"/></attribute>
    </element></zeroOrMore>
  </element></zeroOrMore></element></start>
</grammar>
"""


def judged(encoded: bytes) -> Element:
    """The sitemap, once the rules have passed it."""
    document = etree.fromstring(encoded)
    etree.RelaxNG(etree.fromstring(RULES)).assertValid(document)
    return document


def alternates_of(document: Element) -> list[dict[str, str]]:
    urls = document.findall("sitemap:url", NAMESPACES)
    links = (url.findall("xhtml:link", NAMESPACES) for url in urls)
    return [{str(link.attrib["hreflang"]): str(link.attrib["href"]) for link in found} for found in links]


def test_every_kind_of_article_fits_the_rules() -> None:
    odd = public("odd", headline="a < b & c \ufffe", url="https://news.example/en/ş")
    document = judged(news_sitemap([public(), odd, *story(LANGUAGES)], "Newsroom", LANGUAGES))
    assert [one.text for one in document.iter(qualified("news:title"))][:2] == [
        "Headline of one",
        "a < b & c ",
    ]
    assert {one.text for one in document.iter(qualified("news:language"))} == set(LANGUAGES)


def test_siblings_name_each_other() -> None:
    english, azeri, russian = alternates_of(judged(news_sitemap(story(LANGUAGES), "Newsroom", LANGUAGES)))
    assert english == azeri == russian
    assert set(english) == {*LANGUAGES, "x-default"}


def test_an_article_alone_has_no_alternates() -> None:
    assert alternates_of(judged(news_sitemap([public()], "Newsroom", LANGUAGES))) == [{}]


def test_empty() -> None:
    assert len(judged(news_sitemap([], "Newsroom", LANGUAGES))) == 0
