"""The sources file: what is wrong is named by line and field, and no secret is shown."""

from pathlib import Path

import pytest

from ingest.sources.config.file import Sources, SourcesFileError, parse_sources, read_sources
from ingest.sources.config.models import FeedSource, MailSource
from ingest.sources.polling.source_state import SourceState, fingerprint, of_configuration

PATH = Path("sources.yaml")
GOOD = """
user_agent: newsroom (desk@example.com)
sources:
  - name: wire
    kind: feed
    url: https://user:${TOKEN}@example.com/feed?key=${TOKEN}
    interval: {min: 90s, max: 2h}
    headers: {X-Key: "${TOKEN}"}
    categories: {"Foreign Policy": foreign-policy}
  - name: mail
    source: report
    kind: imap
    host: Mail.Example.com.
    user: desk
    password: ${MAIL_PASSWORD}
"""
ENVIRONMENT = {"TOKEN": "t0ken", "MAIL_PASSWORD": "open sesame"}


def problems(text: str) -> list[str]:
    with pytest.raises(SourcesFileError) as caught:
        parse_sources(text, ENVIRONMENT, PATH)
    assert str(PATH) in str(caught.value)
    return [str(problem) for problem in caught.value.problems]


def good() -> Sources:
    return parse_sources(GOOD, ENVIRONMENT, PATH)


def test_a_file_is_read_with_what_the_environment_holds() -> None:
    sources = good()
    wire, mail = sources.file.sources
    assert isinstance(wire, FeedSource)
    assert wire.url == "https://user:t0ken@example.com/feed?key=t0ken"
    assert (wire.interval.min, wire.interval.max, wire.owner) == (90, 7200, "wire")
    assert isinstance(mail, MailSource)
    assert (mail.owner, mail.host, mail.password) == ("report", "mail.example.com", "open sesame")


def test_what_is_shown_has_no_secret() -> None:
    sources = good()
    assert sources.shown["wire"] == "https://***@example.com/feed?key=${TOKEN}"
    assert sources.secrets.hidden("no t0ken, no open sesame") == "no ***, no ***"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sources:\n- name: a\n  kind: feed\n", "line 2: sources.0.url: it must be there"),
        (
            "sources:\n- name: a\n  kind: x\n",
            "line 2: sources.0: kind: write feed, sitemap, page, folder or imap",
        ),
        (
            "sources:\n- name: a\n  url: x\n",
            "line 2: sources.0: kind: write feed, sitemap, page, folder or imap",
        ),
        ("sources: [}", "line 1: expected the node content, but found '}'"),
        ("a: 1\na: 2\n", "line 2: a comes twice"),
        ("user_agnet: x\n", "line 1: user_agnet: there is no such field"),
        ("- a\n", "line 1: input should be a valid dictionary or instance of SourcesFile"),
        (
            "sources:\n- {name: a, kind: folder, path: /x}\n- {name: a, kind: folder, path: /y}\n",
            "line 1: sources: two sources are called a",
        ),
        (
            "sources:\n- name: a\n  kind: feed\n  url: https://x.example\n  interval:\n    min: soon\n",
            "line 6: sources.0.interval.min: write a length of time such as 90s, 5m, 2h or 1d",
        ),
        (
            "sources:\n- name: a\n  kind: feed\n  url: ${NOBODY}\n",
            "line 4: sources.0.url: NOBODY is not set in the environment",
        ),
        (
            "sources:\n- name: a\n  kind: page\n  url: https://x.example\n  links: '('\n",
            "line 5: sources.0.links: this is no regular expression: missing ), "
            "unterminated subpattern at position 0",
        ),
        (
            "sources:\n- name: a\n  kind: feed\n  url: https://x.example\n  allow_hosts: ['*.example']\n",
            "line 5: sources.0.allow_hosts.0: write a host's name, or name:port; "
            "no address with a path, no pattern",
        ),
        (
            'sources:\n- name: a\n  kind: feed\n  url: https://x.example\n  headers: {X-Key: "a\\nb"}\n',
            "line 5: sources.0.headers: 'X-Key' cannot be sent as a header",
        ),
        (
            "sources: []\ntrusted_originals:\n  report: [report]\n",
            "line 2: trusted_originals: report need not be trusted with originals of its own",
        ),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, expected: str) -> None:
    assert expected in problems(text)


def test_every_problem_is_told_at_once_and_none_shows_a_secret() -> None:
    text = GOOD.replace("kind: imap", "kind: imap\n    port: ${MAIL_PASSWORD}").replace("90s", "3h")
    found = problems(text)
    assert len(found) == 2
    assert "open sesame" not in "".join(found)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "sources: []\n"])
def test_no_sources_are_right_too(text: str) -> None:
    assert parse_sources(text, {}, PATH).file.sources == ()


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"sources: []\n# \xe9\n")
    for name, expected in (("none", "it cannot be read"), ("latin", "line 2: it is not in UTF-8")):
        with pytest.raises(SourcesFileError, match=expected):
            read_sources(tmp_path / name, {})


def test_another_configuration_is_read_from_the_start_and_keeps_its_rhythm() -> None:
    wire = good().file.sources[0]
    state = SourceState(fingerprint=fingerprint(wire), etag="1", failures=3, disabled="gone", interval=300)
    assert of_configuration(state, wire.model_copy(update={"interval": wire.interval})) == state
    other = of_configuration(state, wire.model_copy(update={"language": "az"}))
    assert (other.etag, other.failures, other.disabled, other.interval) == (None, 0, None, 300)


def test_a_source_is_trusted_with_the_originals_of_those_it_lists() -> None:
    file = parse_sources("trusted_originals: {az-desk: [report]}", {}, PATH).file
    assert file.trusts("az-desk", "report")
    assert not file.trusts("report", "az-desk")
    assert not file.trusts("az-desk", "ministry")
