"""The three apps, built and started as a deployment would."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.real_components import Components

APPS = Path(__file__).parents[2] / "apps"
START_SECONDS = 20  # it takes 0.2 s; two busy cores make it slower


def version_of(app: str) -> str:
    return str(json.loads((APPS / app / "package.json").read_text(encoding="utf-8"))["version"])


@pytest.fixture
def backend() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service on a free port, and its address."""
    command = [sys.executable, "-m", "backend", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=APPS / "backend",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield process, said.split()[-1]
        process.kill()


def test_backend_is_well_and_tells_its_version(
    backend: tuple[subprocess.Popen[str], str],
) -> None:
    _, address = backend

    with urlopen(f"{address}/healthz") as health, urlopen(f"{address}/version") as version:
        assert json.load(health) == {"status": "ok"}
        assert json.load(version) == {"name": "backend", "version": version_of("backend")}


def test_backend_stops_when_it_is_told_to(backend: tuple[subprocess.Popen[str], str]) -> None:
    process, address = backend
    with urlopen(f"{address}/healthz"):
        pass

    process.send_signal(signal.SIGTERM)

    assert process.wait(START_SECONDS) == 0


def test_backend_says_that_its_port_is_taken(backend: tuple[subprocess.Popen[str], str]) -> None:
    _, address = backend
    port = address.rpartition(":")[2]

    second = subprocess.run(
        [sys.executable, "-m", "backend"],
        cwd=APPS / "backend",
        env=os.environ | {"PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (second.returncode, second.stdout) == (1, "")
    assert f"backend: cannot listen on 127.0.0.1:{port}" in second.stderr


@pytest.fixture
def built_frachter(components: Components, tmp_path: Path) -> Path:
    """The web app, built for a backend with a hostile name."""
    app = shutil.copytree(APPS / "frachter", tmp_path / "frachter", ignore=lambda *_: {"dist"})
    subprocess.run(
        [components.node, "build.js"],
        cwd=app,
        env=os.environ | {"BACKEND_URL": "https://api.example.org/v1?a=1&b='><script>"},
        check=True,
        capture_output=True,
    )
    return app / "dist"


@pytest.mark.needs("node")
def test_frachter_says_which_version_it_is(built_frachter: Path) -> None:
    version = version_of("frachter")
    page = (built_frachter / "index.html").read_text(encoding="utf-8")

    assert json.loads((built_frachter / "version.json").read_bytes()) == {
        "name": "frachter",
        "version": version,
    }
    assert f"<p>Frachter {version}</p>" in page
    assert "@VERSION@" not in page


@pytest.mark.needs("node")
def test_frachter_asks_only_the_backend_that_it_was_built_for(built_frachter: Path) -> None:
    page = (built_frachter / "index.html").read_text(encoding="utf-8")

    assert "connect-src 'self' https://api.example.org;" in page
    assert "https://api.example.org/v1?a=1&#38;b=" in page
    assert "><script>" not in page


@pytest.mark.needs("node")
def test_frachter_is_nothing_but_the_files_that_its_page_names(built_frachter: Path) -> None:
    files = sorted(path.name for path in built_frachter.iterdir())

    assert files == ["app.js", "index.html", "style.css", "version.json"]


@pytest.fixture(scope="module")
def cloudprint(components: Components, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desktop app's program, built from the committed lockfile with no network."""
    target = tmp_path_factory.mktemp("cloudprint")
    subprocess.run(
        [components.cargo, "build", "--offline", "--locked", "--quiet"],
        cwd=APPS / "cloudprint" / "src-tauri",
        env=os.environ | {"CARGO_TARGET_DIR": str(target)},
        check=True,
    )
    return target / "debug" / "cloudprint"


@pytest.mark.needs("cargo")
def test_cloudprint_says_which_version_it_is(cloudprint: Path) -> None:
    said = subprocess.run([cloudprint, "--version"], capture_output=True, text=True, check=True)

    assert said.stdout == f"cloudprint {version_of('cloudprint')}\n"


@pytest.mark.needs("cargo")
def test_cloudprint_prints_the_queue(cloudprint: Path) -> None:
    jobs = "Delivery note 4711\t3\t2\nLabels\t10\n"

    said = subprocess.run(
        [cloudprint, "queue"], input=jobs, capture_output=True, text=True, check=True
    )

    assert said.stdout.splitlines() == [
        "#  title               pages  copies  sheets",
        "1  Delivery note 4711      3       2       6",
        "2  Labels                 10       1      10",
        "                                          16",
    ]


@pytest.mark.needs("cargo")
def test_cloudprint_prints_nothing_of_a_queue_that_it_cannot_read(cloudprint: Path) -> None:
    jobs = "Labels\t10\nno number\tmany\n"

    said = subprocess.run(
        [cloudprint, "queue"], input=jobs, capture_output=True, text=True, check=False
    )

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "line 2: pages is `many`, not a number from 1 up\n"
