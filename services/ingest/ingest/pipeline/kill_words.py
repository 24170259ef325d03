"""Kills in words whose target is certain: by their source's rule it is withheld until the desk has decided.

A target is certain where the notice gives its id, its name at the source or its address, or comes under its
name. Crash window: a notice that is held while its target is not withheld yet; the desk sees both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from ingest.articles.apply import ChangeLoop
from ingest.articles.commands import Answer, Command, Outcome, Post, Withdraw
from ingest.articles.state import ArticleState
from ingest.content.source_rules import SourceRules
from ingest.content.urls import canonical_url, source_id_of
from ingest.identity.join import IdentityResolver
from newsroom.events.articles import ArticleDraft
from newsroom.events.holds import DoubtKind
from newsroom.events.identity import article_id, is_article_id
from newsroom.runtime import metrics
from newsroom.text.named import is_address, names_in

_log = structlog.get_logger(__name__)
_READ = 3000  # characters of a notice
_MOST = 10  # articles that one notice may withhold


@dataclass(frozen=True, slots=True)
class KillWords:
    """Finds and withholds what notices name. Calls raise StoreUnavailableError."""

    rules: SourceRules
    resolver: IdentityResolver
    changes: ChangeLoop

    async def with_targets(self, commands: Sequence[Command]) -> list[Command]:
        """The commands, each kill in words with the ids that it names, where its source withholds those."""
        return [
            replace(command, withholds=await self._named(command))
            if isinstance(command, Post) and _is_kill(command) and self._withholds(command.draft.source)
            else command
            for command in commands
        ]

    async def withhold(
        self, commands: Sequence[Command], outcomes: Sequence[Outcome], traceparent: str | None
    ) -> None:
        """Raises the alarm for what was held as a kill in words, and withholds what it names."""
        for command, outcome in zip(commands, outcomes, strict=True):
            is_held = isinstance(outcome, Answer) and outcome.status == "held"
            if not is_held or not isinstance(command, Post) or not _is_kill(command):
                continue
            source = command.draft.source
            metrics.KILLS_IN_WORDS.labels(source=source).inc()
            _log.warning(
                "article.kill_in_words",
                article=command.article_id,
                source=source,
                headline=command.draft.headline,
                withheld=command.withholds,
            )
            reason = f"withheld until the desk decides: the notice {command.article_id} names it"
            await self.changes.apply(
                [Withdraw(article_id=named, source=source, reason=reason) for named in command.withholds],
                traceparent,
            )

    def _withholds(self, source: str) -> bool:
        return self.rules.of(source).kill_words == "withhold"

    async def _named(self, post: Post) -> tuple[str, ...]:
        source = post.draft.source
        ids = dict.fromkeys([post.article_id, *_ids_in(post.draft)])
        known = await self.resolver.aliases.aliases_or_addresses(ids)
        resolved = dict.fromkeys(known[named].article_id if named in known else named for named in ids)
        snapshots = await self.changes.articles.read(resolved)
        return tuple(named for named in resolved if _is_shown(snapshots[named].state, source))[:_MOST]


def _is_kill(post: Post) -> bool:
    return any(doubt.kind is DoubtKind.KILL for doubt in post.doubts)


def _is_shown(state: ArticleState | None, source: str) -> bool:
    is_live = state is not None and state.status == "live" and state.content is not None
    return is_live and state is not None and state.source == source


def _ids_in(notice: ArticleDraft) -> list[str]:
    """The ids that the names and addresses in a notice would have."""
    text = "\n".join(
        part[:_READ] for part in (notice.headline, notice.lead, notice.correction, notice.body) if part
    )
    ids: list[str] = []
    for name in names_in(text):
        address = canonical_url(name) if is_address(name) else None
        if is_article_id(name):
            ids.append(name)
        ids += [article_id(notice.source, source_id_of(address))] if address else []
        ids.append(article_id(notice.source, name))
    return ids
