"""Keys at rest."""

import pytest

from newsroom.http.api_keys import KeyLine, digest, id_of, new_key, read_lines


def line(key: str) -> KeyLine:
    return KeyLine(id=id_of(key) or "", name="n", sha256=digest(key), sources=("report",))


def test_a_key_is_found_by_its_id_and_known_by_its_hash() -> None:
    key = new_key()
    [found] = read_lines(["# the wire", "", line(key).as_line()])
    assert found.is_of(key)
    assert not found.is_of(new_key())
    assert key not in found.as_line()
    assert len({new_key() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["{"], "line 1"),
        (["", '{"id": "x"}'], "line 2: id"),
        (['{"id": "00000000", "name": "n", "sha256": "' + "0" * 64 + '", "sources": []}'], "line 1: sources"),
        ([line("nk_00000000_" + "a" * 32).as_line()] * 2, "line 2: id 00000000 is there twice"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(lines: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_lines(lines)
