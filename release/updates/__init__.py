"""Updates of desktop apps by Tauri's updater: what an installed app is offered, and by whom signed.

An app asks one address, its channel, which answers with an offer (`updates.offer`): a version, and
for each platform where its bundle is (`updates.bundles`) and how it is signed
(`updates.signatures`). What a channel may go on to, `updates.channels` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Fetched(NamedTuple):
    """What an address answered to somebody who is not signed in, redirects followed.

    `status` 0 is no answer at all, for the reason `why`.
    """

    status: int
    content: bytes = b""
    why: str = ""


Fetch = Callable[[str], Fetched]
"""Get what is at an address, as an installed app would."""
