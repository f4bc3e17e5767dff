"""Images in registries: the argument lists that build, push, copy and look for them.

All that is asked of a registry, skopeo asks, whatever the tool that builds. `docker push` tells
the digest in a line for people, and buildah's and podman's `--digestfile` in a file; besides, a
tool tells what it sent. What skopeo answers is what the registry has, also when nothing was sent
because the version was there already.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from release.deployment import Command, Unless

DIGEST = "sha256:[0-9a-f]{64}"
VERSION, REVISION, SOURCE = (
    f"org.opencontainers.image.{name}" for name in ("version", "revision", "source")
)
"""Labels of the OCI image specification (annotations.md)."""

BUILD = "monorepo-release.build"
"""The label that tells what the build was told."""

_HOST = r"(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
REPOSITORY = re.compile(rf"{_HOST}(?:/{_PART})+")
"""A repository with its registry (distribution's reference grammar), without tag or digest."""

_ABSENT = r"(?i)manifest unknown|name unknown|manifest for .+ not found|repository .+ not found"
"""What registries say of an image that they do not have. Skopeo's exit code does not tell it before
1.16, and not of every registry since; a bare `not found` would also be that of a login helper."""

_LOOKS = 120.0  # seconds, for a few small requests


class Registry(NamedTuple):
    """How images come to a registry: by which tool, with whose logins, how safely.

    `logins` is the path of a file as `docker login` and `podman login` write it, from the root or
    absolute; where it is empty the programs look where they always do.
    """

    tool: str = "docker"
    logins: str = ""
    verifies_tls: bool = True
    platform: str = ""

    def build(self, reference: str, context: str, options: Mapping[str, Any]) -> Command:
        """Build an image; nothing is built where the registry has it.

        Args:
            reference: the repository and the tag.
            context: the path of what is sent to the builder, from the root.
            options: `file` (from the root), `build-args`, `labels`, `build-options`.
        """
        argv = (
            *self._tool("build"),
            *("--tag", reference),
            *(("--file", options["file"]) if "file" in options else ()),
            *(("--platform", self.platform) if self.platform else ()),
            *_pairs("--build-arg", options.get("build-args", {})),
            *_pairs("--label", options.get("labels", {})),
            *options.get("build-options", ()),
            context,
        )
        return Command(argv, unless=self._there(reference), title=f"{self.tool} build {reference}")

    def push(self, reference: str) -> Command:
        """Push an image that was built; never over one that is there."""
        where = () if self.tool == "docker" else (f"docker://{reference}",)
        argv = (*self._tool("push"), reference, *where)
        return Command(argv, unless=self._there(reference), title=f"{self.tool} push {reference}")

    def copy(self, source: str, reference: str) -> Command:
        """Copy an image as it is, every byte and every platform; never over one that is there."""
        checked = ("--src-tls-verify=false", "--dest-tls-verify=false")
        argv = (
            *("skopeo", "copy", "--all", "--preserve-digests"),
            *self._logins(),
            *(() if self.verifies_tls else checked),
            f"docker://{source}",
            f"docker://{reference}",
        )
        title = f"skopeo copy {source} {reference}"
        return Command(argv, unless=self._there(reference), title=title)

    def looks(self, reference: str, digest: str = "") -> tuple[Command, ...]:
        """Capture an `image` and its `digest`, which must be this one where one is known.

        They fail where the registry does not have all of it.
        """
        pattern = digest or DIGEST
        questions = (
            ("image", "{{.Name}}@{{.Digest}}", f".+@{pattern}", f"look for {reference}"),
            ("digest", "{{.Digest}}", pattern, f"look for the digest of {reference}"),
        )
        return tuple(self._look(reference, *each) for each in questions)

    def looks_built(self, reference: str, labels: Mapping[str, str]) -> tuple[Command, ...]:
        """Capture the `revision` and the `build` of an image, which must be those of `labels`."""
        questions = (
            ("revision", REVISION, f"see which commit {reference} was built from"),
            ("build", BUILD, f"see whether {reference} was built as it would be now"),
        )
        return tuple(
            self._look(reference, name, f'{{{{index .Labels "{label}"}}}}', labels[label], title)
            for name, label, title in questions
        )

    def _look(
        self, reference: str, captures: str, template: str, pattern: str, title: str
    ) -> Command:
        argv = (
            *("skopeo", *self._overrides(), "inspect", "--no-tags"),
            *self._access(),
            *("--format", template, f"docker://{reference}"),
        )
        return Command(argv, captures=captures, pattern=pattern, timeout=_LOOKS, title=title)

    def _there(self, reference: str) -> Unless:
        # The raw manifest: a list of platforms is there also when one of its entries is lost.
        argv = ("skopeo", "inspect", "--raw", *self._access(), f"docker://{reference}")
        return Unless(argv, _ABSENT)

    def _tool(self, verb: str) -> tuple[str, ...]:
        if self.tool == "docker":
            folder = posixpath.dirname(self.logins) or "."
            return ("docker", *(("--config", folder) if self.logins else ()), verb)
        return (self.tool, verb, *self._access())

    def _access(self) -> tuple[str, ...]:
        return (*self._logins(), *(() if self.verifies_tls else ("--tls-verify=false",)))

    def _logins(self) -> tuple[str, ...]:
        return ("--authfile", self.logins) if self.logins else ()

    def _overrides(self) -> Iterator[str]:
        """Whose entry is looked at in a list of platforms."""
        names = ("--override-os", "--override-arch", "--override-variant")
        # Nobody runs an image of macOS, where skopeo would look for one.
        parts = (self.platform or "linux").split("/")
        for name, value in zip(names, parts, strict=False):
            yield from (name, value)


def tag_of(version: str) -> str:
    """The tag of a version, which is of that version alone.

    A tag cannot have the `+` of build metadata. `_` takes its place, as in Helm's charts; no
    version has one of its own.
    """
    return version.replace("+", "_")


def _pairs(flag: str, values: Mapping[str, str]) -> Iterator[str]:
    for name, value in values.items():
        yield from (flag, f"{name}={value}")
