"""The window's panes, each made when it is first shown: pictures cost what a table need not pay.

Every pane answers to the same few words (`Pane`), so that the window need not know which it has.
"""

from __future__ import annotations

from typing import Any, Protocol, cast

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.table_words import TABLES
from ui.work import Progress, Work
from workbench import markings, saved_views
from workbench.casebook import Casebook, Changed
from workbench.messages import _

LARGE = 4_000
"""Events from which on a timeline is built beside the window."""


class Pane(Protocol):
    """What the window asks of a pane; all are widgets."""

    chosen: SignalInstance  # kind, uid
    counted: SignalInstance  # the status line

    def refresh(self, changed: Changed | None = None) -> None:
        """Look again after a change."""

    def select(self, kind: str, uid: str) -> bool:
        """Show this record as chosen, silently; whether it is here."""

    def status(self) -> str:
        """The status line."""


class _Host(QWidget):
    """A pane that knows no casebook, with what it needs to know brought to it."""

    chosen = Signal(str, str)
    opened = Signal(str, str)
    counted = Signal(str)
    refused = Signal(str)

    def __init__(self, casebook: Casebook, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._casebook, self._key = casebook, key
        self._stale = True
        self._selection: tuple[str, str | None] = ("", None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def _hold(self, pane: QWidget) -> None:
        layout = self.layout()
        assert layout is not None
        layout.addWidget(pane)
        self.setFocusProxy(pane)

    def _fill(self) -> None:
        raise NotImplementedError

    def refresh(self, changed: Changed | None = None) -> None:
        """Look again: at once where it is in sight, else when it next is."""
        self._stale = True
        if self.isVisible():
            self._refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refill()

    def _refill(self) -> None:
        self._stale = False
        self._fill()

    def status(self) -> str:
        """Pictures count for themselves."""
        return ""


class TimelineHost(_Host):
    """The timeline, of this casebook. What is kept of it goes under `key`."""

    def __init__(
        self, casebook: Casebook, work: Work, key: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(casebook, key, parent)
        from ui.timeline_pane import TimelinePane

        self._work = work
        self._wanted = 0
        self.pane = TimelinePane(self)
        self._hold(self.pane)
        self.pane.restore_view(casebook.kept(key) or {})
        self.pane.selected.connect(self.chosen)
        self.pane.opened.connect(self.opened)
        self.pane.lanes_changed.connect(self._lanes_changed)

    def _fill(self) -> None:
        from workbench import lists, moments
        from workbench.lists import Query

        shown = markings.shown_in(self._casebook, ("event", "ask", "stakeholder"))
        self.pane.set_marking(markings.order(self._casebook), shown)
        if lists.count(self._casebook, Query("event")) < LARGE:
            self.pane.show_facts(
                moments.facts(self._casebook), *self._beside(), locate=self._locate
            )
            self.pane.select(*self._selection)
            return
        self._build_beside()

    def _beside(self) -> tuple[Any, Any]:
        from workbench import moments

        return moments.describer(self._casebook), self._casebook.today

    def _locate(self, kind: str, uid: str) -> int | None:
        from workbench import lists

        return lists.id_of(self._casebook, kind, uid)

    def _build_beside(self) -> None:
        from workbench import moments
        from workbench.timeline import build

        lanes_by, casebook = self.pane.lanes_by, self._casebook
        self._wanted += 1
        wanted = self._wanted

        def made(progress: Progress) -> tuple[int, Any]:
            return wanted, build(moments.facts(casebook), lanes_by)

        job = self._work.start(made)
        job.finished.connect(self._built)
        job.failed.connect(self._not_built)
        self.counted.emit(_("Reading what is dated…"))

    def _built(self, made: object) -> None:
        wanted, timeline = cast("tuple[int, Any]", made)
        if wanted == self._wanted:
            self.pane.show_timeline(timeline, *self._beside(), locate=self._locate)
            self.pane.select(*self._selection)
            self.counted.emit("")

    def _not_built(self, error: object) -> None:
        if isinstance(error, BaseException):
            raise error

    def _lanes_changed(self, lanes_by: str) -> None:
        if self._wanted:
            self._build_beside()
        self.keep()

    def select(self, kind: str, uid: str) -> bool:
        """Outline the record, if it is an event or ask."""
        self._selection = (kind, uid or None)
        if not self._stale:
            self.pane.select(kind, uid or None)
        return kind in ("event", "ask")

    def keep(self) -> None:
        """Keep how it is looked at."""
        self._casebook.keep(self._key, self.pane.view_state())


class RelationshipsHost(_Host):
    """The graph, of this casebook; positions and view are kept in it."""

    def __init__(self, casebook: Casebook, key: str, parent: QWidget | None = None) -> None:
        super().__init__(casebook, key, parent)
        from ui.relationships_pane import RelationshipsPane

        self.pane = RelationshipsPane(self)
        self._hold(self.pane)
        self.pane.restore_view(casebook.kept(key) or {})
        self.pane.selected.connect(self._chosen)
        self.pane.opened.connect(self.opened)
        self.pane.positions_changed.connect(self._moved)
        self.pane.failed.connect(self.refused)

    def _fill(self) -> None:
        from workbench.ties import network

        places = self._casebook.kept("positions") or {}
        self.pane.show_network(
            network(self._casebook), self._casebook.today,
            {uid: (place[0], place[1]) for uid, place in places.items()},
        )  # fmt: skip
        self.pane.set_markings(
            markings.order(self._casebook),
            markings.marked(self._casebook, ("stakeholder", "tie", "post")),
        )
        self.pane.select(*self._selection)

    def _chosen(self, kind: str, uid: str) -> None:
        if uid:
            self.chosen.emit(kind, uid)

    def _moved(self, places: object) -> None:
        self._casebook.keep("positions", places or None)

    def select(self, kind: str, uid: str) -> bool:
        """Mark the stakeholder or tie."""
        self._selection = (kind, uid or None)
        if not self._stale:
            self.pane.select(kind, uid or None)
        return kind in ("stakeholder", "tie")

    def keep(self) -> None:
        """Keep how it is looked at."""
        self._casebook.keep(self._key, self.pane.view_state())


def make_pane(name: str, casebook: Casebook, work: Work) -> QWidget:
    """The pane of this name, new. It also is a `Pane`."""
    view = saved_views.by_key(casebook, name)
    if name in TABLES or view is not None:
        from ui.table import TablePane

        return TablePane(casebook, view.table if view else name, view=view)
    if name == "timeline":
        return TimelineHost(casebook, work, "timeline")
    if name == "relationships":
        return RelationshipsHost(casebook, "relationships")
    from ui.today_pane import TodayPane

    return TodayPane(casebook)


def pane_for(casebook: Casebook, kind: str, uid: str, here: str) -> str:
    """The pane in which a record is best seen, `here` if it will do; "" where there is none."""
    if here in ("timeline", "relationships", "today"):
        return here
    view = saved_views.by_key(casebook, here)
    if view is not None and TABLES[view.table].kind == kind:
        return here
    if kind == "event":
        if here == "events":
            return here
        from workbench.kinds import MEETINGS
        from workbench.records import get

        return "meetings" if get(casebook, "event", uid)["kind"] in MEETINGS else "events"
    return next((name for name, table in TABLES.items() if table.kind == kind), "")
