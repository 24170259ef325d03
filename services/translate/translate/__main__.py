"""`python -m translate`"""

from newsroom.http.app import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.process import composing
from newsroom.runtime.settings import from_environment
from translate.app import build
from translate.settings import TranslateSettings


def main() -> None:
    settings = from_environment(TranslateSettings)
    configure_logging("translate", settings.log_level)
    with composing():
        app = build(settings)
    # The desk counts failed logins by client, and marks its cookie for https.
    serve(app, settings, trust_forwarded=True)


if __name__ == "__main__":
    main()
