"""GitHub's GraphQL API on a loopback port, over a small repository of commits and pull requests.

The queries are judged and answered by a real GraphQL engine, so that the real generator and ours
are asked to speak the same language to it. What it lacks of GitHub, no query of theirs or ours
asks for.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, build_schema, graphql_sync

REPOSITORY = "acme/train"
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
SITE = "https://github.com"

_SCHEMA = build_schema("""
type Query { repository(owner: String!, name: String!): Repository }
type Repository { object(expression: String!): GitObject, pullRequest(number: Int!): PullRequest }
interface GitObject { oid: String }
type Blob implements GitObject { oid: String }
type Commit implements GitObject {
  oid: String
  commitUrl: String!
  abbreviatedOid: String!
  author: GitActor
  associatedPullRequests(first: Int): PullRequestConnection
}
type PullRequestConnection { nodes: [PullRequest] }
type GitActor { user: Actor }
type Actor { login: String!, url: String! }
type PullRequest {
  number: Int!, url: String!, mergedAt: String, author: Actor, mergeCommit: Commit
}
""")

_Info = GraphQLResolveInfo[list[tuple[str, "str | int"]]]
Record = dict[str, Any]


def an_actor(login: str | None) -> Record | None:
    """An account; None for one that is gone."""
    return {"login": login, "url": f"{SITE}/{login}"} if login else None


def a_pull(
    number: int, author: str | None = "ada", merged: str | None = None, merge: str | None = None
) -> Record:
    """A pull request. `merged` is when, `merge` the sha of the commit that did it."""
    return {
        "number": number,
        "url": f"{SITE}/{REPOSITORY}/pull/{number}",
        "mergedAt": merged,
        "author": an_actor(author),
        "mergeCommit": a_commit(merge) if merge else None,
    }


def a_commit(
    sha: str, author: str | None = None, pulls: Sequence[Record | None] | None = ()
) -> Record:
    """A commit. `pulls` None: the forge does not say."""
    return {
        "__typename": "Commit",
        "oid": sha,
        "abbreviatedOid": sha[:7],
        "commitUrl": f"{SITE}/{REPOSITORY}/commit/{sha}",
        "author": {"user": an_actor(author)},
        "associatedPullRequests": None if pulls is None else {"nodes": list(pulls)},
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its Authorization header, and each thing that it looked up."""

    authorization: str | None
    lookups: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is given in place of the right one. `status` 0 drops the connection."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class GitHubApi:
    """The API, and what it has been asked.

    `commits` are by what names them, `pulls` by number; `replies` come before the right answers.
    """

    commits: dict[str, Record] = field(default_factory=dict)
    pulls: dict[int, Record] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, authorization: str | None, body: bytes) -> Reply:
        """The next of `replies`, or what the repository has to say."""
        request = json.loads(body)
        lookups: list[tuple[str, str | int]] = []
        result = graphql_sync(
            _SCHEMA,
            request["query"],
            root_value={"repository": self._repository},
            context_value=lookups,
            variable_values=request.get("variables"),
        )
        self.asked.append(Asked(authorization, tuple(lookups)))
        if self.replies:
            return self.replies.pop(0)
        if authorization != f"Token {TOKEN}":
            return Reply(401, '{"message": "Bad credentials"}')
        document: Record = {"data": result.data}
        if result.errors:
            document["errors"] = [_error(error) for error in result.errors]
        return Reply(200, json.dumps(document))

    def _repository(self, _: _Info, owner: str, name: str) -> Record | None:
        if f"{owner}/{name}" != REPOSITORY:
            raise _not_found(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
        return {"object": self._object, "pullRequest": self._pull}

    def _object(self, info: _Info, expression: str) -> Record | None:
        info.context.append(("commit", expression))
        return self.commits.get(expression)

    def _pull(self, info: _Info, number: int) -> Record:
        info.context.append(("pull", number))
        if number not in self.pulls:
            raise _not_found(f"Could not resolve to a PullRequest with the number of {number}.")
        return self.pulls[number]


def _not_found(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": "NOT_FOUND"})


def _error(error: GraphQLError) -> Record:
    """The error as GitHub spells it: its type stands at the top."""
    return {**(error.extensions or {}), "message": error.message, "path": error.path}


@contextmanager
def github_api() -> Iterator[GitHubApi]:
    """Serve an API on a port of this machine."""
    api = GitHubApi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            reply = api.answer(self.headers["Authorization"], self.rfile.read(length))
            if not reply.status:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(reply.body.encode())))
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def log_message(self, *_: object) -> None:
            """The tests look at `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}/graphql"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
