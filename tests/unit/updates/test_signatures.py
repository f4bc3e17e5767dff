"""What is refused before an installed app would have to."""

from __future__ import annotations

import base64

import pytest

from release.errors import ConfigError, Where
from release.updates.signatures import flaw, parse_key
from tests.deploys.signing import pubkey, signed

BUNDLE = b"a package"
KEY = parse_key(pubkey())


@pytest.mark.parametrize("hashed", [True, False])
def test_a_good_signature_has_no_flaw(hashed: bool) -> None:
    assert flaw(KEY, BUNDLE, signed(BUNDLE, hashed=hashed), "1.1.0") is None


def test_a_bundle_that_was_changed_is_told() -> None:
    assert "signature verification failed" == flaw(KEY, b"A package", signed(BUNDLE), "1.1.0")


def test_a_signature_by_another_key_is_told() -> None:
    signature = signed(BUNDLE, by="somebody else")

    assert "incompatible key identifiers" == flaw(KEY, BUNDLE, signature, "1.1.0")


def test_a_bundle_that_was_built_as_another_version_is_told() -> None:
    """Or an old one, offered under a new number, would be offered again for ever."""
    expected = "it was built as 1.0.0, and is to be 1.1.0"

    assert expected == flaw(KEY, BUNDLE, signed(BUNDLE, "1.0.0"), "1.1.0")


def test_the_version_in_a_signature_cannot_be_changed() -> None:
    text = base64.b64decode(signed(BUNDLE, "1.0.0")).replace(b"version:1.0.0", b"version:1.1.0")

    told = flaw(KEY, BUNDLE, base64.b64encode(text).decode(), "1.1.0")

    assert "signature verification failed" == told


def test_a_signature_of_an_older_tauri_tells_no_version() -> None:
    text = base64.b64decode(signed(BUNDLE)).replace(b"\tversion:", b"\tversion-of-mine:")

    told = flaw(KEY, BUNDLE, base64.b64encode(text).decode(), "1.1.0")

    assert "signature verification failed" == told  # and not that it lacks one


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "invalid number of lines"),
        ("no base64!", "it is not in base64"),
        (f"{signed(BUNDLE)}\n", "it is not in base64"),  # which the updater refuses, too
        (base64.b64encode(b"one line").decode(), "invalid number of lines"),
    ],
)
def test_what_is_no_signature_is_told(text: str, told: str) -> None:
    assert told == flaw(KEY, BUNDLE, text, "1.1.0")


@pytest.mark.parametrize("text", ["", "RWQf6LRCGA9i53m", signed(BUNDLE)])
def test_what_is_no_key_is_told_with_its_place(text: str) -> None:
    with pytest.raises(ConfigError) as told:
        parse_key(text, Where("src-tauri/tauri.conf.json"))

    (problem,) = told.value.problems
    assert problem.message.startswith("the updater's public key cannot be read: ")
    assert Where("src-tauri/tauri.conf.json") == problem.where
