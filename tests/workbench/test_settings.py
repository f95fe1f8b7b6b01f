"""What this machine remembers, and that nothing it can't read stops anybody."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import settings
from workbench.settings import Settings


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    settings.file().unlink(missing_ok=True)
    yield
    settings.file().unlink(missing_ok=True)


def test_what_is_remembered_is_there_again() -> None:
    assert settings.load() == Settings()
    settings.change(member="Ana Müller", theme="dark")
    settings.change(text_size=2)
    assert settings.load() == Settings("Ana Müller", (), "dark", 2)


def test_the_member_is_who_is_at_the_keyboard_else_the_machines_user() -> None:
    assert settings.who() == settings.machine_user()
    settings.change(member="Ana")
    assert settings.who() == "Ana"


def test_the_casebook_opened_last_comes_first_and_once(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.casebook" for n in range(20)]
    for path in paths:
        path.touch()
        settings.opened(path)
    settings.opened(paths[15])
    assert settings.recent()[:3] == [paths[15], paths[19], paths[18]]
    assert len(settings.recent()) == settings.RECENT
    settings.forget(paths[15])
    paths[19].unlink()
    assert settings.recent()[0] == paths[18]


@pytest.mark.parametrize(
    "written",
    [b"", b"{", b"\xff\xfe", b"[1]", b'{"recent": [1, {}], "theme": 7, "text_size": "x"}',
     b'{"member": null, "text_size": 900, "else": 1}'],
)  # fmt: skip
def test_settings_that_make_no_sense_are_as_if_they_were_not(written: bytes) -> None:
    settings.file().parent.mkdir(parents=True, exist_ok=True)
    settings.file().write_bytes(written)
    found = settings.load()
    assert found.theme == "system"
    assert found.member == ""
    assert settings.SMALLEST <= found.text_size <= settings.LARGEST


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_can_read_them() -> None:
    settings.change(member="Ana")
    assert stat.S_IMODE(settings.file().stat().st_mode) == 0o600
    assert [each.name for each in settings.file().parent.iterdir()] == ["settings.json"]


def test_a_folder_that_can_not_be_made_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in the way").touch()
    monkeypatch.setattr(settings, "file", lambda: tmp_path / "in the way" / "settings.json")
    settings.change(member="Ana")
    assert settings.load() == Settings()
