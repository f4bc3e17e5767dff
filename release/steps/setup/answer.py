"""What `setup.init` tells: what it found and made of it, what to mind, what is left to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Action, Decision, Note, Table, actions_document
from release.adoption.branches import named
from release.adoption.candidates import Candidate
from release.adoption.checklist import checklist
from release.adoption.clone import Clone
from release.changelogs import check_generator
from release.config.changesets import PATH as CHANGESETS
from release.errors import ConfigError
from release.forge import release_branch
from release.phrases import first
from release.read.project import Project
from release.replay import Compared
from release.steps.setup.configuration import OWN, configured_in
from release.steps.setup.proved import proved_blocks, proved_document
from release.steps.setup.survey import Survey
from release.world import Files

TASKS = "tasks.py"
NAMESPACE = "from release.tasks import namespace as ns"

_ROOM = "release.tasks"


def program_of(files: Files) -> str:
    """How our tasks are run here: by Invoke where its tasks.py has them, else by our own name."""
    return "inv" if _ROOM in (files.read(TASKS) or "") else "release"


def answer(
    found: Survey,
    project: Project,
    actions: tuple[Action, ...],
    clone: Clone,
    proved: Sequence[Compared] = (),
) -> Decision:
    """The decision, with all that there is to say of it.

    Args:
        found: what was there.
        project: the repository as it will be.
        actions: what makes it so.
        clone: what it tells besides the tree.
        proved: past releases of the tool that is converted, made once more.
    """
    # Names that others chose may have several lines, and would look like remarks of ours.
    told = [" ".join(each.split()) for each in _remarks(found, project, clone)]
    config = project.config
    main, staging = (named(name, clone.branches.names) for name in (config.main, config.staging))
    left = [*checklist(main, staging, config.workflows.secrets)]
    program = program_of(project.files)
    return Decision(
        actions=actions,
        document={
            "schema": 1,
            "configuration": config.path,
            "main": config.main,
            "staging": config.staging,
            "tag": config.tag,
            "apps": [_app_document(each, found) for each in found.apps],
            "others": [_other_document(each) for each in _others(found)],
            "told": told,
            "proved": proved_document(proved),
            "left": left,
            "actions": actions_document(actions),
        },
        blocks=(*_blocks(found, project, told), *proved_blocks(proved)) if actions else (),
        done="; ".join(
            [
                *found.conversion.told,
                f"{config.path} has the configuration, and every file is as it makes it",
            ]
        ),
        afterword=(*_left(left, program),) if actions else (),
    )


def _blocks(found: Survey, project: Project, told: Sequence[str]) -> Iterator[Table | Note]:
    if found.configuration is None:
        yield _apps(found)
        if others := [f"{each.app}: {_why_not(each)}" for each in _others(found)]:
            yield Note("No apps, as far as can be seen (`--app NAME` makes one)", tuple(others))
        yield Note(
            "Branches",
            (
                f"{found.main.name}, which is released from ({found.main.why})",
                f"{found.staging.name}, where work goes ({found.staging.why})",
            ),
        )
        yield Note(f"Tags like {_tag_like(found, project)}")
    if told:
        yield Note("Mind", tuple(told))


def _apps(found: Survey) -> Table | Note:
    if not found.apps:
        names = [each.package.name for each in found.candidates if not each.is_skipped]
        return Note(
            "Nothing here is deployed, as far as can be seen: "
            "every package with a version is released by a tag",
            (first(names, 12),),
        )
    rows = tuple(
        (each.app, each.package.version or "", _why(each), _needs(each, found))
        for each in found.apps
    )
    return Table(("App", "Version", "Why it is one", "Needs"), rows)


def _others(found: Survey) -> list[Candidate]:
    """What has a sign of being an app and is none."""
    taken = {each.package.name for each in found.apps}
    return [each for each in found.candidates if each.sign and each.package.name not in taken]


def _why(candidate: Candidate) -> str:
    return candidate.sign.why if candidate.sign else "it has tags of its own"


def _why_not(candidate: Candidate) -> str:
    return f"{_why(candidate)}, but {candidate.doubt}" if candidate.doubt else _why(candidate)


def _needs(candidate: Candidate, found: Survey) -> str:
    own = [each for each in found.needs if each.app == candidate.app]
    return "; ".join(f"{each.need} ({each.why})" for each in own)


def _tag_like(found: Survey, project: Project) -> str:
    some = next(iter((*found.apps, *found.candidates)), None)
    name, version = (some.package.name, some.package.version) if some else ("", "1.0.0")
    new = project.config.tag.replace("{name}", name).replace("{version}", version or "1.0.0")
    return f"`{next(iter(found.form.tags.values()), new)}`"


def _app_document(candidate: Candidate, found: Survey) -> dict[str, object]:
    return {
        "name": candidate.app,
        "package": candidate.package.name,
        "version": candidate.package.version,
        "kind": candidate.sign.kind if candidate.sign else None,
        "why": _why(candidate),
        "needs": [each.need for each in found.needs if each.app == candidate.app],
    }


def _other_document(candidate: Candidate) -> dict[str, object]:
    return {"name": candidate.app, "package": candidate.package.name, "why": _why_not(candidate)}


def _remarks(found: Survey, project: Project, clone: Clone) -> Iterator[str]:
    yield from found.conversion.told
    yield from map(str, found.rivals)
    if clone.prefix:
        yield (
            f"GitHub reads workflows at the top of the repository only, and this is {clone.prefix}"
        )
    for each in found.apps:
        if each.is_skipped:
            yield f"{each.app} is never released: {each.doubt}"
    for tool, path in found.tools.items():
        yield f"{path} is here: `--from {tool}` takes over what it says"
    if release_branch(found.main.name) in clone.branches.names:
        yield (
            f"the branch {release_branch(found.main.name)} is another tool's: "
            "the first `release.pr` needs --force"
        )
    yield from _of_tags(found)
    if project.rules.ignore and not found.files.exists(CHANGESETS):
        bare = [each.name for each in project.workspace.packages if not each.version]
        yield (
            f"{first(bare)}: no file says a version, so what depends on it is left alone: "
            f"{first(sorted(project.rules.ignore))}"
        )
    yield from _of_files(project.files)
    if clone.formatter and project.rules.format:
        yield (
            f"changelogs are formatted by {clone.formatter}, which the jobs of the workflows do "
            f"not have: turn that off in {CHANGESETS}, or install it by `install` of `workflows`"
        )
    try:
        check_generator(project.rules.changelog)
    except ConfigError as error:
        yield from (f"{each.message}: {each.hint}" for each in error.problems)


def _of_tags(found: Survey) -> Iterator[str]:
    apps = found.apps or [each for each in found.candidates if not each.is_skipped]
    if not found.tags:
        return
    if not found.form.tags:
        yield f"no tag so far is like `{found.form.template}`: the next release has the first one"
        return
    lacking = [each.app for each in apps if each.package.name not in found.form.tags]
    if lacking:
        yield (
            f"no tag like `{found.form.template}` so far, though others have one: {first(lacking)}"
        )


def _of_files(files: Files) -> Iterator[str]:
    if files.exists(OWN) and configured_in(files) != OWN:
        yield f"{OWN} is cargo-release's, so our configuration is in {configured_in(files)}"
    if files.exists(TASKS) and _ROOM not in (files.read(TASKS) or ""):
        yield f"{TASKS} is here without our tasks: for `inv`, add `{NAMESPACE}` to it"


def _left(left: Sequence[str], program: str) -> Iterator[str]:
    yield ""
    yield "left to do at GitHub:"
    yield from (f"  [ ] {each}" for each in left)
    yield f"then `{program} setup.doctor` says whether all is well"
    yield (
        f"now: `{program} release.preview` shows what would be released, and "
        f"`{program} rehearse` plays it; commit these files when you like what you see"
    )
