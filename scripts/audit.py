"""Audit of the locked requirements for known vulnerabilities, by pip-audit: `make audit`.

Exit code 1 where there is one. Where the advisories cannot be reached (a machine without the internet, an
index that lacks them), it says so and ends with 0: no result is not a good result, and is not printed as one.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".venv/audit/bin/pip-audit"
TIMEOUT = 600  # seconds a file
# Errors of pip-audit and its HTTP client that mean an outage of the advisories.
UNREACHABLE = (
    "ConnectionError",
    "Could not connect",
    "Max retries exceeded",
    "ConnectTimeout",
    "ReadTimeout",
)


class Vulnerability(BaseModel):
    """Advisory on one version of a package."""

    id: str
    fix_versions: tuple[str, ...] = ()


class Dependency(BaseModel):
    """Locked package, with its advisories or the reason why there is no result."""

    name: str
    version: str | None = None
    vulns: tuple[Vulnerability, ...] = ()
    skip_reason: str | None = None


class Report(BaseModel):
    """Output of pip-audit in its JSON format."""

    dependencies: tuple[Dependency, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result for one file of requirements: lines for the terminal, and whether it fails the audit."""

    lines: Sequence[str]
    failed: bool


def verdict(report: Report) -> Verdict:
    """The vulnerabilities by package; packages without a result are counted apart."""
    vulnerable = [dependency for dependency in report.dependencies if dependency.vulns]
    skipped = [dependency for dependency in report.dependencies if dependency.skip_reason]
    lines = [
        f"{dependency.name} {dependency.version}: {vulnerability.id}, fixed in "
        f"{', '.join(vulnerability.fix_versions) or 'no version yet'}"
        for dependency in vulnerable
        for vulnerability in dependency.vulns
    ]
    checked = len(report.dependencies) - len(skipped)
    if skipped and not checked:
        return Verdict((f"skipped, no advisories to be had here: {skipped[0].skip_reason}",), failed=False)
    lines.append(f"{checked} packages checked, {len(vulnerable)} with known vulnerabilities")
    if skipped:
        lines.append(f"{len(skipped)} NOT checked, such as {skipped[0].name}: {skipped[0].skip_reason}")
    return Verdict(lines, bool(vulnerable))


def verdict_of_failure(errors: str) -> Verdict:
    """Skipped, with the reason, where the advisories cannot be reached; any other failure fails the audit."""
    reason = next((line for line in reversed(errors.splitlines()) if line.strip()), "no output")
    if any(sign in errors for sign in UNREACHABLE):
        return Verdict([f"skipped, the advisories cannot be reached: {reason}"], failed=False)
    return Verdict([f"pip-audit failed: {reason}"], failed=True)


def audit(requirements: Path) -> Verdict:
    """Runs pip-audit on one locked file, for the platform and Python of this machine."""
    arguments = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    run = subprocess.run(
        [PROGRAM, *arguments, "-r", requirements],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if not run.stdout.strip():
        return verdict_of_failure(run.stderr)
    return verdict(Report.model_validate_json(run.stdout))


def main() -> None:
    failed = False
    for requirements in sorted((ROOT / "requirements").glob("*.txt")):
        result = audit(requirements)
        failed = failed or result.failed
        for line in result.lines:
            print(f"{requirements.name}: {line}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
