"""Where a file lies: told from what the system says is mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import medium

MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:30 / /home rw shared:2 master:1 - btrfs /dev/sdb rw
31 30 0:45 / /home/ada/desk\\040share rw,relatime - cifs //server/desk rw
32 31 0:46 / /home/ada/desk\\040share/old rw - nfs4 server:/old rw
33 21 0:50 / /mnt rw - ext4 /dev/sdc rw
34 33 0:51 / /mnt rw - fuse.sshfs ada@server:/ rw
35 21 0:52 / /media/stick rw - vfat /dev/sdd1 rw
a line that says nothing
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a.casebook", "ext4"),
        ("/home/ada/a.casebook", "btrfs"),
        ("/home/ada/desk share/a.casebook", "cifs"),
        ("/home/ada/desk share of mine/a.casebook", "btrfs"),
        ("/home/ada/desk share/old/deep/a.casebook", "nfs4"),
        ("/mnt/a.casebook", "fuse.sshfs"),
        ("/media/stick/a.casebook", "vfat"),
    ],
)
def test_the_nearest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert medium.kind_in(MOUNTS, Path(path)) == kind


def test_shares_are_remote_and_disks_are_not() -> None:
    remote = {"cifs", "nfs4", "fuse.sshfs", "9p", "smb3"}
    assert remote <= medium.REMOTE
    assert medium.REMOTE.isdisjoint({"ext4", "btrfs", "vfat", "tmpfs", "exfat", "ntfs3", "overlay"})


def test_what_can_not_be_told_is_taken_for_a_disk_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not medium.is_remote(tmp_path / "a.casebook")
    monkeypatch.setattr(medium, "_MOUNTS", str(tmp_path / "none"))
    assert not medium.is_remote(tmp_path / "a.casebook")
    assert medium.kind_in("", Path("/a")) == ""
