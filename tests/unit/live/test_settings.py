import pytest

from newsroom.live.settings import LiveSettings


@pytest.mark.parametrize(
    ("open_files", "connections"), [(10**6, LiveSettings().connections), (1024, 768), (10, 1)]
)
def test_no_more_readers_than_the_system_lets_files_be_open(open_files: int, connections: int) -> None:
    assert LiveSettings.within(open_files).connections == connections
