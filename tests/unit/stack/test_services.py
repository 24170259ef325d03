from pathlib import Path

from newsroom.stack import services
from newsroom.stack.data_folder import Keys
from newsroom.stack.services import ServiceEnvironment
from newsroom.stack.tcp_ports import Ports

ENVIRONMENT = ServiceEnvironment(
    ports=Ports.from_base(9000),
    keys=Keys(ingest="i", desk="d", subscriber="s", secrets="e"),
    redis_url="redis://localhost",
    mongo_url="mongodb://localhost/newsroom",
    logs=Path("logs"),
    search=Path("search"),
    journal=Path("journal"),
)


def test_every_service_gets_the_addresses_of_everything() -> None:
    commands = {command.name: command for command in services.commands(ENVIRONMENT)}
    assert list(commands) == ["ingest", "translate", "publish"]
    assert commands["translate"].argv[1:] == ("-m", "translate")
    assert commands["translate"].log == Path("logs/translate.log")
    assert commands["translate"].environment == {
        "REDIS_URL": "redis://localhost",
        "MONGO_URL": "mongodb://localhost/newsroom",
        "NEWSROOM_HOST": "127.0.0.1",
        "NEWSROOM_PORT": "9002",
        "NEWSROOM_SEARCH_FOLDER": "search",
        "NEWSROOM_JOURNAL_FOLDER": "journal",
        "NEWSROOM_INSTANCE": "1",
        "NEWSROOM_PUBLIC_URL": "http://127.0.0.1:9000",
        "NEWSROOM_INGEST_KEY": "i",
        "NEWSROOM_DESK_KEY": "d",
        "NEWSROOM_SUBSCRIBER_KEYS": '{"subscriber": "s"}',
        "NEWSROOM_SECRETS_KEY": "e",
        "NEWSROOM_COMMIT": "",
    }


def test_a_service_that_is_not_installed_is_missing() -> None:
    assert services.missing(["ingest", "no_such_service"]) == ["no_such_service"]
