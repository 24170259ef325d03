"""A polled mailbox: each mail is taken once, and left where it is."""

import asyncio
from dataclasses import dataclass

from ingest.fetching.guard import Guard
from ingest.formats.document import Document
from ingest.sources.config.models import MailSource
from ingest.sources.kinds.imap import Mail, MailboxError, read_mails
from ingest.sources.kinds.taking import Taking
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import NOTHING_TAKEN, Taken, Visit


@dataclass(frozen=True, slots=True)
class MailOrigin:
    """A mail's UID is remembered only once its articles are on disk or refused."""

    source: MailSource
    taking: Taking
    guard: Guard

    async def visit(self, state: SourceState) -> Visit:
        try:
            async with asyncio.timeout(10 * self.source.timeout):
                found = await asyncio.to_thread(
                    read_mails, self.source, self.guard, state.uid_validity, state.uid
                )
        except (MailboxError, TimeoutError) as error:
            return Visit(
                PollOutcome.FAILED, state, problem=str(error) or "the mailbox does not come to an end"
            )
        if found.uid_validity != state.uid_validity:
            state = state.model_copy(update={"uid_validity": found.uid_validity, "uid": 0})
        taken = NOTHING_TAKEN
        for mail in found.mails:
            one = await self._take(mail)
            taken += one
            if one.postponed is not None:
                return Visit(taken.outcome, state, taken, taken.postponed)
            state = state.model_copy(update={"uid": mail.uid})
        return Visit(PollOutcome.MORE if found.more else taken.outcome, state, taken)

    async def _take(self, mail: Mail) -> Taken:
        if mail.content is None:
            return Taken(refused=(f"mail {mail.uid} is larger than {self.source.max_bytes:,} bytes",))
        taken = await self.taking.take_document(Document(mail.content, "message/rfc822"))
        reasons = tuple(f"mail {mail.uid}: {reason}" for reason in taken.refused)
        return Taken(taken.created, taken.changed, reasons, taken.postponed)
