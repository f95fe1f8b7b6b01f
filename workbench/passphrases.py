"""Another passphrase for an open casebook, and what it means for the copies there are.

Backups keep the passphrase that they were made under: they are named, and can be removed. A
recovery key is void with the old passphrase, unless it is typed again meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db import backing_up, casefile, recovery, rekeying
from db.backing_up import Told, silent
from workbench import backup_folders, backups, copies, in_keyring, recovery_keys
from workbench.backup_folders import Backup
from workbench.casebook import Casebook
from workbench.messages import Refused, message

__all__ = [
    "Changed", "Old", "change", "check", "fits", "make_recovery", "new_recovery_key", "old",
    "open_recovered", "remove", "revoke_recovery",
]  # fmt: skip


@dataclass(frozen=True)
class Old:
    """Backups that open with an earlier passphrase; `plain` says that they need none at all.

    `unseen` were made too, and can't be seen from here: a stick may be elsewhere.
    """

    backups: tuple[Backup, ...] = ()
    unseen: tuple[Path, ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Changed:
    """What a change of passphrase meant: for backups, the recovery key, the keyring.

    `recovery` and `keyring` are "none", "kept" (good for the new one) or "gone".
    """

    old: Old
    recovery: str = "none"
    keyring: str = "none"


def check(passphrase: str) -> None:
    """`Refused` where this can be no passphrase."""
    casefile.check_passphrase(passphrase)


def fits(casebook: Casebook, passphrase: str) -> bool:
    """Whether this is the passphrase that the casebook has now. Takes a tenth of a second."""
    key = casebook.record.key
    if not key.pragma:
        return False
    try:
        return casefile.derive(passphrase, key.salt).same_as(key)
    except Refused:
        return False


def change(
    casebook: Casebook, passphrase: str, recovery_key: str = "", told: Told = silent
) -> Changed:
    """Write the casebook anew under this passphrase. It stays open, and is gone on with.

    A backup is made first. A plain casebook is encrypted. `Refused`, with all as it was, where it
    can't be done. With the `recovery_key` as it was printed, that stays good.
    """
    _refuse_read_only(casebook)
    check(passphrase)
    was_plain = not casebook.encrypted
    if fits(casebook, passphrase):
        raise Refused(
            message("This is the passphrase that the casebook has already"),
            what_to_do=message("Choose another one."),
        )
    key = _given(casebook, recovery_key) if recovery_key.strip() else None
    backups.automatic(casebook, "passphrase", told)
    rekeying.rekey(casebook.record, passphrase)
    return Changed(
        _old(casebook, was_plain), _renewed(casebook, key), _in_keyring(casebook, passphrase)
    )


def _refuse_read_only(casebook: Casebook) -> None:
    if casebook.record.read_only is not None:
        raise Refused(
            message("It can only be looked at here: {why}", why=casebook.record.read_only),
            str(casebook.path),
            message("Change the passphrase where it can be written to."),
        )


def _given(casebook: Casebook, recovery_key: str) -> bytes:
    """The recovery key that was typed; `Refused` where it is not this casebook's."""
    key = recovery_keys.read(recovery_key)
    if not recovery.unwrap(casebook.path, key).same_as(casebook.record.key):
        raise Refused(
            message("The recovery key is of an earlier passphrase, or of another casebook"),
            what_to_do=message("Leave it out, and make a new one afterwards."),
        )
    return key


def _renewed(casebook: Casebook, key: bytes | None) -> str:
    """What becomes of the recovery key, now that the passphrase is another one."""
    if key is not None:
        try:
            recovery.wrap(casebook.record, key)
            return "kept"
        except Refused:
            pass  # The passphrase is changed all the same; the old file opens nothing any more.
    try:
        return "gone" if recovery.revoke(casebook.path) else "none"
    except Refused:
        return "gone"


def _in_keyring(casebook: Casebook, passphrase: str) -> str:
    if not in_keyring.is_kept(casebook.path):
        return "none"
    if in_keyring.keep(casebook.path, passphrase):
        return "kept"
    in_keyring.forget(casebook.path)
    return "gone"


# -- copies with an earlier passphrase -----------------------------------------------------------


def old(casebook: Casebook) -> Old:
    """The backups on record that do not open with the passphrase that the casebook has now."""
    return _old(casebook, plain=False)


def _old(casebook: Casebook, plain: bool) -> Old:
    seen = backup_folders.listed(casebook)
    unseen = [
        Path(copy.path)
        for copy in copies.noted(casebook)
        if copy.what == "backup" and not copy.there
    ]
    others = [each for each in seen if not backing_up.opens(casebook.record, each.path)]
    return Old(tuple(others), tuple(unseen), plain)


def remove(casebook: Casebook, old: Sequence[Backup], told: Told = silent) -> list[Path]:
    """Remove these backups, once one with the new passphrase is made; those that are left."""
    if not any(backing_up.opens(casebook.record, e.path) for e in backup_folders.listed(casebook)):
        backups.make(casebook)
    return backup_folders.remove(casebook, list(old))


# -- the recovery key ----------------------------------------------------------------------------


def new_recovery_key() -> str:
    """A key that nobody has seen yet, in groups of letters. It opens nothing yet."""
    return recovery_keys.spelt(recovery.new_key())


def make_recovery(casebook: Casebook, recovery_key: str) -> None:
    """Have this key open the casebook from now on, and no earlier one. It is not kept itself."""
    _refuse_read_only(casebook)
    recovery.wrap(casebook.record, recovery_keys.read(recovery_key))


def revoke_recovery(casebook: Casebook) -> bool:
    """Remove the recovery file; whether there was one.

    Who copied it and has the printed key still gets in, until the passphrase is changed.
    """
    return recovery.revoke(casebook.path)


def open_recovered(path: Path, recovery_key: str, passphrase: str, by: str = "") -> Casebook:
    """Open the casebook by its recovery key, and give it this passphrase at once.

    The recovery key stays good. `Refused`, with all as it was, where one of them can't be used.
    """
    check(passphrase)
    key = recovery_keys.read(recovery_key)
    casebook = Casebook(recovery.opened(path, key, by), by)
    try:
        _refuse_read_only(casebook)
        if not fits(casebook, passphrase):
            change(casebook, passphrase, recovery_key)
    except BaseException:
        casebook.close()
        raise
    return casebook
