from pathlib import Path

from newsroom.stack import mongod_libraries

LOADER = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"


def test_a_missing_library_is_named_with_the_packages_that_bring_it() -> None:
    assert mongod_libraries.advice(LOADER).startswith(
        "mongod lacks libcurl.so.4: run `apt-get install libcurl4 libssl3`"
    )


def test_any_other_complaint_is_passed_on() -> None:
    assert "Exec format error" in mongod_libraries.advice("[Errno 8] Exec format error")


def test_a_program_that_tells_its_version_runs(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho 1.0")
    program.chmod(0o700)
    assert mongod_libraries.start_failure(program) is None


def test_one_that_fails_says_why(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho '{LOADER}' >&2; exit 127")
    program.chmod(0o700)
    assert mongod_libraries.start_failure(program) == LOADER
