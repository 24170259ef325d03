"""MongoDB roles by service: each reads the newsroom's database and writes its own collections.

`python -m newsroom.stores.mongo_roles` prints `docs/store-users/mongo.json`, which docker-compose.yml reads;
a test holds the file to the code.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

READ = ("find", "listCollections", "listIndexes")
WRITE = (*READ, "insert", "update", "remove", "createCollection", "createIndex", "dropIndex")

WRITTEN_BY: Mapping[str, Sequence[str]] = {
    "ingest": ("epochs", "journal", "journals"),
    "translate": ("epochs",),
    "publish": (
        "articles",
        "curations",
        "decisions",
        "deliveries",
        "desk_acts",
        "documents",
        "epochs",
        "held",
        "leases",
        "live_log",
        "live_log_trims",
        "names",
        "page_named",
        "quarantines",
        "receipts",
        "revisions",
        "settlements",
        "stories",
        "subscriptions",
        "suggestions",
        "suspicions",
        "switches",
        "websub_intents",
    ),
}


def role_of(service: str) -> str:
    """The name of a service's role."""
    return f"newsroom-{service}"


def privileges(service: str, database: str) -> list[dict[str, Any]]:
    """The privileges of a service's role, as `createRole` takes them."""
    own = [_on(database, collection, WRITE) for collection in WRITTEN_BY[service]]
    return [_on(database, "", READ), *own]


def _on(database: str, collection: str, actions: Sequence[str]) -> dict[str, Any]:
    return {"resource": {"db": database, "collection": collection}, "actions": list(actions)}


def roles_file(database: str) -> str:
    """The privileges of each service, by its name, as JSON."""
    roles = {service: privileges(service, database) for service in WRITTEN_BY}
    return json.dumps(roles, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(roles_file("newsroom"))
