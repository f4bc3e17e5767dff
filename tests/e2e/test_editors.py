"""Editors complete our configuration: a real language server reads the published schema."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

import pytest

import release.config
from release.config import SCHEMA
from tests.docs.reference import SCHEMA as PUBLISHED
from tests.docs.scene import ROOT

FILE = Path(release.config.__file__ or "").with_name("schema.json")
CONFIGURATION = """\
[apps.backend]
targ
[workflows]
runner = 5
"""


class Editor:
    """An editor that speaks to its language server."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self._server = server
        self._asked = 0

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        """The answer; what the server asks meanwhile is answered with nothing."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            said = self._heard()
            if "method" not in said and said["id"] == self._asked:
                return said["result"]
            if "id" in said:
                self._send({"id": said["id"], "result": None})

    def ask_until_ready(self, method: str, params: Mapping[str, Any]) -> Any:
        """The answer; a server that has not read the file and its schema yet has none."""
        for _ in range(100):
            if answer := self.ask(method, params):
                return answer
            sleep(0.05)
        return []

    def _send(self, said: Mapping[str, Any]) -> None:
        assert self._server.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **said}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _heard(self) -> Any:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self._server.stdout.read(length))


@contextmanager
def editing(root: Path, name: str, text: str) -> Iterator[Editor]:
    """An editor with one file open in a folder, and without a network."""
    (root / name).write_text(text, "utf-8")
    with subprocess.Popen(
        [Path(sys.executable).with_name("tombi"), "lsp", "--offline"],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            yield _opened(Editor(server), root, name, text)
        finally:
            server.kill()


def _opened(editor: Editor, root: Path, name: str, text: str) -> Editor:
    folders = [{"uri": root.as_uri(), "name": "here"}]
    about = {"processId": None, "rootUri": root.as_uri(), "workspaceFolders": folders}
    editor.ask("initialize", {**about, "capabilities": {}})
    editor.notify("initialized", {})
    document = {"uri": (root / name).as_uri(), "languageId": "toml", "version": 1}
    editor.notify("textDocument/didOpen", {"textDocument": {**document, "text": text}})
    return editor


@pytest.mark.parametrize(
    ("name", "text", "setting"),
    [
        ("release.toml", f"#:schema {FILE.as_uri()}\n{CONFIGURATION}", ""),
        (
            "pyproject.toml",
            "\n" + CONFIGURATION.replace("[", "[tool.release."),
            f'[[schemas]]\nroot = "tool.release"\npath = "{FILE}"\ninclude = ["pyproject.toml"]\n',
        ),
    ],
    ids=["release.toml", "pyproject.toml"],
)
def test_a_key_that_is_begun_is_completed(
    name: str, text: str, setting: str, tmp_path: Path
) -> None:
    (tmp_path / "tombi.toml").write_text(setting, "utf-8")
    with editing(tmp_path, name, text) as editor:
        asked = {
            "textDocument": {"uri": (tmp_path / name).as_uri()},
            "position": {"line": 2, "character": 4},
        }

        offered = editor.ask_until_ready("textDocument/completion", asked)

        assert ["target"] == [each["label"] for each in offered]


def test_the_schema_stands_where_it_says() -> None:
    """In the repository of the project, and new configurations name it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    raw = project["urls"]["Source"].replace("//github.com/", "//raw.githubusercontent.com/")

    assert f"{raw}/main/release/config/schema.json" == SCHEMA == PUBLISHED["$id"]
