"""Refs of this clone, moved as those of a remote are: from what was seen, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from release.adapters.git.answers import parse_refs
from release.adapters.git.program import GitProgram, last_words
from release.errors import StateError
from release.remote import Pushed, Update

_ROWS = "--format=%(objectname)\t%(refname)"
_GONE = "0" * 40


class CloneRefs(NamedTuple):
    """`Refs` by the git program; all work trees of the repository have the same."""

    git: GitProgram

    @property
    def address(self) -> str:
        """Where they are, for people."""
        return "this clone"

    def refs(self, refs: Sequence[str]) -> Mapping[str, str]:
        """What these refs point to; those that are not there are left out."""
        found = parse_refs(self.git.answer("for-each-ref", _ROWS, *refs))
        return {ref: found[ref] for ref in refs if ref in found}

    def bring(self, ref: str) -> None:
        """Nothing: what a ref here points to is here."""

    def push(self, updates: Sequence[Update]) -> tuple[Pushed, ...]:
        """Move refs, one after another; what became of each.

        Raises:
            StateError: git cannot write there.
        """
        return tuple(self._move(each) for each in updates)

    def _move(self, update: Update) -> Pushed:
        old = update.old or _GONE
        if update.new:
            words = ("update-ref", "--no-deref", update.ref, update.new, old)
        else:
            words = ("update-ref", "--no-deref", "-d", update.ref, old)
        answer = self.git.ask(*words)
        if answer is not None and not answer.code:
            return Pushed(update.ref, "pushed", update.new)
        now = self.refs([update.ref]).get(update.ref)
        said = last_words(answer)
        if now == update.old and "cannot lock ref" not in said:
            raise StateError(f"git cannot move `{update.ref}` in this clone: {said}")
        return Pushed(update.ref, "moved", now, said)
