"""A polled mailbox: each mail is taken once, and left where it is."""

import asyncio
from dataclasses import dataclass, replace

from ingest.formats.document import Document
from ingest.sources.config.models import MailSource
from ingest.sources.kinds.imap import Mail, MailboxError, read_mails
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import EMPTY_TALLY, Tally, Visit
from newsroom.http.fetch_guard import Guard


@dataclass(frozen=True, slots=True)
class MailOrigin:
    """A mailbox by its UIDs: one is remembered only once its articles are on disk or refused."""

    source: MailSource
    intake: SourceIntake
    guard: Guard

    async def visit(self, state: SourceState) -> Visit:
        try:
            async with asyncio.timeout(10 * self.source.timeout):
                mails = await asyncio.to_thread(
                    read_mails, self.source, self.guard, state.uid_validity, state.uid
                )
        except (MailboxError, TimeoutError) as error:
            return Visit(
                PollOutcome.FAILED, state, problem=str(error) or "the mailbox does not come to an end"
            )
        if mails.uid_validity != state.uid_validity:
            state = state.model_copy(update={"uid_validity": mails.uid_validity, "uid": 0})
        tally = EMPTY_TALLY
        for mail in mails.mails:
            tally += await self._ingest(mail)
            if tally.postponed is not None:
                return Visit(tally.outcome, state, tally, tally.postponed)
            state = state.model_copy(update={"uid": mail.uid})
        return Visit(PollOutcome.MORE if mails.more else tally.outcome, state, tally)

    async def _ingest(self, mail: Mail) -> Tally:
        if mail.content is None:
            return Tally(refused=(f"mail {mail.uid} is larger than {self.source.max_bytes:,} bytes",))
        tally = await self.intake.ingest_document(Document(mail.content, "message/rfc822"))
        return replace(tally, refused=tuple(f"mail {mail.uid}: {reason}" for reason in tally.refused))
