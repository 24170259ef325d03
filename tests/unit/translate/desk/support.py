"""A small newsroom's graph, and an act of an editor on it."""

from tests.support.articles import NOON, id_of, revision
from tests.support.graph import Graph
from translate.desk import link_decisions
from translate.desk.link_decisions import Act

ACT = Act("link", "leyla", "same event", NOON)


def newsroom_graph() -> Graph:
    graph = Graph()
    graph.apply(
        [
            revision("en", "en"),
            revision("az", "az", original="en", minutes=1),
            revision("en2", "en"),
            revision("ru2", "ru", original="en2", minutes=1),
            revision("az-alone", "az"),
        ]
    )
    return graph


def members(graph: Graph, name: str) -> list[str]:
    return link_decisions.members_of(graph.nodes, graph.node(name).story_id or "")


def stories(*groups: list[str]) -> set[frozenset[str]]:
    return {frozenset(map(id_of, group)) for group in groups}
