"""Keys and signatures as Tauri makes them, without its CLI."""

from __future__ import annotations

import base64
from functools import cache

from minisign import KeyPair


@cache
def keys(name: str = "ours") -> KeyPair:
    """The key pair of that name: always the same one within a run."""
    del name
    return KeyPair.generate()


def pubkey(name: str = "ours") -> str:
    """What `plugins.updater.pubkey` has of a key pair."""
    return base64.b64encode(bytes(keys(name).public_key) + b"\n").decode()


def signed(content: bytes, version: str = "1.1.0", *, by: str = "ours", hashed: bool = True) -> str:
    """What the `.sig` of a bundle has, as the Tauri CLI 2.12 writes it."""
    comment = f"timestamp:1795681409\tfile:notes.deb\tversion:{version}"
    made = keys(by).secret_key.sign(content, prehash=hashed, trusted_comment=comment)
    return base64.b64encode(bytes(made) + b"\n").decode()
