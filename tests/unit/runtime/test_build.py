import pytest

from newsroom.runtime.build import COMMIT_VARIABLE, Build, build_from_environment, build_of_checkout


def test_a_build_is_shown_with_its_commit_where_it_is_known() -> None:
    assert (str(Build("1.2", "abc")), str(Build("1.2"))) == ("1.2 (abc)", "1.2")


def test_the_commit_that_the_environment_names_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COMMIT_VARIABLE, "abc1234")
    assert build_of_checkout() == build_from_environment()
    assert build_from_environment().commit == "abc1234"
