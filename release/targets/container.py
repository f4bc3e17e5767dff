"""The target `container`: an image, built once, and rolled out by its digest.

It is built and pushed under its version, which is never overwritten: what the registry has under
it is kept, where it was built from the same commit in the same way, and refused where it was not.
With `promote` nothing is built: the very bytes that another environment has are copied, by their
digest.

`roll-out` has the team's own commands, with `{image}` (`registry/repository@digest`) or
`{digest}`. They bring back the version that ran before, too, unless there is a `rollback`: it
brings back `{previous}`, whose `{image}` is meant there, and takes away `{version}`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from release.config.deploying import Trouble
from release.config.options import BOOLEAN, FILLED, STRINGS, Kind, one_of
from release.deployment import Group, Phase, Recipe, Running, Shipment
from release.digest import digest_of
from release.errors import ConfigError, StateError
from release.targets import Options, written
from release.targets.images import (
    BUILD,
    DIGEST,
    REPOSITORY,
    REVISION,
    SOURCE,
    VERSION,
    Registry,
    tag_of,
)
from release.targets.placeholders import OF_A_VERSION, filled, names_in, values_of
from release.targets.placeholders import problems as placeholder_problems
from release.targets.written import COMMANDS, VARIABLES, Setting

OPTIONS: Mapping[str, Kind] = {
    "image": FILLED,
    "tool": one_of("buildah", "docker", "podman"),
    "context": FILLED,
    "file": FILLED,
    "build-args": VARIABLES,
    "build-options": STRINGS,
    "labels": VARIABLES,
    "platform": FILLED,
    "promote": FILLED,
    "roll-out": COMMANDS,
    "rollback": COMMANDS,
    "afterwards": COMMANDS,
    "auth-file": FILLED,
    "tls-verify": BOOLEAN,
}
REQUIRED: tuple[str, ...] = ("image", "roll-out")

_CAPTURED = ("image", "digest")
"""What is known when the image is in the registry."""

_SHAPE = "write the registry and the repository, as `registry.example.org/acme/{app}`"


def problems(options: Options) -> Iterator[Trouble]:
    """What is wrong with the image, the logins, and the commands."""
    for key in ("image", "context", "file", "build-args", "build-options", "labels"):
        yield from placeholder_problems(key, options.get(key, ""))
    for key in ("roll-out", "rollback", "afterwards"):
        yield from written.problems(key, options.get(key, []), _CAPTURED)
    yield from _of_image(options)
    yield from _of_logins(options)
    hint = "it brings back `{previous}`, with the `{image}` of that"
    yield from written.of_what_goes(options.get("rollback", []), _CAPTURED, hint)


def captures(options: Options) -> tuple[str, ...]:
    """What is known of the image, whatever the options."""
    del options
    return _CAPTURED


def deploy(shipment: Shipment, options: Options) -> Recipe:
    """Build and push the image, or have it copied; roll it out.

    Raises:
        StateError: it is to be promoted, and the other environment has nothing of this version.
        ConfigError: `image` is no repository, once its placeholders are filled.
    """
    registry, reference = _registry(options), _reference(shipment, options, shipment.version)
    if "promote" in options:
        origin = _origin(shipment, options)
        copy = registry.copy(origin, reference)
        work: tuple[Group, ...] = ((copy,), registry.looks(reference, _digest(origin)))
        return _recipe(shipment, options, (Phase("build"), Phase("publish", work)))
    context, told = _to_build(shipment, options)
    build, push = registry.build(reference, context, told), registry.push(reference)
    looks = registry.looks(reference) + registry.looks_built(reference, told["labels"])
    before = (Phase("build", ((build,),)), Phase("publish", ((push,), looks)))
    return _recipe(shipment, options, before)


def restore(shipment: Shipment, options: Options) -> Recipe:
    """Roll out an image that was deployed before: the one with the recorded digest."""
    wanted = Running(shipment.version, shipment.commit, shipment.values)
    present = _find(shipment, options, wanted)
    return _recipe(shipment, options, (Phase("publish", (present,)),))._replace(present=present)


def _of_image(options: Options) -> Iterator[Trouble]:
    image = options.get("image", "")
    if image and not REPOSITORY.fullmatch(re.sub(r"\{\w+\}", "x", image)):
        yield "image", f"is `{image}`, which is not a repository of a registry", _SHAPE
    for name in names_in(image):
        if name in OF_A_VERSION:
            hint = "the tag is the version, and all versions have one repository"
            yield "image", f"has the {name} in the repository", hint
    for name in sorted({BUILD, REVISION} & {*options.get("labels", {})}):
        hint = "it tells what the image was built from, and is relied upon"
        yield "labels", f"has `{name}`, which is ours", hint
    if "," in options.get("platform", ""):
        yield "platform", "has more than one platform", "an image is built for one"


def _of_logins(options: Options) -> Iterator[Trouble]:
    logins = options.get("auth-file", "")
    if logins.startswith("~"):
        yield "auth-file", f"is `{logins}`, and nothing expands the `~`", "write the path in full"
    if logins and _tool(options) == "docker" and posixpath.basename(logins) != "config.json":
        hint = "docker reads logins from a file `config.json` alone, in a folder of any name"
        yield "auth-file", f"is `{logins}`, which docker cannot read", hint


def _recipe(shipment: Shipment, options: Options, before: tuple[Phase, ...]) -> Recipe:
    """What follows once the image is there, whose `image` and `digest` have been captured."""
    setting, values = Setting(shipment.directory), values_of(shipment)
    roll_out, afterwards = (
        written.groups(options.get(key, []), setting, values, _CAPTURED)
        for key in ("roll-out", "afterwards")
    )
    undo = _undo(shipment, options)
    phases = (*before, Phase("roll out", roll_out, undo=undo), Phase("verify"))
    return Recipe(phases, afterwards=afterwards)


def _undo(shipment: Shipment, options: Options) -> tuple[Group, ...]:
    """Back to what ran before: by `rollback`, or by rolling that out as it was rolled out then."""
    previous, setting = shipment.previous, Setting(shipment.directory)
    commands = options.get("rollback", options["roll-out"])
    names = written.placeholders_of(commands)
    needs_image = not names.isdisjoint(_CAPTURED)
    if previous is None:
        is_enough = "rollback" in options and not needs_image and "previous" not in names
        return written.groups(commands, setting, values_of(shipment)) if is_enough else ()
    values = values_of(shipment if "rollback" in options else _as_it_was(shipment, previous))
    found = (_find(shipment, options, previous),) if needs_image else ()
    return (*found, *written.groups(commands, setting, values, _CAPTURED))


def _as_it_was(shipment: Shipment, previous: Running) -> Shipment:
    """The shipment of what ran before."""
    return shipment._replace(
        version=previous.version,
        commit=previous.commit,
        tag=shipment.tag.removesuffix(shipment.version) + previous.version,
        previous=None,
    )


def _find(shipment: Shipment, options: Options, wanted: Running) -> Group:
    """Capture the image of a version: by its recorded digest, or by its tag where none is."""
    image = _recorded(wanted) or _reference(shipment, options, wanted.version)
    return _registry(options).looks(image, _digest(image))


def _recorded(running: Running) -> str:
    """The image that was captured; empty where none was, as by another target."""
    image = running.values.get("image", "")
    repository, _, digest = image.partition("@")
    return image if REPOSITORY.fullmatch(repository) and re.fullmatch(DIGEST, digest) else ""


def _digest(image: str) -> str:
    """The digest in an image; empty where it is named by its tag."""
    return image.partition("@")[2]


def _origin(shipment: Shipment, options: Options) -> str:
    """The image that the environment has that is promoted from."""
    found = shipment.promoted
    if found and (image := _recorded(found)):
        return image
    source, app, version = options["promote"], shipment.app, shipment.version
    has = "has no image of" if found else "has not deployed"
    raise StateError(
        f"`{app}` cannot be promoted to `{shipment.environment}`: `{source}` {has} {version}",
        hint=f"deploy it there first: `inv deploy --environment {source} --app {app}`",
    )


def _registry(options: Options) -> Registry:
    return Registry(
        _tool(options),
        options.get("auth-file", ""),
        options.get("tls-verify", True),
        options.get("platform", ""),
    )


def _tool(options: Options) -> str:
    return str(options.get("tool", Registry().tool))


def _reference(shipment: Shipment, options: Options, version: str) -> str:
    """The image of a version, by its tag."""
    repository = filled(options["image"], values_of(shipment))
    if not REPOSITORY.fullmatch(repository):
        raise ConfigError(
            f"the image of `{shipment.app}` is `{repository}`, which is not a repository of a "
            "registry",
            hint=_SHAPE,
        )
    return f"{repository}:{tag_of(version)}"


def _to_build(shipment: Shipment, options: Options) -> tuple[str, dict[str, Any]]:
    """The context, and everything else that the build is told; paths are from the root."""
    values = values_of(shipment)

    def in_package(key: str, default: str = "") -> str:
        path = filled(options.get(key, default), values)
        return posixpath.normpath(posixpath.join(shipment.directory, path))

    context, own = in_package("context", "."), _filled_table(options, "labels", values)
    told = {
        **({"file": in_package("file")} if "file" in options else {}),
        "build-args": _filled_table(options, "build-args", values),
        "build-options": [filled(text, values) for text in options.get("build-options", ())],
    }
    # Other apps and environments may push here, and what they were told may be something else.
    all_of_it = {**told, "context": context, "labels": own, "platform": options.get("platform")}
    labels = {
        VERSION: shipment.version,
        **({SOURCE: shipment.pages} if shipment.pages else {}),
        **own,
        REVISION: shipment.commit,
        BUILD: digest_of({**all_of_it, "app": shipment.app}),
    }
    return context, {**told, "labels": labels}


def _filled_table(options: Options, key: str, values: Mapping[str, str]) -> dict[str, str]:
    return {name: filled(text, values) for name, text in options.get(key, {}).items()}
