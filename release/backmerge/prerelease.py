"""`.changeset/pre.json` of both sides."""

from __future__ import annotations

from release.backmerge.three_way import Sides, UnsettledError, settled
from release.changeset.prerelease import parse_pre_state, render_pre_state
from release.model import PreRecord, PreState


def merge_pre_state(sides: Sides) -> str | None:
    """The mode after the merge; None outside of it.

    Releases are made on their side, so their word counts where one side has left the mode. Of what
    Changesets 2 keeps in the file, both sides' changesets stay.

    Raises:
        UnsettledError: each side is in a mode of its own.
        StateError: a side's file is damaged.
    """
    base, ours, theirs = sides
    try:
        return settled([base], ours, theirs)
    except UnsettledError:
        if ours is None or theirs is None:
            return theirs
    before = [parse_pre_state(base)] if base is not None else []
    one, other = parse_pre_state(ours), parse_pre_state(theirs)
    tag = settled([each.tag for each in before], one.tag, other.tag)
    mode = settled([each.mode for each in before], one.mode, other.mode)
    return render_pre_state(PreState(mode, tag, _record(one.record, other.record)))


def _record(ours: PreRecord | None, theirs: PreRecord | None) -> PreRecord | None:
    records = [record for record in (theirs, ours) if record is not None]
    if not records:
        return None
    versions = {
        name: version
        for record in reversed(records)
        for name, version in record.initial_versions.items()
    }
    consumed = dict.fromkeys(each for record in records for each in record.changesets)
    return PreRecord(versions, tuple(consumed))
