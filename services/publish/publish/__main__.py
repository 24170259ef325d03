"""`python -m publish`"""

from newsroom.runtime.http import serve
from newsroom.runtime.logging import configure_logging
from newsroom.runtime.settings import from_environment
from publish.app import build
from publish.settings import PublishSettings


def main() -> None:
    settings = from_environment(PublishSettings)
    configure_logging("publish", settings.log_level)
    serve(build(settings), settings)


if __name__ == "__main__":
    main()
