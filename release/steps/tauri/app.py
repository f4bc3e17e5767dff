"""The app that is meant: its package, its Tauri configuration, and the bundles of a version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from release.errors import Problem, StateError, Where
from release.model import App, Package
from release.read.bundles import find_bundles
from release.read.project import Project, read_project
from release.read.updater import Updater, read_updater
from release.updates.bundles import Bundle, bundles_of, by_platform, unclear
from release.updates.signatures import Key, flaw, parse_key
from release.world import View


class TauriApp(NamedTuple):
    """An app that Tauri bundles."""

    view: View
    project: Project
    app: App
    package: Package
    updater: Updater

    @property
    def key(self) -> Key:
        """What its installed copies verify their updates with.

        Raises:
            ConfigError: there is none.
        """
        return parse_key(self.updater.pubkey, self.updater.where)


class Sought(NamedTuple):
    """Which bundles are wanted: of a version, also in `folders`, at least for `platforms`.

    Of those that were built here it is those for `triples`, targets of cargo; None: all of them.
    """

    version: str
    folders: Sequence[str] = ()
    platforms: Sequence[str] = ()
    triples: Sequence[str] | None = None


def look_at(view: View, name: str) -> TauriApp:
    """Read the app.

    Raises:
        ConfigError: there is no such app, or it is none of Tauri's.
    """
    project = read_project(view.files)
    app = project.config.app(name)
    package = project.workspace.by_name[app.package]
    updater = read_updater(view.files, package.directory)
    return TauriApp(view, project, app, package, updater)


def verified_bundles(app: TauriApp, sought: Sought) -> tuple[Bundle, ...]:
    """The bundles, each signed one as an installed app would take it.

    Raises:
        ConfigError: the app has no public key.
        StateError: bundles or platforms are missing, or a signature is not right; all are told.
    """
    paths = find_bundles(app.view.files, app.package.directory, sought.folders, sought.triples)
    named = bundles_of(paths, sought.version, app.updater.msi)
    bundles = tuple(each for twins in named.values() for each in twins)
    problems = [
        *_unclear(paths),
        *_twins(named),
        *_missing(app, bundles, sought),
        *_flaws(app, bundles, sought.version),
    ]
    StateError.raise_any(problems)
    return bundles


def read_signature(content: bytes) -> str:
    """What a `.sig` holds; a line end behind it is no part of that."""
    return content.decode("ascii", "replace").strip()


def missing_platforms(served: Collection[str], wanted: Sequence[str]) -> Iterator[Problem]:
    """The platforms that are to be served, and are not."""
    for each in wanted:
        if each not in served:
            yield Problem(
                f"no signed bundle serves {each}: whoever has that would get no update",
                hint=f"there are bundles for {', '.join(served)}; "
                "bring those of the other jobs here, or mend `platforms`",
            )


def refused(place: str, why: str) -> Problem:
    """That an installed app would not take a bundle."""
    return Problem(
        f"an installed app would refuse {place}: {why}",
        hint="build and sign it again, with the key whose public half the app has",
    )


def _unclear(paths: Sequence[str]) -> Iterator[Problem]:
    for path in unclear(paths):
        yield Problem(
            f"{path} does not tell which Macs it is for",
            Where(path),
            "build it with `--target aarch64-apple-darwin` or the like, or keep it in a folder "
            "`darwin-aarch64`",
        )


def _twins(named: Mapping[str, tuple[Bundle, ...]]) -> Iterator[Problem]:
    for name, twins in named.items():
        if len(twins) > 1:
            paths = ", ".join(each.path for each in twins)
            yield Problem(
                f"several files would be {name}: {paths}", hint="remove all but the right one"
            )


def _remedy(sought: Sought) -> str:
    """What to do where there are no bundles."""
    if sought.triples is None:
        return "build them with `tauri build`, or say in `bundles` where those of other jobs are"
    if not sought.triples:
        folders = ", ".join(sought.folders)
        return f"`deploy.build` makes them, for one platform each; bring them all to {folders}"
    return f"see what the Tauri CLI built, and whether it was for {sought.triples[0]}"


def _missing(app: TauriApp, bundles: Sequence[Bundle], sought: Sought) -> Iterator[Problem]:
    signed = [each.name for each in bundles if each.signature]
    if not bundles:
        yield Problem(
            f"there are no bundles of {app.app.name} {sought.version}",
            Where(app.package.directory or "."),
            _remedy(sought),
        )
    elif not signed:
        yield Problem(
            f"no bundle of {app.app.name} {sought.version} is signed",
            app.updater.where,
            "set `bundle.createUpdaterArtifacts`, and TAURI_SIGNING_PRIVATE_KEY in the environment",
        )
    else:
        yield from missing_platforms(by_platform(signed), sought.platforms)


def _flaws(app: TauriApp, bundles: Sequence[Bundle], version: str) -> Iterator[Problem]:
    blobs = app.view.blobs
    for each in bundles:
        if each.signature is None:
            continue
        signature = read_signature(blobs.read(each.signature))
        if found := flaw(app.key, blobs.read(each.path), signature, version):
            yield refused(each.path, found)
