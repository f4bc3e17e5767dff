"""Repositories of all kinds, and the workflows that are made for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from release.config.deploying import Deploying, Placement
from release.config.extra_steps import ExtraStep, Use
from release.config.pins import Pin
from release.config.train import Config
from release.config.workflows import Workflows
from release.model import App, Workspace
from release.workflows import FOLDER, render
from release.workflows.ground import Ground
from tests.factories import a_package

ROOT = Path(__file__).parents[2]
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RENDERED = {path.name for path in OURS} - {"ci.yml"}
DEPLOY = f"{FOLDER}/deploy.yml"

SEED = (
    App("backend", "backend"),
    App("cloudprint", "cloudprint", ("backend",)),
    App("frachter", "frachter", ("backend",)),
)
CHAIN = (App("c", "c", ("b",)), App("b", "b", ("a",)), App("a", "a"))
ODD = (
    App('@acme/it\'s "web": #1', "w"),
    App("yes", "y", ('@acme/it\'s "web": #1',), assets=("dist/*",)),
    App("1.0", "o"),
)
PLAIN = Workflows()
MANY_SECRETS = Workflows(secrets={"yes": ("SSH_KEY", "TOKEN"), "1.0": ("TOKEN",)})
ATTESTED = Workflows(attest=True)
PUBLISHED = Workflows(board=True)
APPROVED = Workflows(approval="Release: \"yes\" or 'no'?")
NODE = Use("actions/setup-node", Pin("820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"))
STEPS = (
    ExtraStep("Node: 'it', \"too\"", uses=NODE, inputs={"node-version": 24, "cache": ""}),
    ExtraStep("Certificates", ("yes",), run="set -e\n  echo 'one: #1'\n"),
    ExtraStep(
        "Say", ("snapshot", "publish"), run='echo "$WHO"', env={"WHO": "off: ${{ github.actor }}"}
    ),
)
RUNNERS = {"linux-x86_64": "ubuntu-24.04", "darwin-aarch64": "macos-15"}
BUILT = Workflows(platforms={"c": RUNNERS, "a": RUNNERS, "cloudprint": RUNNERS, "yes": RUNNERS})
LIBRARY = (App("lib", "lib", assets=("dist/any/*.whl",)), App("web", "web", ("lib",)))
TRUSTED = Workflows(attest=True, platforms={"lib": {"any": "ubuntu-24.04"}})
WITH_A_TOKEN = Workflows(
    secrets={"lib": ("UV_PUBLISH_TOKEN",)},
    platforms={"lib": {"any": "ubuntu-24.04", "windows-x86_64": "windows-2025"}},
)
ALL = MANY_SECRETS._replace(
    approval="approval", attest=True, steps=STEPS, platforms={"yes": RUNNERS}
)


def rendered(
    apps: Sequence[App], workflows: Workflows = PLAIN, *, main: str = "main"
) -> Mapping[str, str]:
    """Those of a repository with these apps; without one, of packages alone.

    The app `lib` is a Python package; what else is built for platforms is a desktop app.
    """
    every = tuple(apps) or SEED
    names = [app.name for app in every]
    built = {app: each for app, each in workflows.platforms.items() if app in names}
    config = Config(
        main=main,
        apps=every,
        configured=bool(apps),
        placements={
            app: Placement(Deploying("pypi" if app == "lib" else "tauri"))
            for app in {*built, "lib"} & {*names}
        },
        workflows=workflows._replace(platforms=built),
    )
    packages = [a_package()._replace(name=app.package, directory=app.package) for app in every]
    workspace = Workspace("npm", None, tuple(packages))
    return render(Ground.of(config, workspace, "1.2.3", has_tasks=False))


VARIANTS: Mapping[str, tuple[Sequence[App], Workflows]] = {
    "odd": (ODD, MANY_SECRETS),
    "chain": (CHAIN, PLAIN),
    "one": (SEED[:1], PLAIN),
    "no-apps": ((), PLAIN),
    "approved": (SEED, APPROVED),
    "no-apps-approved": ((), APPROVED),
    "steps": (ODD, Workflows(steps=STEPS)),
    "attest": (ODD, ATTESTED),
    "platforms": (SEED, BUILT),
    "platforms-approved": (CHAIN, BUILT._replace(approval="approval")),
    "board": (SEED, PUBLISHED),
    "package": (LIBRARY, PLAIN),
    "package-built": (LIBRARY, TRUSTED),
    "package-with-a-token": (LIBRARY, WITH_A_TOKEN),
    "all": (ODD, ALL),
    "all-built": (SEED, BUILT._replace(approval="approval", attest=True, steps=STEPS)),
}
