"""`python -m ingest`"""

from ingest.app import build
from ingest.settings import IngestSettings
from newsroom.http.app import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.process import composing, writable_folder
from newsroom.runtime.settings import from_environment


def main() -> None:
    settings = from_environment(IngestSettings)
    configure_logging("ingest", settings.log_level)
    if settings.journal_folder is not None:
        writable_folder(settings.journal_folder, "NEWSROOM_JOURNAL_FOLDER")
    with composing():
        app = build(settings)
    serve(app, settings)


if __name__ == "__main__":
    main()
