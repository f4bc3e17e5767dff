"""What a refusal looks like through ghapi."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fasttransport.errors import APIError  # type: ignore[import-untyped]


@contextmanager
def refused(status: int, words: str = "") -> Iterator[None]:
    """The block ends in a refusal with that status, whose text has `words` in it."""
    with pytest.raises(APIError) as caught:
        yield
    assert status == caught.value.status_code
    assert words in str(caught.value.raw)
