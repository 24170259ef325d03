"""The API keys of a data folder: made once, kept where only their owner reads them."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from newsroom.stack.errors import StackError
from newsroom.stack.files import write_private


@dataclass(frozen=True, slots=True)
class Keys:
    ingest: str
    desk: str

    @classmethod
    def generate(cls) -> Self:
        return cls(ingest=secrets.token_urlsafe(24), desk=secrets.token_urlsafe(24))

    def or_from(self, environment: Mapping[str, str]) -> "Keys":
        """Keys that the environment names win."""
        return Keys(
            ingest=environment.get("NEWSROOM_INGEST_KEY") or self.ingest,
            desk=environment.get("NEWSROOM_DESK_KEY") or self.desk,
        )


def keys_of(folder: Path) -> Keys:
    """The folder's keys, made if it has none yet. Raises StackError if its file is not one of ours."""
    path = folder / "keys.json"
    if path.exists():
        try:
            return Keys(**json.loads(path.read_text()))
        except (ValueError, TypeError) as error:
            raise StackError(f"{path} holds no keys: remove it, and new ones are made.") from error
    keys = Keys.generate()
    write_private(path, json.dumps(asdict(keys)))
    return keys
