"""Workbooks under a password: unlocked in memory; nothing unlocked is ever on disk."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

from workbench.exchange import guard
from workbench.messages import Refused, message

# Excel itself puts this one on workbooks that open without asking.
_NO_PASSWORD = "VelvetSweatshop"
# Each round costs a hash, and a file may ask for any number; Office asks for 100,000.
_MOST_ROUNDS = 2_000_000
_ROUNDS = re.compile(rb'spinCount="([0-9]+)"')


class PasswordWanted(Refused):
    """The workbook is under a password and none was given."""


class PasswordWrong(PasswordWanted):
    """The password that was given doesn't open the workbook."""


def unlocked(path: Path, password: str | None) -> BytesIO:
    """What is under the password. PasswordWanted, PasswordWrong, or `Refused` where damaged."""
    content = path.read_bytes()
    if any(int(rounds[:12]) > _MOST_ROUNDS for rounds in _ROUNDS.findall(content)):
        raise Refused(
            message("The workbook's password is guarded in a way that no spreadsheet writes"),
            str(path),
            guard.DISTRUST,
        )
    for word in [_NO_PASSWORD] if password is None else [password, _NO_PASSWORD]:
        found = _opened(path, content, word)
        if found is not None:
            return found
    if password is None:
        raise PasswordWanted(
            message("The workbook is locked with a password"),
            str(path),
            message("Give its password, or save it without one in Excel or LibreOffice."),
        )
    raise PasswordWrong(
        message("The password doesn't open this workbook"),
        str(path),
        message("Check capitals and the keyboard's language, and try again."),
    )


def is_locked(path: Path) -> bool:
    """Whether an old workbook (.xls) is under a password."""
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(BytesIO(path.read_bytes())).is_encrypted())
    except Exception:  # it raises all sorts of things over a damaged file
        return False


def not_openable(path: Path) -> Refused:
    """What is said of a workbook whose lock none of us can open (.ods)."""
    return Refused(
        message("This OpenDocument workbook is locked with a password"),
        str(path),
        message("Save it without a password in LibreOffice, and import that."),
    )


def _opened(path: Path, content: bytes, password: str) -> BytesIO | None:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    target = BytesIO()
    try:
        file: Any = msoffcrypto.OfficeFile(BytesIO(content))
        if file.format == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:
            file.load_key(password=password)
        file.decrypt(target)
    except InvalidKeyError:
        return None
    except DecryptionError as error:
        if "password" in str(error).lower() or "key" in str(error).lower():
            return None
        raise _damaged(path) from None
    except Exception:  # it raises all sorts of things over a damaged file
        raise _damaged(path) from None
    target.seek(0)
    return target


def _damaged(path: Path) -> Refused:
    return Refused(
        message("The workbook is locked with a password, and damaged or locked in an unknown way"),
        str(path),
        message("Save it without a password in Excel or LibreOffice, and import that."),
    )
