"""Settings have one list of names, by which `newsroom doctor` finds misspelt ones."""

import re
from pathlib import Path

from ingest.settings import IngestSettings
from newsroom.runtime.setting_names import KNOWN, PREFIX, unknown_names
from publish.settings import PublishSettings
from translate.settings import TranslateSettings

ROOT = Path(__file__).parents[2]
NAME = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]+\b")
SERVICES = (IngestSettings, TranslateSettings, PublishSettings)
ADD = "add them to shared/newsroom/runtime/setting_names.py"


def test_every_setting_of_a_service_is_known() -> None:
    names = {
        str(field.validation_alias or f"{PREFIX}{name.upper()}")
        for settings in SERVICES
        for name, field in settings.model_fields.items()
    }
    assert not {name for name in names if name.startswith(PREFIX)} - KNOWN, ADD


def test_every_setting_that_compose_and_the_documents_name_is_known() -> None:
    files = [
        ROOT / "docker-compose.yml",
        ROOT / "Dockerfile",
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
    ]
    names = {name for file in files for name in NAME.findall(file.read_text("utf-8"))}
    assert not names - KNOWN, ADD


def test_no_name_is_known_that_nothing_reads() -> None:
    sources = [
        *ROOT.glob("shared/newsroom/**/*.py"),
        *ROOT.glob("services/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
    ]
    fields = {f"{PREFIX}{name.upper()}" for settings in SERVICES for name in settings.model_fields}
    text = "".join(file.read_text("utf-8") for file in sources if file.name != "setting_names.py")
    # Addresses of services are asked for by the service's name.
    read = (
        fields
        | set(NAME.findall(text))
        | {f"{PREFIX}{name}_URL" for name in ("INGEST", "TRANSLATE", "PUBLISH")}
    )
    assert not KNOWN - read


def test_a_misspelt_name_is_named_with_the_one_it_resembles() -> None:
    names = ["NEWSROOM_RETENTON_HOURS", "NEWSROOM_PORT", "PATH", "NEWSROOM_XQZW"]
    assert unknown_names(names) == {
        "NEWSROOM_RETENTON_HOURS": "NEWSROOM_RETENTION_HOURS",
        "NEWSROOM_XQZW": "",
    }
