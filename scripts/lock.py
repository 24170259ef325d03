"""Resolves requirements/*.txt anew from the pyprojects.

The files hold names, versions and hashes only, so that any mirror of the index serves them; `newsroom` itself
is the one in this repository, never an index's.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = "shared/pyproject.toml"
SERVICES = {name: f"services/{name}/pyproject.toml" for name in ("ingest", "translate", "publish")}
SETTINGS = (
    *("--quiet", "--universal", "--python-version", "3.11", "--no-managed-python"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"),
    *("--no-emit-package", "newsroom"),
)


def main() -> None:
    upgrade = sys.argv[1:]  # for instance --upgrade, or --upgrade-package httpx
    for name, pyproject in SERVICES.items():
        extras = ["--extra", "embedder"] if name == "translate" else []
        resolve(name, [SHARED, pyproject, *extras, *upgrade])
    resolve("build", ["requirements/build.in", *upgrade])
    resolve("audit", ["requirements/audit.in", *upgrade])
    resolve("docs", ["requirements/docs.in", *upgrade])
    resolve("dev", ["requirements/dev.in", SHARED, *SERVICES.values(), "--all-extras", *upgrade])


def resolve(name: str, arguments: list[str]) -> None:
    lock = f"requirements/{name}.txt"
    uv = str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "pip", "compile", *SETTINGS, "-o", lock, *arguments], cwd=ROOT, check=True)
    text = (ROOT / lock).read_text()
    if "://" in text:
        sys.exit(f"{lock} names an address: locks hold names, versions and hashes only")


if __name__ == "__main__":
    main()
