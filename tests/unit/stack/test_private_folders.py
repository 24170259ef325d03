"""Folders of data are their owner's alone, also those that an earlier version made."""

from pathlib import Path

from newsroom.stack.data_folder import folder_lock, make_private
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base


def test_the_data_folder_and_those_of_the_servers_are_private(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with folder_lock(data):
        assert data.stat().st_mode & 0o777 == 0o700
    with EmbeddedRedis(data / "redis", free_base()) as server:
        assert server.folder.stat().st_mode & 0o777 == 0o700
    make_private(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
