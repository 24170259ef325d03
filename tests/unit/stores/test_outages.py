import pytest

from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.outages import outage_sentence

_DETAILS = (
    " (configured timeouts: socketTimeoutMS: 20000.0ms), Timeout: 5.0s, Topology Description: "
    "<TopologyDescription id: 1, servers: [<ServerDescription error=AutoReconnect('timed out')>]>"
)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Error 111 connecting to h:1. Connect call failed ('h', 1).", "nothing listens there; start it"),
        ("h:1: [Errno 111] Connection refused" + _DETAILS, "nothing listens there; start it"),
        ("Error -2 connecting to h:1. Name or service not known.", "no such host; check the name in URL"),
        ("h:1: [Errno -3] Temporary failure in name resolution" + _DETAILS, "no such host"),
        ("invalid username-password pair or user is disabled.", "it refuses the name or the password"),
        (
            "Authentication failed., full error: {'ok': 0.0, 'code': 18}",
            "it refuses the name or the password",
        ),
        ("Timeout connecting to server", "it does not answer in time"),
        ("LOADING Redis is loading the dataset in memory", "it is reading its data back; wait"),
        ("a new kind of\ntrouble", "a new kind of trouble"),
    ],
)
def test_an_outage_is_one_line_with_the_address_and_the_cure(reason: str, said: str) -> None:
    line = outage_sentence("Redis", "URL", "redis://u:secret@h:1", StoreUnavailableError(f"Redis: {reason}"))
    assert line.startswith(f"Redis at redis://u:…@h:1: {said}")
    assert "\n" not in line
    assert "secret" not in line


def test_an_error_without_words_is_called_by_its_name() -> None:
    assert outage_sentence("Redis", "URL", "redis://h", RuntimeError()) == "Redis at redis://h: RuntimeError"


def test_a_deadline_without_words_is_a_timeout() -> None:
    assert "does not answer in time" in outage_sentence("MongoDB", "URL", "mongodb://h", TimeoutError())
