"""A small app that the real Tauri CLI bundles, with no more of Tauri than that looks for."""

from __future__ import annotations

import json

from tests.deploys.desktop import CONFIGURATION

_STUB = {
    "stub/Cargo.toml": """\
[package]
name = "tauri"
version = "2.12.6"
edition = "2021"

[features]
custom-protocol = []
""",
    "stub/src/lib.rs": "",
}
"""The crate `tauri`, as far as the CLI looks for it: the real one needs a window system."""

_APP = {
    "apps/notes/dist/index.html": "<title>Notes</title>\n",
    "apps/notes/src-tauri/Cargo.toml": """\
[package]
name = "notes"
version = "1.0.0"
edition = "2021"

[dependencies]
tauri = { path = "../../../stub", version = "2.12.6" }
""",
    "apps/notes/src-tauri/Cargo.lock": """\
version = 4

[[package]]
name = "notes"
version = "1.0.0"
dependencies = [
 "tauri",
]

[[package]]
name = "tauri"
version = "2.12.6"
""",
    "apps/notes/src-tauri/src/main.rs": """\
fn main() {
    println!("notes {}, good", env!("CARGO_PKG_VERSION"));
}
""",
    "apps/notes/package.json": '{"name": "notes", "version": "1.0.0"}\n',
}


def an_app(pubkey: str, endpoint: str) -> dict[str, str]:
    """Its files, at 1.0.0; what is built of it updates itself from an address."""
    configuration = {
        "productName": "My Notes",
        "version": "1.0.0",
        "identifier": "org.example.notes",
        "build": {"frontendDist": "../dist"},
        "app": {"windows": []},
        "bundle": {
            "active": True,
            "targets": ["deb", "rpm"],
            "icon": [],
            "createUpdaterArtifacts": True,
        },
        "plugins": {"updater": {"pubkey": pubkey, "endpoints": [endpoint]}},
    }
    return {**_STUB, **_APP, CONFIGURATION: json.dumps(configuration)}
