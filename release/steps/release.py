"""`release.*`: what is a release, what the next one would be, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from release.actions import Decision, Note, Table
from release.adoption.past import MANIFESTS, past_intents
from release.announce import (
    Preview,
    preview_blocks,
    preview_document,
    preview_markdown,
    release_document,
)
from release.changelogs import changesets_git, check_generator
from release.compatibility import unmet
from release.detect import detect as detect_apps
from release.detection import Detection
from release.edits import RECORDS, record_edits
from release.errors import ConfigError, Problem
from release.ledger import LEDGER, Baseline, Released, append_baseline
from release.ledger.recorded import recorded_releases
from release.model import App, Bump, PlannedRelease
from release.phrases import counted
from release.read.changesets import FOLDER
from release.read.history import History, read_history
from release.read.project import Project, read_project
from release.reasons import reasons, summaries_of
from release.steps.changeset.version import version_actions
from release.world import Unformatted, View


def detect(view: View) -> Decision:
    """Is this commit a release, and of which apps? Decided by the versions, never by a message."""
    project, history = read_project(view.files), read_history(view)
    commit = history.released_commit()
    detection = current(project, history)
    rows = tuple((each.name, _yes(each.deploy), each.reason) for each in detection.apps)
    return Decision(
        actions=detection.outputs(of_packages=not project.config.configured),
        document=detection.document(commit),
        blocks=(Table(("App", "Deploy", "Reason"), rows), Note(f"commit {commit}")),
        pending=detection.release,
        lacking=tuple(_untagged(detection)),
        warnings=project.rules.warnings,
    )


def _untagged(detection: Detection) -> Iterator[Problem]:
    """What a job that only looks tells whoever is to mend it."""
    for app in detection.apps:
        if app.deploy:
            yield Problem(
                f"{app.name} {app.version} is not released: there is no tag {app.tag}",
                hint="`deploy` and `release.publish` do what is missing; "
                "each can be run again, also by hand",
            )


def preview(view: View, *, markdown: bool = False) -> Decision:
    """What the next release would deploy, why, in which order, and which files it changes."""
    project, history = read_project(view.files), read_history(view)
    # Only the names of the files are told: any generator will do, no commits need be looked up,
    # and no texts formatted.
    generator = None if project.rules.changelog is None else changesets_git
    edits = version_actions(view.files, project, generator, {}, Unformatted())
    found = preview_of(project, history, [each.path for each in edits])
    return Decision(
        document=preview_document(found),
        blocks=preview_blocks(found),
        raw=preview_markdown(found) if markdown else None,
        pending=found.detection.release,
        warnings=(*project.warnings, *_unreleasable(project)),
    )


def preview_of(project: Project, history: History, files: Sequence[str]) -> Preview:
    """What is said of a release that changes `files`.

    Where it was made already, as at the head of its pull request, the ledger tells why.
    """
    detection = planned(project, history)
    versions = {each.name: each.version for each in project.workspace.packages}
    waiting = {each.package for each in detection.apps if each.deploy}
    return Preview(
        detection=detection,
        plan=project.plan,
        files=tuple(files),
        commit=history.commit,
        deploys=project.config.configured,
        recorded=recorded_releases(project.files.read(LEDGER), versions, waiting),
        blocked=blocked(project.config.apps, detection),
    )


def blocked(apps: Sequence[App], detection: Detection) -> dict[str, str]:
    """Why apps cannot be deployed as they will be, by their names; without asking what runs.

    What is not deployed counts as running here; what two apps are already, no deployment makes.
    """
    states = {each.name: each for each in detection.apps}
    versions = {name: state.version for name, state in states.items()}
    found: dict[str, list[str]] = {}
    for each in unmet(apps, versions):
        if states[each.app].deploy or states[each.needed].deploy:
            there = "there will be" if states[each.needed].deploy else "there is"
            why = f"requires {each.needed} {each.range}, and {there} {each.version}"
            found.setdefault(each.app, []).append(why)
    return {name: f"{name} {versions[name]} {'; it '.join(why)}" for name, why in found.items()}


def _unreleasable(project: Project) -> Iterator[str]:
    """What will stop the release, though not its preview."""
    try:
        check_generator(project.rules.changelog)
    except ConfigError as error:
        yield error.problems[0].message


def explain(view: View, app: str) -> Decision:
    """Why an app gets its version, which changesets speak of it, and its place in the order."""
    project = read_project(view.files)
    state = project.config.app(app)
    detection = planned(project, read_history(view))
    standing = next(each for each in detection.apps if each.name == app)
    release = next((each for each in project.plan.releases if each.name == state.package), None)
    wave = next(number for number, wave in enumerate(detection.order, 1) if app in wave)
    blocks = (
        Note(f"{app} v{standing.version}", (standing.reason,)),
        Note("Version", tuple(_version_story(release, project))),
        Note("Order", tuple(_order_story(wave, state.needs, detection))),
    )
    document = {
        "schema": 1,
        "app": app,
        **standing.document(),
        "release": release_document(release) if release else None,
        "wave": wave,
        "needs": list(state.needs),
    }
    return Decision(document=document, blocks=blocks, pending=False, warnings=project.warnings)


def baseline(view: View, *, since: str = "", changesets_only: bool = False) -> Decision:
    """Record today's versions as already released, and the changesets that releases consumed.

    Args:
        view: the world.
        since: a ref; releases before it are not looked through. Default: all of the history.
        changesets_only: leave the versions out: another tool has made them, and they are not out.
    """
    project, history = read_project(view.files), read_history(view)
    apps = () if changesets_only else current(project, history).apps
    released = {each.package: Released(each.version, each.tag) for each in apps if each.deploy}
    texts = {path: view.files.read(path) for path in RECORDS}
    intents = past_intents(view.git.removals(FOLDER, MANIFESTS, since))
    after = append_baseline(texts[LEDGER], Baseline(history.commit, released, intents))
    told = f"{counted(len(released), 'version')} and {counted(len(intents), 'changeset')}"
    reason = f"{told} count as released"
    return Decision(
        actions=tuple(record_edits(after, texts, reason)),
        document={
            "schema": 1,
            "released": {
                name: {"version": each.version, "tag": each.tag} for name, each in released.items()
            },
            "changesets": [intent.document() for intent in intents],
        },
        warnings=project.rules.warnings,
        done="every version is already released: tagged, or in the ledger"
        if not changesets_only
        else "the ledger has every changeset that a release consumed",
    )


def current(project: Project, history: History) -> Detection:
    """The apps as the manifests have them now."""
    return _detection(project, history, {})


def planned(project: Project, history: History) -> Detection:
    """The apps as they will be when the pending changesets are consumed."""
    moved = [each for each in project.plan.releases if each.bump is not Bump.NONE and each.new]
    return _detection(project, history, {each.name: each.new or "" for each in moved})


def _detection(project: Project, history: History, moved: dict[str, str]) -> Detection:
    apps = project.config.apps
    versions = {each.name: each.version for each in project.workspace.packages} | moved
    return detect_apps(apps, versions, history.tags, history.ledger, project.config.tag_of)


def _yes(value: bool) -> str:
    return "🟢 yes" if value else "⚪ no"


def _version_story(release: PlannedRelease | None, project: Project) -> list[str]:
    if release is None or release.bump is Bump.NONE:
        return ["no pending changeset moves it"]
    lines = [f"{release.old} -> {release.new} ({release.bump}), because:"]
    return lines + [f"- {line}" for line in reasons(release, summaries_of(project.plan.changesets))]


def _order_story(wave: int, needs: Sequence[str], detection: Detection) -> list[str]:
    order = " -> ".join(", ".join(each) for each in detection.order)
    states = {each.name: each for each in detection.apps}
    lines = [f"wave {wave} of {len(detection.order)}: {order}"]
    for need in needs:
        word = "is deployed first" if states[need].deploy else "has nothing to deploy"
        lines.append(f"needs {need}, which {word}")
    return lines
