"""The form that a draft was typed into, opened again on the record as it is now."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QWidget

from ui.draft_place import return_to, scroll_to
from ui.forms.handover_form import HandoverForm
from ui.forms.many_form import ManyForm
from ui.forms.meeting_form import MeetingForm
from ui.forms.record_form import RecordForm
from workbench import records
from workbench.casebook import Casebook
from workbench.drafts import Draft
from workbench.messages import Refused, message


def form_of(
    parent: QWidget | None, casebook: Casebook, draft: Draft
) -> MeetingForm | RecordForm | HandoverForm | ManyForm:
    """The form, as it opens anew; one of a record that is gone makes a new record.

    `Refused` where there is nothing left that could be changed.
    """
    there = records.labels(casebook, draft.kind, [uid for uid in (draft.uid, *draft.uids) if uid])
    uid = draft.uid if draft.uid in there else None
    if draft.form == "event":
        return MeetingForm(casebook, parent, uid=uid)
    if draft.form == "handover":
        if uid is None:
            raise Refused(
                message("The post that was to be handed over was deleted since"),
                what_to_do=message("Undo that first, or throw away what was typed."),
            )
        return HandoverForm(casebook, uid, parent)
    if draft.form != "many":
        return RecordForm(casebook, draft.kind, uid, None, parent)
    uids = [each for each in draft.uids if each in there]
    if not uids:
        raise Refused(
            message("The records that were to be changed were all deleted since"),
            what_to_do=message("Undo that first, or throw away what was typed."),
        )
    return ManyForm(casebook, draft.kind, uids, parent)


def show_place(form: QDialog, draft: Draft) -> None:
    """Put keyboard and scrolling, once the form is shown, where they were.

    A dialog that comes up selects all of the line that has the keyboard.
    """
    timer = QTimer(form, singleShot=True, interval=0)
    timer.timeout.connect(partial(return_to, form, draft.place))
    timer.timeout.connect(partial(scroll_to, form, draft.place))
    timer.start()
