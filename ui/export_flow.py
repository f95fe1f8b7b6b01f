"""An export in the window, from what is chosen to what the status line says of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject

from workbench.messages import Refused, _, n_

if TYPE_CHECKING:
    from ui.export_dialog import ExportDialog, View
    from ui.window import Window
    from workbench.exchange.formats import Format
    from workbench.exchange.selection import Selection


class Exporting(QObject):
    """Asks what is wanted and where it goes; the writing is the window's worker's."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.setObjectName("exporting")
        self._window = window
        self._path = Path()

    @classmethod
    def of(cls, window: Window) -> Exporting:
        """The window's own."""
        found = window.findChild(QObject, "exporting")
        return cls(window) if found is None else cast(Exporting, found)

    def begin(self) -> None:
        """Ask what is to be exported."""
        from ui.export_dialog import ExportDialog

        dialog = ExportDialog(self._window.casebook, self.view(), self._window)
        dialog.accepted.connect(lambda: self._choose_file(dialog))
        self._window.open_dialog(dialog)

    def view(self) -> View | None:
        """What the table that is open shows; None where it is none."""
        from ui.export_dialog import View

        table = self._window.views.table()
        if table is None:
            return None
        try:
            query = table.query()
        except Refused:
            return None  # a filter that is half typed
        return View(str(table.table.label), query, table.model.rowCount())

    def _choose_file(self, dialog: ExportDialog) -> None:
        from PySide6.QtWidgets import QFileDialog

        form, wanted = dialog.form, dialog.wanted()
        ceiling = dialog.selection().ceiling
        name = self._window.casebook.name if not ceiling else _("Export")
        path = f"{name}{form.ending}"
        while True:
            path, _kind = QFileDialog.getSaveFileName(
                self._window, _("Export"), path, f"{form.label} (*{form.ending})"
            )
            if not path:
                return
            if path.casefold().endswith(form.ending):
                break
            path += form.ending
            if not Path(path).exists():
                break
            # Nobody was asked yet whether this file may be replaced: the dialog asks it now.
        self.write(Path(path), form, wanted)

    def write(
        self, path: Path, form: Format, wanted: Callable[[], Selection] | None = None
    ) -> None:
        """Write what is wanted, or the whole record, to this path, in the worker."""
        self._path = path
        casebook = self._window.casebook

        def work(told: Any) -> Any:
            # Imported here: what writes workbooks takes long to load, and nothing waits for it.
            from workbench.exchange.selection import Selection

            return form.write(casebook, path, wanted() if wanted else Selection(), told)

        job = self._window.work.start(work)
        job.finished.connect(self._written)
        job.failed.connect(self._window.show_failure)
        job.cancelled.connect(lambda: self._window.say(_("Cancelled. Nothing was written.")))
        self._window.busy.watch(job, _("Exporting {name}", name=path.name))

    def _written(self, exported: Any) -> None:
        n = sum(exported.sheets.values())
        words = _("Exported {rows} to {name}.",
                  rows=n_("{n} row", "{n} rows", n), name=self._path.name)  # fmt: skip
        kept = exported.withheld.values()
        if kept:
            records = sum(each["records"] for each in kept)
            cells = sum(each["cells"] for each in kept)
            words += " " + _(
                "Withheld: {records} and {cells}.",
                records=n_("{n} record", "{n} records", records),
                cells=n_("{n} cell", "{n} cells", cells),
            )
        without = sum(exported.undated.values())
        if without:
            words += " " + n_("{n} record has no date and is not in it.",
                              "{n} records have no date and are not in it.", without)  # fmt: skip
        self._window.say(words)
