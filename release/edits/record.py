"""The line of a release, and the files that a new line of the ledger changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from release.actions import WriteFile
from release.changeset.prerelease import own_id
from release.config.changesets import ChangesetsConfig
from release.edits.release_files import consumed_changesets
from release.ledger import LEDGER, Intent, Release, hash_of, render_release
from release.ledger.attributes import ATTRIBUTES, covers, with_rule
from release.model import Bump, Changeset, ReleasePlan, Workspace
from release.versions import tag_name

RECORDS = (LEDGER, ATTRIBUTES, ".gitattributes")
"""The files that `record_edits` asks for."""


def release_line(
    plan: ReleasePlan,
    workspace: Workspace,
    config: ChangesetsConfig,
    present: Iterable[Changeset],
    tag_of: Callable[[str], str],
) -> str | None:
    """The ledger's line for a plan; None when the plan releases and consumes nothing.

    A snapshot is no release: nobody commits it.

    Args:
        plan: what is released.
        workspace: the packages as they are.
        config: what is skipped: a changeset that stays for that is not recorded.
        present: the changesets as they stand in their files, which may say more than is owed.
        tag_of: the template of a package's tags.
    """
    moved = [each for each in plan.releases if each.bump is not Bump.NONE and each.new]
    versions = {each.name: each.new for each in moved}
    whole = {each.path: each for each in present}
    intents = tuple(
        _intent(each, whole[each.path], versions)
        for each in consumed_changesets(plan, workspace.by_name, config)
    )
    if plan.snapshot is not None or (not moved and not intents):
        return None
    pre = plan.pre.tag if plan.pre and not plan.pre.is_leaving else None
    tags = [tag_name(tag_of(each.name), each.name, each.new or "") for each in moved]
    return render_release(Release(intents, pre), moved, tags)


def record_edits(after: str, texts: Mapping[str, str | None], reason: str) -> Iterator[WriteFile]:
    """Write the ledger, and see that git merges it by keeping the lines of both sides.

    Args:
        after: the ledger's new text.
        texts: the files of `RECORDS` as they are.
        reason: why the ledger is written.
    """
    if after == (texts[LEDGER] or ""):
        return
    rules = {folder: texts[f"{folder}.gitattributes"] for folder in ("", ".changeset/")}
    if not any(text and covers(text, folder.rstrip("/")) for folder, text in rules.items()):
        yield WriteFile(ATTRIBUTES, with_rule(texts[ATTRIBUTES]), "the ledger merges by lines")
    yield WriteFile(LEDGER, after, reason)


def _intent(owed: Changeset, whole: Changeset, versions: Mapping[str, str | None]) -> Intent:
    """What one changeset brought to its packages; its hash is that of the whole text."""
    packages = {
        name: None if bump is Bump.NONE else versions.get(name) for name, bump in owed.bumps.items()
    }
    return Intent(own_id(whole.id), hash_of(whole), packages)
