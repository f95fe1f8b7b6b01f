"""The window's own dialogs: what an import would do, the keys."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.card import Text
from ui.card_html import Page
from workbench.messages import _, n_


def lines_table(header: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> QTableWidget:
    """Texts as a table to be read; `name` is for a screen reader."""
    table = QTableWidget(len(rows), len(header))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(header))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.row_height())
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(at, column, item)
    along = table.horizontalHeader()
    along.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    along.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    along.setStretchLastSection(True)
    return table


def _column(dialog: QDialog) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*[4 * theme.STEP] * 4)
    column.setSpacing(2 * theme.STEP)
    return column


class ImportDialog(QDialog):
    """What taking a workbook would do, before anything is written."""

    def __init__(self, plan: Any, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import {name}", name=name))
        self.on_conflict = QComboBox()
        self.on_conflict.setAccessibleName(_("Rows changed both here and there"))
        self.on_conflict.addItem(_("leave as they are here"), "skip")
        self.on_conflict.addItem(_("take only what nobody changed here"), "ours")
        self.on_conflict.addItem(_("take what the workbook says"), "theirs")
        column = _column(self)
        rows = QLabel(n_("{n} row was read.", "{n} rows were read.", plan.rows))
        rows.setFont(theme.font("title"))
        column.addWidget(rows)
        column.addWidget(QLabel(self._told(plan)))
        if plan.conflicts:
            beside = QHBoxLayout()
            beside.addWidget(QLabel(_("Rows changed both here and there:")))
            beside.addWidget(self.on_conflict, 1)
            column.addLayout(beside)
        if plan.problems:
            column.addWidget(QLabel(_("What needs a look:")))
            column.addWidget(self._problems(plan), 1)
        else:
            column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.take = buttons.addButton(_("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setEnabled(any((plan.created, plan.updated, plan.deleted, plan.conflicts)))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(720, 460 if plan.problems else 220)

    @staticmethod
    def _told(plan: Any) -> str:
        counts = (
            (plan.created, n_("{n} new", "{n} new", plan.created)),
            (plan.updated, n_("{n} changed", "{n} changed", plan.updated)),
            (plan.deleted, n_("{n} to delete", "{n} to delete", plan.deleted)),
            (plan.unchanged, n_("{n} unchanged", "{n} unchanged", plan.unchanged)),
            (
                plan.conflicts,
                n_("{n} changed both here and there", "{n} changed both here and there",
                   plan.conflicts),
            ),
            (plan.skipped, n_("{n} left out", "{n} left out", plan.skipped)),
            (plan.rejected, n_("{n} rejected", "{n} rejected", plan.rejected)),
        )  # fmt: skip
        told = [words for n, words in counts if n]
        return " · ".join(told) if told else _("There is nothing in it to import.")

    @staticmethod
    def _problems(plan: Any) -> QTableWidget:
        rows = []
        for problem in plan.problems:
            reason = str(problem.reason)
            if problem.candidates:
                meant = "; ".join(problem.candidates)
                reason = _("{reason} (perhaps: {names})", reason=reason, names=meant)
            row = str(problem.row) if problem.row else ""
            rows.append((problem.sheet, row, problem.column, reason))
        header = (_("Sheet"), _("Row"), _("Column"), _("Why"))
        return lines_table(header, rows, _("What needs a look"))


def close_button(dialog: QDialog) -> QDialogButtonBox:
    """The only button of a dialog that only tells."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
    buttons.rejected.connect(dialog.reject)
    return buttons


class KeysDialog(QDialog):
    """Every key of the window."""

    def __init__(
        self, keys: Sequence[tuple[str, Sequence[tuple[str, str]]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        text = Text()
        text.setAccessibleName(_("Keys"))
        text.setHtml(self._html(keys))
        text.document().setDocumentMargin(2 * theme.STEP)
        column = _column(self)
        column.addWidget(text, 1)
        column.addWidget(close_button(self))
        self.resize(980, 460)

    @staticmethod
    def _html(keys: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> str:
        page = Page(datetime.date.today())
        everywhere = (
            _("In a form"),
            [
                (_("Save"), "Ctrl+Enter"),
                (_("Leave without saving"), "Esc"),
                (_("Next field, field before"), "Tab / Shift+Tab"),
            ],
        )
        muted = page.colours.muted.name()
        blocks = []
        for title, lines in (*keys, everywhere):
            rows = "".join(
                f'<tr><td style="padding: 1px 16px 1px 0;">{escape(what)}</td>'
                f'<td style="color: {muted}; white-space: nowrap;">{escape(key)}</td></tr>'
                for what, key in lines
            )
            block = (
                f'<p style="margin: 12px 0 2px 0;"><b>{escape(title)}</b></p>'
                f'<table cellspacing="0" cellpadding="0">{rows}</table>'
            )
            blocks.append((len(lines) + 2, block))
        sides = KeysDialog._shared_out(blocks)
        cells = "".join(
            f'<td width="33%" style="padding-right: 16px;">{side}</td>' for side in sides
        )
        return page.whole(f'<table width="100%" cellspacing="0"><tr>{cells}</tr></table>')

    @staticmethod
    def _shared_out(blocks: Sequence[tuple[int, str]], columns: int = 3) -> list[str]:
        """The blocks, in order, in columns of about the same height."""
        whole, height, sides = sum(lines for lines, _block in blocks), 0, [""] * columns
        for lines, block in blocks:
            middle = height + lines / 2
            sides[min(columns - 1, int(middle * columns / whole))] += block
            height += lines
        return sides
