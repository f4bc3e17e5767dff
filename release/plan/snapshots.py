"""What the versions of a snapshot end in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from release import versions
from release.config.changesets import PATH
from release.errors import ConfigError, Where
from release.requirements import as_read

_PLACEHOLDER = r"\{(commit-short|commit|tag|timestamp|datetime)\}"
_SHORT_SHA = 7
_SECONDS = "%Y%m%d%H%M%S"
_STAGED = "{tag}-{datetime}-{commit-short}"
"""One identifier, hung together by hyphens: alone, a hash of digits with a zero in front would be
no valid one, and one without would go before every other."""
_HINT = "the placeholders are {tag}, {commit}, {commit-short}, {timestamp} and {datetime}"


def needs_commit(template: str | None) -> bool:
    """Whether `template` speaks of the commit that is checked out."""
    return template is not None and "{commit" in template


def snapshot_suffix(
    tag: str | None, template: str | None, commit: str | None, moment: datetime
) -> str:
    """What stands after the first `-` of every version of a snapshot.

    Args:
        tag: as it was typed; None, or empty, for none.
        template: text with placeholders; without one it is the tag, if there is one, and
            the moment as `YYYYMMDDHHMMSS` in UTC.
        commit: the commit that is checked out; None when there is none.
        moment: when the snapshot is taken.

    Raises:
        ConfigError: the template leaves out a tag that was given, a placeholder has no value,
            or no valid version comes of it.
    """
    values = _values(tag or None, commit, moment)
    if not template:
        suffix = "-".join(each for each in (values["tag"], values["datetime"]) if each)
    else:
        suffix = _filled(template, values)
    if versions.parse(f"0.0.0-{suffix}") is None:
        raise ConfigError(
            f"`0.0.0-{suffix}` is not a valid version",
            hint="a snapshot's tag and template are made of letters, digits, dots and hyphens",
        )
    return suffix


def staged_version(environment: str, ecosystem: str, commit: str, moment: datetime) -> str:
    """The version of a package in a snapshot: `0.0.0-staging-20261122102030-0123456`.

    Later ones are higher, and all are lower than any release. In a language that cannot say that,
    it is what the manifest is read as with it, such as `0.0.0-dev.20261122102030`.

    Args:
        environment: where it goes.
        ecosystem: of the package.
        commit: what the snapshot is of.
        moment: when it is taken; in UTC it is told to the second.

    Raises:
        ConfigError: the environment's name cannot be a part of a version.
    """
    return as_read(ecosystem, f"0.0.0-{snapshot_suffix(environment, _STAGED, commit, moment)}")


def staged_moment(version: str) -> datetime | None:
    """When a snapshot was taken, by its version; None for any other version."""
    found = re.fullmatch(r"0\.0\.0-(?:.+-|dev\.)([0-9]{14})(?:-[0-9a-f]+)?", version)
    try:
        return datetime.strptime(f"{found[1]}+0000", f"{_SECONDS}%z") if found else None
    except ValueError:  # such as of a 13th month
        return None


def _values(tag: str | None, commit: str | None, moment: datetime) -> dict[str, str | None]:
    utc = moment.astimezone(UTC)
    return {
        "tag": tag,
        "commit": commit,
        "commit-short": commit[:_SHORT_SHA] if commit else None,
        "timestamp": str(int(utc.timestamp() * 1000)),  # milliseconds since 1970
        "datetime": utc.strftime(_SECONDS),
    }


def _filled(template: str, values: Mapping[str, str | None]) -> str:
    if values["tag"] and "{tag}" not in template:
        raise ConfigError(
            f"the snapshot's tag is `{values['tag']}`, but its template `{template}` has no "
            "`{tag}`",
            Where(PATH),
            "put {tag} into the template, or leave the tag out",
        )
    missing = [name for name in re.findall(_PLACEHOLDER, template) if not values[name]]
    if missing:
        raise ConfigError(
            f"the snapshot's template `{template}` has `{{{missing[0]}}}`, for which there is "
            "no value",
            Where(PATH),
            _HINT,
        )
    return re.sub(_PLACEHOLDER, lambda found: values[found[1]] or "", template)
