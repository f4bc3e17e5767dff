"""What is wrong is told before anything changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from release.targets import directory
from tests.deploys.recipes import carry_out
from tests.unit.targets.directory.scene import Scene


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda scene: scene.source.rename(scene.root / "x"), "there is no folder"),
        (lambda scene: (scene.source / "index.html").unlink(), "the folder"),
        (
            lambda scene: (scene.site / "current").mkdir(parents=True),
            "www/site/current is not a link: move it away",
        ),
    ],
)
def test_what_cannot_be_released_is_told_before_anything_changes(
    scene: Scene, prepare: Callable[[Scene], object], said: str
) -> None:
    (scene.source / "index.html").touch()
    prepare(scene)

    failed = carry_out(directory.deploy(scene.shipment(), scene.options), scene.root)

    assert failed is not None
    assert (failed.phase, said in failed.said[""]) == ("publish", True)
    assert not (scene.site / "revisions.log").exists()


@pytest.mark.parametrize(
    ("changes", "key", "message"),
    [
        ({"path": "/"}, "path", "is `/`, which is not a folder of its own"),
        ({"path": "."}, "path", "is `.`, which is not a folder of its own"),
        ({"path": "a/../.."}, "path", "is `a/../..`, which is not a folder of its own"),
        ({"path": "~/web"}, "path", "is `~/web`, and nothing expands the `~`"),
        ({"path": "{apps}"}, "path", "has `{apps}`, which stands for nothing"),
        ({"source": "{digest}"}, "source", "has `{digest}`, which stands for nothing"),
        ({"source": "a\nb"}, "source", "has a new line or a NUL in it"),
        ({"shared": ["/etc"]}, "shared", "has `/etc`, which is not a path in a release"),
        ({"shared": ["../x"]}, "shared", "has `../x`, which is not a path in a release"),
        ({"shared": ["REVISION"]}, "shared", "has `REVISION`, which tells a release's own commit"),
        ({"shared": ["a/", "a/b"]}, "shared", "has `a/b`, which is inside another one"),
        ({"restart": ["x", "{nope}"]}, "restart", "has `{nope}`, which stands for nothing"),
        (
            {"restart": {"run": ["x"], "capture": "x"}},
            "restart",
            "has `capture`, which has no meaning where the app runs",
        ),
        (
            {"stop": ["x", "{version}"]},
            "stop",
            "has the version, whatever it is that `current` leads to",
        ),
        ({"hosts": ["-oProxyCommand=x"]}, "hosts", "has `-oProxyCommand=x`, which is not "),
        ({"hosts": ["a@-b"]}, "hosts", "has `a@-b`, which is not "),
        ({"hosts": ["a:22"]}, "hosts", "has `a:22`, which is not "),
        ({"hosts": ["a b"]}, "hosts", "has `a b`, which is not "),
        ({"hosts": ["a", "a"]}, "hosts", "has `a` more than once"),
        ({"ssh": {"prot": 1}}, "ssh", "has `prot`, which is not a key of it"),
        ({"ssh": {"port": 0}}, "ssh", "has a `port` that is not a number from 1 to 65535"),
        ({"ssh": {"user": "-x"}}, "ssh", "has the `user` `-x`, which is not a login"),
        ({"ssh": {"known-hosts": 'a"b'}}, "ssh", 'has a `known-hosts` with `"` in it'),
        ({"ssh": {"options": ["x"]}}, "ssh", "has the option `x`, which is not `Name=value`"),
    ],
)
def test_what_is_wrong_is_told(changes: dict[str, Any], key: str, message: str) -> None:
    ((found, said, _),) = directory.problems({"path": "/srv/web", "source": "dist", **changes})

    assert (found, said[: len(message)]) == (key, message)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hosts": ["web", "ops@web.example.org", "10.0.0.1", "::1", "ops@fe80::1%eth0"]},
        {"path": "srv/{app}/{environment}", "shared": ["data/", "data-2", "etc/x"]},
        {"ssh": {"user": "x", "port": 22, "identity": "~/k", "options": ["ProxyJump=b"]}},
        {"restart": [["x", "{app}"], {"shell": "y", "env": {"A": "b"}, "timeout": 3}]},
    ],
)
def test_what_is_right_is_not_mentioned(changes: dict[str, Any]) -> None:
    assert list(directory.problems({"path": "/srv/web", "source": "dist", **changes})) == []
