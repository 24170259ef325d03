"""XML as senders make it, and as those make it who mean harm."""

import time

import pytest

from ingest.formats.document import Document
from ingest.formats.syntax import xml
from newsroom.http.problems import ProblemError

LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'
# A second is generous: each takes some milliseconds, and minutes where something is quadratic.
SECONDS = 5


def read(text: str) -> xml.Element:
    return xml.parsed(Document(text.encode()))


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE])
def test_entities_that_are_made_to_hurt_are_refused(text: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read(text)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "text",
    [
        "<a>AT&T & R&D</a>",
        "<a>AT&amp;T &amp; R&amp;D</a>",
        "<a><![CDATA[AT&T & R&D]]></a>",
        "<a>AT&T & R&#38;D",
    ],
)
def test_a_bare_ampersand_stands_for_itself(text: str) -> None:
    assert xml.text(read(text)) == "AT&T & R&D"


def test_entities_of_html_and_of_the_document_are_characters() -> None:
    root = read('<!DOCTYPE a [<!ENTITY agency "Report">]><a>&agency;&nbsp;&laquo;&eacute;&raquo;</a>')
    assert xml.text(root) == "Report\xa0«é»"


def test_characters_that_xml_does_not_have_are_dropped() -> None:
    assert xml.text(read("<a>x\x00\x0b&#x1F;y</a>")) == "xy"


def test_elements_are_found_whatever_their_namespace() -> None:
    root = read("<n:a xmlns:n='urn:x'><n:B m:c='1'>x</n:B></n:a>")
    assert (xml.local(root), xml.child_text(root, "b"), xml.attribute(xml.child(root, "b"), "c")) == (
        "a",
        "x",
        "1",
    )


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 50_000,
        "<a><![CDATA[" * 50_000,
        "<!DOCTYPE " + "[<!ENTITY " * 20_000,
        " " * 200_000,
        "<?xml " * 50_000,
        "<a>" + "&x" * 100_000,
        "<!--" * 100_000,
    ],
)
def test_nothing_takes_long(text: str) -> None:
    started = time.process_time()  # of this process: a busy machine changes nothing
    try:
        read(text)
    except ProblemError as refused:
        assert refused.status in (400, 422)
    assert time.process_time() - started < SECONDS
