"""Windows in which an environment is frozen: from one date to another, or every week."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from release.errors import did_you_mean

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKLY = re.compile(r"(?P<day>[A-Za-z]{3})(?: (?P<hour>\d\d):(?P<minute>\d\d))?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?P<time>[ T]\d\d:\d\d)?")
_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
FORMS = 'a date such as "2026-12-20" or "2026-12-20 16:00", or a day such as "Fri" or "Fri 16:00"'


class Window(NamedTuple):
    """From `begins` until before `ends`, in the time of `zone`.

    Both are moments of that zone, or both are times since the start of Monday, and then it is so
    every week.
    """

    begins: datetime | timedelta
    ends: datetime | timedelta
    why: str = ""
    zone: str = "UTC"

    def __str__(self) -> str:
        return f"{_shown(self.begins)} to {_shown(self.ends)} {self.zone}"

    def covers(self, now: datetime) -> bool:
        """Whether `now`, which knows its zone, is in it.

        Raises:
            LookupError: this machine does not know the zone.
        """
        local = now.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        begins, ends = self.begins, self.ends
        if isinstance(begins, datetime) and isinstance(ends, datetime):
            return begins <= local < ends
        if isinstance(begins, datetime) or isinstance(ends, datetime):
            raise TypeError
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        moment = local - midnight + local.weekday() * _DAY
        if begins < ends:
            return begins <= moment < ends
        return moment >= begins or moment < ends


def zone_of(name: str) -> tzinfo:
    """A time zone by its name, as in `Europe/Berlin`.

    Raises:
        LookupError: this machine does not know it.
    """
    if name == "UTC":
        return UTC  # which needs no database of zones
    from zoneinfo import ZoneInfo  # noqa: PLC0415  few have a window: start-up

    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:  # a name that is a path; a directory
        raise LookupError(name) from error


def wrong_zone(name: str) -> str | None:
    """A hint when nobody knows a zone; None also where this machine knows no zones at all."""
    try:
        zone_of(name)
    except LookupError:
        from zoneinfo import available_timezones  # noqa: PLC0415  see `zone_of`

        known = available_timezones()
        return (did_you_mean(name, known) or "for example `Europe/Berlin`") if known else None
    return None


def parse_window(begins: str, ends: str, why: str, zone: str) -> Window:
    """Read a window; a last day without a time is frozen to its end.

    Raises:
        ValueError: it is none; the text says what is wrong, in words that follow its name.
    """
    first, last = _moment(begins), _moment(ends)
    if first is None or last is None:
        raise ValueError(f"has `{begins if first is None else ends}`, which is not {FORMS}")
    if not _has_time(ends):
        last += _DAY
    if isinstance(first, datetime) and isinstance(last, datetime):
        if first >= last:
            raise ValueError(f"ends before it begins: `{begins}` to `{ends}`")
        return Window(first, last, why, zone)
    if isinstance(first, datetime) or isinstance(last, datetime):
        raise ValueError(f"goes from a date to a day of the week, or back: `{begins}`, `{ends}`")  # noqa: TRY004  a text is wrong, and no type
    last %= _WEEK
    if first == last:
        raise ValueError(f"has no end: `{begins}` to `{ends}` is the whole week")
    return Window(first, last, why, zone)


def _moment(text: str) -> datetime | timedelta | None:
    if _DATE.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    found = _WEEKLY.fullmatch(text)
    if found is None or found["day"].lower() not in _DAYS:
        return None
    time = timedelta(hours=int(found["hour"] or 0), minutes=int(found["minute"] or 0))
    return time + _DAYS.index(found["day"].lower()) * _DAY if time < _DAY else None


def _shown(moment: datetime | timedelta) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(" ", "minutes")
    minutes = moment // timedelta(minutes=1)
    day, minute = divmod(minutes, _DAY // timedelta(minutes=1))
    return f"{_DAYS[day].title()} {minute // 60:02}:{minute % 60:02}"


def _has_time(text: str) -> bool:
    return ":" in text
