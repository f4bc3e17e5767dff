"""What a release is said to be, wherever people look for it."""

from release.announce.preview import (
    Preview,
    preview_blocks,
    preview_document,
    preview_markdown,
    preview_table,
    release_document,
)

__all__ = [
    "Preview",
    "preview_blocks",
    "preview_document",
    "preview_markdown",
    "preview_table",
    "release_document",
]
