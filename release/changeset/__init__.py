"""Changeset files: text to `Changeset` and back, as Changesets 3 reads and writes them.

Where the two disagree with what YAML or Markdown would suggest, @changesets/parse 2 is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from release.changeset.front_matter import Entry, common_entries
from release.ecmascript import WHITESPACE, object_order, trim
from release.errors import ChangesetError, Problem, Where, did_you_mean
from release.model import Bump, Changeset
from release.spans import line_at

_BUMPS = {str(bump): bump for bump in Bump}
_EXAMPLE = '\n    ---\n    "package-name": patch\n    ---\n\n    What changed, for its users.'
_START = f"start the file like this:{_EXAMPLE}"
_ENTRY = 'write one line for each package, such as `"package-name": patch`'

_INLINE = WHITESPACE.replace("\n", "")
# The newline that ends the front matter is the first of the blank run before the fence. The
# look-behind ties the match to where that run starts, so that a long one is walked only once.
_CLOSING = re.compile(
    rf"(?<![{WHITESPACE}])(?P<rest>[{_INLINE}]*)\n[{WHITESPACE}]*---(?=[{WHITESPACE}]*(?:\n|\Z))"
)


def parse_changeset(
    id: str,  # noqa: A002  the field's name
    path: str,
    text: str,
    *,
    as_js_yaml: bool = False,
) -> Changeset:
    """The changeset in `text`.

    The first `---` opens the front matter, wherever it stands: what comes before is dropped,
    a byte order mark included. The next line that starts with `---` and nothing else closes it.
    Keys that are numbers come first, ascending, as in a JavaScript object.

    Args:
        id: what the changeset is called.
        path: where it is.
        text: the whole file.
        as_js_yaml: the key `~` is the name `null`, and `<<` brings in the entries of a map, as
            in Changesets 2.

    Raises:
        ChangesetError: there is no front matter, or it is not a map of names to bumps; every
            line that is wrong is told.
    """
    front_matter, summary, line = _split(path, text)
    entries = common_entries(front_matter)
    if entries is None:
        entries = _yaml_entries(path, front_matter, line, as_js_yaml=as_js_yaml)
    ChangesetError.raise_any(_problems(entries, path, line))
    bumps = {entry.name.text: _BUMPS[entry.bump.text] for entry in entries}
    lines = {entry.name.text: line + entry.name.line for entry in entries}
    return Changeset(id, path, {name: bumps[name] for name in object_order(bumps)}, summary, lines)


def _yaml_entries(
    path: str, front_matter: str, line: int, *, as_js_yaml: bool
) -> tuple[Entry, ...]:
    from release.changeset import yaml_front_matter  # noqa: PLC0415  few need it: start-up

    try:
        if not as_js_yaml:
            return yaml_front_matter.yaml_entries(front_matter)
        from release.changeset.merged_front_matter import merged_entries  # noqa: PLC0415  as above

        return tuple(map(_with_null_for_a_name, merged_entries(front_matter)))
    except yaml_front_matter.YamlError as error:
        where = Where(path, line + error.line)
        raise ChangesetError(str(error), where, error.hint or _ENTRY) from None


def _with_null_for_a_name(entry: Entry) -> Entry:
    name = entry.name
    return entry._replace(name=name._replace(text="null")) if name.kind == "null" else entry


def render_changeset(bumps: Mapping[str, Bump], summary: str) -> str:
    """The file that `changeset add` writes; without bumps, an empty changeset.

    A quote, a backslash or a control character in a name is escaped: Changesets writes it raw,
    and cannot read its own file then.
    """
    entries = "\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {bump}" for name, bump in bumps.items()
    )
    return f"---\n{entries}\n---\n\n{summary}\n"


def _split(path: str, text: str) -> tuple[str, str, int]:
    """Front matter, summary, and the line (from 1) on which the front matter starts."""
    if not trim(text):
        raise ChangesetError("the changeset is empty", Where(path, 1), _START)
    opening = text.find("---")
    if opening < 0:
        raise ChangesetError("the changeset has no front matter", Where(path, 1), _START)
    start = opening + len("---")
    line = line_at(text, start)
    closing = _CLOSING.search(text, start)
    if closing is None:
        message = "the front matter has no closing `---` on a line of its own"
        raise ChangesetError(message, Where(path, line), _START)
    end = closing.end("rest")
    if text.endswith("\r", start, end):
        end -= 1
    return text[start:end], trim(text[closing.end() :]), line


def _problems(entries: Sequence[Entry], path: str, line: int) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        name, bump = entry.name, entry.bump
        where = Where(path, line + name.line)
        if name.kind in {"map", "list"}:
            problems.append(Problem(f"a {name.kind} stands where a name belongs", where, _ENTRY))
        elif not trim(name.text):
            problems.append(Problem("a package name is empty", where, _ENTRY))
        elif (name.kind, name.text) in seen and not name.is_alias:
            hint = "keep one line for each package"
            problems.append(Problem(f"`{name.text}` is named twice", where, hint))
        seen.add((name.kind, name.text))
        if bump.kind != "string":
            found = "nothing" if bump.kind == "null" else f"a {bump.kind}"
            message = f"`{name.text}` has {found} where a bump belongs"
            problems.append(Problem(message, where, _expected(bump.text)))
        elif bump.text not in _BUMPS:
            message = f"`{name.text}` has the unknown bump `{bump.text}`"
            problems.append(Problem(message, where, _expected(bump.text)))
    return problems


def _expected(word: str) -> str:
    hint = did_you_mean(word.strip().lower(), _BUMPS)
    choice = 'a bump is `major`, `minor`, `patch` or `none`, as in `"package-name": patch`'
    return f"{hint} {choice}" if hint else choice
