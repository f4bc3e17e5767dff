"""What a release or a new changeset writes, as the repository's formatter leaves it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from release.actions import DeleteFile, WriteFile
from release.config.changesets import ChangesetsConfig
from release.world import Formatting

Edit = WriteFile | DeleteFile


def formatted(
    actions: Sequence[Edit],
    paths: Collection[str],
    rules: ChangesetsConfig,
    formatting: Formatting,
) -> tuple[Edit, ...]:
    """`actions` with the texts that are written to `paths` formatted, all in one go.

    Raises:
        CommandError: the formatter failed.
    """
    if rules.format is None:
        return tuple(actions)
    writes = [each for each in actions if isinstance(each, WriteFile) and each.path in paths]
    if not writes:
        return tuple(actions)
    texts = formatting.format(rules.format, {each.path: each.text for each in writes})
    return tuple(
        each._replace(text=texts[each.path])
        if isinstance(each, WriteFile) and each.path in texts
        else each
        for each in actions
    )
