"""`.env` as node reads it, and so Changesets' GitHub generator: the forms that people write.

Where they part (a `#` right after a value, backticks, a quote that is left open) no token and no
address has such a form.
"""

from __future__ import annotations

import json
import subprocess

import pytest

from release.tasks.dot_env import parse_dot_env
from tests.real_components import Components

pytestmark = pytest.mark.needs("node")

TEXT = r"""
# a comment
GITHUB_TOKEN=ghp_abcDEF0123456789
export GITHUB_REPOSITORY=acme/train
  GITHUB_GRAPHQL_URL = https://ghe.example.org/api/graphql?a=b&c=d
GITHUB_SERVER_URL="https://ghe.example.org" # ours
SINGLE='it is # not a comment'
COMMENTED=value # a comment
EMPTY=
DOLLAR=$GITHUB_TOKEN
BRACES=${GITHUB_TOKEN}x
LINES="two
lines"
ESCAPED="two\nlines"
PLAIN='two\nlines'
SPACED=   a b c   
"""  # noqa: W291  the blanks at the end are a form of their own


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_forms_that_people_write_are_read_alike(ends: str, components: Components) -> None:
    text = TEXT.replace("\n", ends)
    script = "console.log(JSON.stringify(require('util').parseEnv(process.argv[1])))"
    told = subprocess.run(
        [components.node, "-e", script, text], check=True, capture_output=True, encoding="utf-8"
    ).stdout

    assert json.loads(told) == parse_dot_env(text)
