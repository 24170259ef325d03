"""Settlements of discrepancies: which language versions are right, as an editor sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from translate.desk.acts import NotKnownError
from translate.desk.orders import DeskOrders
from translate.discrepancies.model import DiscrepancyStore, ListedDiscrepancy


class NotAmongError(Exception):
    """A language that the discrepancy has no value of; the text names it."""


@dataclass(frozen=True, slots=True)
class DeskSettlements:
    """Settles discrepancies. Raises NotKnownError, NotAmongError and ContentionError."""

    store: DiscrepancyStore
    orders: DeskOrders

    async def settle(
        self, discrepancy_id: str, right: Sequence[str], editor: str, reason: str | None
    ) -> ListedDiscrepancy:
        """Settles one; in force when this returns."""
        listed = await self.store.one(discrepancy_id)
        if listed is None:
            raise NotKnownError(f"there is no discrepancy {discrepancy_id}")
        strangers = [language for language in right if language not in listed.discrepancy.values]
        if strangers:
            raise NotAmongError(strangers[0])
        settlement = await self.orders.settle(listed.discrepancy, tuple(dict.fromkeys(right)), editor, reason)
        await self.store.settle([settlement])
        return listed.model_copy(update={"settlement": settlement})
