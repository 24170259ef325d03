"""The desk's acts: each is said on `link-decided` first, and then takes effect on the stories."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.catalogue import LINK_DECIDED, LINK_SUGGESTED
from newsroom.events.stories import LinkDecision, LinkSuggestion
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic.suggestions import SuggestionStore, with_state
from translate.desk import link_decisions as deciding
from translate.desk.link_decisions import Act, Taken
from translate.stories.commit import NodeStore, link
from translate.stories.emit import StoryEmitter
from translate.stories.graph import Node

_ROUNDS = 5

Decide = Callable[[Mapping[str, Node]], list[LinkDecision]]


class UnknownError(Exception):
    """There is no such article, story or suggestion."""


class ActStore(Protocol):
    """Where it is kept what each act decided, for as long as it may be taken back."""

    async def keep(self, act_id: str, taken: Taken) -> None: ...
    async def read(self, act_id: str) -> Taken | None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Carries out what editors decide. Raises UnknownError and deciding.ImpossibleError."""

    nodes: NodeStore
    suggestions: SuggestionStore
    acts: ActStore
    publisher: Publisher
    stories: StoryEmitter
    clock: Clock

    def act(self, name: str, editor: str, reason: str | None) -> Act:
        return Act(name, editor, reason, self.clock.now())

    async def put_in(self, story_id: str, article_id: str, act: Act) -> str:
        """Links an article into a story; returns the story it is in then."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            members = _story(nodes, story_id)
            return deciding.put_in(nodes, _article(nodes, article_id), members, act)

        await self._carry_out([story_id, article_id], decide, act)
        return await self._story_of(article_id)

    async def take_out(self, story_id: str, article_ids: Sequence[str], act: Act) -> list[str]:
        """Parts articles from the rest of their story; returns the stories they are in then."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            members = _story(nodes, story_id)
            strangers = [one for one in article_ids if one not in members]
            if strangers:
                raise UnknownError(f"article {strangers[0]} is not in story {story_id}")
            return deciding.take_out(nodes, article_ids, act)

        await self._carry_out([story_id, *article_ids], decide, act)
        return [await self._story_of(one) for one in article_ids]

    async def merge(self, one: str, other: str, act: Act) -> str:
        """Makes two stories one; returns its id."""

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            return deciding.merge(nodes, _story(nodes, one), _story(nodes, other), act)

        await self._carry_out([one, other], decide, act)
        return await self._story_of(one)

    async def answer(self, suggestion_id: str, *, accept: bool, act: Act) -> LinkSuggestion:
        """Accepts or rejects a suggestion."""
        found = (await self.suggestions.read([suggestion_id])).get(suggestion_id)
        if found is None:
            raise UnknownError(f"there is no suggestion {suggestion_id}")

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            if not accept:
                return deciding.reject(nodes, found.article_id, found.other_id, act)
            one, other = nodes[found.article_id], nodes[found.other_id]
            ours = deciding.members_of(nodes, one.story_id or one.id) or [one.id]
            theirs = deciding.members_of(nodes, other.story_id or other.id) or [other.id]
            return deciding.merge(nodes, ours, theirs, act)

        await self._carry_out([found.article_id, found.other_id], decide, act, suggestion_id)
        return await self._put(found, "accepted" if accept else "rejected")

    async def undo(self, act_id: str, act: Act) -> Taken:
        """Takes an act back, as far as nobody decided on the same pairs since; returns what it was."""
        done = await self.acts.read(act_id)
        if done is None:
            raise UnknownError("this can no longer be taken back")

        def decide(nodes: Mapping[str, Node]) -> list[LinkDecision]:
            return deciding.undo(nodes, done, act)

        ids = {one for change in done.changes for one in (change.article_id, change.other_id)}
        await self._carry_out(sorted(ids), decide, act)
        if done.suggestion_id is not None:
            found = (await self.suggestions.read([done.suggestion_id])).get(done.suggestion_id)
            if found is not None and found.state != "waiting":
                await self._put(found, "waiting")
        return done

    async def _put(self, suggestion: LinkSuggestion, state: str) -> LinkSuggestion:
        closed = with_state(suggestion, state)
        event = LINK_SUGGESTED.event(closed, time=self.clock.now())
        await self.publisher.append_once([Emission.of(LINK_SUGGESTED, event)])
        await self.suggestions.write([closed])
        return closed

    async def _carry_out(
        self, ids: Sequence[str], decide: Decide, act: Act, suggestion_id: str | None = None
    ) -> None:
        """Decides from the stories as they are, says so, then applies it.

        Where another editor decided on the same pair meanwhile, it is decided anew: their number is taken.
        """
        for _ in range(_ROUNDS):
            nodes = await self._around(ids)
            decisions = decide(nodes)
            # First of all: what is known of an act that never came about is harmless.
            await self.acts.keep(act.id, deciding.taken(nodes, decisions, act, suggestion_id))
            said = [
                Emission.of(LINK_DECIDED, LINK_DECIDED.event(one, time=self.clock.now())) for one in decisions
            ]
            appended = await self.publisher.append_once(said)
            await self.stories.emit(await link(self.nodes, decisions))
            if len(appended) == len(decisions):
                return
        raise ContentionError("other editors keep deciding on the same pairs")

    async def _around(self, ids: Iterable[str]) -> dict[str, Node]:
        """These articles or stories, their stories, and all members of those."""
        named = await self.nodes.read(ids)
        named |= await self.nodes.read({node.story_id for node in named.values() if node.story_id})
        members = {member for story_id in list(named) for member in deciding.members_of(named, story_id)}
        return named | await self.nodes.read(members - named.keys())

    async def _story_of(self, article_id: str) -> str:
        node = (await self.nodes.read([article_id]))[article_id]
        return node.story_id or article_id


def _story(nodes: Mapping[str, Node], story_id: str) -> list[str]:
    members = deciding.members_of(nodes, story_id)
    if not members:
        raise UnknownError(f"there is no story {story_id}")
    return members


def _article(nodes: Mapping[str, Node], article_id: str) -> str:
    if nodes[article_id].told is None:
        raise UnknownError(f"there is no article {article_id}")
    return article_id
