"""`python -m publish`"""

from newsroom.http.app import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.process import composing, writable_folder
from newsroom.runtime.settings import from_environment
from publish.app import build
from publish.hot.uvicorn_protocol import served
from publish.settings import PublishSettings


def main() -> None:
    settings = from_environment(PublishSettings)
    configure_logging("publish", settings.log_level)
    if settings.search_folder is not None:
        writable_folder(settings.search_folder, "NEWSROOM_SEARCH_FOLDER")
    with composing():
        app = build(settings)
    hot = served(app, app.front)
    serve(hot.app, settings, protocol=hot.protocol)


if __name__ == "__main__":
    main()
