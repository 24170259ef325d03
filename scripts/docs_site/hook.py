"""Hook of MkDocs: adds generated pages and those of the repository's top, and leads links to their places."""

import json
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from scripts.docs_site.reference import asyncapi_page, openapi_page

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "README.md": "index.md",
    "CHANGELOG.md": "project/CHANGELOG.md",
    "CONTRIBUTING.md": "project/CONTRIBUTING.md",
    "SECURITY.md": "project/SECURITY.md",
}
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)((?:#[^)\s]*)?)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds pages that are no file of docs/."""
    for name in ("publish", "ingest", "translate"):
        document = json.loads((ROOT / f"docs/openapi/{name}.json").read_text("utf-8"))
        _add(files, config, f"reference/{name}.md", openapi_page(document))
    streams = json.loads((ROOT / "docs/asyncapi.json").read_text("utf-8"))
    _add(files, config, "reference/streams.md", asyncapi_page(streams))
    for name, place in TOP.items():
        _add(files, config, place, (ROOT / name).read_text("utf-8"))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs passes all by name
    """Leads the links of a page, which are right in the repository, to the site's pages."""
    place = page.file.src_uri
    origin = next((name for name, moved in TOP.items() if moved == place), f"docs/{place}")
    return LINK.sub(lambda link: f"]({_target(link[1], origin, place)}{link[2]})", markdown)


def _target(link: str, origin: str, place: str) -> str:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin), link))
    if origin.startswith("docs/reference/"):
        return link
    if path in TOP:
        there = TOP[path]
    elif path == "docs":
        there = "index.md"
    else:
        there = path.removeprefix("docs/")
    return posixpath.relpath(there, posixpath.dirname(place) or ".")


def _add(files: Files, config: MkDocsConfig, place: str, content: str) -> None:
    files.append(File.generated(config, place, content=content))
