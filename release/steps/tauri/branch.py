"""The branch that the channels are on: what they offer now, what they did before, and the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from release.actions import PushBranch
from release.errors import StateError, Where
from release.remote import HEADS, NewCommit
from release.updates.channels import Channel, place
from release.updates.offer import MalformedOfferError, Offer, parse_offer
from release.versions import is_below
from release.world import View

_NO_FILES = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""git's name for a tree that is empty."""

_FARTHEST = 1000
"""Commits that are looked back: what a channel said before those is not asked for."""


class Branch(NamedTuple):
    """The branch, and the commit at its tip; None: there is no such branch."""

    view: View
    name: str
    tip: str | None

    def channels(self, app: str, names: Sequence[str]) -> tuple[Channel, ...]:
        """The channels of an app.

        Raises:
            StateError: one of them offers what no app could read.
        """
        found = [(name, place(app, name)) for name in names]
        texts = self._texts(self.tip, [path for _, path in found])
        return tuple(Channel(name, path, self._offer(path, texts[path])) for name, path in found)

    def before(self, channel: Channel, version: str, previous: str) -> str | None:
        """What a channel said before it offered a version; None: nothing that would do.

        That is the newest of what it said which is lower, or which is `previous`: a higher one was
        taken back before, and is not to come again.
        """
        for text in self._history(channel.path):
            offer = self._offer(channel.path, text)
            if offer and (offer.version == previous or is_below(offer.version, version)):
                return text
        return None

    def versions(self, channel: Channel) -> tuple[str, ...]:
        """Everything that a channel has offered, the newest first."""
        offers = (self._offer(channel.path, text) for text in self._history(channel.path))
        return tuple(dict.fromkeys(offer.version for offer in offers if offer))

    def push(self, edits: Mapping[str, str | None], message: str) -> tuple[PushBranch, ...]:
        """What has the remote have these texts; nothing where there are none."""
        if not edits:
            return ()
        objects = self.view.objects()
        tree = objects.write_tree(self.tip or _NO_FILES, edits)
        parents = (self.tip,) if self.tip else ()
        commit = objects.write_commit(NewCommit(tree, parents, message))
        return (PushBranch(self.name, self.tip, commit),)

    def _texts(self, commit: str | None, paths: Sequence[str]) -> Mapping[str, str | None]:
        if commit is None:
            return dict.fromkeys(paths)
        files = self.view.objects().files(commit)
        return {path: files.read(path) for path in paths}

    def _history(self, path: str) -> Iterator[str | None]:
        """The file at each commit, the newest first."""
        commit, objects = self.tip, self.view.objects()
        for _ in range(_FARTHEST):
            if commit is None:
                return
            yield self._texts(commit, [path])[path]
            commit = next(iter(objects.commit(commit).parents), None)

    def _offer(self, path: str, text: str | None) -> Offer | None:
        try:
            return parse_offer(text) if text is not None else None
        except MalformedOfferError as error:
            raise StateError(
                f"no app can read {path} of the branch `{self.name}`: {error}",
                Where(path),
                f"put back what it was before, as `git log {self.name}` tells, and push that",
            ) from None


def look(view: View, name: str) -> Branch:
    """Ask the remote for the branch, and bring it here. What cannot be read is not taken for none.

    Raises:
        ForgeError: the remote did not answer.
    """
    ref = HEADS + name
    tip = view.remote().refs([ref]).get(ref)
    if tip and not view.objects().has(tip):
        tip = view.remote().fetch([name])[name]
    return Branch(view, name, tip)
