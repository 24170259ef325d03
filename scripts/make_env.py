"""Writes .env with fresh secrets for docker compose, of mode 600; one that exists is left as it is.

The standard library alone, any Python 3: this runs on hosts that have Docker and nothing of ours.
"""

import base64
import os
import secrets
import sys
from pathlib import Path

SERVICES = ("ingest", "translate", "publish")
TEMPLATE = """\
# Secrets of this deployment, made by `make env`. Keep them: the volumes were initialised with them.
# The operator's at Redis and MongoDB, then those of each service.
REDIS_PASSWORD={redis}
MONGO_PASSWORD={mongo}
REDIS_INGEST_PASSWORD={redis_ingest}
REDIS_TRANSLATE_PASSWORD={redis_translate}
REDIS_PUBLISH_PASSWORD={redis_publish}
MONGO_INGEST_PASSWORD={mongo_ingest}
MONGO_TRANSLATE_PASSWORD={mongo_translate}
MONGO_PUBLISH_PASSWORD={mongo_publish}
MONGO_ADMIN_PASSWORD={admin}
MONGO_KEY={key}
NEWSROOM_INGEST_KEY={ingest}
NEWSROOM_DESK_KEY={desk}
NEWSROOM_SUBSCRIBER_KEYS='{{"subscriber": "{subscriber}"}}'
NEWSROOM_SECRETS_KEY={secrets}
GRAFANA_PASSWORD={grafana}

# Where the services are published, on 127.0.0.1 alone, and how readers reach publish.
PUBLISH_PORT=8000
INGEST_PORT=8001
TRANSLATE_PORT=8002
NEWSROOM_PUBLIC_URL=http://127.0.0.1:8000

# Of the profile observability: web hooks for alerts that wake somebody, that wait for the morning, of the
# desk, and the watcher outside that raises the alarm once nothing arrives: docs/running.md.
ALERT_PAGE_URL=
ALERT_TICKET_URL=
ALERT_DESK_URL=
ALERT_DEAD_MAN_URL=
"""


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else ".env")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{path} exists and stays as it is")
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(fresh())
    print(f"{path} written, with fresh secrets")


def fresh() -> str:
    """The text of a new .env. Secrets are of letters and digits, which stand in a URL as they are."""
    users = (f"{store}_{service}" for store in ("redis", "mongo") for service in SERVICES)
    names = ("redis", "mongo", "admin", "ingest", "desk", "subscriber", "secrets", "grafana", *users)
    key = base64.b64encode(secrets.token_bytes(512)).decode()  # what MongoDB takes for a key file
    return TEMPLATE.format(key=key, **{name: secrets.token_hex(24) for name in names})


if __name__ == "__main__":
    main()
