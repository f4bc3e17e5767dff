"""What another tool said of groups, dependents, private packages and tags, in our words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from release.adoption.members import Member
from release.config.changesets import PATH, SCHEMA
from release.world import Files

FOLLOW = "dependents: one whose requirement a new version leaves is released as well"
"""What is told where the tool left such dependents alone."""

_VERSION = "{version}"
_NO_NAME = "\0" * len(_VERSION)  # as long, and in no name
_USUAL = 2  # packages that make a form of tags the usual one


def tag_settings(templates: Mapping[str, str]) -> dict[str, Any]:
    """`tag` for most packages, and `tags` for those whose tags have another form.

    Args:
        templates: the form of each package's tags, with `{version}`, by the package's name.
    """
    forms = {name: _with_name(form, name) for name, form in templates.items()}
    named = Counter(form for form in forms.values() if "{name}" in form or len(forms) == 1)
    usual, count = named.most_common(1)[0] if named else ("", 0)
    if count < min(_USUAL, len(forms)):
        return {"tags": dict(templates)}
    own = {name: templates[name] for name, form in forms.items() if form != usual}
    return {"tag": usual, **({"tags": own} if own else {})}


def _with_name(template: str, name: str) -> str:
    """The template with `{name}` where the name stands, as a word of its own before all else."""
    for pattern in (rf"(?<!\w){re.escape(name)}(?!\w)", re.escape(name)):
        found = re.search(pattern, template.replace(_VERSION, _NO_NAME))
        if found:
            return f"{template[: found.start()]}{{name}}{template[found.end() :]}"
    return template


def filled(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without those that say nothing."""
    return {name: value for name, value in settings.items() if value}


def rules_for(
    files: Files,
    members: Iterable[Member],
    *,
    fixed: Sequence[Sequence[str]] = (),
    follows_always: bool = False,
) -> dict[str, str]:
    """The file with the rules that the packages had; nothing when there is one already.

    Args:
        files: the tree.
        members: the packages. The other tools version private ones, which Changesets does not
            by itself.
        fixed: names of packages that have one version.
        follows_always: a package is released whenever one that it depends on is.
    """
    if files.exists(PATH):
        return {}
    rules: dict[str, Any] = {}
    if fixed:
        rules["fixed"] = [list(group) for group in fixed]
    if any(member.manifests[0].private for member in members):
        rules["privatePackages"] = {"version": True, "tag": True}
    if follows_always:
        option = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH"
        rules[option] = {"updateInternalDependents": "always"}
    return {PATH: json.dumps({"$schema": SCHEMA, **rules}, indent=2, ensure_ascii=False) + "\n"}
