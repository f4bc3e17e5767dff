"""`.changeset/pre.json`: prerelease mode, as Changesets 3 writes it and as 2 did.

Version 2 kept the versions before the mode and the ids of the changesets that it had versioned
(`initialVersions`, `changesets`); version 3 moves those changesets to `.changeset/pre/` instead.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import count
from typing import Any

from release import json_text, versions
from release.ecmascript import object_order
from release.errors import Problem, StateError, Where
from release.model import PreRecord, PreState
from release.spans import Malformed, line_at

PATH = ".changeset/pre.json"
FOLDER = ".changeset/pre"
ID_PREFIX = "pre/"
_MODES = ("pre", "exit")
_MEND = f"restore it from git, or delete {PATH} and enter prerelease mode again"


def own_id(id_: str) -> str:
    """The id of a changeset as its author named it, also when prerelease mode keeps it apart."""
    return id_.removeprefix(ID_PREFIX)


def parse_pre_state(text: str) -> PreState:
    """Read the file; the state has a `record` when version 2 wrote it.

    Raises:
        StateError: it is no JSON, a mode or a tag is missing, or the tag gives no valid version;
            all problems at once.
    """
    try:
        document = json_text.loads(text)
    except Malformed as error:
        where = Where(PATH, error.line)
        raise StateError(f"{PATH} is not JSON: {error.message}", where, _MEND) from None
    if not isinstance(document, dict):
        raise StateError(f"{PATH} holds no object", Where(PATH, 1), _MEND)
    StateError.raise_any(
        [Problem(message, _where(text, key), _MEND) for key, message in _problems(document)]
    )
    return PreState(document["mode"], document["tag"], _record(document))


def _record(document: Mapping[str, Any]) -> PreRecord | None:
    listed, initial = document.get("changesets"), document.get("initialVersions")
    if listed is None and initial is None:
        return None
    versions_ = initial.items() if isinstance(initial, dict) else ()
    kept = {name: version for name, version in versions_ if isinstance(version, str)}
    return PreRecord(kept, tuple(listed or ()))


def _problems(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong, each with the key whose value it is."""
    mode, tag, listed = document.get("mode"), document.get("tag"), document.get("changesets")
    if mode not in _MODES:
        yield "mode", "`mode` is neither `pre` nor `exit`"
    if not isinstance(tag, str):
        yield "tag", "`tag` is not a string"
    elif why := why_no_tag(tag):
        yield "tag", why
    is_list = isinstance(listed, list) and all(isinstance(each, str) for each in listed)
    if listed is not None and not is_list:
        yield "changesets", "`changesets` is not a list of ids"


def _where(text: str, key: str) -> Where:
    span = json_text.members(text).get(key)
    return Where(PATH, line_at(text, span.start) if span else 1)


def why_no_tag(tag: str) -> str:
    """Why `tag` cannot stand before the counter of a prerelease; empty when it can.

    Changesets takes any text, and writes versions that nothing can read.
    """
    version = versions.parse(f"1.0.0-{tag}.0")
    if version is not None and version.build is None:
        return ""
    return f"`{tag}` is not a tag for a prerelease: letters, digits and hyphens make one"


def render_pre_state(state: PreState) -> str:
    """The file, in the form of version 2 when there is a `record`."""
    return json.dumps(pre_document(state), indent=2, ensure_ascii=False) + "\n"


def pre_document(state: PreState) -> dict[str, object]:
    """The state as JSON, keys in the order of the CLI."""
    document: dict[str, object] = {"mode": state.mode, "tag": state.tag}
    if state.record is not None:
        initial = state.record.initial_versions
        document["initialVersions"] = {name: initial[name] for name in object_order(initial)}
        document["changesets"] = list(state.record.changesets)
    return document


def kept_path(path: str, taken: Collection[str]) -> str:
    """Where the changeset at `path` goes when a prerelease has consumed it.

    Args:
        path: `.changeset/<name>.md`.
        taken: paths that are in use; Changesets overwrites what is there, and it is lost.
    """
    name = path.rpartition("/")[2].removesuffix(".md")
    names = (f"{FOLDER}/{name}{'' if number == 1 else f'-{number}'}.md" for number in count(1))
    return next(each for each in names if each not in taken)
