"""Withdrawals and restorations, entered into the ledger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ingest.articles.planning import Answer
from ingest.articles.withdrawing import Act
from ingest.formats.document import Document
from ingest.ledger.write import Ledger
from newsroom.http.problems import ProblemError

WITHDRAWAL, RESTORATION = "withdrawal", "restoration"
NOT_READ = frozenset({WITHDRAWAL, RESTORATION})  # no document: an adapter makes nothing of it


@dataclass(frozen=True, slots=True)
class Acting:
    """Carries acts out. Raises ProblemError and StoreUnavailableError."""

    ledger: Ledger

    async def carry_out(
        self, kind: str, act: Act, body: bytes, carry_out: Callable[[Act], Awaitable[Answer]]
    ) -> Answer:
        """The answer, once the ledger has it; a refusal is entered too."""
        arrival = self.ledger.arrival(act.sender, act.traceparent)
        sources = [act.naming.source] if act.naming.source else []
        raw = await self.ledger.raw(Document(body), act.sender)
        try:
            answer = await carry_out(act)
        except ProblemError as refused:
            await self.ledger.settle(arrival, kind, [refused], sources, raw=raw, size=len(body))
            raise
        await self.ledger.settle(arrival, kind, [answer], sources, raw=raw, size=len(body))
        return answer
