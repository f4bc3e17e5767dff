"""The judge has teeth: what is not GitHub's is told, and what is GitHub's is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from release.rehearsal import Request, Response
from tests.github.judge import judged, verdict

REF = {
    "ref": "refs/tags/v1",
    "node_id": "x",
    "url": "https://api.github.com/repos/acme/train/git/refs/tags/v1",
    "object": {
        "type": "commit",
        "sha": "0" * 40,
        "url": "https://api.github.com/repos/acme/train/git/commits/0",
    },
}
REFUSAL = {"message": "No", "documentation_url": "https://docs.github.com/rest", "status": "404"}


@pytest.mark.parametrize(
    ("sent", "told", "wrong"),
    [
        ({"ref": "refs/tags/v1", "sha": "0" * 40}, (201, REF), []),
        ({"ref": "refs/tags/v1", "sha": "0" * 40}, (404, REFUSAL), []),
        ({"ref": "refs/tags/v1"}, (422, REFUSAL), []),
        ({"ref": "refs/tags/v1"}, (201, REF), ["the request is not GitHub's"]),
        ({"ref": "refs/tags/v1", "sha": 7}, (201, REF), ["the request is not GitHub's"]),
        ({"ref": "x", "sha": "0"}, (201, {**REF, "url": None}), ["the answer is not GitHub's"]),
        ({"ref": "x", "sha": "0"}, (201, {"ref": "x"}), ["the answer is not GitHub's"]),
        ({"ref": "x", "sha": "0"}, (200, REF), ["the answer is not GitHub's"]),
        ({"ref": "x", "sha": "0"}, (404, {"message": "No"}), ["this is no refusal of GitHub's"]),
    ],
)
def test_an_exchange_is_judged(
    sent: dict[str, Any], told: tuple[int, dict[str, Any]], wrong: list[str]
) -> None:
    request = a_request("/git/refs", sent)

    complaints = verdict(request, a_response(*told))

    assert len(wrong) == len(complaints)
    assert all(word in complaint for word, complaint in zip(wrong, complaints, strict=True))


def test_a_path_that_github_does_not_have_is_told() -> None:
    assert verdict(a_request("/gti/refs", {}), a_response(200, {}))


def test_a_door_tells_at_its_end() -> None:
    """All of it, so that no client's own handling of errors hides any."""
    with (
        pytest.raises(AssertionError, match="the answer is not GitHub's"),
        judged(lambda _: a_response(201, {})) as door,
    ):
        door(a_request("/git/refs", {"ref": "x", "sha": "0"}))


def a_request(path: str, body: dict[str, Any]) -> Request:
    """A request with a body."""
    headers = {"content-type": "application/json"}
    return Request("POST", f"/api/v3/repos/acme/train{path}", headers, json.dumps(body).encode())


def a_response(status: int, body: dict[str, Any]) -> Response:
    """An answer with a body."""
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())
