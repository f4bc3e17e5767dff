"""The target `tauri`: a desktop app, whose installed copies update themselves by Tauri's updater.

It is built and its signatures are verified; its bundles become the files of a release, which harms
nobody yet; then the channels offer it, all of them by one push; and at last it is asked for,
downloaded and verified as an installed app does. Bundles of other platforms come from the jobs
that built them: they lie in `bundles`, and `platforms` says which must be there, for an offer that
lacks one takes the update from everybody who has that. Where the workflows have such jobs, they
say both, each gathers what it built, and nothing is built here. With `release = false` it is built
alone, as in an environment on a developer's own machine.

A channel that goes back reaches only those that have not updated yet. Whoever has the bad version
is helped by a higher one: `release tauri.halt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from release.config.deploying import Trouble
from release.config.options import BOOLEAN, FILLED, STRINGS, Kind, listed
from release.deployment import (
    OURS,
    Command,
    CommandCheck,
    Patience,
    Phase,
    Recipe,
    Shipment,
)
from release.errors import ConfigError
from release.model import PRODUCTION
from release.targets import Options
from release.targets.placeholders import filled, names_in, values_of
from release.targets.placeholders import problems as placeholder_problems
from release.versions import is_below, parse

BRANCH = "updates"
"""Where the channels are kept, away from all other branches: one push changes all of them at once,
a release of another app moves none, and its log tells what was offered when."""

GATHERED = "src-tauri/target/bundles"
"""Where jobs bring what they built, a folder a platform; git ignores it with what else is built."""

STABLE, BETA, NIGHTLY = "stable", "beta", "nightly"

BUILDS_WITH_SECRETS: bool = True
"""The key that signs is needed to build, and by nothing else."""

_CLI = ("npx", "--no-install", "tauri")
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9-]*")
_SYSTEM = r"(?P<os>darwin|linux|windows)-(?P<architecture>aarch64|armv7|i686|x86_64)"
_PLATFORM = re.compile(rf"{_SYSTEM}(?:-(?:app|appimage|deb|msi|nsis|rpm))?")
_VENDORS = {"darwin": "apple-darwin", "linux": "unknown-linux-gnu", "windows": "pc-windows-msvc"}
_TARGET_FLAGS = ("--target", "-t")
_NO_FOLDER = re.compile(r"[{}*?\[\]!\\\x00-\x1f]")
"""What artifacts' paths, or GitHub's expressions, have a use of their own for."""

OPTIONS: Mapping[str, Kind] = {
    "cli": STRINGS,
    "build": BOOLEAN,
    "arguments": STRINGS,
    "bundles": STRINGS,
    "platforms": STRINGS,
    "channels": STRINGS,
    "branch": FILLED,
    "release": BOOLEAN,
}
REQUIRED: tuple[str, ...] = ()

_BUILD = 7200.0
_TRANSFER = 1800.0
_SLOW = Patience(deadline=900.0, interval=2.0, longest=30.0, timeout=600.0, successes=1)
"""GitHub's servers keep a file of a branch for five minutes; bundles have hundreds of megabytes."""

_WITH_PLACEHOLDERS = ("cli", "arguments", "bundles", "branch")
_AS_ASKED = "as Tauri's updater writes them: `linux-x86_64`, `darwin-aarch64`, ..."
_ONE_OF_THEM = "take it out, or the app from `workflows.platforms`"
_ONE_FOLDER = f"write one folder inside the package, such as `{GATHERED}`"


def problems(options: Options) -> Iterator[Trouble]:
    """Names that are none, and an empty program."""
    for key in _WITH_PLACEHOLDERS:
        yield from placeholder_problems(key, options.get(key, ""))
    if "cli" in options and not options["cli"]:
        yield "cli", "is empty", 'write how the Tauri CLI is started, as `["cargo", "tauri"]`'
    if not options.get("channels", ["any"]):
        hint = "leave it out, and a version goes to the channels that it is for"
        yield "channels", "is empty: nobody would be offered anything", hint
    for name in options.get("channels", []):
        if not _CHANNEL.fullmatch(name):
            hint = "small letters, digits and `-`: it is the name of a file"
            yield "channels", f"has `{name}`, which is not a name for a channel", hint
    for name in options.get("platforms", []):
        if not _PLATFORM.fullmatch(name):
            yield "platforms", f"has `{name}`, which is not a platform", _AS_ASKED


def of_platforms(options: Options, platforms: Sequence[str]) -> Iterator[Trouble]:
    """Platforms that are none, and what says otherwise than that jobs build just these."""
    for name in platforms:
        if not re.fullmatch(_SYSTEM, name):
            yield name, "is not a platform", _AS_ASKED
    if options.get("build"):
        yield (
            "build",
            "has it built where it is deployed, and jobs of their own build it",
            _ONE_OF_THEM,
        )
    if options.get("release") is False:
        yield (
            "release",
            "has nothing released, and jobs of their own build it for that",
            _ONE_OF_THEM,
        )
    for name in options.get("platforms", []):
        if not any(name == each or name.startswith(f"{each}-") for each in platforms):
            hint = f"add it to `workflows.platforms.APP`, which has {listed(platforms)}"
            yield "platforms", f"has `{name}`, which none of the jobs builds", hint
    yield from _of_folder(options.get("bundles", [GATHERED]))


def _of_folder(folders: Sequence[str]) -> Iterator[Trouble]:
    """What is wrong with the folder of the jobs, which their workflow has to know."""
    if len(folders) != 1:
        yield "bundles", f"has {len(folders)} folders, and what jobs build is in one", _ONE_FOLDER
    for each in folders:
        if names_in(each):
            yield (
                "bundles",
                f"has a placeholder in `{each}`, which the workflow has to know",
                _ONE_FOLDER,
            )
        elif _NO_FOLDER.search(each):
            hint = "letters, digits, `-`, `_`, `.` and `/` are sure"
            yield "bundles", f"has `{each}`, which GitHub's actions take for a pattern", hint
        if each.startswith("/") or ".." in each.split("/"):
            yield "bundles", f"has `{each}`, which is not in the package", _ONE_FOLDER


def gathered(options: Options) -> str:
    """The folder that jobs bring what they built to, seen from the package."""
    return str(options.get("bundles", [GATHERED])[0])


def default_channels(version: str, *, is_production: bool) -> tuple[str, ...]:
    """The channels of a version.

    Who follows `beta` gets the releases, too, so that nobody stays on an old prerelease. Snapshots
    have a channel of their own: their numbers are below all others.
    """
    if not is_production:
        return (NIGHTLY,)
    parsed = parse(version)
    return (BETA,) if parsed and parsed.prerelease else (STABLE, BETA)


def captures(options: Options) -> tuple[str, ...]:
    """None."""
    del options
    return ()


def deploy(shipment: Shipment, options: Options) -> Recipe:
    """Built, verified, released, offered, and downloaded again; or built alone."""
    options = _filled(shipment, options)
    if shipment.platform:
        return Recipe((_for_platform(shipment, options),))
    options = _of_jobs(shipment, options)
    build = [] if options.get("build") is False else [(_build(shipment, options),)]
    if options.get("release") is False:
        return Recipe((Phase("build", (*build,)),))
    elsewhere = ("--elsewhere",) if shipment.platforms else ()
    lists = (*_many("bundle", options), *_many("platform", options))
    found = (*_version(shipment), *elsewhere, *lists)
    verify = _ours("verify", shipment, *found)._replace(needs_token=False)
    named = ("--tag", shipment.tag, "--commit", shipment.commit)
    publish = _ours("publish", shipment, *found, *named)
    now = shipment.previous.version if shipment.previous else ""
    back = ("--back",) if is_below(shipment.version, now) else ()  # it was said that it may be
    return Recipe(
        (
            Phase("build", (*build, (verify,))),
            Phase("publish", ((publish,),)),
            *_offered(shipment, options, _offer(shipment, options, *back)),
        )
    )


def restore(shipment: Shipment, options: Options) -> Recipe:
    """Offered again out of its release, where its files still are.

    Raises:
        ConfigError: it is not released there.
    """
    if options.get("release") is False:
        raise ConfigError(
            f"`{shipment.app}` cannot be brought back in `{shipment.environment}`: "
            "it is built there, and offered to nobody",
            hint="check out the version, and deploy it",
        )
    options = _of_jobs(shipment, _filled(shipment, options))
    offer = _offer(shipment, options, "--back")
    looked = offer._replace(argv=(*offer.argv, "--dry-run"))
    return Recipe(_offered(shipment, options, offer), present=(looked,))


def _for_platform(shipment: Shipment, options: Options) -> Phase:
    """The target of cargo is named even where it is the machine's own.

    So the folder tells what was built, whatever the runner: a bundle for macOS has nothing else
    that does, and would be offered to Macs that cannot run it.
    """
    triple = _named_target(options.get("arguments", ())) or _triple(shipment.platform)
    build = _build(shipment, options, triple)
    where = ("--platform", shipment.platform, "--target", triple, "--into", gathered(options))
    gather = _ours("gather", shipment, *_version(shipment), *where)
    return Phase("build", ((build,), (gather._replace(needs_token=False),)))


def _triple(platform: str) -> str:
    """A platform as cargo has it."""
    system, _, architecture = platform.partition("-")
    eabi = "eabihf" if architecture == "armv7" else ""
    return f"{architecture}-{_VENDORS[system]}{eabi}"


def _named_target(arguments: Sequence[str]) -> str:
    """The target of cargo that the configuration names, such as `universal-apple-darwin`."""
    words = iter(arguments)
    for word in words:
        flag, _, value = word.partition("=")
        if flag in _TARGET_FLAGS:
            return value or next(words, "")
    return ""


def _of_jobs(shipment: Shipment, options: Options) -> Options:
    """The options where jobs of their own have built it: they say what is where."""
    if not shipment.platforms:
        return options
    served = dict.fromkeys((*shipment.platforms, *options.get("platforms", ())))
    found = {"build": False, "bundles": [gathered(options)], "platforms": [*served]}
    return {**options, **found}


def _offered(shipment: Shipment, options: Options, offer: Command) -> tuple[Phase, Phase]:
    where = _where(shipment, options)
    now = ("--previous", shipment.previous.version) if shipment.previous else ()
    withdraw = _ours("withdraw", shipment, *_version(shipment), *where, *now)
    check = _ours("check", shipment, *_version(shipment), *where)
    return (
        Phase("roll out", ((offer,),), undo=((withdraw,),)),
        Phase("verify", checks=(CommandCheck(check, _SLOW),)),
    )


def _filled(shipment: Shipment, options: Options) -> Options:
    """The options with every value in its place."""
    values = values_of(shipment)

    def put(value: Any) -> Any:
        return filled(value, values) if isinstance(value, str) else [*map(put, value)]

    return {
        key: put(value) if key in _WITH_PLACEHOLDERS else value for key, value in options.items()
    }


def _build(shipment: Shipment, options: Options, triple: str = "") -> Command:
    """The key that signs is in the environment, where the Tauri CLI looks for it."""
    program, arguments = options.get("cli", _CLI), options.get("arguments", ())
    named = ("--target", triple) if triple and not _named_target(arguments) else ()
    argv = (*program, "build", "--ci", *named, *arguments)
    return Command(argv, shipment.directory, timeout=_BUILD)


def _offer(shipment: Shipment, options: Options, *flags: str) -> Command:
    found = (*_version(shipment), "--tag", shipment.tag, *_many("platform", options))
    return _ours("offer", shipment, *found, *_where(shipment, options), *flags)


def _where(shipment: Shipment, options: Options) -> tuple[str, ...]:
    """The channels, the first of which counts, and the branch that they are on."""
    is_production = shipment.environment == PRODUCTION
    default = default_channels(shipment.version, is_production=is_production)
    channels = _many("channel", {"channels": default, **options})
    return (*channels, *(("--branch", options["branch"]) if "branch" in options else ()))


def _version(shipment: Shipment) -> tuple[str, str]:
    return ("--version", shipment.version)


def _many(flag: str, options: Options) -> tuple[str, ...]:
    """A flag that is repeated for each value of the option that is named after it."""
    return tuple(word for each in options.get(f"{flag}s", ()) for word in (f"--{flag}", each))


def _ours(task: str, shipment: Shipment, *words: str) -> Command:
    """One of our own tasks; with a token it knows which repository this is, and may write there."""
    argv = (OURS, f"tauri.{task}", "--app", shipment.app, *words)
    return Command(argv, timeout=_TRANSFER, needs_token=True)
