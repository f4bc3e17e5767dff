"""What a reader of docs/errors.md was doing when an error came, by the place that makes it."""

from __future__ import annotations

from collections.abc import Mapping

WHO_MENDS: Mapping[int, str] = {
    1: "what was typed",
    2: "the configuration, or a manifest",
    3: "a changeset",
    4: "the state of things: the tree, the history, the environment",
    5: "GitHub, or another remote",
    6: "a program that was run",
    130: "interrupted",
}
"""What an exit code is about, in the order of the page."""

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "Tasks and flags": ("tasks/",),
    "Changesets": (
        "authoring.py",
        "changes.py",
        "changeset/__init__.py",
        "read/changesets.py",
        "plan/refusals.py",
        "steps/changeset/",
        "tasks/changeset",
        "tasks/prompts.py",
        "adapters/editor.py",
    ),
    "Prerelease mode and snapshots": (
        "changeset/prerelease.py",
        "steps/changeset/pre.py",
        "plan/snapshots.py",
        "plan/next_versions.py",
    ),
    "`.changeset/config.json`": (
        "config/changesets.py",
        "config/json_options.py",
        "read/changesets_config.py",
        "commit_messages.py",
        "plan/shared.py",
    ),
    "Changelogs and their format": (
        "changelogs/",
        "adapters/formatters/",
        "adapters/github/credits",
    ),
    "`[tool.release]`, or release.toml": (
        "config/",
        "read/config.py",
        "read/additions.py",
        "detection.py",
    ),
    "Packages, manifests and lockfiles": (
        "read/",
        "manifests/",
        "sync/",
        "locks.py",
        "lockfiles/",
        "json_text",
        "toml_text",
        "yaml_text",
        "adapters/cargo.py",
        "detect.py",
    ),
    "Python of your own": ("adapters/python_code.py", "rollout/own.py", "tasks/own"),
    "Files, the ledger, and what was interrupted": (
        "ledger/",
        "journal.py",
        "apply/__init__.py",
        "adapters/refused.py",
        "adapters/lock.py",
        "adapters/runner.py",
        "adapters/scratch.py",
        "adapters/clone_",
        "adapters/disk.py",
        "adapters/replace.py",
        "adapters/places.py",
        "tasks/perform.py",
        "tasks/desk.py",
        "adapters/shell.py",
        "tasks/forked.py",
        "events.py",
    ),
    "Git": ("adapters/git", "apply/remote.py", "read/history.py", "steps/branch.py"),
    "GitHub and its tokens": ("adapters/github/", "tasks/hosting.py"),
    "The release pull request, tags and releases": (
        "steps/release.py",
        "steps/pull.py",
        "steps/publish/",
        "publish/",
        "forge/",
    ),
    "Deploying": (
        "rollout/",
        "apply/rollout/",
        "announce/",
        "adapters/deploy_lock.py",
        "steps/deploy",
        "targets/",
        "tasks/deploy",
        "tasks/locking.py",
        "tasks/snapshots.py",
    ),
    "Staging, the back-merge and hotfixes": ("steps/staging/", "steps/hotfix.py"),
    "Packages on an index": ("indexes/", "steps/pypi/", "tasks/pypi.py", "adapters/index"),
    "Desktop apps": ("steps/tauri/", "updates/", "tasks/tauri.py"),
    "Workflows": ("workflows/", "steps/workflows.py", "steps/pins.py"),
    "The board": ("steps/board/",),
    "Setting up, and coming from another tool": ("adoption/", "steps/setup/"),
    "Rehearsing": ("rehearsal/", "tasks/rehearse.py", "steps/replay/"),
}
"""The beginnings of paths below `release/`; the longest that fits holds."""

NO_ERRORS = "adapters/runner:annotated"
"""The function whose problem is no error: how many more annotations there would be."""

PASSED_ON: Mapping[str, str] = {
    "adapters/github:_meaning": "GitHub ({api}): {what it said}",
    "adapters:_refuse_fixed": "{why}",
    "apply/rollout:faltered": "{kind}: {message}",
    "apply/rollout:_all_of": "{message}",
    "json_text:_malformed": "{why}",
    "json_text:_mistake": "{why}",
    "tasks:problem_of": "`--{flag} {text}` is no whole number",
    "toml_text:loads": "{why}",
    "yaml_text:_malformed": "{why}",
}
"""Functions that pass on what another error says, each behind its room, and how that looks."""


def subject_of(path: str) -> str:
    """What somebody was doing whose error was made at `path`; empty where nobody has said."""
    inside = path.removeprefix("release/")
    fits = [
        (len(each), subject)
        for subject, beginnings in SUBJECTS.items()
        for each in beginnings
        if inside.startswith(each)
    ]
    return max(fits, default=(0, ""))[1]
