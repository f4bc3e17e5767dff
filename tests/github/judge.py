"""GitHub's own OpenAPI description as a judge of what is asked and what is answered.

    with judged(hub.answer) as door:
        ...  # `door` answers as `hub.answer`; at the end every mismatch is told

The description is `generated/api.github.com.json` of npm's @octokit/openapi 23.0.2, compressed.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.testing import MockRequest, MockResponse

from release.rehearsal import Door, Request, Response

DESCRIPTION = Path(__file__).parent / "api.github.com.json.xz"

_SERVER = "http://judge.test"
_OURS = ("/repos/{owner}/{repo}", "/user", "/rate_limit")  # loading all 811 takes its time
_PREFIXES = ("/api/v3", "/api/uploads")
_SLASHED = re.compile(
    r"(/repos/[^/]+/[^/]+/"
    r"(?:git/(?:ref|refs|matching-refs)|compare|branches|contents|releases/tags|commits)/)"
    r"(.+?)((?:/(?:status|statuses|pulls|protection(?:/.*)?))?)$"
)
"""Where the last parameter may hold slashes, which the description does not know of."""

_UNDECLARED = {401, 403, 404, 405, 409, 422, 429}  # GitHub says these anywhere
_FAULTY = 500
_BYTES = "application/octet-stream"


@contextmanager
def judged(answer: Door) -> Iterator[Door]:
    """A door like `answer`, whose every exchange is held against the description.

    Raises:
        AssertionError: at the end, with all that did not match.
    """
    complaints: list[str] = []

    def door(request: Request) -> Response:
        response = answer(request)
        complaints.extend(verdict(request, response))
        return response

    yield door
    assert not complaints, "\n".join(complaints)


def verdict(request: Request, response: Response) -> list[str]:
    """What is wrong with an exchange, by the description; git and pages are not judged.

    A request that GitHub would not understand may only be refused.
    """
    if not request.path.startswith(_PREFIXES) or response.status >= _FAULTY:
        return []
    asked = _asked(request)
    wrong = list(_wrong_request(asked, response))
    if request.headers.get("accept") != _BYTES:  # the description knows no answer but JSON
        wrong += _wrong_response(asked, response)
    return [f"{request.method} {request.path} ({response.status}): {one}" for one in wrong]


@cache
def description() -> OpenAPI:
    """The description, loaded once."""
    with lzma.open(DESCRIPTION, "rb") as file:
        document: dict[str, Any] = json.load(file)
    paths = {path: item for path, item in document["paths"].items() if path.startswith(_OURS)}
    for item in paths.values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("servers", None)  # assets are sent to another host
    _mend(document["components"]["schemas"])
    _mend(paths)
    document |= {"servers": [{"url": _SERVER}], "paths": paths}
    unchecked: Any = None  # judging the description itself would take 20 s
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=unchecked))


def _mend(schema: Any) -> None:
    """Let two things mean what GitHub means by them, and not nothing.

    `nullable` beside `oneOf` and without a type, and a discriminator between a list and objects,
    which a list has no property for.
    """
    if isinstance(schema, dict):
        for word in ("oneOf", "anyOf"):
            if schema.get("nullable") is True and "type" not in schema and word in schema:
                schema[word].append({"type": "object", "nullable": True, "enum": [None]})
        if "array" in schema.get("discriminator", {}).get("mapping", {}):
            del schema["discriminator"]
        for part in schema.values():
            _mend(part)
    elif isinstance(schema, list):
        for part in schema:
            _mend(part)


def _asked(request: Request) -> MockRequest:
    path = urlsplit(request.path).path
    for prefix in _PREFIXES:
        path = path.removeprefix(prefix)
    path = re.sub(r"/contents/?$", "/contents/.", path)  # the root has no name there
    path = _SLASHED.sub(lambda match: match[1] + quote(match[2], safe="%") + match[3], path)
    return MockRequest(
        _SERVER,
        request.method.lower(),
        path,
        args=request.query,
        data=request.body or None,
        content_type=request.headers.get("content-type", ""),
    )


def _wrong_request(asked: MockRequest, response: Response) -> Iterator[str]:
    try:
        description().validate_request(asked)
    except OpenAPIError as error:
        if response.status < 400:
            yield f"the request is not GitHub's: {_reasons(error)}"


def _wrong_response(asked: MockRequest, response: Response) -> Iterator[str]:
    kind = response.headers.get("content-type", "").partition(";")[0]
    told = MockResponse(response.body, status_code=response.status, content_type=kind)
    try:
        description().validate_response(asked, told)
    except OpenAPIError as error:
        if isinstance(error, ResponseNotFound) and response.status in _UNDECLARED:
            yield from _wrong_refusal(response)
        else:
            yield f"the answer is not GitHub's: {_reasons(error)}"


def _wrong_refusal(response: Response) -> Iterator[str]:
    """What is wrong with a refusal that the description does not list."""
    said = json.loads(response.body)
    if not {"message", "documentation_url", "status"} <= said.keys():
        yield f"this is no refusal of GitHub's: {said}"


def _reasons(error: BaseException) -> str:
    """An error by the places that are wrong, where it has any."""
    below = getattr(error.__cause__, "schema_errors", ())
    places = [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in below]
    return "; ".join(places) or f"{type(error).__name__}: {error}"
