"""`changeset.pre-enter` and `changeset.pre-exit`: prerelease mode."""

from __future__ import annotations

from release.actions import Decision, WriteFile, actions_document
from release.changeset.prerelease import PATH, pre_document, render_pre_state, why_no_tag
from release.config.profile import PROFILES, Profile
from release.errors import ConfigError, StateError, Where
from release.model import PreRecord, PreState, Workspace
from release.read.changesets import require_folder
from release.read.compat import read_compat
from release.read.prerelease import Prerelease, read_prerelease
from release.read.workspace import read_workspace
from release.world import Files, View


def pre_enter(view: View, tag: str) -> Decision:
    """Enter prerelease mode: the next versions end in `-TAG.0`, `-TAG.1` and so on.

    Args:
        view: the world.
        tag: such as `next` or `beta`.

    Raises:
        ConfigError: no valid version comes of the tag.
        StateError: the mode is on already, with another tag.
    """
    found, profile, workspace = _read(view.files)
    if why := why_no_tag(tag):
        raise ConfigError(why, hint="such as: inv changeset.pre-enter next")
    if found.state is not None and found.state[:2] == ("pre", tag):
        return Decision(done=f"prerelease mode is on (`{tag}`)")
    if found.state is not None and not found.state.is_leaving:
        raise StateError(
            f"prerelease mode is on already (`{found.state.tag}`)",
            Where(PATH),
            f"to go on with another tag: inv changeset.pre-exit, then pre-enter {tag}",
        )
    warnings = (_dotted(tag),) if "." in tag else ()
    record = None
    if profile.records_prereleases:
        initial = {each.name: each.version for each in workspace.packages if each.version}
        before = found.state.record if found.state else None
        record = PreRecord(initial, before.changesets if before else ())
    return _decision(view.files, found, PreState("pre", tag, record), warnings)


def _dotted(tag: str) -> str:
    first, _, _ = tag.partition(".")
    return (
        f"prereleases are counted after the first dot, so that `{tag}` stands in its own way: "
        f"`{first}` would not"
    )


def pre_exit(view: View) -> Decision:
    """Leave prerelease mode: the next version is a normal one, with all changesets since.

    Raises:
        StateError: the mode is not on.
    """
    found, _, _ = _read(view.files)
    if found.state is None:
        hint = "enter it with: inv changeset.pre-enter TAG"
        raise StateError("prerelease mode is not on", Where(PATH), hint)
    return _decision(view.files, found, found.state._replace(mode="exit"))


def _read(files: Files) -> tuple[Prerelease, Profile, Workspace]:
    compat = read_compat(files).line
    profile = PROFILES[compat]
    workspace = read_workspace(files, compat)
    require_folder(files)
    return read_prerelease(files, recorded=profile.records_prereleases), profile, workspace


def _decision(
    files: Files, found: Prerelease, state: PreState, warnings: tuple[str, ...] = ()
) -> Decision:
    text = render_pre_state(state)
    word = "prerelease mode ends with the next version" if state.is_leaving else "prerelease mode"
    moves = [action for action in found.migration if action.path != PATH]
    own = [WriteFile(PATH, text, word)] if files.read(PATH) != text else []
    actions = (*own, *moves)
    return Decision(
        actions=actions,
        document={"schema": 1, "pre": pre_document(state), "actions": actions_document(actions)},
        warnings=warnings,
        done="prerelease mode ends with the next version",
    )
