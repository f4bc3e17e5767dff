"""The tables of docs/configuration.md and docs/tasks.md, made of what the program itself says.

    python -m tests.docs.reference     writes them anew

A page has them between two comments, `<!-- keys: app -->` or `<!-- flags: deploy -->` and
`<!-- end -->`; `keys` without a name are those of the whole table. Of a task it is what the
manual says, as `--help TASK` shows it; `<!-- variables: -->` are those of the environment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from invoke.collection import Collection

from release.tasks.deploy import collection
from release.tasks.manual import Page, common, page
from release.tasks.namespace import namespace
from release.tasks.step import Step

DOCS = Path(__file__).parents[2] / "docs"
CONFIGURATION, TASKS = DOCS / "configuration.md", DOCS / "tasks.md"
SCHEMA = json.loads(files("release.config").joinpath("schema.json").read_text("utf-8"))
DEFINITIONS: Mapping[str, Any] = SCHEMA["$defs"]
_MADE = re.compile(r"<!-- (keys|flags|variables): ?(\S*) -->\n.*?<!-- end -->", re.DOTALL)
COMMON = common()
ALL_EXITS = set(COMMON["exits"].values())
ALL_VARIABLES = set(COMMON["everywhere"]["environment"])
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
    return {found[2] for found in _MADE.finditer(text) if found[1] != "variables"}


def tables() -> set[str]:
    """The tables that a configuration can have, by their names in the schema; `` is the whole."""
    return {"", *(name for name, each in DEFINITIONS.items() if "properties" in each)}


def tasks() -> Mapping[str, Step]:
    """Every task by name, but those that an app of this repository has."""
    own = Collection(*(each for each in namespace.collections.values() if each.name != "deploy"))
    for task in namespace.tasks.values():
        own.add_task(task)
    own.add_collection(collection(()))
    found = {aliases[0] if aliases else name: name for name, aliases in own.task_names.items()}
    return {name: own[full] for name, full in sorted(found.items())}


def _section(kind: str, name: str) -> str:
    rows = {"keys": _keys, "flags": _task, "variables": _variables}[kind](name)
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
    said = page(name, tasks()[name])
    yield " ".join([said.summary, *said.about])
    if said.flags:
        yield from ("", "| Flag | What it does |", "|---|---|")
    for flag in said.flags:
        yield _row(f"`{f'{flag.spelled} {flag.value}'.rstrip()}`", flag.means)
    yield ""
    yield from (f"* `inv {command}`: {means}" for command, means in said.examples)
    yield from ("", f"Reads {'; '.join(said.reads)}. Writes {'; '.join(said.writes)}.", "")
    yield _rest(said)


def _rest(said: Page) -> str:
    """What ends it, what it takes notice of, and what to read next; what all have is said above."""
    codes = [f"{code}, {means}" for code, means in said.exits if means not in ALL_EXITS]
    names = [f"`{each}`" for each, _ in said.environment if each not in ALL_VARIABLES]
    parts = [f"Exit code {'; '.join(codes)}." if codes else ""]
    parts += [f"Takes notice of {', '.join(names)}." if names else ""]
    parts += [f"See also {', '.join(map(_link, said.see))}."]
    return " ".join(filter(None, parts))


def _link(name: str) -> str:
    if name.startswith("docs/"):
        return f"[{Path(name).stem}]({Path(name).name})"
    return f"[{name}](#{name.replace('.', '')})"


def _variables(_: str) -> Iterator[str]:
    yield from ("| Variable | What it says |", "|---|---|")
    yield from (_row(f"`{name}`", means) for name, means in COMMON["environment"].items())


if __name__ == "__main__":
    for each in (CONFIGURATION, TASKS):
        each.write_text(made(each.read_text("utf-8")), "utf-8")
