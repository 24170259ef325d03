"""`python -m ingest`"""

from ingest.app import build
from ingest.settings import IngestSettings
from newsroom.runtime.http import serve
from newsroom.runtime.logging import configure_logging


def main() -> None:
    settings = IngestSettings()
    configure_logging("ingest", settings.log_level)
    serve(build(settings), settings)


if __name__ == "__main__":
    main()
