"""Bundle the app with the Tauri CLI: `bundle.py build --ci ...`.

What stands of the app today is its queue, without a window; so it is bundled with an empty crate
in the place of Tauri's own, which needs a window system and a registry. A copy is bundled, and the
app itself stays as it is.

    bundle.py check VERSION   fails where there is no bundle of that version
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
COPY = HERE / "src-tauri" / "target" / "copy"
SOURCES = ("Cargo.toml", "src", "tauri.conf.json")
STUB = """\
[package]
name = "tauri"
version = "2.12.6"
edition = "2021"

[features]
custom-protocol = []
"""
DEPENDENCY = '\n[dependencies]\ntauri = { path = "../stub", version = "2.12.6", features = [] }\n'


def main(arguments: Sequence[str]) -> int:
    """Build a bundle, or check that it is there."""
    if arguments[:1] == ["check"]:
        return check(arguments[1])
    prepare()
    environment = {**os.environ, "CARGO_NET_OFFLINE": "true"}
    command = ["tauri", *arguments]
    ran = subprocess.run(  # noqa: S603  an argument list is not interpreted
        command, cwd=COPY, env=environment, check=False
    )
    return ran.returncode


def prepare() -> None:
    """Copy the app, and put the empty crate beside it; what was built of it before stays."""
    app, stub = COPY / "src-tauri", COPY / "stub"
    for each in (app, stub / "src", COPY / "dist"):
        each.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        source, place = HERE / "src-tauri" / name, app / name
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, place)
    (stub / "Cargo.toml").write_text(STUB, "utf-8")
    (stub / "src" / "lib.rs").write_text("", "utf-8")
    (COPY / "dist" / "index.html").write_text("<title>Cloudprint</title>\n", "utf-8")
    with (app / "Cargo.toml").open("a", encoding="utf-8") as file:
        file.write(DEPENDENCY)
    path = app / "tauri.conf.json"
    configuration = json.loads(path.read_text("utf-8"))
    configuration["build"] = {"frontendDist": "../dist"}
    path.write_text(json.dumps(configuration), "utf-8")


def check(version: str) -> int:
    """Whether there is a bundle of that version."""
    bundles = COPY / "src-tauri" / "target" / "release" / "bundle"
    found = sorted(path.name for path in bundles.glob(f"*/*[_-]{version}[_-]*.*"))
    print(f"bundles of {version}: {', '.join(found) or 'none'}")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
