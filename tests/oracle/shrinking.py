"""Shrinking of a history that fails: parts are dropped while it still does. Pure, but for the trial given."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from tests.oracle.model import Model
from tests.oracle.operations import Act, Content, EndHold, History, Link, Order, Phase, Post, Sent, Unlink

Fails = Callable[[History], bool]


def shrunk(history: History, fails: Fails, is_over: Callable[[], bool]) -> History:
    """The smallest history found that fails, by the time that `is_over`."""
    smaller = True
    while smaller:
        smaller = False
        for candidate in candidates(history):
            if is_over():
                return history
            if fails(candidate):
                history, smaller = candidate, True
                break
    return history


def candidates(history: History) -> Iterator[History]:
    """Smaller histories, the smallest first: without phases, halves of lanes, faults, ends of lanes."""
    phases = history.phases
    if history.skew is not None:
        yield replace(history, skew=None)
    if len(phases) > 1:
        yield possible(replace(history, phases=phases[:-1]))
        yield possible(replace(history, phases=phases[1:]))
    for place, phase in enumerate(phases):
        yield from (
            possible(replace(history, phases=(*phases[:place], smaller, *phases[place + 1 :])))
            for smaller in _smaller(phase)
        )


def _smaller(phase: Phase) -> Iterator[Phase]:
    lanes, half = phase.lanes, len(phase.lanes) // 2
    if half:
        yield replace(phase, lanes=lanes[half:])
        yield replace(phase, lanes=lanes[:half])
    if phase.acts:
        yield replace(phase, acts=(), act_faults=())
    for fault in phase.faults:
        yield replace(phase, faults=tuple(other for other in phase.faults if other is not fault))
    if any(len(lane) > 1 for lane in lanes):
        yield replace(phase, lanes=tuple(lane[: (len(lane) + 1) // 2] for lane in lanes))


def possible(history: History) -> History:
    """The history without what the parts that were dropped have made impossible."""
    model, phases, ended = Model(), list[Phase](), set[Content]()
    for phase in history.phases:
        acts = list[Act]()
        for act in phase.acts:
            if _is_possible(model, act):
                model.apply(act)
                acts.append(act)
        lanes = tuple(tuple(_possible_posts(model, lane, ended)) for lane in phase.lanes)
        ended |= {sent.content for lane in lanes for sent in lane if isinstance(sent, Post)}
        phases.append(replace(phase, acts=tuple(acts), lanes=lanes))
    return replace(history, phases=tuple(phases))


def _possible_posts(model: Model, lane: tuple[Sent, ...], ended: Collection[Content]) -> Iterator[Sent]:
    """Without those under a short embargo that are no article's first: when it ends decides their answer."""
    for operation in lane:
        if isinstance(operation, Post) and operation.content.embargo == "short":
            known = model.articles.get(operation.name)
            is_first = known is None or known.latest in (None, operation.content)
            if not is_first and operation.content not in ended:
                continue
        model.apply(operation)
        yield operation


def _is_possible(model: Model, act: Act) -> bool:
    article = model.articles.get(act.name)
    if article is None or article.revision == 0:
        return False
    match act:
        case EndHold():
            return article.waiting and not article.withdrawn
        case Order(_, "lift-embargo"):
            return article.is_embargoed and not article.withdrawn and not article.waiting
        case Order(_, order):
            return article.content is not None and article.withdrawn is (order == "restore")
        case Unlink():
            return article.is_visible and len(model.story_of(article).members) > 1
        case Link(_, into):
            other = model.articles.get(into)
            return (
                article.is_visible
                and other is not None
                and other.is_visible
                and article.content is not None
                and article.content.language not in model.story_of(other).slots
            )
