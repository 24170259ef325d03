import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.stack.errors import StackError
from newsroom.stack.tcp_ports import HIGHEST_BASE, Ports, free_base, is_taken

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
