"""The workflow that publishes the board as the GitHub Pages of the repository."""

from __future__ import annotations

from release.config.pins import DEPLOY_PAGES, UPLOAD_PAGES
from release.workflows.ground import Ground
from release.workflows.jobs import BUILT_IN, READ, Act, Command, Job, Queue, Script, workflow
from release.workflows.paper import Node, Noted

_BOARD = "board"
_PLACE = ".release-board"
"""The folder of the page in the work tree: nothing else is in it."""

_LOOK = {
    **READ,
    "deployments": Noted("read", "what runs where"),
    "pull-requests": Noted("read", "whether the release pull request is open"),
}
_PUBLISH = {
    "id-token": Noted("write", "GitHub Pages asks who publishes"),
    "pages": Noted("write", "to publish the page"),
}


def board(ground: Ground) -> str:
    """Made every three hours, and when somebody asks for it.

    Each attempt of a quarter is one question to GitHub, of the thousand that all jobs of a
    repository have in an hour: made at every push, it could leave none for a deployment. A board
    with a gap is not published; the one before it stays, and the run is red.
    """
    jobs = {_BOARD: _made(ground), "publish-board": _published()}
    events: dict[str, Node] = {"schedule": [{"cron": "23 */3 * * *"}], "workflow_dispatch": {}}
    return workflow(ground, "Board", events, Queue("board"), jobs)


def _made(ground: Ground) -> Job:
    files = (f"--output={_PLACE}/index.html", f"--output={_PLACE}/board.json")
    steps = (
        Script("Make room", f"mkdir {_PLACE}"),
        Command("Make the board", ("board", *files), BUILT_IN),
        Act("Keep it for publication", UPLOAD_PAGES, {"path": _PLACE}),
    )
    return Job("Board", steps, rights=_LOOK, ref=ground.main)


def _published() -> Job:
    steps = (Act("Publish", DEPLOY_PAGES, {}),)
    return Job(
        "Publish",
        steps,
        rights=_PUBLISH,
        needs=(_BOARD,),
        environment="github-pages",
        is_recorded=True,
        is_bare=True,
    )
