"""What was served before is served again: after a failure, and when people want it back."""

from __future__ import annotations

from release.deployment import Running
from release.targets import directory
from tests.deploys.recipes import Failed, carry_out, failures
from tests.deploys.shipments import COMMIT
from tests.unit.targets.directory.scene import BEFORE, NEW, OLD, Scene


def test_a_restart_that_fails_brings_back_what_ran_before(scene: Scene) -> None:
    scene.options["restart"] = ["sh", "-c", "cat index.html >> ../../restarts; test -e good"]
    (scene.source / "good").touch()
    scene.deploy("1.1.0")
    (scene.source / "good").unlink()

    failed = scene.deploy(previous=BEFORE)

    assert failed == Failed("roll out", {"": ""}, {})
    assert (scene.current, scene.served) == (f"releases/{OLD}", "1.1.0")
    assert (scene.site / "restarts").read_text() == "1.1.01.2.01.1.0"
    assert scene.log == [
        f"{OLD} runs in production",
        f"{NEW} runs in production",
        f"{OLD} runs again in production, and {NEW} does not",
    ]


def test_after_a_first_deployment_that_fails_nothing_is_served_and_it_is_stopped(
    scene: Scene,
) -> None:
    scene.options |= {"restart": ["false"], "stop": ["sh", "-c", "pwd -P > stopped"]}

    assert scene.deploy() == Failed("roll out", {"": ""}, {})

    assert scene.current is None
    assert (scene.site / "stopped").read_text() == f"{scene.site.resolve()}\n"


def test_what_others_served_before_us_is_served_again_after_a_failure(scene: Scene) -> None:
    theirs = scene.site / "releases" / "20260101"
    theirs.mkdir(parents=True)
    (scene.site / "current").symlink_to(theirs)
    scene.options["restart"] = ["test", "!", "-e", "REVISION"]

    assert scene.deploy() == Failed("roll out", {"": ""}, {})

    assert scene.current == str(theirs)


def test_a_version_is_brought_back_by_its_release(scene: Scene) -> None:
    scene.deploy("1.1.0")
    scene.deploy("1.2.0", previous=BEFORE)
    now = Running("1.2.0", COMMIT)
    recipe = directory.restore(scene.shipment("1.1.0", previous=now), scene.options)

    assert {} == failures(recipe.present, scene.root)
    assert carry_out(recipe, scene.root) is None

    assert (scene.current, scene.served) == (f"releases/{OLD}", "1.1.0")
    assert scene.log[-1] == f"{OLD} runs in production"


def test_a_version_without_a_release_cannot_be_brought_back(scene: Scene) -> None:
    scene.deploy()
    recipe = directory.restore(scene.shipment("0.9.0"), scene.options)

    assert failures(recipe.present, scene.root) == {
        "": f"there is no ./www/site/releases/0.9.0-{COMMIT[:12]}"
    }
    assert carry_out(recipe, scene.root) is not None
    assert scene.current == f"releases/{NEW}"
