"""`python -m translate`"""

from newsroom.http.app import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.settings import from_environment
from translate.app import build
from translate.settings import TranslateSettings


def main() -> None:
    settings = from_environment(TranslateSettings)
    configure_logging("translate", settings.log_level)
    # The desk counts failed logins by client, and marks its cookie for https.
    serve(build(settings), settings, trust_forwarded=True)


if __name__ == "__main__":
    main()
