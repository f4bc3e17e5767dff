"""What every answer is made of: accounts, repositories, commits and files as GitHub writes them."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from urllib.parse import quote

from release.rehearsal.git_text import Commit, FileChange, Person
from release.rehearsal.messages import Record
from release.rehearsal.state import Repository, Site

UNSIGNED = {
    "verified": False,
    "reason": "unsigned",
    "signature": None,
    "payload": None,
    "verified_at": None,
}
_TEMPLATES = {
    "archive": "{archive_format}{/ref}",
    "assignees": "{/user}",
    "branches": "{/branch}",
    "collaborators": "{/collaborator}",
    "comments": "{/number}",
    "commits": "{/sha}",
    "compare": "{base}...{head}",
    "contents": "{+path}",
    "contributors": "",
    "deployments": "",
    "downloads": "",
    "events": "",
    "forks": "",
    "hooks": "",
    "issues": "{/number}",
    "keys": "{/key_id}",
    "labels": "{/name}",
    "languages": "",
    "merges": "",
    "milestones": "{/number}",
    "notifications": "{?since,all,participating}",
    "pulls": "{/number}",
    "releases": "{/id}",
    "stargazers": "",
    "statuses": "/{sha}",
    "subscribers": "",
    "subscription": "",
    "tags": "",
    "teams": "",
}
_SLASHED = {"archive", "compare", "contents"}  # their variable part has no slash of its own


def moment(when: datetime) -> str:
    """A time as GitHub writes it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def optional(when: datetime | None) -> str | None:
    """A time that may not have come."""
    return None if when is None else moment(when)


def user_id(login: str) -> int:
    """An account's number: the same for a login, always."""
    return zlib.crc32(login.encode("utf-8")) or 1


def no_reply(login: str) -> str:
    """The address that GitHub gives to an account in commits which it makes."""
    return f"{user_id(login)}+{login}@users.noreply.github.com"


def user(site: Site, login: str) -> Record:
    """An account."""
    url = f"{site.api}/users/{quote(login)}"
    return {
        "login": login,
        "id": user_id(login),
        "node_id": f"U_{user_id(login)}",
        "avatar_url": f"{site.url}/avatars/{quote(login)}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{site.url}/{quote(login)}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": "Bot" if login.endswith("[bot]") else "User",
        "site_admin": False,
    }


def repo_url(site: Site, repo: Repository) -> str:
    """The address of a repository in the API."""
    return f"{site.api}/repos/{repo.full_name}"


def page_url(site: Site, repo: Repository) -> str:
    """The address of a repository's page."""
    return f"{site.url}/{repo.full_name}"


def repository(site: Site, repo: Repository) -> Record:
    """A repository as it stands inside of other answers."""
    url, html = repo_url(site, repo), page_url(site, repo)
    opened = sum(pull.open for pull in repo.pulls.values())
    addresses = {
        f"{name}_url": f"{url}/{name}{'/' if name in _SLASHED else ''}{rest}"
        for name, rest in _TEMPLATES.items()
    }
    return {
        "id": repo.id,
        "node_id": f"R_{repo.id}",
        "name": repo.name,
        "full_name": repo.full_name,
        "owner": user(site, repo.owner),
        "private": repo.private,
        "html_url": html,
        "description": None,
        "fork": False,
        "url": url,
        **addresses,
        "blobs_url": f"{url}/git/blobs{{/sha}}",
        "git_commits_url": f"{url}/git/commits{{/sha}}",
        "git_refs_url": f"{url}/git/refs{{/sha}}",
        "git_tags_url": f"{url}/git/tags{{/sha}}",
        "trees_url": f"{url}/git/trees{{/sha}}",
        "issue_comment_url": f"{url}/issues/comments{{/number}}",
        "issue_events_url": f"{url}/issues/events{{/number}}",
        "git_url": f"git://{html.partition('://')[2]}.git",
        "ssh_url": f"git@{site.url.partition('://')[2]}:{repo.full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "forks": 0,
        "forks_count": 0,
        "stargazers_count": 0,
        "watchers": 0,
        "watchers_count": 0,
        "size": 0,
        "default_branch": repo.default_branch,
        "open_issues": opened,
        "open_issues_count": opened,
        "has_issues": True,
        "has_projects": False,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "has_downloads": True,
        "archived": False,
        "disabled": False,
        "visibility": "private" if repo.private else "public",
        "pushed_at": moment(repo.created),
        "created_at": moment(repo.created),
        "updated_at": moment(repo.created),
    }


def person(who: Person) -> Record:
    """Somebody as git knows them."""
    return {"name": who.name, "email": who.email, "date": moment(who.date)}


def account(site: Site, who: Person) -> Record | None:
    """The account that a commit's address belongs to, as far as the address tells."""
    name, _, host = who.email.partition("@")
    if host != "users.noreply.github.com":
        return None
    return user(site, name.rpartition("+")[2])


def commit(site: Site, repo: Repository, made: Commit) -> Record:
    """A commit, as lists of commits have it."""
    url, html = repo_url(site, repo), page_url(site, repo)
    return {
        "sha": made.sha,
        "node_id": f"C_{made.sha}",
        "url": f"{url}/commits/{made.sha}",
        "html_url": f"{html}/commit/{made.sha}",
        "comments_url": f"{url}/commits/{made.sha}/comments",
        "commit": {
            "url": f"{url}/git/commits/{made.sha}",
            "author": person(made.author),
            "committer": person(made.committer),
            "message": made.message,
            "tree": {"sha": made.tree, "url": f"{url}/git/trees/{made.tree}"},
            "comment_count": 0,
            "verification": UNSIGNED,
        },
        "author": account(site, made.author),
        "committer": account(site, made.committer),
        "parents": [_parent(url, html, "commits", sha) for sha in made.parents],
    }


def git_commit(site: Site, repo: Repository, made: Commit) -> Record:
    """A commit, as git's part of the API has it."""
    url, html = repo_url(site, repo), page_url(site, repo)
    return {
        "sha": made.sha,
        "node_id": f"C_{made.sha}",
        "url": f"{url}/git/commits/{made.sha}",
        "html_url": f"{html}/commit/{made.sha}",
        "author": person(made.author),
        "committer": person(made.committer),
        "message": made.message,
        "tree": {"sha": made.tree, "url": f"{url}/git/trees/{made.tree}"},
        "parents": [_parent(url, html, "git/commits", sha) for sha in made.parents],
        "verification": UNSIGNED,
    }


def file(site: Site, repo: Repository, changed: FileChange, at: str) -> Record:
    """A file that a commit, a comparison or a pull request changes. `at` is the newer commit."""
    html, path = page_url(site, repo), quote(changed.path)
    found: Record = {
        "sha": changed.sha,
        "filename": changed.path,
        "status": changed.status,
        "additions": changed.additions,
        "deletions": changed.deletions,
        "changes": changed.additions + changed.deletions,
        "blob_url": f"{html}/blob/{at}/{path}",
        "raw_url": f"{html}/raw/{at}/{path}",
        "contents_url": f"{repo_url(site, repo)}/contents/{path}?ref={at}",
    }
    if changed.before is not None:
        found["previous_filename"] = changed.before
    return found


def _parent(url: str, html: str, kind: str, sha: str) -> Record:
    return {"sha": sha, "url": f"{url}/{kind}/{sha}", "html_url": f"{html}/commit/{sha}"}
