"""A mirror of the tree, in which a formatter can write without changing the repository.

The directories from the top of the file system down to each file are real, the files are real
and hold the new texts, and all else in those directories is a symbolic link to the original.
So a formatter finds every configuration, plug-in and ignore file where it looks for it, at the
same place relative to the file, and what it writes is thrown away with the mirror.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from release.errors import StateError

_NO_LINKS = (
    "formatting needs symbolic links, which this system does not let this user make: allow them "
    '(on Windows: developer mode), or set `"format": false` in .changeset/config.json'
)


class Mirror:
    """The mirror of `original`, an absolute path; `root` is where it stands."""

    def __init__(self, original: Path, place: Path) -> None:
        self.original = original
        self.root = place / "tree" / original.relative_to(original.anchor)
        self._tree = place / "tree"
        self._texts = place / "texts"

    def path(self, path: str) -> str:
        """Where the file `path` of the repository is in the mirror, absolute."""
        return str(self.root / path)

    def read(self, path: str) -> str | None:
        """What is in the file now; None when there is no file any more."""
        try:
            return (self.root / path).read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            return None

    def build(self, texts: Mapping[str, str]) -> None:
        """Make the directories, the links and the files."""
        files = {self.original / path for path in texts}
        directories = {above for file in files for above in file.parents}
        for directory in sorted(directories, key=lambda each: len(each.parts)):
            place = self._tree / directory.relative_to(directory.anchor)
            place.mkdir(parents=True)
            for original in _inside(directory):
                if original not in directories and original not in files:
                    (place / original.name).symlink_to(original)
        self._texts.mkdir()
        for number, (path, text) in enumerate(texts.items()):
            self._put(path, text, self._texts / str(number))

    def _put(self, path: str, text: str, aside: Path) -> None:
        """Write a text; where the original is a link, formatters shall see a link, too."""
        place = self.root / path
        if (self.original / path).is_symlink():
            place.symlink_to(aside)
        place.write_bytes(text.encode("utf-8", "surrogateescape"))


@contextmanager
def mirrored(root: Path, texts: Mapping[str, str]) -> Iterator[Mirror]:
    """A mirror of the tree around `root`, with `texts` (by path below it) in place of its own.

    Raises:
        StateError: it cannot be built.
    """
    root = Path(os.path.realpath(root))
    with tempfile.TemporaryDirectory(prefix="release-format-") as folder:
        place = Path(os.path.realpath(folder))
        if place.is_relative_to(root):  # its rules for what to ignore would hold for the mirror
            raise StateError(
                f"the directory for temporary files is inside the repository: {place.parent}",
                hint="set TMPDIR to a directory elsewhere",
            )
        mirror = Mirror(root, place)
        try:
            mirror.build(texts)
        except (OSError, NotImplementedError) as error:
            raise StateError(
                f"no mirror can be built in {place.parent}: {error}", hint=_NO_LINKS
            ) from error
        yield mirror


def _inside(directory: Path) -> Iterable[Path]:
    """What is in a directory; nothing when it is not there, or when we may not look."""
    with suppress(FileNotFoundError, PermissionError):
        return list(directory.iterdir())
    return ()
