"""A release plan in, the files of the release out: package.json, CHANGELOG.md, spent changesets."""

from release.edits.release_files import Changelogs, changelog_path, plan_edits

__all__ = ["Changelogs", "changelog_path", "plan_edits"]
