"""Commits and pull requests as a GraphQL query, and its answer as facts.

What others wrote goes into variables, never into the query.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from release.credits import Account, CommitFacts, Facts, Lookups, PullFacts, PullRequest
from release.errors import ForgeError

_COMMIT = """\
fragment CommitFacts on Commit {
  commitUrl
  associatedPullRequests(first: 50) {
    nodes { number url mergedAt author { login url } }
  }
  author { user { login url } }
}
"""
_PULL = """\
fragment PullFacts on PullRequest {
  url
  author { login url }
  mergeCommit { commitUrl abbreviatedOid }
}
"""


def render_question(lookups: Lookups) -> tuple[str, dict[str, object]]:
    """The query for `lookups`, and its variables."""
    owner, _, name = lookups.repository.partition("/")
    variables: dict[str, object] = {"owner": owner, "name": name}
    types = ["$owner: String!", "$name: String!"]
    fields, fragments = [], []
    for number, commit in enumerate(lookups.commits):
        variables[f"commit{number}"] = commit
        types.append(f"$commit{number}: String!")
        fields.append(f"commit{number}: object(expression: $commit{number}) {{ ...CommitFacts }}")
    for number, pull in enumerate(lookups.pulls):
        variables[f"pull{number}"] = pull
        types.append(f"$pull{number}: Int!")
        fields.append(f"pull{number}: pullRequest(number: $pull{number}) {{ ...PullFacts }}")
    fragments = [_COMMIT] if lookups.commits else []
    fragments += [_PULL] if lookups.pulls else []
    inside = "\n    ".join(fields)
    query = (
        f"query ({', '.join(types)}) {{\n"
        f"  repository(owner: $owner, name: $name) {{\n    {inside}\n  }}\n}}\n"
    )
    return query + "".join(fragments), variables


def parse_answer(lookups: Lookups, data: Any) -> Facts:
    """What the answer to `render_question(lookups)` says.

    Raises:
        ForgeError: it has another shape than GitHub's.
    """
    try:
        found = data["repository"] or {}
        commits = [(each, found.get(f"commit{n}")) for n, each in enumerate(lookups.commits)]
        pulls = [(each, found.get(f"pull{n}")) for n, each in enumerate(lookups.pulls)]
        return Facts(
            {commit: _commit(each) for commit, each in commits if each},  # `{}` is no commit
            {number: _pull(each) for number, each in pulls if each},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ForgeError(
            f"GitHub's answer is not of the form that it describes: {type(error).__name__} {error}",
            hint="is GITHUB_GRAPHQL_URL the address of a GraphQL API of GitHub?",
        ) from None


def _commit(found: Any) -> CommitFacts:
    nodes = (found["associatedPullRequests"] or {}).get("nodes") or []
    return CommitFacts(
        url=_text(found["commitUrl"]),
        author=_account((found["author"] or {}).get("user")),
        pulls=tuple(_associated(node) for node in nodes if node),
    )


def _associated(node: Any) -> PullRequest:
    merged = node["mergedAt"]
    return PullRequest(
        number=int(node["number"]),
        url=_text(node["url"]),
        merged=datetime.fromisoformat(merged) if merged else None,
        author=_account(node["author"]),
    )


def _pull(found: Any) -> PullFacts:
    merge = found["mergeCommit"]
    return PullFacts(
        url=_text(found["url"]),
        author=_account(found["author"]),
        merge=(_text(merge["abbreviatedOid"]), _text(merge["commitUrl"])) if merge else None,
    )


def _account(found: Any) -> Account | None:
    return Account(_text(found["login"]), _text(found["url"])) if found else None


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(f"`{found}` is not a text")
    return found
