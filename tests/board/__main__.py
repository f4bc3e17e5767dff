"""The board of a made-up season, in pictures: what to look at when the page has changed.

    python -m tests.board --releases 200 --output FOLDER

In FOLDER are `board.html`, `.json` and `.prom`, and a picture of the page by day, by night, with
the reader's own colours, on paper and on two phones. For each it prints how many rules axe found
broken, which ends it red, and how long Chromium took to load the page.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.real_components import REMEDIES, Components
from tests.repositories import Repo
from tests.trains import FILES, a_train

_PICTURES = Path(__file__).with_name("pictures.mjs")
_IDENT = {
    f"GIT_{role}_{key}": text
    for role in ("AUTHOR", "COMMITTER")
    for key, text in {"NAME": "Ada", "EMAIL": "ada@example.org"}.items()
}
_TOML = f"""{FILES["release.toml"]}
[apps.frachter.environments.staging]
target = "command"
command.roll-out = ["true"]
"""


def main() -> int:
    """Make them, and tell of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.board")
    parser.add_argument("--releases", type=int, default=200, help="of the season")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the pictures")
    options = parser.parse_args()
    components = Components(os.environ)
    if not components.find("chromium"):
        parser.error(f"chromium is not here: {REMEDIES['chromium']}")
    folder = options.output.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    rehearse(options.releases, folder)
    asked = {"page": str(folder / "board.html"), "folder": str(folder)}
    seen = components.ask_node(
        _PICTURES,
        components.node_modules,
        components.require("chromium"),
        asked=asked,
        environment={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "disabled:"},
    )
    for look, told in seen.items():
        found = f" ({', '.join(told['found'])})" if told["found"] else ""
        said = f"axe {len(told['found'])}{found}, loaded in {told['loaded']:.0f} ms"
        print(f"{look}: {said}, {told['file']}")
    return int(any(told["found"] for told in seen.values()))


def rehearse(releases: int, folder: Path) -> None:
    """Have the board of so many made-up releases written."""
    with tempfile.TemporaryDirectory(prefix="board-") as name:
        os.environ |= _IDENT
        repo = Repo(Path(name, "train"))
        a_train(repo.root, {"release.toml": _TOML})
        repo.commit("All aboard")
        outputs = (f"--output={folder / f'board.{each}'}" for each in ("html", "json", "prom"))
        words = ("-m", "release", "rehearse", f"--releases={releases}", *outputs)
        subprocess.run([sys.executable, "-P", *words], cwd=repo.root, check=True)


if __name__ == "__main__":
    sys.exit(main())
