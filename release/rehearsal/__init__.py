"""A GitHub on this machine, over real bare repositories, to rehearse releases on.

    hub = LocalGitHub(folder)
    hub.add_repository("acme/train", seed=some_repository)
    hub.add_token("secret", Caller("ada"))
    hub.answer(Request("GET", "/api/v3/repos/acme/train", {"authorization": "token secret"}))
    with hub.serve() as url:
        ...

There the API is at url/api/v3, git at url/acme/train.git, and pages for people at url/acme/train.
"""

from release.rehearsal.faults import Fault, Kind, Knock
from release.rehearsal.hub import Entry, LocalGitHub
from release.rehearsal.messages import Dropped, Request, Response
from release.rehearsal.nouns import Caller, Protection, Settings
from release.rehearsal.server import Door
from release.rehearsal.state import Repository

__all__ = [
    "Caller",
    "Door",
    "Dropped",
    "Entry",
    "Fault",
    "Kind",
    "Knock",
    "LocalGitHub",
    "Protection",
    "Repository",
    "Request",
    "Response",
    "Settings",
]
