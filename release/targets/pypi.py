"""The target `pypi`: a Python package, for whoever installs it from an index.

It is built once; what came of it must be this version, and the index must have
nothing else in its place. Then uv uploads what the index lacks, signed in by trusted publishing in
GitHub Actions, and otherwise by what uv finds in its own variables; and the index is asked until it
lists every file with the digest that was built.

Whoever builds it in a job of its own (`workflows.platforms`) has the files in a folder a platform.
`any` is the one for a package that is the same everywhere; it has the source distribution, too.

An index takes no version back. So after an upload that failed it is asked whether anything is out:
where nothing is, all is as it was; where something is, that is told, and stays. What was uploaded
without a failure is out, whether the index lists it yet or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from release.config.deploying import Trouble
from release.config.options import FILLED, SECONDS, Kind
from release.deployment import (
    OURS,
    Command,
    CommandCheck,
    Group,
    Patience,
    Phase,
    Recipe,
    Shipment,
    Unless,
)
from release.errors import ConfigError
from release.model import PRODUCTION
from release.targets import Options, written
from release.targets.placeholders import values_of
from release.targets.written import COMMANDS, Setting

CHECK_URL = "UV_PUBLISH_CHECK_URL"
"""The variable that says where an index lists what it has, where no option does; uv's own."""

DIST = "dist"
"""Where the files of a version are, seen from the package."""

ANY = "any"
"""The platform of a package that is the same on all of them, as the names of wheels have it."""

ABSENT = "is not in the index"
"""What our tasks say of each file that an index does not list, and of nothing else."""

BUILDS_WITH_SECRETS: bool = False
"""Building needs none; what signs in to the index is for the job that publishes alone."""

OPTIONS: Mapping[str, Kind] = {
    "build": COMMANDS,
    "index": FILLED,
    "upload": FILLED,
    "within": SECONDS,
}
REQUIRED: tuple[str, ...] = ()

_LISTED = 900.0  # seconds: servers in front of an index keep its pages for a while
_SECRETS = ("UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD")
_FOLDER = "dist"  # the placeholder
_ADDRESSES = "`upload` is where files go, and `index` the simple API that lists them"
_PLATFORM = re.compile(rf"{ANY}|(?:darwin|linux|windows)-(?:aarch64|armv7|i686|x86_64)")


def problems(options: Options) -> Iterator[Trouble]:
    """What is wrong with the commands and the addresses."""
    yield from written.problems("build", options.get("build", []), (_FOLDER,))
    for key, other in (("index", "upload"), ("upload", "index")):
        if key in options and other not in options:
            yield key, f"is of no use without `{other}`", _ADDRESSES
        yield from of_address(key, options.get(key, ""))


def of_address(key: str, address: str) -> Iterator[Trouble]:
    """What is wrong with an address of an index; an empty one is none."""
    if not address:
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        yield key, f"is `{address}`, which is not an address", _ADDRESSES
    elif "@" in parts.netloc:
        hint = "whoever publishes is told it in a variable, as UV_PUBLISH_TOKEN"
        yield key, "has a name or a password in its address", hint


def of_platforms(options: Options, platforms: Sequence[str]) -> Iterator[Trouble]:
    """Platforms that are none."""
    del options
    for name in platforms:
        if not _PLATFORM.fullmatch(name):
            hint = f"`{ANY}` where all are the same, or `linux-x86_64`, `darwin-aarch64`, ..."
            yield name, "is not a platform", hint


def gathered(options: Options) -> str:
    """The folder that jobs bring what they built to, seen from the package."""
    del options
    return DIST


def is_trusted(options: Options, secrets: Sequence[str]) -> bool:
    """Whether it signs in by trusted publishing, as it does without a secret for uv."""
    del options
    return not any(each in secrets for each in _SECRETS)


def captures(options: Options) -> tuple[str, ...]:
    """None."""
    del options
    return ()


def deploy(shipment: Shipment, options: Options) -> Recipe:
    """Built and verified, uploaded, listed.

    Raises:
        ConfigError: it would be published where production's is, and is not for production.
    """
    if shipment.environment != PRODUCTION and "index" not in options:
        raise ConfigError(
            f"`{shipment.app}` has no index of its own in `{shipment.environment}`, "
            "and would be published for everybody",
            hint="give it `pypi.index` and `pypi.upload` there, or `target = false`",
        )
    folders = _folders(shipment)
    build = () if shipment.platforms else _build(shipment, options, folders[0])
    verify = _ours("verify", shipment, options, folders)
    if shipment.platform and "index" not in options:  # the variables are for who publishes
        verify = verify._replace(argv=(*verify.argv, "--offline"))
    phases: list[Phase] = [Phase("build", (*build, (verify,)))]
    if not shipment.platform:
        check = _ours("check", shipment, options, folders)
        patience = Patience(options.get("within", _LISTED), 2.0, 30.0, 120.0, successes=1)
        undo = _ours("withdraw", shipment, options, folders)
        stays = undo._replace(argv=(*undo.argv, "--uploaded"))
        upload = _upload(shipment, options, folders)._replace(unless=Unless(check.argv, ABSENT))
        phases += [
            Phase("roll out", ((upload,),), undo=((undo,),)),
            Phase("verify", checks=(CommandCheck(check, patience),), undo=((stays,),)),
        ]
    return Recipe(tuple(phases))


def restore(shipment: Shipment, options: Options) -> Recipe:
    """Never: an index takes no version back.

    Raises:
        ConfigError: always.
    """
    del options
    now = shipment.previous.version if shipment.previous else "what is out"
    raise ConfigError(
        f"`{shipment.app}` cannot be brought back in `{shipment.environment}`: "
        "an index takes no version back",
        hint=f"yank {now} there, so that nobody gets it unasked, and release a fixed version: "
        f"`release.hotfix --app {shipment.app}`",
    )


def _folders(shipment: Shipment) -> tuple[str, ...]:
    """Where the files are: in one folder, or in one for each platform that jobs built."""
    named = (shipment.platform,) if shipment.platform else shipment.platforms
    return tuple(f"{DIST}/{each}" for each in named) or (DIST,)


def _build(shipment: Shipment, options: Options, folder: str) -> tuple[Group, ...]:
    values = {**values_of(shipment), _FOLDER: folder}
    only = ["--wheel"] if shipment.platform not in {"", ANY} else []
    usual = ["uv", "build", *only, "--clear", "--no-create-gitignore", "--out-dir", "{dist}"]
    return written.groups(options.get("build", usual), Setting(shipment.directory), values)


def _upload(shipment: Shipment, options: Options, folders: Sequence[str]) -> Command:
    """By uv, which leaves out what is there already."""
    flags = {"--publish-url": "upload", "--check-url": "index"}
    where = [word for flag, key in flags.items() if key in options for word in (flag, options[key])]
    files = [f"{folder}/*{ending}" for folder in folders for ending in (".whl", ".tar.gz")]
    argv = ("uv", "publish", *where, *files)
    title = f"uv publish to {options.get('upload', 'PyPI')}"
    return Command(argv, shipment.directory, title=title)


def _ours(task: str, shipment: Shipment, options: Options, folders: Sequence[str]) -> Command:
    """One of our own tasks, which needs no token: an index tells everybody what it has."""
    where = ("--index", options["index"]) if "index" in options else ()
    named = tuple(word for each in folders for word in ("--folder", each) if folders != (DIST,))
    argv = (OURS, f"pypi.{task}", "--app", shipment.app, "--version", shipment.version)
    return Command((*argv, *named, *where), timeout=_LISTED)
