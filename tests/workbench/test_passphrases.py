"""Another passphrase, the backups that keep the old one, the recovery key, the system's keyring."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.keyrings import FakeKeyring, put_in
from workbench import (
    backups,
    copies,
    in_keyring,
    opening,
    passphrases,
    records,
    recovery_keys,
    settings,
)
from workbench.casebook import Casebook
from workbench.messages import Refused, Unreadable

OLD, NEW = "the river, at noon", "Zoë at the ford"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Casebook]:
    casebook = Casebook.create(tmp_path / "desk.casebook", OLD, by="Mina")
    records.add(casebook, "source", {"title": "A paper"})
    yield casebook
    casebook.close()


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKeyring]:
    fake = put_in(monkeypatch)
    yield fake
    settings.change(in_keyring=())


# -- the change ----------------------------------------------------------------------------------


def test_a_backup_is_made_first_and_named_as_opening_with_the_old_passphrase(
    desk: Casebook,
) -> None:
    changed = passphrases.change(desk, NEW)
    assert len(changed.old.backups) == 1 and not changed.old.plain
    backup = changed.old.backups[0].path
    Casebook.open(backup, OLD).close()
    with pytest.raises(Unreadable):
        Casebook.open(backup, NEW)
    assert passphrases.fits(desk, NEW) and not passphrases.fits(desk, OLD)


def test_where_no_backup_can_be_made_first_nothing_is_changed(
    desk: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise Refused("The disk is full")

    monkeypatch.setattr(backups, "automatic", full)
    with pytest.raises(Refused, match="full"):
        passphrases.change(desk, NEW)
    assert passphrases.fits(desk, OLD)


def test_old_backups_go_only_once_there_is_one_with_the_new_passphrase(desk: Casebook) -> None:
    asked_for, _manifest = backups.make(desk)
    changed = passphrases.change(desk, NEW)
    assert asked_for in [each.path for each in changed.old.backups]
    assert passphrases.remove(desk, changed.old.backups) == []
    left = [each for each in asked_for.parent.iterdir() if each.suffix == ".casebook"]
    assert len(left) == 1
    Casebook.open(left[0], NEW).close()
    assert passphrases.old(desk) == passphrases.Old()


def test_backups_that_are_elsewhere_are_named_too(desk: Casebook, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    backup, _manifest = backups.make(desk, stick / "desk.casebook")
    stick.rename(tmp_path / "pulled out")
    assert backup in passphrases.change(desk, NEW).old.unseen
    assert str(backup) in [copy.path for copy in copies.noted(desk)]


def test_a_plain_casebook_is_encrypted_and_its_backups_said_to_need_no_passphrase(
    casebook: Casebook,
) -> None:
    records.add(casebook, "source", {"title": "A paper"})
    changed = passphrases.change(casebook, NEW)
    assert casebook.encrypted and changed.old.plain and len(changed.old.backups) == 1
    records.add(casebook, "source", {"title": "Another"})
    casebook.close()
    with pytest.raises(Refused, match="no passphrase was given"):
        Casebook.open(casebook.path, None)
    again = Casebook.open(casebook.path, NEW)
    assert again.next_undo() is not None
    again.close()


@pytest.mark.parametrize("passphrase", ["", OLD, "x'ab'"])
def test_what_is_no_new_passphrase_is_refused(desk: Casebook, passphrase: str) -> None:
    with pytest.raises(Refused):
        passphrases.change(desk, passphrase)
    assert passphrases.fits(desk, OLD)


# -- the recovery key ----------------------------------------------------------------------------


def made(casebook: Casebook) -> str:
    key = passphrases.new_recovery_key()
    passphrases.make_recovery(casebook, key)
    return key


def test_the_recovery_key_opens_and_sets_a_new_passphrase_at_once(desk: Casebook) -> None:
    key = made(desk)
    desk.close()
    found = passphrases.open_recovered(desk.path, key.lower().replace(" ", "-"), NEW, "Mina")
    assert found.next_undo() is not None and passphrases.fits(found, NEW)
    found.close()
    Casebook.open(desk.path, NEW).close()
    with pytest.raises(Unreadable):
        Casebook.open(desk.path, OLD)
    again = passphrases.open_recovered(desk.path, key, "a third one")
    again.close()


def test_neither_the_file_nor_the_key_is_enough_by_itself(desk: Casebook) -> None:
    key = made(desk)
    file = desk.path.with_name("desk.casebook-recovery")
    held = file.read_bytes()
    desk.close()
    other = recovery_keys.spelt(bytes(32))
    with pytest.raises(Refused, match="another one"):
        passphrases.open_recovered(desk.path, other, NEW)
    file.unlink()
    with pytest.raises(Refused, match="no recovery file"):
        passphrases.open_recovered(desk.path, key, NEW)
    raw = recovery_keys.read(key)
    assert raw not in held and raw.hex().encode() not in held.lower()
    Casebook.open(desk.path, OLD).close()


def test_a_later_key_and_revoking_end_the_earlier_one(desk: Casebook) -> None:
    first = made(desk)
    second = made(desk)
    assert opening.has_recovery_file(desk.path)
    with pytest.raises(Refused):
        passphrases.open_recovered(desk.path, first, NEW)
    assert passphrases.revoke_recovery(desk) and not opening.has_recovery_file(desk.path)
    with pytest.raises(Refused):
        passphrases.open_recovered(desk.path, second, NEW)
    assert not passphrases.revoke_recovery(desk)


def test_a_copy_of_the_recovery_file_opens_nothing_after_the_next_passphrase(
    desk: Casebook,
) -> None:
    key = made(desk)
    file = desk.path.with_name("desk.casebook-recovery")
    held = file.read_bytes()
    assert passphrases.change(desk, NEW).recovery == "gone"
    assert not file.exists()
    desk.close()
    file.write_bytes(held)
    with pytest.raises(Refused, match="earlier passphrase"):
        passphrases.open_recovered(desk.path, key, "a third one")
    Casebook.open(desk.path, NEW).close()


def test_the_recovery_key_stays_good_where_it_is_typed_again(desk: Casebook) -> None:
    key = made(desk)
    with pytest.raises(Refused, match="another one"):
        passphrases.change(desk, NEW, recovery_keys.spelt(bytes(32)))
    assert passphrases.fits(desk, OLD)
    assert passphrases.change(desk, NEW, key).recovery == "kept"
    desk.close()
    passphrases.open_recovered(desk.path, key, "a third one").close()


def test_a_recovery_file_of_another_casebook_opens_nothing(desk: Casebook, tmp_path: Path) -> None:
    other = Casebook.create(tmp_path / "other.casebook", OLD)
    key = made(other)
    other.close()
    desk.close()
    other.path.with_name("other.casebook-recovery").rename(
        desk.path.with_name("desk.casebook-recovery")
    )
    with pytest.raises(Refused, match="another casebook"):
        passphrases.open_recovered(desk.path, key, NEW)


def test_a_plain_casebook_has_no_recovery_key(casebook: Casebook) -> None:
    with pytest.raises(Refused, match="not encrypted"):
        made(casebook)


def test_no_passphrase_and_no_key_lies_in_any_file(
    desk: Casebook, keyring: FakeKeyring, tmp_path: Path
) -> None:
    key = made(desk)
    in_keyring.keep(desk.path, OLD)
    secrets = [OLD, NEW, key, key.replace(" ", ""), desk.record.key.pragma[2:66]]
    passphrases.change(desk, NEW, key)
    secrets.append(desk.record.key.pragma[2:66])
    desk.close()
    files = [*tmp_path.rglob("*"), *settings.file().parent.rglob("*")]
    held = [file.read_bytes() for file in files if file.is_file()]
    assert len(held) > 4
    for secret in secrets:
        for form in (secret.encode(), secret.encode("utf-16-le")):
            assert not any(form in each or form.upper() in each for each in held)
    raw = recovery_keys.read(key)
    assert not any(raw in each or bytes.fromhex(secrets[-1]) in each for each in held)


keys = st.binary(min_size=32, max_size=32)


@given(keys, st.sampled_from(["", " ", "-"]), st.booleans())
def test_any_key_is_read_as_it_was_spelt(key: bytes, between: str, small: bool) -> None:
    spelt = recovery_keys.spelt(key).replace(" ", between)
    assert recovery_keys.read(spelt.lower() if small else spelt) == key


@given(keys, st.data())
def test_any_wrong_sign_is_found_and_its_group_named(key: bytes, data: st.DataObject) -> None:
    spelt = recovery_keys.spelt(key)
    at = data.draw(st.sampled_from([n for n, sign in enumerate(spelt) if sign != " "]))
    wrong = data.draw(st.sampled_from([s for s in recovery_keys.SIGNS if s != spelt[at]]))
    with pytest.raises(Refused, match=f"Group {at // 6 + 1} "):
        recovery_keys.read(spelt[:at] + wrong + spelt[at + 1 :])


@given(keys, st.integers(0, 12), st.integers(0, 12))
def test_groups_that_changed_places_are_found(key: bytes, one: int, two: int) -> None:
    groups = recovery_keys.spelt(key).split()
    if one == two:
        return
    groups[one], groups[two] = groups[two], groups[one]
    with pytest.raises(Refused, match="Group"):
        recovery_keys.read(" ".join(groups))


@given(keys, st.integers(1, 64))
def test_a_key_that_is_cut_short_is_refused(key: bytes, n: int) -> None:
    with pytest.raises(Refused):
        recovery_keys.read(recovery_keys.spelt(key).replace(" ", "")[:n])


# -- the keyring ---------------------------------------------------------------------------------


def test_the_keyring_is_used_only_for_a_casebook_that_was_put_into_it(
    desk: Casebook, keyring: FakeKeyring
) -> None:
    assert in_keyring.available()
    assert in_keyring.get(desk.path) is None and keyring.asked == 0
    assert in_keyring.keep(desk.path, OLD)
    assert in_keyring.is_kept(desk.path) and in_keyring.get(desk.path) == OLD
    assert OLD not in settings.file().read_text(encoding="utf-8")
    assert in_keyring.forget(desk.path)
    assert keyring.held == {} and not in_keyring.is_kept(desk.path)
    assert json.loads(settings.file().read_text(encoding="utf-8"))["in_keyring"] == []


def test_a_casebook_that_was_moved_is_still_known_to_the_keyring(
    desk: Casebook, keyring: FakeKeyring, tmp_path: Path
) -> None:
    in_keyring.keep(desk.path, OLD)
    desk.close()
    moved = desk.path.rename(tmp_path / "moved.casebook")
    assert in_keyring.get(moved) == OLD


def test_a_change_of_passphrase_is_made_in_the_keyring_too(
    desk: Casebook, keyring: FakeKeyring
) -> None:
    assert passphrases.change(desk, NEW).keyring == "none"
    in_keyring.keep(desk.path, NEW)
    assert passphrases.change(desk, OLD).keyring == "kept"
    assert list(keyring.held.values()) == [OLD]
    keyring.broken = True
    assert passphrases.change(desk, NEW).keyring == "gone"
    assert not in_keyring.is_kept(desk.path)


def test_a_keyring_that_fails_is_as_if_there_were_none(
    desk: Casebook, keyring: FakeKeyring
) -> None:
    in_keyring.keep(desk.path, OLD)
    keyring.broken = True
    assert in_keyring.get(desk.path) is None
    assert not in_keyring.keep(desk.path, NEW)
    assert not in_keyring.forget(desk.path)


def test_a_keyring_that_only_writes_a_file_is_none(desk: Casebook, keyring: FakeKeyring) -> None:
    keyring.priority = 0.5
    assert not in_keyring.available() and not in_keyring.keep(desk.path, OLD)
    assert keyring.held == {}


# -- wrong tries ---------------------------------------------------------------------------------


def test_wrong_tries_only_slow_down() -> None:
    now = [0.0]
    tries = opening.Tries(lambda: now[0])
    waits = []
    for _try in range(10):
        tries.wrong()
        waits.append(tries.wait())
        now[0] += tries.wait()
        assert tries.wait() == 0
    assert waits == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30]
    tries.right()
    tries.wrong()
    assert tries.wait() == 0


def test_only_a_passphrase_that_may_be_wrong_counts_as_a_try(desk: Casebook) -> None:
    with pytest.raises(Unreadable) as wrong:
        Casebook.open(desk.path, NEW)
    assert opening.was_wrong(wrong.value)
    with pytest.raises(Refused) as gone:
        Casebook.open(desk.path.with_name("none.casebook"), NEW)
    assert not opening.was_wrong(gone.value)
