"""`Tauri.toml` and its platform variants (`Tauri.linux.toml`): `tauri.conf.json` as TOML.

Format: https://v2.tauri.app/reference/config/ (the feature `config-toml`)
"""

from __future__ import annotations

from collections.abc import Mapping

from release.manifests import tauri_conf
from release.manifests.document import toml_document
from release.model import Dependency, Manifest
from release.toml_text import loads
from release.toml_text.places import replace


def read(path: str, text: str) -> Manifest:
    """What the file declares; `name` is the product's.

    Raises:
        ConfigError: it is not TOML.
    """
    return tauri_conf.manifest(path, text, toml_document(path, text))


def update(text: str, own: str | None, others: Mapping[Dependency, str]) -> str:  # noqa: ARG001  a Format
    """Replace the version where one is written; see `Format`."""
    if own is None:
        return text
    return replace(text, {place: own for place, _ in tauri_conf.versions(loads(text))})
