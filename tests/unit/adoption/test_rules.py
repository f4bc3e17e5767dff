"""What another tool said of tags, in our words."""

from __future__ import annotations

import pytest

from release.adoption.rules import tag_settings


@pytest.mark.parametrize(
    ("templates", "settings"),
    [
        ({"a": "a-v{version}", "b": "b-v{version}"}, {"tag": "{name}-v{version}"}),
        # The first place where the letters stand is no name.
        (
            {"a": "release-a-v{version}", "b": "release-b-v{version}"},
            {"tag": "release-{name}-v{version}"},
        ),
        (
            {"e": "v{version}", "on": "v{version}"},
            {"tags": {"e": "v{version}", "on": "v{version}"}},
        ),
        ({"version": "version@{version}"}, {"tag": "{name}@{version}"}),
        ({"web": "webv{version}", "app": "appv{version}"}, {"tag": "{name}v{version}"}),
        ({"a/b": "a/b/v{version}", "c": "c/v{version}"}, {"tag": "{name}/v{version}"}),
    ],
)
def test_the_name_in_a_tag_is_found(templates: dict[str, str], settings: dict[str, object]) -> None:
    assert tag_settings(templates) == settings
