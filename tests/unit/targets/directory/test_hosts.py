"""Other hosts are reached by ssh and rsync alone; tests/e2e/test_hosts.py has real ones."""

from __future__ import annotations

from typing import Any

from release.deployment import Command
from release.targets import directory
from tests.deploys.shipments import a_shipment
from tests.unit.targets.directory.scene import NEW


def on_hosts(**more: Any) -> list[Command]:
    """All commands of a deployment to two hosts that concern `web-1`."""
    options = {"path": "/srv/web", "source": "dist", "hosts": ["web-1", "ops@web-2"], **more}
    recipe = directory.deploy(a_shipment(), options)
    groups = [*(group for phase in recipe.phases for group in phase.work), *recipe.afterwards]
    found = [each for group in groups for each in group if isinstance(each, Command)]
    assert {"", "web-1", "ops@web-2"} == {each.host for each in found}
    return [each for each in found if each.host == "web-1"]


def test_other_hosts_are_reached_by_ssh_and_rsync_alone() -> None:
    commands = on_hosts(restart=["systemctl", "restart", "it's"], ssh={"port": 2222})

    assert {each.argv[0] for each in commands} == {"ssh", "rsync"}
    assert [each.title for each in commands] == [
        "prepare the folder",
        "upload the source",
        f"complete {NEW}",
        f"switch to {NEW}",
        """restart: systemctl restart 'it'"'"'s'""",
        "keep 5 releases",
    ]
    restart = commands[4].argv
    assert ("-p", "2222") == restart[restart.index("-p") : restart.index("-p") + 2]
    assert "BatchMode=yes" in restart
    assert ("-n", "--", "web-1") == restart[-4:-1]
    assert str(restart[-1]).endswith(""" restart /srv/web systemctl restart 'it'"'"'s'""")


def test_what_is_uploaded_is_told_by_its_content_and_goes_where_nothing_is_served() -> None:
    upload = on_hosts(ssh={"identity": "/keys/a b"})[1].argv

    assert upload[:6] == (
        "rsync",
        "-rlpt",
        "-s",
        "--checksum",
        "--delete",
        "--copy-dest=../current/",
    )
    assert str(upload[7]).endswith("-o IdentitiesOnly=yes -i '/keys/a b'")
    assert upload[8:] == ("--", "./apps/web/dist/", "web-1:/srv/web/incoming/")
