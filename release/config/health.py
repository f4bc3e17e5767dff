"""`health` of an app: what must hold before a deployment counts, as checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from release.config.options import COUNT, FILLED, SECONDS, STRING, STRINGS, Kind
from release.config.toml_options import Path, TomlOptions, values_of
from release.deployment import Check, Command, CommandCheck, HttpCheck, Patience
from release.errors import Problem

_STATUS = Kind(
    lambda found: type(found) is int and 100 <= found <= 599,  # noqa: PLR2004  HTTP's own
    "a status of HTTP, from 100 to 599",
)
_VERSION = Kind(
    lambda found: found is True or (isinstance(found, str) and found != ""),
    "true or a string that is not empty",
)

HEALTH_KINDS: Mapping[str, Kind] = {
    "url": FILLED,
    "status": _STATUS,
    "contains": FILLED,
    "version": _VERSION,
    "key": STRING,
    "command": STRINGS,
    "within": SECONDS,
    "interval": SECONDS,
    "successes": COUNT,
    "timeout": SECONDS,
}
"""The keys of one check."""

_OF_URLS = ("status", "contains", "version", "key")
_THE_VERSION = "{version}"


def parse_health(
    options: TomlOptions,
    where: Path,
    found: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    problems: list[Problem],
) -> tuple[Check, ...]:
    """The checks of one table or of a list of them; what is wrong joins `problems`."""
    checks: list[Check] = []
    for content in [found] if isinstance(found, Mapping) else found:
        values = values_of(options, where, content, HEALTH_KINDS, problems)
        if len(values) < len(content):
            continue
        wrong = [options.problem(where, message, hint) for message, hint in _wrong(values)]
        problems += wrong
        if not wrong:
            checks.append(_check(values))
    return tuple(checks)


def _wrong(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if ("url" in values) == ("command" in values):
        yield (
            "needs either `url` or `command`",
            "an address that is asked, or the arguments of a command that must end with 0",
        )
        return
    if "command" in values:
        for key in _OF_URLS:
            if key in values:
                yield f"has `{key}` beside `command`", "that is for what a `url` answers"
        if not values["command"]:
            yield "has a `command` without a program", "for example `command = ['curl', '-f', 'x']`"
        return
    yield from _wrong_url(values["url"])
    if "key" in values and "version" not in values:
        yield "has `key` without `version`", "`version = true` asks for the version there"


def _wrong_url(url: str) -> Iterator[tuple[str, str]]:
    scheme, rest = url.partition("://")[::2]
    if scheme not in {"http", "https"} or not rest:
        yield (
            f"has the `url` `{url}`, which is not an address",
            "it begins with http:// or https://",
        )
    elif "@" in rest.partition("/")[0]:
        yield "has a `url` with a password or a name in it", "an address is no place for secrets"
    else:
        try:
            urlsplit(url)
        except ValueError:
            yield f"has the `url` `{url}`, which is not an address", "look at its host and its port"


def _check(values: Mapping[str, Any]) -> Check:
    patience = _patience(values)
    if "command" in values:
        return CommandCheck(Command(tuple(values["command"]), timeout=patience.timeout), patience)
    version = values.get("version", "")
    return HttpCheck(
        values["url"],
        status=values.get("status", 200),
        contains=values.get("contains", ""),
        version=_THE_VERSION if version is True else version,
        key=values.get("key", "version"),
        patience=patience,
    )


def _patience(values: Mapping[str, Any]) -> Patience:
    usual = Patience()
    interval = float(values.get("interval", usual.interval))
    return Patience(
        deadline=float(values.get("within", usual.deadline)),
        interval=interval,
        longest=max(usual.longest, interval),
        timeout=float(values.get("timeout", usual.timeout)),
        successes=values.get("successes", usual.successes),
    )
