"""An image is built once, never overwritten, and rolled out by its digest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from release.config.placing import Rules
from release.config.train import parse_train_config
from release.deployment import Command, Group, Late, Phase, Recipe, Running, Shipment
from release.errors import ConfigError, StateError
from release.targets import SHELF, Options
from release.targets.container import OPTIONS, deploy, problems, restore
from release.targets.placeholders import problems as problems_of_texts
from tests.deploys.shipments import COMMIT, EARLIER, a_shipment
from tests.factories import a_package, a_workspace

DIGEST = f"sha256:{'1' * 64}"
OLD_DIGEST = f"sha256:{'2' * 64}"
IMAGE = "registry.example.org/acme/web"
PLAIN: Options = MappingProxyType(
    {"image": "registry.example.org/acme/{app}", "roll-out": ["up", "{image}", "{version}"]}
)


def options(**more: object) -> Options:
    """Those that must be there, and `more`, with `_` for `-`."""
    return {**PLAIN, **{key.replace("_", "-"): value for key, value in more.items()}}


def has(version: str, digest: str) -> Running:
    """What an environment has, as its deployment was recorded."""
    return Running(version, EARLIER, {"image": f"{IMAGE}@{digest}", "digest": digest})


def phase(recipe: Recipe, name: str) -> Phase:
    return next(each for each in recipe.phases if each.name == name)


def lines(groups: Sequence[Group]) -> list[str]:
    """The commands of `groups`, as people would type them; labels lose their digests."""
    commands = [each for group in groups for each in group if isinstance(each, Command)]
    typed = (" ".join(map(str, each.argv)) for each in commands)
    return [re.sub("=sha256:[0-9a-f]{64}", "=sha256:...", each) for each in typed]


def only(groups: Sequence[Group]) -> Command:
    """The one command that there is."""
    ((command,),) = groups
    assert isinstance(command, Command)
    return command


def captures(group: Group) -> dict[str, str]:
    """The pattern of each value that is captured."""
    return {each.captures: each.pattern for each in group if isinstance(each, Command)}


def test_it_is_built_pushed_looked_at_and_rolled_out_by_digest() -> None:
    recipe = deploy(a_shipment("web", "1.2.0"), PLAIN)

    assert [each.name for each in recipe.phases] == ["build", "publish", "roll out", "verify"]
    assert lines(phase(recipe, "build").work) == [
        (
            f"docker build --tag {IMAGE}:1.2.0 --label org.opencontainers.image.version=1.2.0 "
            f"--label org.opencontainers.image.revision={COMMIT} "
            "--label monorepo-release.build=sha256:... apps/web"
        )
    ]
    looks = "skopeo --override-os linux inspect --no-tags --format"
    assert lines(phase(recipe, "publish").work) == [
        f"docker push {IMAGE}:1.2.0",
        f"{looks} {{{{.Name}}}}@{{{{.Digest}}}} docker://{IMAGE}:1.2.0",
        f"{looks} {{{{.Digest}}}} docker://{IMAGE}:1.2.0",
        f'{looks} {{{{index .Labels "org.opencontainers.image.revision"}}}} docker://{IMAGE}:1.2.0',
        f'{looks} {{{{index .Labels "monorepo-release.build"}}}} docker://{IMAGE}:1.2.0',
    ]
    assert only(phase(recipe, "roll out").work) == Command(
        ("up", Late("image"), "1.2.0"), directory="apps/web"
    )


@pytest.mark.parametrize(
    ("tool", "build", "push"),
    [
        (
            "docker",
            "docker --config /run/logins build ",
            f"docker --config /run/logins push {IMAGE}:1.2.0",
        ),
        *(
            (
                tool,
                f"{tool} build --authfile /run/logins/config.json --tls-verify=false ",
                (
                    f"{tool} push --authfile /run/logins/config.json --tls-verify=false "
                    f"{IMAGE}:1.2.0 docker://{IMAGE}:1.2.0"
                ),
            )
            for tool in ("buildah", "podman")
        ),
    ],
)
def test_each_tool_is_told_where_the_logins_are(tool: str, build: str, push: str) -> None:
    told = options(tool=tool, auth_file="/run/logins/config.json", tls_verify=False)
    recipe = deploy(a_shipment(), told)

    assert lines(phase(recipe, "build").work)[0].startswith(build)
    published = lines(phase(recipe, "publish").work)
    assert published[0] == push
    assert all(
        "--authfile /run/logins/config.json --tls-verify=false" in line for line in published[1:]
    )


def test_what_is_told_of_the_build_reaches_it() -> None:
    told = options(
        context="../..",
        file="docker/{app}.Containerfile",
        build_args={"VERSION": "{version}"},
        build_options=["--secret", "id=npm,env=NPM_TOKEN"],
        labels={"team": "{environment}"},
        platform="linux/arm64",
    )
    shipment = a_shipment("web", "1.2.0", environment="staging")
    recipe = deploy(shipment._replace(pages="https://example.org/acme/mono"), told)

    assert lines(phase(recipe, "build").work) == [
        (
            f"docker build --tag {IMAGE}:1.2.0 --file apps/web/docker/web.Containerfile "
            "--platform linux/arm64 --build-arg VERSION=1.2.0 "
            "--label org.opencontainers.image.version=1.2.0 "
            "--label org.opencontainers.image.source=https://example.org/acme/mono "
            f"--label team=staging --label org.opencontainers.image.revision={COMMIT} "
            "--label monorepo-release.build=sha256:... "
            "--secret id=npm,env=NPM_TOKEN ."
        )
    ]
    looks = lines(phase(recipe, "publish").work)[1:]
    assert all(
        line.startswith("skopeo --override-os linux --override-arch arm64 inspect")
        for line in looks
    )


def test_a_version_in_the_registry_is_neither_built_nor_pushed_again() -> None:
    """The registry is asked, and only its word that there is none lets us begin."""
    recipe = deploy(a_shipment("web", "1.2.0"), PLAIN)
    (build,), (push,) = phase(recipe, "build").work[0], phase(recipe, "publish").work[0]

    assert isinstance(build, Command)
    assert isinstance(push, Command)
    assert build.unless == push.unless
    assert build.unless is not None
    assert build.unless.argv == ("skopeo", "inspect", "--raw", f"docker://{IMAGE}:1.2.0")
    assert re.search(build.unless.absent, "reading manifest 1.2.0 in r/web: manifest unknown")
    assert re.search(build.unless.absent, "name unknown: The repository with name 'web' does not")
    for other in (
        "unauthorized: authentication required",
        "dial tcp 127.0.0.1:5000: connect: connection refused",
        'exec: "docker-credential-x": executable file not found in $PATH',
        "denied: requested access to the resource is denied",
        "StatusCode: 502, <html>",
    ):
        assert not re.search(build.unless.absent, other)


def test_what_is_there_must_be_of_the_same_commit_and_built_in_the_same_way() -> None:
    """One repository may be that of other environments, and, by mistake, of other apps."""
    app = a_shipment("web", commit="c" * 40, environment="staging")
    told = options(image=IMAGE, build_args={"API": "https://{environment}.example.org"})

    def looked_for(shipment: Shipment, told: Options) -> dict[str, str]:
        return captures(phase(deploy(shipment, told), "publish").work[1])

    found = looked_for(app, told)
    assert found == {
        "image": ".+@sha256:[0-9a-f]{64}",
        "digest": "sha256:[0-9a-f]{64}",
        "revision": "c" * 40,
        "build": found["build"],
    }
    assert looked_for(app, {**told, "tool": "podman", "tls-verify": False}) == found
    assert looked_for(app._replace(pages="https://example.org/acme/mono"), told) == found
    elsewhere = app._replace(environment="production")
    assert looked_for(elsewhere, options(image=IMAGE)) == looked_for(app, options(image=IMAGE))
    others = [
        looked_for(elsewhere, told),
        looked_for(app._replace(app="api", directory="apps/api"), told),
        looked_for(app._replace(app="api"), told),
        looked_for(app, {**told, "file": "Other"}),
        looked_for(app, {**told, "platform": "linux/arm64"}),
        looked_for(app, {**told, "labels": {"a": "b"}}),
    ]
    assert len({each["build"] for each in [found, *others]}) == 1 + len(others)


def test_build_metadata_has_a_tag_of_its_own() -> None:
    recipe = deploy(a_shipment(version="1.2.0+b.7"), PLAIN)

    assert lines(phase(recipe, "publish").work)[0] == f"docker push {IMAGE}:1.2.0_b.7"


def test_promotion_copies_the_recorded_bytes_and_builds_nothing() -> None:
    staged = Running(
        "1.2.0", EARLIER, {"image": f"staging.example.org/web@{DIGEST}", "digest": DIGEST}
    )
    shipment = a_shipment("web", "1.2.0")._replace(promoted=staged)
    recipe = deploy(shipment, options(promote="staging", tls_verify=False))

    assert phase(recipe, "build") == Phase("build")
    copy = only(phase(recipe, "publish").work[:1])
    assert lines(phase(recipe, "publish").work)[0] == (
        "skopeo copy --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false "
        f"docker://staging.example.org/web@{DIGEST} docker://{IMAGE}:1.2.0"
    )
    assert copy.unless is not None
    assert captures(phase(recipe, "publish").work[1]) == {
        "image": f".+@{DIGEST}",
        "digest": DIGEST,
    }


@pytest.mark.parametrize(
    ("staged", "said"),
    [
        (None, "`staging` has not deployed 1.2.0"),
        (Running("1.2.0", EARLIER), "`staging` has no image of 1.2.0"),
        (Running("1.2.0", EARLIER, {"image": f"{IMAGE}@.*"}), "`staging` has no image of 1.2.0"),
        (Running("1.2.0", EARLIER, {"image": f"{IMAGE}:1.2.0"}), "has no image of 1.2.0"),
    ],
)
def test_nothing_is_promoted_that_is_not_recorded(staged: Running | None, said: str) -> None:
    shipment = a_shipment("web", "1.2.0")._replace(promoted=staged)

    with pytest.raises(StateError, match=said) as raised:
        deploy(shipment, options(promote="staging"))

    (problem,) = raised.value.problems
    assert problem.hint == "deploy it there first: `inv deploy --environment staging --app web`"


def test_what_fails_is_followed_by_what_ran_before() -> None:
    """The image that ran is looked for by its digest, and rolled out as it was then."""
    shipment = a_shipment("web", "1.2.0", previous=has("1.1.0", OLD_DIGEST))
    told = options(roll_out=["up", "{image}", "{version}", "{tag}", "{commit}"])
    undo = phase(deploy(shipment, told), "roll out").undo

    assert captures(undo[0]) == {"image": f".+@{OLD_DIGEST}", "digest": OLD_DIGEST}
    assert all(line.endswith(f"docker://{IMAGE}@{OLD_DIGEST}") for line in lines(undo[:1]))
    assert only(undo[1:]).argv == ("up", Late("image"), "1.1.0", "web@1.1.0", EARLIER)


def test_what_ran_before_without_a_digest_is_found_by_its_tag() -> None:
    shipment = a_shipment("web", "1.2.0", previous=Running("1.1.0", EARLIER))
    undo = phase(deploy(shipment, PLAIN), "roll out").undo

    assert all(line.endswith(f"docker://{IMAGE}:1.1.0") for line in lines(undo[:1]))


def test_a_rollback_of_the_teams_own_needs_no_image_that_it_does_not_name() -> None:
    told = options(rollback=["down", "web-{version}"])
    before = phase(deploy(a_shipment(previous=has("1.1.0", OLD_DIGEST)), told), "roll out")
    first = phase(deploy(a_shipment(), told), "roll out")

    assert lines(before.undo) == lines(first.undo) == ["down web-1.2.0"]


def test_the_first_deployment_has_nothing_to_go_back_to() -> None:
    for told in (
        PLAIN,
        options(rollback=["up", "{image}"]),
        options(rollback={"shell": 'up "$RELEASE_DIGEST"'}),
        options(rollback=["up", "{previous}"]),
    ):
        assert phase(deploy(a_shipment(), told), "roll out").undo == ()


def test_what_follows_once_all_is_well_knows_the_image() -> None:
    told = options(afterwards=[["prune", "--but", "{digest}"], ["rm", "web-{previous}"]])
    recipe = deploy(a_shipment(previous=has("1.1.0", OLD_DIGEST)), told)

    assert lines(recipe.afterwards) == ["prune --but {digest}", "rm web-1.1.0"]


def test_a_version_is_brought_back_by_its_recorded_digest() -> None:
    now = has("1.3.0", OLD_DIGEST)
    shipment = a_shipment("web", "1.2.0", previous=now, values=has("1.2.0", DIGEST).values)
    recipe = restore(shipment, PLAIN)

    assert [each.name for each in recipe.phases] == ["publish", "roll out", "verify"]
    assert captures(recipe.present) == {"image": f".+@{DIGEST}", "digest": DIGEST}
    assert phase(recipe, "publish").work == (recipe.present,)
    assert only(phase(recipe, "roll out").work).argv == ("up", Late("image"), "1.2.0")
    assert lines(phase(recipe, "roll out").undo)[-1] == "up {image} 1.3.0"


@pytest.mark.parametrize(
    ("told", "key", "said"),
    [
        ({"image": "acme/web"}, "image", "is `acme/web`, which is not a repository of a registry"),
        ({"image": f"{IMAGE}/{{version}}"}, "image", "has the version in the repository"),
        ({"image": f"{IMAGE}:latest"}, "image", "not a repository of a registry"),
        ({"image": f"{IMAGE}@{DIGEST}"}, "image", "not a repository of a registry"),
        ({"image": "r.example.org/{application}"}, "image", "has `{application}`, which stands"),
        ({"auth-file": "auth.json"}, "auth-file", "is `auth.json`, which docker cannot read"),
        ({"auth-file": "~/config.json"}, "auth-file", "nothing expands the `~`"),
        ({"labels": {"org.opencontainers.image.revision": "x"}}, "labels", "which is ours"),
        ({"labels": {"monorepo-release.build": "x"}}, "labels", "which is ours"),
        ({"rollback": ["up", "{tag}"]}, "rollback", "has the tag of the version that it takes"),
        ({"platform": "linux/amd64,linux/arm64"}, "platform", "has more than one platform"),
        ({"roll-out": ["up", "{img}"]}, "roll-out", "has `{img}`, which stands for nothing"),
        ({"build-args": {"A": "{digest}"}}, "build-args", "has `{digest}`, which stands"),
    ],
)
def test_what_cannot_be_is_told_with_its_key(told: Options, key: str, said: str) -> None:
    ((found, message, hint),) = problems({**PLAIN, **told})

    assert (key, True, True) == (found, said in message, bool(hint))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"image": "localhost:5000/web"},
        {"image": "{environment}.example.org:443/a_b/{app}"},
        {"tool": "podman", "auth-file": "auth.json"},
        {"auth-file": "/run/logins/config.json", "tls-verify": False},
        {"rollback": [["down", "{version}"], ["up", "{digest}"]]},
    ],
)
def test_what_is_well_has_no_problems(told: Options) -> None:
    assert [*problems({**PLAIN, **told})] == []


def test_a_name_that_no_repository_can_have_is_refused() -> None:
    with pytest.raises(ConfigError, match="acme/Web`, which is no"):
        deploy(a_shipment("Web"), PLAIN)


PAGE = (Path(__file__).parents[3] / "docs" / "container.md").read_text("utf-8")


@pytest.mark.parametrize(
    "example", re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
)
def test_what_the_page_shows_can_be_deployed(example: str) -> None:
    rules = Rules(SHELF, problems_of_texts)
    config = parse_train_config(example, "release.toml", a_workspace(web=a_package()), rules)

    assert config is not None
    for environment in ("staging", "production"):
        placed = config.deploying("web", environment)
        assert placed is not None
        shipment = a_shipment(
            "web", "1.2.0", environment=environment, previous=has("1.1.0", DIGEST)
        )
        recipe = deploy(shipment._replace(promoted=has("1.2.0", DIGEST)), placed.options)
        assert phase(recipe, "roll out").work
        assert phase(recipe, "roll out").undo


def test_the_page_has_every_option() -> None:
    table = PAGE.partition("| Option |")[2].partition("\n\n")[0]
    firsts = [line.split("|")[1] for line in table.splitlines()[2:]]

    assert {name for cell in firsts for name in re.findall("`(.*?)`", cell)} == {*OPTIONS}
