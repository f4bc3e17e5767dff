"""release-please's extra files, as places that repeat a version."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from release.adoption.conversions.release_please.files import extra_places
from release.adoption.members import members_at
from release.config.repository import parse_repository_config
from release.manifests.version_place import format_at
from release.toml_text import dumps
from tests.fakes import MemoryFiles

MEMBER = {"app/package.json": '{"name":"app","version":"1.2.3"}'}
INLINE = r"(\d+\.\d+\.\d+(?:-[\w.]+)?(?:\+[-\w.]+)?)(?=.*x-release-please-version)"


def places(listed: list[object], **files: str) -> tuple[list[Mapping[str, object]], list[str]]:
    """The places and what is told of a package in `app`; `__` in a name is a `/`, `_` a `.`."""
    tree = {
        f"app/{name.replace('__', '/').replace('_', '.')}": each for name, each in files.items()
    }
    disk = MemoryFiles(MEMBER | tree)
    found = extra_places(disk, members_at(disk, ["app"])["app"], listed)
    return list(found.places), list(found.told)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("$.version", "version"),
        ("$.a.b-c", "a.b-c"),
        ("$['a.b'][\"c\"]", '"a.b".c'),
        ("$.a[0]", None),
        ("$..a", None),
        ("$.a[?(@.b)]", None),
        ("a", None),
    ],
)
def test_a_path_of_keys_is_a_key(path: str, key: str | None) -> None:
    listed: list[object] = [{"type": "json", "path": "a.json", "jsonpath": path}]

    found, told = places(listed, a_json="{}")

    assert found == ([{"path": "a.json", "key": key}] if key else [])
    assert len(told) == (key is None)


def test_marked_lines_are_found_by_one_pattern() -> None:
    text = (
        "a 1.2.3 # x-release-please-version\nb 1.2.3\nc 1.2.3 <!-- x-release-please-version -->\n"
    )

    assert places(["a.txt"], a_txt=text) == ([{"path": "a.txt", "pattern": INLINE, "count": 2}], [])


def test_lines_between_marks_are_found_by_their_own_words() -> None:
    line = "pip install app==1.2.3 (now)"
    text = f"x-release-please-start-version\n{line}\nx-release-please-end\n1.2.3\n"

    found, _ = places(["a.md"], a_md=text)

    assert found == [{"path": "a.md", "pattern": r"^pip install app==(\d\S*?) \(now\)$"}]


@pytest.mark.parametrize(
    "text",
    [
        "v = '1.2.3' # x-release-please-version\n",
        "x-release-please-start-version\n[app](x/1.2.3/y?z) {}\n1.2.3\nx-release-please-end\n",
    ],
)
def test_what_is_found_is_what_we_write(text: str) -> None:
    found, _ = places(["a.txt"], a_txt=text)
    config = parse_repository_config(dumps({"files": {"app": found}}), "release.toml")

    assert config is not None
    for place in config.files["app"]:
        text = format_at(place, "npm").update(text, "2.0.0-rc.1", {})
    assert "1.2.3" not in text
    assert "2.0.0-rc.1" in text


def test_a_file_of_keys_without_a_mark_has_its_version() -> None:
    assert places(["a.yaml"], a_yaml="version: 1.2.3\n")[0] == [
        {"path": "a.yaml", "key": "version"}
    ]


def test_a_path_that_begins_at_the_root_is_seen_from_the_package() -> None:
    listed: list[object] = [{"type": "toml", "path": "/b.toml", "jsonpath": "$.a"}]
    files = MemoryFiles(MEMBER | {"b.toml": "a = 1\n"})

    found = extra_places(files, members_at(files, ["app"])["app"], listed)

    assert found.places == ({"path": "../b.toml", "key": "a"},)


def test_a_glob_means_the_files_that_are_there() -> None:
    listed: list[object] = [
        {"type": "json", "path": "x/**/*.json", "jsonpath": "$.v", "glob": True}
    ]

    found, _ = places(listed, x__a_json="{}", x__y__b_json="{}", z_json="{}")

    assert [each["path"] for each in found] == ["x/a.json", "x/y/b.json"]


def test_manifests_of_the_package_follow_by_themselves() -> None:
    listed: list[object] = [
        {"type": "json", "path": "src-tauri/tauri.conf.json", "jsonpath": "$.version"}
    ]

    assert places(listed, **{"src-tauri__tauri_conf_json": "{}"}) == ([], [])


@pytest.mark.parametrize(
    ("listed", "text", "why"),
    [
        ("a.txt", "1.2.3", "it marks no version"),
        ("b.txt", "", "there is no such file"),
        ("a.txt", "1 # x-release-please-major", "single numbers and dates"),
        ({"type": "xml", "path": "a.txt", "xpath": "/a"}, "", "no place that we can name"),
    ],
)
def test_what_is_left_out_is_told(listed: object, text: str, why: str) -> None:
    found, told = places([listed], a_txt=text)

    assert found == []
    assert why in told[0]
    assert "`app`" in told[0]


def test_lines_without_a_version_between_marks_are_no_places() -> None:
    text = "x-release-please-start-version\nno version here\nx-release-please-end\n"

    assert places(["a.txt"], a_txt=text) == ([], ["app/a.txt of `app`: it marks no version"])
