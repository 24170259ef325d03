"""House rules of words: beginnings of docstrings, and names that do not name the thing."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Folders that keep the rules of names; docstrings keep theirs everywhere.
KEPT = ("shared/newsroom",)
EVERYWHERE = (*KEPT, "services")
LEFT_OUT = ("shared/newsroom/live",)

# fmt: off
PRONOUNS = {
    "what", "where", "when", "who", "whom", "whose", "it", "its", "whether", "which", "that", "this", "those",
    "these", "how", "why", "whoever", "whatever", "they", "he", "she", "we", "you", "somebody", "nobody",
    "everybody", "nothing", "everything",
}
# fmt: on
VAGUE_NAMES = {"one", "found", "made", "told", "said", "heard", "says", "tell", "tells"}


def modules(folders: Sequence[str] = KEPT) -> Iterator[tuple[str, ast.Module]]:
    """The modules of folders, each with its path in the repository."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if not any(file.is_relative_to(ROOT / other) for other in LEFT_OUT):
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Docstrings of the module and of its classes, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef) and (text := ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), text


def bound_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Variables, parameters, attributes, functions and classes, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(ctx=ast.Store(), id=name) | ast.Attribute(ctx=ast.Store(), attr=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name):
                yield node.lineno, name


def test_docstrings_of_modules_and_classes_begin_with_a_noun_or_a_verb() -> None:
    wrong = [
        f"{path}:{line}: {text.splitlines()[0]}"
        for path, tree in modules(EVERYWHERE)
        for line, text in docstrings(tree)
        if text.split()[0].split("'")[0].strip(".,:;`’").lower() in PRONOUNS
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_and_public_class_has_a_docstring() -> None:
    wrong = [path for path, tree in modules() if tree.body and not ast.get_docstring(tree)]
    wrong += [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in modules()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not wrong, "\n".join(wrong)


def test_names_name_the_thing() -> None:
    wrong = [
        f"{path}:{line}: {name}"
        for path, tree in modules()
        for line, name in bound_names(tree)
        if name.strip("_").lower() in VAGUE_NAMES
    ]
    assert not wrong, "\n".join(wrong)
