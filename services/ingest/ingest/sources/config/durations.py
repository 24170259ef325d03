"""Lengths of time as people write them in a file: `90`, `90s`, `5m`, `2h`, `1d`."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 366 * 86400


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        return value
    written = _WRITTEN.fullmatch(value.strip())
    if written is None:
        raise ValueError("write a length of time such as 90s, 5m, 2h or 1d")
    return float(written[1]) * _SECONDS[written[2]]


# In seconds.
Duration = Annotated[
    float,
    Field(gt=0, le=_LONGEST),
    BeforeValidator(_seconds),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*[smhd]?$"},
            ]
        }
    ),
]
