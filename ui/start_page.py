"""The start page: the casebooks that were open lately, another one, a new one, the sample."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from workbench import settings
from workbench.messages import _

_PATH = int(Qt.ItemDataRole.UserRole)


class StartPage(QWidget):
    """What is seen where no casebook is open. Says by signals what is wanted."""

    open_wanted = Signal(object)  # a Path
    new_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("Stakeholder Workbench"))
        self.resize(760, 520)
        title = QLabel(_("Stakeholder Workbench"))
        title.setFont(theme.font("title"))
        about = QLabel(
            _("A casebook is one desk's record, in one file. Nothing in it leaves this machine.")
        )
        about.setWordWrap(True)
        self.refusal = QLabel()
        self.refusal.setWordWrap(True)
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.setAccessibleName(_("What was refused"))
        self.refusal.hide()
        recent = QLabel(_("&Recent casebooks"))
        self.recent = QListWidget()
        self.recent.setAccessibleName(_("Recent casebooks"))
        self.recent.itemActivated.connect(self._open_item)
        recent.setBuddy(self.recent)
        self.nothing = QLabel(_("None yet. Open the sample to look around, or make your own."))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[10 * theme.STEP] * 4)
        column.setSpacing(3 * theme.STEP)
        for widget in (title, about, self.refusal, recent, self.recent, self.nothing):
            column.addWidget(widget, 1 if widget is self.recent else 0)
        column.addStretch(0)
        column.addLayout(self._buttons())
        self.refresh()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * theme.STEP)
        self.open = QPushButton(icons.icon("open"), _("&Open a casebook…"))
        self.new = QPushButton(icons.icon("new"), _("&New casebook…"))
        self.sample = QPushButton(icons.icon("sample"), _("Open the &sample"))
        self.open.clicked.connect(self.ask_for_file)
        self.new.clicked.connect(self.new_wanted)
        self.sample.clicked.connect(self.sample_wanted)
        for button in (self.open, self.new, self.sample):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def refresh(self) -> None:
        """List the recent ones anew."""
        self.recent.clear()
        for path in settings.recent():
            item = QListWidgetItem(icons.icon("sources"), f"{path.stem}   {path.parent}")
            item.setData(_PATH, str(path))
            item.setToolTip(str(path))
            self.recent.addItem(item)
        some = self.recent.count() > 0
        self.recent.setVisible(some)
        self.nothing.setVisible(not some)
        if some:
            self.recent.setCurrentRow(0)
            self.recent.setFocus()

    def show_refusal(self, words: str) -> None:
        """Say why something could not be opened; nothing with an empty text."""
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))
        colours = theme.current()
        self.refusal.setStyleSheet(
            f"background: {colours.warning_ground.name()}; color: {colours.text.name()};"
            f" border-left: 4px solid {colours.warning.name()}; padding: 6px;"
        )

    def _open_item(self, item: QListWidgetItem) -> None:
        self.open_wanted.emit(Path(str(item.data(_PATH))))

    def ask_for_file(self) -> None:
        """Choose a casebook's file."""
        path, _kind = QFileDialog.getOpenFileName(
            self, _("Open a casebook"), "", _("Casebooks (*.casebook)") + ";;" + _("All files (*)")
        )
        if path:
            self.open_wanted.emit(Path(path))
