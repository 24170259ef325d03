"""`python -m translate`"""

from newsroom.runtime.http import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.settings import from_environment
from translate.app import build
from translate.settings import TranslateSettings


def main() -> None:
    settings = from_environment(TranslateSettings)
    configure_logging("translate", settings.log_level)
    serve(build(settings), settings)


if __name__ == "__main__":
    main()
