"""What an environment is, and when deployments to it must not be."""

from __future__ import annotations

from datetime import datetime

import pytest

from release.config.deploying import Environment
from release.config.freeze import parse_window
from release.errors import ConfigError
from tests.unit.config.deploying import parsed, problems


def test_two_environments_are_there_without_a_table() -> None:
    config = parsed("")

    assert Environment("production") == config.environment("production")
    assert Environment("staging") == config.environment("staging")
    with pytest.raises(ConfigError, match="environment `stagin` does not exist") as caught:
        config.environment("stagin")
    assert ["did you mean `staging`?"] == [each.hint for each in caught.value.problems]


def test_an_environment_has_what_its_table_says() -> None:
    config = parsed("""
[environments.local]
records = "clone"
rollback = "wave"
keep = 3
freeze = [{ from = "Fri 16:00", to = "Mon 06:00", why = "weekend", zone = "Europe/Berlin" }]
""")

    window = parse_window("Fri 16:00", "Mon 06:00", "weekend", "Europe/Berlin")
    assert Environment("local", "clone", "wave", (window,), 3) == config.environment("local")


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ("from = 'Mon'", "has a window without `from` or `to`"),
        ("from = '2026-13-01', to = '2027-01-01'", "has `2026-13-01`, which is not a date such as"),
        ("from = 'Fri 25:00', to = 'Mon'", "has `Fri 25:00`, which is not a date such as"),
        ("from = 'Fri', to = '2027-01-01'", "goes from a date to a day of the week, or back"),
        ("from = '2026-12-20', to = '2026-12-19'", "ends before it begins"),
        ("from = 'Mon 10:00', to = 'Mon 10:00'", "has no end"),
        ("from = 'Mon', to = 'Sun'", "has no end"),
        ("from = 'Mon', to = 'Tue', zone = 'Europe/Berlim'", "has the zone `Europe/Berlim`"),
        ("from = 'Mon', to = 'Tue', zone = '../x'", "has the zone `../x`"),
    ],
)
def test_a_window_that_is_none_is_refused(window: str, message: str) -> None:
    (said, _), *more = problems(f"[environments.local]\nfreeze = [{{ {window} }}]")

    assert ([], True) == (more, said.startswith(f"2: `environments.local.freeze` {message}"))


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "now", "frozen"),
    [
        ("2026-12-20", "2027-01-02", "UTC", "2026-12-19T23:59:59Z", False),
        ("2026-12-20", "2027-01-02", "UTC", "2026-12-20T00:00:00Z", True),
        ("2026-12-20", "2027-01-02", "UTC", "2027-01-02T23:59:59Z", True),
        ("2026-12-20", "2027-01-02", "UTC", "2027-01-03T00:00:00Z", False),
        ("2026-12-20 16:00", "2026-12-20 17:00", "UTC", "2026-12-20T16:59:59Z", True),
        ("2026-12-20 16:00", "2026-12-20 17:00", "UTC", "2026-12-20T17:00:00Z", False),
        # 2026-07-17 is a Friday.
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-17T15:59:59Z", False),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-17T16:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-19T12:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "UTC", "2026-07-20T06:00:00Z", False),
        ("Tue", "Wed", "UTC", "2026-07-15T23:59:59Z", True),
        ("Tue", "Wed", "UTC", "2026-07-16T00:00:00Z", False),
        ("sat", "SUN", "UTC", "2026-07-19T23:59:59Z", True),
        # The hour of a zone, in summer and in winter.
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-07-17T14:00:00Z", True),
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-12-18T14:59:59Z", False),
        ("Fri 16:00", "Mon 06:00", "Europe/Berlin", "2026-12-18T15:00:00Z", True),
        ("2026-12-20", "2026-12-20", "Pacific/Auckland", "2026-12-19T11:00:00Z", True),
    ],
)
def test_a_window_covers_its_moments(
    begins: str, ends: str, zone: str, now: str, frozen: bool
) -> None:
    window = parse_window(begins, ends, "", zone)

    assert frozen == window.covers(datetime.fromisoformat(now))
