"""Changesets' GitHub generator: each line links its pull request, its commit and its author.

Behaviour: @changesets/changelog-github 1.0.1. Its version 0.7.0 (`is_old`) thanks nobody for a
pull request whose author is gone; it crashes where the forge does not know a commit, and there
we do what 1.0.1 does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from release.changelogs.github_options import TOKEN, Options, parse_options
from release.changelogs.github_summary import NO_PULL, Summary, link_issues, read_summary
from release.credits import Account, Facts, Lookups
from release.ecmascript import trim_end
from release.errors import ChangesetError, Problem, Where
from release.model import Bump, Changeset

_SHORT_SHA = 7
_NEVER = datetime.max.replace(tzinfo=UTC)


class _Links(NamedTuple):
    """The Markdown links of a line; None for what is not known."""

    pull: str | None = None
    commit: str | None = None
    author: str | None = None


class GitHub(NamedTuple):
    """The generator. It renders from `facts`, which are what `needs` asked for.

    `server` is the address of the forge's pages.
    """

    options: Options
    server: str
    is_old: bool = False
    facts: Facts = Facts({}, {})

    def needs(
        self,
        told: Iterable[tuple[Changeset, str | None]],
        behind: Iterable[tuple[Changeset, str | None]],
    ) -> Lookups:
        """What must be known before a line can be rendered.

        Args:
            told: the changesets that get a line, each with its commit.
            behind: the changesets behind updated dependencies, each with its commit.

        Raises:
            ChangesetError: a summary names a pull request that no forge can have.
        """
        read = [(each, commit, read_summary(each.summary)) for each, commit in told]
        ChangesetError.raise_any(
            [_no_such_pull(each) for each, _, summary in read if summary.pull == NO_PULL]
        )
        pulls = [summary.pull for _, _, summary in read if summary.pull is not None]
        commits = [summary.commit or commit for _, commit, summary in read if summary.pull is None]
        wanted = [*commits, *(commit for _, commit in behind)]
        return Lookups(
            self.options.repository,
            tuple(dict.fromkeys(commit for commit in wanted if commit)),
            tuple(dict.fromkeys(pulls)),
        )

    def knowing(self, facts: Facts) -> GitHub:
        """The same generator, with what it needs to know."""
        return self._replace(facts=facts)

    def release_line(self, changeset: Changeset, commit: str | None, _bump: Bump, /) -> str:
        """The links, the thanks and the summary, with a blank line above them."""
        summary = read_summary(changeset.summary)
        links = self._links(summary, commit)
        issues = f"{self.server}/{self.options.repository}/issues"
        lines = [link_issues(trim_end(line), issues) for line in summary.text.split("\n")]
        first, more = lines[0], "\n".join(f"  {line}" for line in lines[1:])
        if self.options.template is not None:
            return f"{trim_end(_filled(self.options.template, first, links))}\n{more}"
        thanks = f"Thanks {links.author}!" if links.author else None
        parts = [part for part in (links.pull, links.commit, thanks) if part]
        prefix = f" {' '.join(parts)} -" if parts else ""
        return f"\n\n-{prefix} {first}\n{more}"

    def dependency_line(
        self,
        changesets: Sequence[tuple[Changeset, str | None]],
        updated: Sequence[tuple[str, str]],
        /,
    ) -> str:
        """One bullet with the commits of all causes, and the updated dependencies under it."""
        if not updated:
            return ""
        links = ", ".join(
            self._of_commit(commit).commit or f"`{commit[:_SHORT_SHA]}`"
            for _, commit in changesets
            if commit
        )
        names = [f"  - {name}@{version}" for name, version in updated]
        return "\n".join([f"- Updated dependencies [{links}]:", *names])

    def _links(self, summary: Summary, commit: str | None) -> _Links:
        links = self._found(summary, commit)
        if summary.pull is not None and summary.commit:
            page = f"{self.server}/{self.options.repository}/commit/{summary.commit}"
            links = links._replace(commit=_commit_link(summary.commit, page))
        if not self.options.thanks:
            return links._replace(author=None)
        authors = [f"[@{author}]({self.server}/{author})" for author in summary.authors]
        return links._replace(author=", ".join(authors) or links.author)

    def _found(self, summary: Summary, commit: str | None) -> _Links:
        if summary.pull is not None:
            return self._of_pull(summary.pull)
        wanted = summary.commit or commit
        return self._of_commit(wanted) if wanted else _Links()

    def _of_pull(self, number: int) -> _Links:
        pull = self.facts.pulls.get(number)
        if pull is None:
            return _Links()
        return _Links(
            f"[#{number}]({pull.url})",
            _commit_link(*pull.merge) if pull.merge else None,
            _account_link(pull.author),
        )

    def _of_commit(self, commit: str) -> _Links:
        found = self.facts.commits.get(commit)
        if found is None:
            return _Links()
        own = _commit_link(commit, found.url)
        pull = min(found.pulls, key=lambda each: each.merged or _NEVER, default=None)
        if pull is None:
            return _Links(None, own, _account_link(found.author))
        author = pull.author if self.is_old else pull.author or found.author
        return _Links(f"[#{pull.number}]({pull.url})", own, _account_link(author))


def generator(
    options: object, server: str, repository: str | None, *, is_old: bool = False
) -> GitHub:
    """The generator with the options that the configuration has beside its name.

    Args:
        options: an object, or None.
        server: the address of the forge's pages.
        repository: the one that the environment names, for options that name none.
        is_old: as version 0.7.0 does, not 1.0.1.

    Raises:
        ConfigError: the options are wrong; all problems at once.
    """
    return GitHub(parse_options(options, repository, is_old=is_old), server, is_old)


def _filled(template: str, summary: str, links: _Links) -> str:
    ref = links.pull or links.commit
    tokens = {
        "summary": summary,
        "ref": f"({ref})" if ref else "",
        "pull": links.pull or "",
        "commit": links.commit or "",
        "authors": links.author or "",
    }
    return TOKEN.sub(lambda found: tokens[found[1]], template)


def _no_such_pull(changeset: Changeset) -> Problem:
    return Problem(
        "the summary names a pull request with more digits than any has", Where(changeset.path)
    )


def _commit_link(commit: str, url: str) -> str:
    return f"[`{commit[:_SHORT_SHA]}`]({url})"


def _account_link(account: Account | None) -> str | None:
    return f"[@{account.login}]({account.url})" if account else None
