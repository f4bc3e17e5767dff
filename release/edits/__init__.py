"""A release plan in, the files of the release out: package.json, CHANGELOG.md, the ledger."""

from release.edits.changelogs import Changelogs, changelog_path, changelog_subjects
from release.edits.record import RECORDS, record_edits, release_line
from release.edits.release_files import mode_edits, plan_edits

__all__ = [
    "RECORDS",
    "Changelogs",
    "changelog_path",
    "changelog_subjects",
    "mode_edits",
    "plan_edits",
    "record_edits",
    "release_line",
]
