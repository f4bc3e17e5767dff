"""The comment on the release pull request."""

from __future__ import annotations

from collections.abc import Iterator

from release.announce.preview import Preview, footer_markdown, preview_markdown, table_markdown
from release.markdown import fitting

MARKER = "<!-- monorepo-release: preview -->"
"""The first line of the comment, by which it is found again. No text of others can have it."""

LIMIT = 60_000
"""What a comment or a pull request may hold; GitHub's own limit is 65,536 characters."""


def preview_comment(preview: Preview) -> str:
    """The whole comment: the preview, or of a huge one as much as GitHub takes."""
    return fitting(_texts(preview), LIMIT)


def _texts(preview: Preview) -> Iterator[str]:
    yield f"{MARKER}\n{preview_markdown(preview)}"
    yield f"{MARKER}\n{preview_markdown(preview.brief())}"
    table, footer = table_markdown(preview), footer_markdown(preview)
    omitted = "Why, and in which order, is too long to be told here."
    yield f"{MARKER}\n{table}\n\n{omitted}\n\n{footer}\n"
    number = sum(state.deploy for state in preview.detection.apps)
    yield f"{MARKER}\n{number} apps are to be released, too many for a table here.\n\n{footer}\n"
