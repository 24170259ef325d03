"""An audit without a result does not look like a good one."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    file = Path(__file__).resolve().parents[3] / "scripts/audit.py"
    spec = importlib.util.spec_from_file_location("audit", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_vulnerability_fails_the_audit_and_is_named(audit: ModuleType) -> None:
    report = audit.Report.model_validate_json(
        '{"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns":'
        ' [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": [], "description": "..."}]},'
        ' {"name": "httpx", "version": "0.28.1", "vulns": []}], "fixes": []}'
    )
    result = audit.verdict(report)
    assert result.failed
    assert result.lines[0] == "jinja2 2.4.1: PYSEC-2014-8, fixed in 2.7.2"
    assert result.lines[1] == "2 packages checked, 1 with known vulnerabilities"


def test_packages_without_a_result_are_not_counted_as_checked(audit: ModuleType) -> None:
    report = audit.Report.model_validate_json(
        '{"dependencies": [{"name": "setuptools", "skip_reason": "not found"},'
        ' {"name": "httpx", "version": "0.28.1", "vulns": []}], "fixes": []}'
    )
    result = audit.verdict(report)
    assert not result.failed
    assert result.lines[0] == "1 packages checked, 0 with known vulnerabilities"
    assert "1 NOT checked" in result.lines[1]


def test_an_index_without_advisories_is_a_skip(audit: ModuleType) -> None:
    report = audit.Report.model_validate_json('{"dependencies": [{"name": "x", "skip_reason": "not found"}]}')
    assert audit.verdict(report).lines == ("skipped, no advisories to be had here: not found",)


@pytest.mark.parametrize(
    ("errors", "failed"),
    [
        ("requests.exceptions.ConnectionError: Max retries exceeded with url: /v1/query", False),
        ("ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", False),
        ("ERROR:pip_audit._cli:requirement foo==1 does not contain a hash", True),
        ("", True),
    ],
)
def test_advisories_out_of_reach_skip_the_audit_and_other_failures_fail_it(
    audit: ModuleType, errors: str, failed: bool
) -> None:
    assert audit.verdict_of_failure(errors).failed is failed
