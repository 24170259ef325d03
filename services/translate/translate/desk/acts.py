"""Acts of editors on stories: write-ahead on `link-decided`, then applied to the graph."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom.events.catalogue import LINK_DECIDED, LINK_SUGGESTED, pair_id
from newsroom.events.stories import LinkDecision, LinkSuggestion
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic.suggestions import SuggestionStore, question_of, with_state
from translate.desk import link_decisions
from translate.desk.link_decisions import Act, members_of
from translate.desk.undo import ActRecord, ActRecords, record_of, undo_decisions
from translate.stories.commit import commit_changes
from translate.stories.graph import Node
from translate.stories.node_store import NodeStore
from translate.stories.outbox import StoryOutbox

_ROUNDS = 5

Decide = Callable[[Mapping[str, Node]], list[LinkDecision]]


class NotKnownError(Exception):
    """An article, story, suggestion or act that does not exist; the text names which."""


@dataclass(frozen=True, slots=True)
class DeskActs:
    """Carries out editors' acts. Raises NotKnownError, SlotTakenError and ContentionError.

    An act is in force when a method returns. Should the process die on the way, group `translate` applies the
    decisions that are on `link-decided`.
    """

    nodes: NodeStore
    suggestions: SuggestionStore
    records: ActRecords
    publisher: Publisher
    outbox: StoryOutbox
    clock: Clock

    def act(self, name: str, editor: str, reason: str | None) -> Act:
        """A new act, of this instant."""
        return Act(name, editor, reason, self.clock.now())

    async def link(self, story_id: str, article_id: str, act: Act) -> str:
        """Links an article into a story; returns the id of the story it is in then."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            members = _members(nodes, story_id)
            return link_decisions.link_into(nodes, _known_article(nodes, article_id), members, act)

        await self._carry_out([story_id, article_id], decide, act)
        return await self._story_of(article_id)

    async def part(self, story_id: str, article_ids: Sequence[str], act: Act) -> list[str]:
        """Parts articles from the rest of their story; returns the ids of the stories they are in then."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            members = _members(nodes, story_id)
            strangers = [article_id for article_id in article_ids if article_id not in members]
            if strangers:
                raise NotKnownError(f"article {strangers[0]} is not in story {story_id}")
            return link_decisions.part(nodes, article_ids, act)

        await self._carry_out([story_id, *article_ids], decide, act)
        return [await self._story_of(article_id) for article_id in article_ids]

    async def merge(self, story_id: str, other_id: str, act: Act) -> str:
        """Makes two stories one; returns its id."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            return link_decisions.merge(nodes, _members(nodes, story_id), _members(nodes, other_id), act)

        await self._carry_out([story_id, other_id], decide, act)
        return await self._story_of(story_id)

    async def answer(self, suggestion_id: str, *, accept: bool, act: Act) -> LinkSuggestion:
        """Accepts or rejects a suggestion; returns its next number."""
        suggestion = (await self.suggestions.read([suggestion_id])).get(suggestion_id)
        if suggestion is None:
            raise NotKnownError(f"there is no suggestion {suggestion_id}")
        article_id, other_id = suggestion.article_id, suggestion.other_id

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            if not accept:
                return link_decisions.reject(nodes, article_id, other_id, act)
            ours, theirs = _story_members(nodes, article_id), _story_members(nodes, other_id)
            return link_decisions.merge(nodes, ours, theirs, act)

        await self._carry_out([article_id, other_id], decide, act, suggestion_id)
        return await self._put(suggestion, "accepted" if accept else "rejected")

    async def answer_none(self, suggestion_id: str, act: Act) -> LinkSuggestion:
        """Rejects a suggestion and all that are one question with it; returns its next number."""
        suggestion = (await self.suggestions.read([suggestion_id])).get(suggestion_id)
        if suggestion is None:
            raise NotKnownError(f"there is no suggestion {suggestion_id}")
        ends = [suggestion.article_id, suggestion.other_id]
        asked = question_of(suggestion, await self.suggestions.waiting_of(ends))
        pairs = [(own.article_id, own.other_id) for own in asked]

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            return [decision for pair in pairs for decision in link_decisions.reject(nodes, *pair, act)]

        await self._carry_out(sorted({end for pair in pairs for end in pair}), decide, act, suggestion_id)
        first, *_ = [await self._put(own, "rejected") for own in asked]
        return first

    async def undo(self, act_id: str, act: Act) -> ActRecord:
        """Takes an act back, as far as nobody decided on the same pairs since; returns its record."""
        record = await self.records.read(act_id)
        if record is None:
            raise NotKnownError("this can no longer be taken back")

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            return undo_decisions(nodes, record, act)

        ids = {article_id for change in record.changes for article_id in (change.article_id, change.other_id)}
        await self._carry_out(sorted(ids), decide, act)
        if record.suggestion_id is not None:
            # "None of these" answered several, each of them its pair's.
            pairs = [pair_id(change.article_id, change.other_id) for change in record.changes]
            answered = [record.suggestion_id, *(pairs if record.act == "none" else ())]
            for suggestion in (await self.suggestions.read(answered)).values():
                if suggestion.state != "waiting":
                    await self._put(suggestion, "waiting")
        return record

    async def _put(self, suggestion: LinkSuggestion, state: str) -> LinkSuggestion:
        following = with_state(suggestion, state)
        event = LINK_SUGGESTED.event(following, time=self.clock.now())
        await self.publisher.append_once([Emission.of(LINK_SUGGESTED, event)])
        await self.suggestions.write([following], self.clock.now())
        return following

    async def _carry_out(
        self, ids: Sequence[str], decide: Decide, act: Act, suggestion_id: str | None = None
    ) -> None:
        """Decides from the stories as they are, appends the decisions, then applies them.

        Optimistic concurrency: where another editor decided on the same pair meanwhile, their decision has
        the number, and the act is decided anew.
        """
        for _ in range(_ROUNDS):
            nodes = await self._with_stories(ids)
            decisions = decide(nodes)
            # First of all: the record of an act that never came about is harmless.
            await self.records.write(act.id, record_of(nodes, decisions, act, suggestion_id))
            now = self.clock.now()
            appended = await self.publisher.append_once(
                Emission.of(LINK_DECIDED, LINK_DECIDED.event(decision, time=now)) for decision in decisions
            )
            await self.outbox.flush(await commit_changes(self.nodes, decisions))
            if len(appended) == len(decisions):
                return
        raise ContentionError("other editors keep deciding on the same pairs")

    async def _with_stories(self, ids: Iterable[str]) -> dict[str, Node]:
        """Nodes of articles or stories by id, of their stories, and of all members of those."""
        named = await self.nodes.read(ids)
        named |= await self.nodes.read({node.story_id for node in named.values() if node.story_id})
        members = {member for story_id in list(named) for member in members_of(named, story_id)}
        return named | await self.nodes.read(members - named.keys())

    async def _story_of(self, article_id: str) -> str:
        node = (await self.nodes.read([article_id]))[article_id]
        return node.story_id or article_id


def _members(nodes: Mapping[str, Node], story_id: str) -> list[str]:
    members = members_of(nodes, story_id)
    if not members:
        raise NotKnownError(f"there is no story {story_id}")
    return members


def _story_members(nodes: Mapping[str, Node], article_id: str) -> list[str]:
    return members_of(nodes, nodes[article_id].story_id or article_id) or [article_id]


def _known_article(nodes: Mapping[str, Node], article_id: str) -> str:
    if nodes[article_id].metadata is None:
        raise NotKnownError(f"there is no article {article_id}")
    return article_id
