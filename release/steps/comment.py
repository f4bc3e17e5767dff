"""`release.preview --comment`: one comment on the release pull request, about what that makes."""

from __future__ import annotations

from itertools import chain

from release.actions import Decision, PutComment, actions_document
from release.announce import Preview, preview_blocks, preview_document, preview_markdown
from release.announce.comment import MARKER, preview_comment
from release.errors import ReleaseError
from release.events import PullEvent
from release.forge import Pull, WantedComment, lines, ours, release_branch
from release.model import Changeset
from release.read.changesets import FOLDER, read_changesets
from release.read.config import read_config
from release.read.history import read_history
from release.read.project import Project, read_project
from release.read.workspace import read_workspace
from release.remote import Objects
from release.steps.branch import bring
from release.steps.release import preview_of
from release.world import View


def comment(view: View, event: PullEvent | None, *, markdown: bool = False) -> Decision:
    """Have one comment of ours on the open release pull request, about its head.

    What is checked out plays no part, so that whoever runs this, and where, says the same.

    Args:
        view: the world.
        event: the pull request that the job is for; on any other than ours nothing is done.
        markdown: print it as Markdown.
    """
    if event and event.is_from_a_fork:
        return _nothing(f"pull request #{event.number} is from a fork, and no release")
    main = read_config(view.files, read_workspace(view.files)).main
    branch = release_branch(main)
    if event and (event.branch, event.base) != (branch, main):
        ways = f"{event.branch} to {event.base}, and not from {branch} to {main}"
        return _nothing(f"pull request #{event.number} is no release: it is from {ways}")
    pull = view.forge().pull(branch, main)
    if pull is None:
        return _nothing(f"there is no open pull request from {branch} to {main}")
    bring(view, branch, pull.commit)
    view = view._replace(files=view.objects().files(pull.commit))
    project, history = read_project(view.files), read_history(view)
    preview = preview_of(project, history._replace(commit=pull.commit), ())
    preview = preview._replace(consumed=_consumed(view.objects(), pull.commit, project, preview))
    wanted = WantedComment(branch, main, MARKER, preview_comment(preview))
    actions = () if _is_there(view, pull, wanted) else (PutComment(wanted),)
    return Decision(
        actions=actions,
        document={
            **preview_document(preview),
            "pull": {"number": pull.number, "url": pull.url},
            "actions": actions_document(actions),
        },
        blocks=preview_blocks(preview),
        raw=preview_markdown(preview) if markdown else None,
        warnings=project.warnings,
        done=f"the comment on pull request #{pull.number} says all of it already",
    )


def _nothing(reason: str) -> Decision:
    document: dict[str, object] = {"schema": 1, "pull": None, "actions": [], "reason": reason}
    return Decision(document=document, done=reason)


def _consumed(
    objects: Objects, head: str, project: Project, preview: Preview
) -> tuple[Changeset, ...]:
    """The changesets behind the release, which it has removed; none when they cannot be read."""
    causes = chain.from_iterable(each.because_of for each in preview.recorded)
    paths = {f"{FOLDER}/{each.subject}.md" for each in causes if each.kind == "changeset"}
    parents = objects.commit(head).parents
    if not paths or not parents:
        return ()
    old = project.rules.profile.reads_as_js_yaml
    try:
        return read_changesets(objects.files(parents[0]), as_js_yaml=old, among=paths)
    except ReleaseError:
        return ()


def _is_there(view: View, pull: Pull, wanted: WantedComment) -> bool:
    """Whether our one comment says it."""
    forge = view.forge()
    found = ours(forge.comments(pull.number), forge.identity().login, wanted.marker)
    return [lines(each.body) for each in found] == [lines(wanted.body)]
