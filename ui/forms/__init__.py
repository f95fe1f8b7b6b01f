"""Forms and dialogs: what the window asks a person for.

Each function shows one and returns what came of it; None, 0 or False where the person left it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.modal import accepted, passing
from workbench.casebook import Casebook
from workbench.drafts import Draft


def edit_record(
    parent: QWidget | None,
    casebook: Casebook,
    kind: str,
    uid: str | None = None,
    preset: Mapping[str, Any] | None = None,
) -> str | None:
    """Edit a record, or with no uid add one that starts out with `preset`; its uid.

    An event has a form of its own, with parties, asks and actions in it.
    """
    from ui.forms.record_form import RecordForm

    if kind == "event":
        return edit_meeting(parent, casebook, uid) if uid else log_meeting(parent, casebook)
    with passing(RecordForm(casebook, kind, uid, preset, parent)) as form:
        return form.saved_uid if accepted(form) else None


def log_meeting(
    parent: QWidget | None,
    casebook: Casebook,
    preset_parties: Sequence[str] = (),
    kind: str = "meeting",
) -> str | None:
    """Log a meeting, or an event of another kind; its uid."""
    from ui.forms.meeting_form import MeetingForm

    with passing(MeetingForm(casebook, parent, kind=kind, parties=preset_parties)) as form:
        return form.saved_uid if accepted(form) else None


def edit_meeting(parent: QWidget | None, casebook: Casebook, uid: str) -> str | None:
    """Edit an event of any kind, with its parties, answers and actions; its uid."""
    from ui.forms.meeting_form import MeetingForm

    with passing(MeetingForm(casebook, parent, uid=uid)) as form:
        return form.saved_uid if accepted(form) else None


def hand_over(parent: QWidget | None, casebook: Casebook, post: str) -> str | None:
    """Hand a post over; the uid of the next holder's."""
    from ui.forms.handover_form import HandoverForm

    with passing(HandoverForm(casebook, post, parent)) as form:
        return form.saved_uid if accepted(form) else None


def edit_many(parent: QWidget | None, casebook: Casebook, kind: str, uids: Sequence[str]) -> int:
    """Change one field of many records; how many really changed."""
    from ui.forms.many_form import ManyForm

    with passing(ManyForm(casebook, kind, uids, parent)) as form:
        return form.edited if accepted(form) else 0


def go_on(parent: QWidget | None, casebook: Casebook, draft: Draft) -> str | None:
    """Open the form that a draft was typed into, with all of it; the uid of what was saved."""
    from ui.forms.going_on import form_of, show_place

    with passing(form_of(parent, casebook, draft)) as form:
        form.go_on_with(draft)
        show_place(form, draft)
        return form.saved_uid if accepted(form) else None


def confirm_delete(
    parent: QWidget | None, casebook: Casebook, kind: str, uids: Sequence[str]
) -> bool:
    """Ask, say what else goes, and delete; whether it was done."""
    from ui.forms.dialogs import DeleteDialog

    with passing(DeleteDialog(casebook, kind, uids, parent)) as dialog:
        return accepted(dialog)


def ask_passphrase(parent: QWidget | None, path: Path, wrong: str = "") -> str | None:
    """The passphrase of a casebook, as typed. `wrong` says what the last one was not."""
    from ui.forms.dialogs import PassphraseDialog

    with passing(PassphraseDialog(path, wrong, parent)) as dialog:
        return dialog.passphrase() if accepted(dialog) else None


def new_casebook(parent: QWidget | None, folder: Path) -> Casebook | None:
    """Ask where a new casebook goes and for its passphrase, make it, and open it."""
    from ui.forms.dialogs import NewCasebookDialog
    from workbench.messages import Refused

    with passing(NewCasebookDialog(folder, parent)) as dialog:
        while accepted(dialog):
            try:
                casebook = Casebook.create(dialog.path(), dialog.passphrase())
            except Refused as refused:
                dialog.say(str(refused))
                continue
            if dialog.recovery.isChecked():
                from ui import recovery_dialogs

                recovery_dialogs.make_key(dialog, casebook)
            return casebook
    return None


def ask_member(parent: QWidget | None, suggestion: str = "") -> str | None:
    """The name of who is at the keyboard."""
    from ui.forms.dialogs import MemberDialog

    with passing(MemberDialog(suggestion, parent)) as dialog:
        return dialog.name() if accepted(dialog) else None
