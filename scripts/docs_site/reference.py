"""Pages of reference, in Markdown: of an OpenAPI document and of the AsyncAPI document. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Members = Mapping[str, Any]
_METHODS = ("get", "put", "post", "patch", "delete")


def openapi_page(document: Members) -> str:
    """Every call with its parameters, bodies and answers; then the schemas that they name."""
    lines = [f"# Calls of {document['info']['title']}", "", document["info"].get("description", ""), ""]
    for name, scheme in document["components"].get("securitySchemes", {}).items():
        lines += [f"Calls marked *{name}* need `Authorization: Bearer …`: {scheme['description']}.", ""]
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                lines += _call(document, method, path, operations[method])
    return "\n".join([*lines, *_schemas(document["components"]["schemas"])])


def asyncapi_page(document: Members) -> str:
    """Every stream with who emits and who reads it; then the schemas of its events."""
    lines = ["# Streams", "", document["info"]["description"], "", "| stream | by | |", "|---|---|---|"]
    for name, channel in sorted(document["channels"].items()):
        address = channel.get("address") or name
        events = [
            _reference(document["components"]["messages"][_last(message["$ref"])]["payload"]["$ref"])
            for message in channel["messages"].values()
        ]
        lines.append(f"| `{address}` | {_cell(channel.get('description', ''))} | {', '.join(events)} |")
    lines += ["", "## Examples", ""]
    for address, example in sorted(_examples(document).items()):
        lines += [f"### {address}", "", *_code("json", json.dumps(example, indent=2, ensure_ascii=False))]
    return "\n".join([*lines, *_schemas(document["components"]["schemas"])])


def _examples(document: Members) -> dict[str, Any]:
    """An event of each stream."""
    messages = document["components"]["messages"]
    return {
        channel["address"]: messages[_last(message["$ref"])]["examples"][0]["payload"]
        for channel in document["channels"].values()
        for message in channel["messages"].values()
    }


def _code(language: str, text: str) -> tuple[str, ...]:
    return (f"```{language}", text.rstrip("\n"), "```", "")


def _call(document: Members, method: str, path: str, operation: Members) -> Iterator[str]:
    key = (
        " *" + ", ".join(name for need in operation["security"] for name in need) + "*"
        if ("security" in operation)
        else ""
    )
    yield from (f"## {method.upper()} {path}", "", operation.get("description", "") + key, "")
    if parameters := operation.get("parameters"):
        yield from ("| parameter | in | what | |", "|---|---|---|---|")
        for parameter in parameters:
            about = _cell(parameter.get("description", ""))
            yield f"| `{parameter['name']}` | {parameter['in']} | {_shape(parameter['schema'])} | {about} |"
        yield ""
    yield from _body(document, operation.get("requestBody", {}).get("content", {}))
    yield from ("| answer | | body |", "|---|---|---|")
    for status, answer in operation["responses"].items():
        whole = _resolved(document, answer)
        bodies = ", ".join(
            f"`{kind}` {_shape(body['schema'])}" for kind, body in whole.get("content", {}).items()
        )
        yield f"| {status} | {_cell(whole['description'])} | {bodies} |"
    yield ""


def _body(document: Members, content: Members) -> Iterator[str]:
    if not content:
        return
    yield from (f"Body: {', '.join(f'`{kind}`' for kind in content)}.", "")
    for kind, body in content.items():
        schema = body["schema"].get("anyOf", [body["schema"]])[0]
        examples = _resolved(document, schema).get("examples", [None])
        example = body.get("example", examples[0])
        if "$ref" in schema:
            yield from (f"As {_shape(schema)}.", "")
        if example is not None:
            text = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
            language = "json" if kind.endswith("json") else "text"
            yield from _code(language, text)


def _schemas(schemas: Members) -> Iterator[str]:
    yield from ("## Schemas", "")
    for name, schema in sorted(schemas.items()):
        yield from (f"### {name} {{#{_anchor(name)}}}", "", schema.get("description", ""), "")
        if "enum" in schema:
            yield from (_shape(schema), "")
        if properties := schema.get("properties"):
            yield from ("| field | what | |", "|---|---|---|")
            for field, own in properties.items():
                needed = " (required)" if field in schema.get("required", ()) else ""
                yield f"| `{field}`{needed} | {_shape(own)} | {_cell(own.get('description', ''))} |"
            yield ""


def _shape(schema: Members) -> str:
    """What a schema admits, in one line."""
    match schema:
        case {"$ref": reference}:
            text = _reference(reference)
        case {"anyOf": choices} | {"oneOf": choices}:
            text = " or ".join(_shape(choice) for choice in choices)
        case {"enum": values}:
            text = " or ".join(f"`{value}`" for value in values)
        case {"const": value}:
            text = f"`{value}`"
        case {"type": "array", "items": dict(inner)}:
            text = f"list of {_shape(inner)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            text = f"object of {_shape(values)}"
        case {"type": kind, **rest}:
            text = f"{kind} ({rest['format']})" if "format" in rest else str(kind)
        case _:
            text = "anything"
    return text


def _reference(reference: str) -> str:
    return f"[{_last(reference)}](#{_anchor(_last(reference))})"


def _anchor(name: str) -> str:
    return f"schema-{name.lower()}"


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _resolved(document: Members, part: Members) -> Members:
    if "$ref" not in part:
        return part
    found: Members = document
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
