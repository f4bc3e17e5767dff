"""`changeset.pre-enter` and `changeset.pre-exit`: prerelease mode."""

from __future__ import annotations

from release.actions import Decision, WriteFile, actions_document
from release.changeset.prerelease import PATH, render_pre_state, why_no_tag
from release.errors import ConfigError, StateError, Where
from release.model import PreState
from release.read.changesets import require_folder
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
    found = _read(view.files)
    if why := why_no_tag(tag):
        raise ConfigError(why, hint="such as: inv changeset.pre-enter next")
    if found.state == PreState("pre", tag):
        return Decision(done=f"prerelease mode is on (`{tag}`)")
    if found.state is not None and not found.state.is_leaving:
        raise StateError(
            f"prerelease mode is on already (`{found.state.tag}`)",
            Where(PATH),
            f"to go on with another tag: inv changeset.pre-exit, then pre-enter {tag}",
        )
    warnings = (_dotted(tag),) if "." in tag else ()
    return _decision(view.files, found, PreState("pre", tag), warnings)


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
    found = _read(view.files)
    if found.state is None:
        hint = "enter it with: inv changeset.pre-enter TAG"
        raise StateError("prerelease mode is not on", Where(PATH), hint)
    return _decision(view.files, found, PreState("exit", found.state.tag))


def _read(files: Files) -> Prerelease:
    read_workspace(files)
    require_folder(files)
    return read_prerelease(files)


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
        document={"schema": 1, "pre": state._asdict(), "actions": actions_document(actions)},
        warnings=warnings,
        done="prerelease mode ends with the next version",
    )
