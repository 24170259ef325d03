import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def make_env(path: Path) -> str:
    script = ROOT / "scripts" / "make_env.py"
    return subprocess.run([sys.executable, script, path], check=True, capture_output=True, text=True).stdout


def names_in(path: Path) -> set[str]:
    return {line.split("=")[0] for line in path.read_text().splitlines() if "=" in line}


def secrets_in(path: Path) -> set[str]:
    lines = path.read_text().splitlines()
    return {line for line in lines if re.match(r"\w+_(PASSWORD|KEY)=\S{32,}", line)}


def test_it_sets_all_that_compose_asks_for(tmp_path: Path) -> None:
    make_env(tmp_path / ".env")
    wanted = re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text())
    assert wanted
    assert set(wanted) <= names_in(tmp_path / ".env")


def test_secrets_are_fresh_and_their_owners_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    make_env(one)
    make_env(other)
    assert one.stat().st_mode & 0o777 == 0o600
    assert len(secrets_in(one)) == 14
    assert secrets_in(one).isdisjoint(secrets_in(other))


def test_it_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("REDIS_PASSWORD=mine\n")
    assert "stays as it is" in make_env(path)
    assert path.read_text() == "REDIS_PASSWORD=mine\n"


def test_no_secret_is_in_the_compose_file() -> None:
    set_here = re.findall(
        r"^ +\w+_(?:PASSWORD|KEY): +(.*)", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE
    )
    assert set_here
    assert [value for value in set_here if not value.startswith("${")] == []
