"""The jobs that build an app for its platforms, and how the one that deploys gets what they built.

Each builds for one platform, and nothing of it reaches anybody. All of them must be well before the
app is deployed: an offer for some platforms takes the update from everybody who has another.
"""

from __future__ import annotations

from collections.abc import Mapping

from release.config.pins import DOWNLOAD, UPLOAD
from release.detection import output_name
from release.model import PRODUCTION, App
from release.workflows.attesting import RIGHTS as ATTESTING
from release.workflows.attesting import attest_files
from release.workflows.ground import Ground
from release.workflows.jobs import READ, Act, Command, Job, secrets_of
from release.workflows.paper import Node, Noted

_PLATFORM = "${{ matrix.platform }}"
_DAYS = 1  # who waits longer than that builds again


def job_of(app: str) -> str:
    """The id of the job; no other job's begins like this."""
    return f"build-{output_name(app)}"


def build_app(ground: Ground, app: App, needs: tuple[str, ...], condition: tuple[str, ...]) -> Job:
    """The job, once for each platform; it has the app's secrets where those are for building."""
    platforms, folder = ground.workflows.platforms[app.name], ground.gathered[app.name]
    secrets = ground.workflows.secrets.get(app.name, ()) if app.name in ground.keyed else ()
    build = Command(
        "Build",
        ("deploy.build", f"--app={app.name}"),
        secrets_of(secrets),
        computed={"platform": _PLATFORM},
    )
    attests = attest_files((f"{folder}/*/*",)) if ground.workflows.attest else ()
    combinations: list[Mapping[str, Node]] = [
        {"platform": platform, "runner": runner} for platform, runner in platforms.items()
    ]
    return Job(
        f"{app.name} for {_PLATFORM}",
        (build, *attests, _keep(app.name, folder)),
        minutes=120,
        rights={**READ, **(ATTESTING if attests else {})},
        needs=needs,
        condition=condition,
        environment=PRODUCTION if secrets else "",
        runner="${{ matrix.runner }}",
        builds=(app.name,),
        matrix={"include": combinations},
    )


def fetch(ground: Ground, app: App) -> Act:
    """The step that brings what was built for all platforms to where the target looks for it."""
    inputs: dict[str, Node] = {
        "pattern": f"{output_name(app.name)}.*",
        "path": ground.gathered[app.name],
        "merge-multiple": Noted(value=True, note="each has a folder for its platform"),
    }
    return Act("Fetch what was built", DOWNLOAD, inputs)


def _keep(app: str, folder: str) -> Act:
    inputs: dict[str, Node] = {
        "name": f"{output_name(app)}.{_PLATFORM}",
        "path": folder,
        "if-no-files-found": "error",
        "retention-days": _DAYS,
        "compression-level": Noted(0, "bundles are compressed"),
        "overwrite": Noted(value=True, note="when the job is run again"),
    }
    return Act("Keep what was built", UPLOAD, inputs)
