"""The tasks of this repository: `inv --list` shows them."""

from release.tasks import namespace as ns
