"""`python -m publish`"""

from newsroom.http.app import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.settings import from_environment
from publish.app import build
from publish.hot.uvicorn_front import protocol_with
from publish.settings import PublishSettings


def main() -> None:
    settings = from_environment(PublishSettings)
    configure_logging("publish", settings.log_level)
    app = build(settings)
    serve(app, settings, protocol=protocol_with(app.rest))


if __name__ == "__main__":
    main()
