"""What a release is said to be: the preview as a table, as Markdown and as JSON.

Summaries and names were written by others, and are escaped in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from release.actions import Note, Table
from release.detection import AppState, Detection
from release.markdown import escape_markdown, table
from release.model import Bump, Changeset, PlannedRelease, ReleasePlan
from release.reasons import reasons, summaries_of

_COLUMNS = ("App", "Status", "Version")
_UNCHANGED = "⚪ No change"
_BLOCKED = "🔴 Blocked"


class Preview(NamedTuple):
    """Everything that the preview says.

    `deploys`: whether the repository has named its apps. `recorded` are releases that were made,
    as after a merge of the release pull request, and are not out yet; `consumed` are changesets
    behind them. `blocked` says by app why its deployment would be refused: the versions that it
    requires of others would not be there.
    """

    detection: Detection
    plan: ReleasePlan
    files: tuple[str, ...]
    commit: str | None
    deploys: bool
    recorded: tuple[PlannedRelease, ...] = ()
    consumed: tuple[Changeset, ...] = ()
    blocked: Mapping[str, str] = MappingProxyType({})

    @property
    def releases(self) -> Mapping[str, PlannedRelease]:
        """What moves a package, by its name: what is planned, else what was made."""
        moving = (*self.recorded, *self.plan.releases)
        return {each.name: each for each in moving if each.bump is not Bump.NONE}

    @property
    def others(self) -> tuple[PlannedRelease, ...]:
        """Releases of packages that are not apps."""
        apps = {state.package for state in self.detection.apps}
        return tuple(each for name, each in self.releases.items() if name not in apps)

    def brief(self) -> Preview:
        """The same of the apps alone, and without the files."""
        apps = {state.package for state in self.detection.apps}
        planned = tuple(each for each in self.plan.releases if each.name in apps)
        recorded = tuple(each for each in self.recorded if each.name in apps)
        plan = self.plan._replace(releases=planned)
        return self._replace(plan=plan, recorded=recorded, files=())


def preview_table(preview: Preview) -> Table:
    """One row an app, as in `cloudprint | 🟢 Will Deploy | v1.1.0`."""
    rows = tuple(
        (state.name, _status(state, preview), f"v{state.version}")
        for state in preview.detection.apps
    )
    return Table(_COLUMNS, rows)


def _status(state: AppState, preview: Preview) -> str:
    if state.name in preview.blocked:
        return _BLOCKED
    if not state.deploy:
        return _UNCHANGED
    return "🟢 Will Deploy" if preview.deploys else "🟢 Will Release"


def preview_blocks(preview: Preview) -> tuple[Table | Note, ...]:
    """The preview for a terminal: the table, then why, in which order, and which files."""
    blocks: list[Table | Note] = [preview_table(preview)]
    if preview.blocked:
        blocks.append(Note(_BLOCKED, tuple(preview.blocked.values())))
    for heading, lines in _sections(preview):
        blocks.append(Note(heading, tuple(lines)))
    blocks.append(Note(_footer(preview)))
    return tuple(blocks)


def preview_markdown(preview: Preview) -> str:
    """The preview for a pull request: the table, and the rest folded under it."""
    lines = [table_markdown(preview)]
    for heading, items in _sections(preview):
        lines += ["", f"<details><summary>{heading}</summary>", ""]
        lines += [f"- {escape_markdown(item)}" for item in items]
        lines += ["", "</details>"]
    return "\n".join([*lines, "", footer_markdown(preview), ""])


def table_markdown(preview: Preview) -> str:
    """The table, and why apps are blocked, without a line end after it."""
    shown = preview_table(preview)
    rows = [map(escape_markdown, row) for row in shown.rows]
    why = [f"- 🔴 {escape_markdown(each)}" for each in preview.blocked.values()]
    under = ["", *why] if why else []
    return "\n".join([table(shown.headings, rows), *under])


def footer_markdown(preview: Preview) -> str:
    """The commit and the plan, in small letters."""
    return f"<sub>{escape_markdown(_footer(preview))}</sub>"


def preview_document(preview: Preview) -> dict[str, object]:
    """The preview as JSON: what `release.detect` will say, the plan, and the files."""
    return {
        **preview.detection.document(preview.commit),
        "releases": [release_document(release) for release in preview.plan.releases],
        "changesets": [
            {"id": each.id, "bumps": _words(each.bumps), "summary": each.summary}
            for each in preview.plan.changesets
        ],
        "files": list(preview.files),
        "recorded": [release_document(release) for release in preview.recorded],
        "blocked": dict(preview.blocked),
    }


def release_document(release: PlannedRelease) -> dict[str, object]:
    """One release as JSON, with its causes."""
    return {
        "name": release.name,
        "type": str(release.bump),
        "old": release.old,
        "new": release.new,
        "because": [
            {"kind": cause.kind, "subject": cause.subject, "detail": cause.detail}
            for cause in release.because_of
        ],
    }


def _sections(preview: Preview) -> Iterable[tuple[str, list[str]]]:
    summaries = summaries_of((*preview.consumed, *preview.plan.changesets))
    releases = preview.releases
    yield (
        "Why",
        [
            _headline(state.name, releases[state.package], summaries)
            if state.package in releases
            else f"{state.name}: {state.reason}"
            for state in preview.detection.apps
        ],
    )
    if preview.others:
        yield "Also released", [_headline(each.name, each, summaries) for each in preview.others]
    yield "Order", [" -> ".join(", ".join(wave) for wave in preview.detection.order)]
    if preview.files:
        yield f"Files ({len(preview.files)})", list(preview.files)


def _headline(name: str, release: PlannedRelease, summaries: Mapping[str, str]) -> str:
    why = "; ".join(reasons(release, summaries))
    return f"{name} {release.old} -> {release.new} ({release.bump}): {why}"


def _footer(preview: Preview) -> str:
    commit = f"commit {preview.commit[:7]}, " if preview.commit else ""
    return f"{commit}plan {preview.detection.digest}"


def _words(bumps: Mapping[str, Bump]) -> dict[str, str]:
    return {name: str(bump) for name, bump in bumps.items()}
