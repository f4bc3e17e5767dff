from __future__ import annotations

import pytest

from release.changelogs import GENERATORS, generator_for
from release.errors import ConfigError


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_a_named_generator_is_found(name: str) -> None:
    assert generator_for((name, None)) is GENERATORS[name]


def test_no_changelogs_need_no_generator() -> None:
    assert generator_for(None) is None


def test_an_unknown_generator_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        generator_for(("@changesets/changelog-gut", {}))

    (problem,) = caught.value.problems
    assert problem.message == "this version has no changelog generator `@changesets/changelog-gut`"
    assert "`@changesets/cli/changelog`" in (problem.hint or "")
