import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.http.app import check_port
from newsroom.stack.errors import StackError
from newsroom.stack.tcp_ports import COUNT, HIGHEST_BASE, Ports, ephemeral_range, free_base, is_taken

ALL = ("publish", "ingest", "translate", "redis", "mongo")


@given(st.integers(1, HIGHEST_BASE))
def test_ports_follow_the_base_in_the_contracts_order(base: int) -> None:
    assert [Ports.from_base(base).of(name) for name in ALL] == [base, base + 1, base + 2, base + 3, base + 4]


@pytest.mark.parametrize("base", [-1, 0, HIGHEST_BASE + 1])
def test_a_base_without_room_is_refused_with_what_to_do(base: int) -> None:
    with pytest.raises(StackError, match="choose one from 1024"):
        Ports.from_base(base)


def test_a_taken_port_is_named_with_who_should_listen_there() -> None:
    base = free_base()
    ports = Ports.from_base(base)
    ports.check_free(ALL)
    with socket.create_server(("127.0.0.1", ports.redis)):
        assert is_taken(ports.redis)
        ports.check_free(["ingest", "mongo"])
        with pytest.raises(StackError, match=rf"^Port {ports.redis} \(redis\) taken: .*--port-base"):
            ports.check_free(ALL)


def test_a_port_is_free_again_as_soon_as_its_listener_is_gone() -> None:
    port = free_base()
    with (
        socket.create_server(("127.0.0.1", port)) as listener,
        socket.create_connection(("127.0.0.1", port)),
        listener.accept()[0],
    ):
        assert is_taken(port)
    assert not is_taken(port)  # although the connection lingers in TIME_WAIT


def test_ports_that_are_lent_to_outgoing_connections_are_warned_of() -> None:
    lowest, highest = ephemeral_range()
    for base in (lowest - COUNT + 1, lowest, min(highest, HIGHEST_BASE)):
        assert f"({lowest} to {highest})" in (Ports.from_base(base).lent() or "")
    assert Ports.from_base(lowest - COUNT).lent() is None


def test_a_service_whose_port_is_held_says_so_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(SystemExit, match=f"port {port} of 127.0.0.1 cannot be had"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
