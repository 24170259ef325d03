"""Services killed with SIGKILL while articles come in."""

import pytest

from tests.faults.scenario import run
from tests.support.system import running


@pytest.mark.soak
def test_nothing_is_lost_or_doubled_while_services_are_killed(tmp_path):
    with running(tmp_path) as system:
        killer = run(system, stories=120, seed=1, chunks_between_kills=1)
    assert min(killer.kills.values()) >= 2


@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_ten_thousand_articles_while_services_are_killed(tmp_path):
    with running(tmp_path) as system:
        killer = run(system, stories=3300, seed=2, chunks_between_kills=6)
    assert min(killer.kills.values()) >= 4
