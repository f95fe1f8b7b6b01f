"""The window's own small dialogs, and the table of lines that several have."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.card import Text
from ui.card_html import Page
from workbench.messages import _


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
