"""What is looked at of trees, merges and commits that are made by plumbing."""

from __future__ import annotations

import os

from release.adapters.git.objects import GitObjects, git_objects
from tests.repositories import Repo


def objects_of(repo: Repo, below: str = "") -> GitObjects:
    return git_objects(repo.root / below, os.environ)


def listed(repo: Repo, tree: str) -> dict[str, str]:
    """The files of a tree, each as its mode and its text."""
    rows = str(repo.git.ls_tree("-r", tree)).splitlines()
    found = {}
    for row in rows:
        entry, _, path = row.partition("\t")
        mode, _, blob = entry.split()
        found[path] = f"{mode} {repo.git.cat_file('blob', blob)}"
    return found
