"""New repositories, from nothing or on the objects of another one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from release.rehearsal.bare import Bare
from release.rehearsal.ref_files import RefFiles

_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = true
\tlogAllRefUpdates = false
\thooksPath = {hooks}
[gc]
\tauto = 0
[http]
\treceivepack = true
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[receive]
\tautogc = false
"""
"""What is rehearsed need not outlast a power cut; and no push is to wait for a clean-up."""


def create(folder: Path, hooks: Path, branch: str, seed: Path | None = None) -> Bare:
    """Make a bare repository, with the branches, the tags and the objects of `seed`.

    The objects of `seed` are borrowed, not copied, so this takes no time. Nothing is ever written
    there.

    Args:
        folder: where it is to be; it must not exist.
        hooks: the folder with its hooks.
        branch: its default branch.
        seed: a git directory, or a work tree with one.
    """
    (folder / "refs" / "heads").mkdir(parents=True)
    (folder / "refs" / "tags").mkdir()
    (folder / "objects" / "info").mkdir(parents=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{branch}\n", "utf-8")
    (folder / "config").write_text(_CONFIG.format(hooks=hooks), "utf-8")
    if seed is not None:
        source = seed / ".git" if (seed / ".git").is_dir() else seed
        kept = ("refs/heads/", "refs/tags/")
        refs = {name: sha for name, sha in RefFiles(source).all().items() if name.startswith(kept)}
        set_up_shadow(folder, source, refs)
    return Bare(folder)


def set_up_shadow(folder: Path, source: Path, refs: Mapping[str, str]) -> None:
    """Give the repository at `folder` the objects of another one, and these refs."""
    (folder / "objects" / "info" / "alternates").write_text(f"{source / 'objects'}\n", "utf-8")
    lines = [f"{sha} {name}\n" for name, sha in sorted(refs.items())]
    (folder / "packed-refs").write_text("".join(["# pack-refs with: sorted \n", *lines]), "utf-8")
