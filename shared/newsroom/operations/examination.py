"""Examination of a newsroom by `newsroom doctor`: gathers the facts, and has them judged."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from newsroom.operations import doctor
from newsroom.operations.doctor import Finding
from newsroom.operations.survey import Survey
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo_facts import MongoFactsReader
from newsroom.stores.mongo_index_names import INDEXES

DOTENV = Path(".env")
_SECONDS = 10.0


async def examine(
    survey: Survey, environment: Iterable[str], secrets: Sequence[Path], hashes: Sequence[Path]
) -> list[Finding]:
    """Everything that is wrong, the configuration first; empty where all is well.

    `secrets` are files for their owner alone, `hashes` those that nobody else may change.
    """
    status = await survey.status()
    redis, mongo = status.redis.facts, status.mongo.facts
    findings = [
        *doctor.of_settings(environment, "environment"),
        *doctor.of_settings(await asyncio.to_thread(names_in, DOTENV), str(DOTENV)),
        *doctor.of_secrets(await asyncio.to_thread(modes_of, secrets)),
        *doctor.of_hashes(await asyncio.to_thread(modes_of, hashes)),
        *doctor.of_status(status),
    ]
    if redis is not None:
        findings += [*doctor.of_redis(redis), *doctor.of_groups(status.groups, survey.topology)]
    if mongo is not None:
        findings += [*doctor.of_mongo(mongo), *doctor.of_indexes(await _indexes(survey))]
    if redis is not None and mongo is not None:
        findings += doctor.of_deployment(redis.deployment, mongo.deployment)
    return findings


def names_in(dotenv: Path) -> list[str]:
    """Names that a file of settings sets; none where there is no such file, or it is not ours to read."""
    try:
        lines = dotenv.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [line.partition("=")[0].strip().removeprefix("export ") for line in lines if "=" in line]


def modes_of(paths: Iterable[Path]) -> dict[Path, int]:
    """Modes of those that exist."""
    return {path: path.stat().st_mode for path in paths if path.exists()}


async def _indexes(survey: Survey) -> Mapping[str, frozenset[str]]:
    reader = MongoFactsReader(survey.db)
    try:
        async with asyncio.timeout(_SECONDS):
            return {collection: await reader.indexes(collection) for collection in INDEXES}
    except (StoreUnavailableError, TimeoutError):
        return INDEXES  # it went away meanwhile, which is no verdict on them
