"""The tables of docs/configuration.md and docs/tasks.md, made of what the program itself says.

    python -m tests.docs.reference     writes them anew

A page has them between two comments, `<!-- keys: app -->` or `<!-- flags: deploy -->` and
`<!-- end -->`; `keys` without a name are those of the whole table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from invoke.collection import Collection
from invoke.tasks import Task

from release.tasks.deploy import collection
from release.tasks.namespace import namespace

DOCS = Path(__file__).parents[2] / "docs"
CONFIGURATION, TASKS = DOCS / "configuration.md", DOCS / "tasks.md"
SCHEMA = json.loads(files("release.config").joinpath("schema.json").read_text("utf-8"))
DEFINITIONS: Mapping[str, Any] = SCHEMA["$defs"]
_MADE = re.compile(r"<!-- (keys|flags): ?(\S*) -->\n.*?<!-- end -->", re.DOTALL)
_KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "table",
}


def made(text: str) -> str:
    """A page with its tables as they must be."""
    return _MADE.sub(lambda found: _section(found[1], found[2]), text)


def named(text: str) -> set[str]:
    """What a page has tables of."""
    return {found[2] for found in _MADE.finditer(text)}


def tables() -> set[str]:
    """The tables that a configuration can have, by their names in the schema; `` is the whole."""
    return {"", *(name for name, each in DEFINITIONS.items() if "properties" in each)}


def tasks() -> Mapping[str, Task[Any]]:
    """Every task by name, but those that an app of this repository has."""
    own = Collection(*(each for each in namespace.collections.values() if each.name != "deploy"))
    for task in namespace.tasks.values():
        own.add_task(task)
    own.add_collection(collection(()))
    found = {aliases[0] if aliases else name: name for name, aliases in own.task_names.items()}
    return {name: own[full] for name, full in sorted(found.items())}


def _section(kind: str, name: str) -> str:
    rows = _keys(name) if kind == "keys" else _task(name)
    return "\n".join([f"<!-- {kind}: {name} -->", "", *rows, "", "<!-- end -->"])


def _keys(name: str) -> Iterator[str]:
    table = DEFINITIONS[name] if name else SCHEMA
    yield "| Key | Value | What it says | Default |"
    yield "|---|---|---|---|"
    for key, value in table["properties"].items():
        default = (
            f"`{json.dumps(value['default'])}`" if value.get("default") not in (None, []) else ""
        )
        yield _row(f"`{key}`", _kind(value), _said(value), default)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _said(value: Mapping[str, Any]) -> str:
    target = DEFINITIONS.get(_target(value), {})
    return str(value.get("description") or target.get("description", ""))


def _target(value: Mapping[str, Any]) -> str:
    return str(value.get("$ref", "")).removeprefix("#/$defs/")


def _kind(value: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if name := _target(value):
        return f"[{name}](#{name})"
    return _kind_of_many(value) or _kind_of_one(value)


def _kind_of_many(value: Mapping[str, Any]) -> str:
    if choices := value.get("enum"):
        return _either(f"`{json.dumps(each)}`" for each in choices)
    if choices := value.get("oneOf") or value.get("anyOf"):
        return _either(map(_kind, choices))
    if items := value.get("items"):
        return f"list of {_kind(items).replace('text', 'texts')}"
    if inside := value.get("additionalProperties"):
        return f"by name: {_kind(inside)}"
    return ""


def _kind_of_one(value: Mapping[str, Any]) -> str:
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    types = value["type"]
    return _either(_KINDS[each] for each in ([types] if isinstance(types, str) else types))


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _task(name: str) -> Iterator[str]:
    task = tasks()[name]
    yield " ".join((task.__doc__ or "").split())
    arguments = [each for each in task.get_arguments() if _flag(each) not in _COMMON]
    if arguments:
        yield from ("", "| Flag | What it does |", "|---|---|")
    for each in arguments:
        value = "" if each.kind is bool else (" VALUE ..." if each.kind is list else " VALUE")
        yield _row(f"`{_flag(each)}{value}`", each.help or "")


def _flag(argument: Any) -> str:
    long = next(str(name) for name in argument.names if len(name) > 1)
    return f"--{long.replace('_', '-')}"


_COMMON = {"--dry-run", "--json", "--check"}


if __name__ == "__main__":
    for page in (CONFIGURATION, TASKS):
        page.write_text(made(page.read_text("utf-8")), "utf-8")
