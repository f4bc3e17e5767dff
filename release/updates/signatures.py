"""Signatures of bundles as Tauri makes them: minisign's own, with a layer of base64 around.

The line that minisign calls the trusted comment is signed, too. Tauri writes the name of the file
into it, and since 2.12 the version: so a bundle cannot be offered as another version than it is.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, NamedTuple

from release.errors import ConfigError, Where

if TYPE_CHECKING:
    from minisign import PublicKey, Signature

_VERSION = "version:"


class Key(NamedTuple):
    """The public half of a key pair: what an app verifies its updates with."""

    public: PublicKey


def parse_key(text: str, where: Where | None = None) -> Key:
    """The public key of `plugins.updater.pubkey`.

    Raises:
        ConfigError: it is none.
    """
    from minisign import Error, PublicKey  # noqa: PLC0415  loads a library for cryptography

    try:
        return Key(PublicKey.from_bytes(_unwrapped(text)))
    except Error as error:
        raise ConfigError(
            f"the updater's public key cannot be read: {error}",
            where,
            "it is what `tauri signer generate` wrote into the file `.pub`, all of it",
        ) from None


def flaw(key: Key, content: bytes, signature: str, version: str) -> str | None:
    """Why an installed app would refuse a bundle, or should; None where all is well.

    Args:
        key: what the app was built with.
        content: the bundle.
        signature: the content of its `.sig`.
        version: what it is offered as.
    """
    from minisign import Error  # noqa: PLC0415  as above

    try:
        parsed = _parse(signature)
        key.public.verify(content, parsed)
    except Error as error:
        return str(error)
    return _other_version(parsed.trusted_comment, version)


def _parse(text: str) -> Signature:
    from minisign import Signature  # noqa: PLC0415  as above

    return Signature.from_bytes(_unwrapped(text))


def _unwrapped(text: str) -> bytes:
    """The text within; the updater takes no blanks and no line ends around it.

    Raises:
        minisign.ParseError: it is no base64.
    """
    from minisign import ParseError  # noqa: PLC0415  as above

    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise ParseError("it is not in base64") from None


def _other_version(comment: str, version: str) -> str | None:
    said = [each for each in comment.split("\t") if each.startswith(_VERSION)]
    if not said or said[0] == f"{_VERSION}{version}":
        return None
    return f"it was built as {said[0].removeprefix(_VERSION)}, and is to be {version}"
