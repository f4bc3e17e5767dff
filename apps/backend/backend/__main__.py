"""`python -m backend`: start the service."""

from __future__ import annotations

import argparse
import os

from backend.server import run
from backend.version import NAME, version

PORT = 8000


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog=NAME, description="Serves /healthz and /version.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        default=os.environ.get("PORT", str(PORT)),
        help="port to listen on; 0 takes a free one ($PORT, else 8000)",
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {version()}")
    options = parser.parse_args()
    try:
        run(options.host, options.port, version())
    except OSError as error:
        parser.exit(1, f"{NAME}: cannot listen on {options.host}:{options.port}: {error}\n")


if __name__ == "__main__":
    main()
