from __future__ import annotations

import pytest

from release.ecmascript import WHITESPACE, is_array_index, number_text, trim, trim_end


def test_trims_what_javascript_calls_blank() -> None:
    assert trim(f"{WHITESPACE}a b{WHITESPACE}") == "a b"


def test_keeps_what_only_python_calls_blank() -> None:
    text = "\x85\x1c\x1d\x1e\x1fa\x1f\x85"

    assert trim(text) == text


def test_trims_one_side() -> None:
    assert trim_end("\ufeff a \u00a0") == "\ufeff a"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (100.0, "100"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (12345678901234567890.0, "12345678901234567000"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_spells_numbers_as_javascript_does(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize("key", ["0", "7", "10", "4294967294"])
def test_canonical_numbers_are_array_indices(key: str) -> None:
    assert is_array_index(key)


@pytest.mark.parametrize("key", ["", "01", "-1", "1.5", "4294967295", "99999999999", "\u0661", "a"])
def test_other_keys_are_not(key: str) -> None:
    assert not is_array_index(key)
