"""Relationships: stakeholders and their ties as a graph, as they stood on a day.

The pane is given a network and knows nothing of the casebook. What a person selects, opens
or moves goes out as signals, with uids.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import graph_painting, picture
from ui import theme as themes
from ui.graph_controls import GraphControls
from ui.graph_drawing import Graph, Places, Sketch, fitted
from ui.graph_view import GraphView
from ui.graph_words import (
    counted,
    describe_node,
    describe_tie,
    legend,
    marked_words,
    strictest_shown,
)
from ui.marking_chips import MarkingLabel
from ui.work import Job, Work
from workbench import layout, when
from workbench.messages import _, n_
from workbench.network import Mask, Network, Standing

AT_ONCE = 300
"""Up to so many stakeholders are arranged at once; more in a thread of their own."""

STAKEHOLDER, TIE = "stakeholder", "tie"

_Kept = Mapping[str, tuple[float, float]]


class RelationshipsPane(QWidget):
    """The graph with its date, its neighbourhoods and its legend."""

    selected = Signal(str, str)  # "stakeholder" or "tie", uid
    opened = Signal(str, str)
    positions_changed = Signal(object)  # {uid: [x, y]} of all; {} once they are arranged anew
    failed = Signal(str)  # why the stakeholders could not be arranged

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = Network.of(())
        self._today = datetime.date(1970, 1, 1)
        self._places: Places | None = np.zeros((0, 2))  # None while they are being arranged
        self._near_places: Places | None = None  # a neighbourhood's own, where it has any
        self._near: Mask | None = None
        self._centre: str | None = None
        self._selection: tuple[str, str] | None = None
        self._graph: Graph | None = None
        self._order: Sequence[str] = ()
        self._marked: Mapping[str, Mapping[str, str]] = {}
        self._work = Work(self)
        self._arranging: Job | None = None
        self._state_to_come: dict[str, Any] | None = None
        self._build()
        self._say(_("No stakeholders yet. Add the first (Ctrl+N) or import a workbook (Ctrl+I)."))

    def _build(self) -> None:
        self._controls = GraphControls(self)
        self._view = GraphView(self)
        self._note = QLabel(self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setWordWrap(True)
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setMinimumWidth(1)
        self._said.setContentsMargins(8, 4, 8, 0)
        self._said.setAccessibleName(_("What is shown or selected"))
        self._marking = MarkingLabel(self)
        self._legend = picture.LegendStrip(self)
        policy = self._legend.sizePolicy()
        # May grow: its height at one width must not be the most that it has at another.
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self._legend.setSizePolicy(policy)
        self._middle = QStackedLayout()
        self._middle.addWidget(self._note)
        self._middle.addWidget(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._controls)
        column.addLayout(self._middle, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self._said, 1)
        foot.addWidget(self._marking)
        column.addLayout(foot)
        column.addWidget(self._legend)
        self.setFocusProxy(self._view)
        self._controls.changed.connect(self._show)
        self._controls.all_wanted.connect(self.show_all)
        self._controls.fit_wanted.connect(self._view.fit)
        self._controls.anew_wanted.connect(self.arrange_anew)
        self._view.chosen.connect(self._chosen)
        self._view.opened.connect(self._open)
        self._view.centred.connect(self._centred)
        self._view.moved.connect(self._moved)

    # What the window asks for

    def show_network(
        self, network: Network, today: datetime.date, positions: _Kept | None = None
    ) -> None:
        """Show this network; `positions` are kept places by uid, in the layout's units.

        Date, neighbourhood and selection stay, and so do the places of stakeholders that are
        on the screen already, unless most of them are new.
        """
        known = {uid: tuple(place) for uid, place in self._all_positions().items()}
        known.update(positions or {})
        if sum(person.uid in known for person in network.stakeholders) < len(network) / 2:
            known = dict(positions or {})
        self._network, self._today = network, today
        self._near = self._near_places = None
        self._controls.show_span(network.span(), today)
        self._arrange(known)

    def select(self, kind: str, uid: str | None) -> None:
        """Mark a stakeholder or a tie as selected elsewhere; None, or what is not here: nothing."""
        self._selection = (kind, uid) if uid is not None else None
        self._mark()
        node, _tie = self._view.selection
        if node is not None and self._graph is not None and self._graph.nodes[node]:
            self._view.bring_into_sight(node)

    def centre_on(self, uid: str) -> None:
        """Show only who is within the chosen number of steps of a stakeholder."""
        if self._network.node_of(uid) is not None:
            self._centre = uid
            self._show(fit=True)

    @Slot()
    def show_all(self) -> None:
        """Leave the neighbourhood."""
        self._centre = None
        self._show(fit=True)

    @Slot()
    def arrange_anew(self) -> None:
        """Find places for all from scratch; those that were kept are forgotten."""
        self.positions_changed.emit({})
        self._near = None
        self._view.fit()
        self._arrange({})

    def set_markings(self, order: Sequence[str], marked: Mapping[str, Mapping[str, str]]) -> None:
        """How stakeholders and ties are marked: kind -> uid -> marking, of those that are.

        The strictest of what is shown is said below the graph, and on its pictures.
        """
        self._order, self._marked = order, marked
        self._show_marking()

    def _show_marking(self) -> None:
        shown = strictest_shown(self._graph, self._order, self._marked) if self._graph else ""
        self._marking.show_marking(self._order, shown)

    def save(self, path: Path | str, title: str, as_of: str = "") -> Path:
        """Save what is shown, all of it in sight, as PNG or SVG; `Refused` where it can't be."""
        theme = themes.Theme(False)
        size = QSize(max(self._view.width(), 1400), max(self._view.height(), 1000))
        return picture.save_picture(
            path,
            size,
            partial(self._draw_page, theme),
            f"{title} · {self._said_when()}",
            self._legend_in(theme),
            as_of=as_of,
            **self._marking.on_paper(),
        )

    def view_state(self) -> dict[str, Any]:
        """How a person looks at the graph now, as plain values."""
        return {
            **self._controls.state(),
            "centre": self._centre,
            "range": self._view.view_range(),
        }

    def restore_view(self, state: dict[str, Any]) -> None:
        """Look at the graph as then; where none is shown yet, as soon as one is."""
        self._state_to_come = dict(state)
        if len(self._network) and self._places is not None:
            self._show(fit=True)

    # Arranging

    def _arrange(self, known: Mapping[str, Any]) -> None:
        network = self._network
        nowhere = (np.nan, np.nan)
        fixed = np.array(
            [known.get(person.uid, nowhere) for person in network.stakeholders], dtype=np.float64
        ).reshape(-1, 2)
        ties = np.column_stack((network.source, network.target))
        edges = np.concatenate((ties, network.membership))
        work = partial(layout.positions, len(network), edges, fixed)
        if self._arranging is not None:
            self._arranging.cancel()  # another network has come since
            self._arranging = None
        if len(network) <= AT_ONCE or not np.isnan(fixed).any():
            self._places = work()
            self._show(fit=True)
            return
        self._places = None
        self._say(n_("Arranging {n} stakeholder …", "Arranging {n} stakeholders …", len(network)))
        job = self._arranging = self._work.start(lambda progress: work())
        job.finished.connect(self._arranged)
        job.failed.connect(self._not_arranged)

    @Slot(object)
    def _arranged(self, places: Places) -> None:
        if self.sender() is self._arranging:  # one that was asked to stop may have been done
            self._arranging = None
            self._places = places
            self._show(fit=True)

    @Slot(object)
    def _not_arranged(self, error: BaseException) -> None:
        if self.sender() is self._arranging:
            self._arranging = None
            told = _("The graph could not be arranged ({error}).", error=type(error).__name__)
            self._say(told)
            self.failed.emit(told)

    def _all_positions(self) -> dict[str, list[float]]:
        if self._places is None:
            return {}
        people = self._network.stakeholders
        return {
            person.uid: place
            for person, place in zip(people, self._places.round(4).tolist(), strict=True)
        }

    # Showing

    def _say(self, text: str) -> None:
        """Words in the graph's place."""
        self._graph = None
        self._view.show_graph(None, self._today)
        self._note.setText(text)
        self._middle.setCurrentWidget(self._note)
        self._said.clear()
        self._show_marking()
        self._legend.show_legend(())

    @Slot()
    def _show(self, fit: bool = False) -> None:
        if self._places is None:
            return
        if not len(self._network):
            self._say(
                _("No stakeholders yet. Add the first (Ctrl+N) or import a workbook (Ctrl+I).")
            )
            return
        state, self._state_to_come = self._state_to_come, None
        if state is not None:
            self._controls.restore(state)
            self._centre = state.get("centre")
        standing = self._standing()
        nodes = self._shown_nodes(standing)
        places = self._places if self._near_places is None else self._near_places
        self._graph = Graph(
            self._network, places, nodes, *standing, membership=self._controls.membership
        )
        self._middle.setCurrentWidget(self._view)
        self._view.show_graph(self._graph, self._today, fit)
        if state is not None:
            self._view.set_view_range(state.get("range"))
        self._controls.show_neighbourhood(self._centre is not None)
        self._legend.show_legend(self._legend_in(themes.current()))
        self._show_marking()
        self._mark()

    def _standing(self) -> Standing:
        on = self._controls.on
        if on is None:
            every = np.ones(len(self._network.ties), dtype=np.bool_)
            return Standing(every, ~every)
        return self._network.as_of(on.earliest, on.latest)

    def _shown_nodes(self, standing: Standing) -> Mask:
        """All, or those around the centre; these are arranged apart where the whole is large."""
        node = self._network.node_of(self._centre) if self._centre is not None else None
        if node is None:
            self._centre = self._near = self._near_places = None
            return np.ones(len(self._network), dtype=np.bool_)
        controls = self._controls
        near = self._network.neighbourhood(
            node, controls.steps, standing.at_all, controls.membership
        )
        if self._near is not None and np.array_equal(near, self._near):
            return near
        self._near, self._near_places = near, None
        if len(self._network) > AT_ONCE >= near.sum() and self._places is not None:
            self._near_places = self._places.copy()
            self._near_places[near] = layout.positions(int(near.sum()), self._edges_among(near))
        return near

    def _edges_among(self, nodes: Mask) -> np.ndarray:
        network = self._network
        ties = np.column_stack((network.source, network.target))
        edges = np.concatenate((ties, network.membership))
        place = np.cumsum(nodes) - 1
        return np.asarray(place[edges[nodes[edges].all(axis=1)]])

    def _legend_in(self, theme: themes.Theme) -> picture.Legend:
        dated = self._controls.on is not None
        return legend(self._network, theme, dated, self._controls.membership)

    def _said_when(self) -> str:
        on = self._controls.on
        if on is None:
            return _("Ties of all times")
        return _("Ties on {date}", date=when.wording(on))

    def _mark(self) -> None:
        """Show the selection in the graph, and in words below it."""
        kind, uid = self._selection or ("", "")
        node = self._network.node_of(uid) if kind == STAKEHOLDER else None
        tie = self._network.tie_of(uid) if kind == TIE else None
        self._view.choose(node, tie)
        self._said.setText(self._words_for(node, tie))

    def _words_for(self, node: int | None, tie: int | None) -> str:
        graph = self._graph
        if graph is None:
            return ""
        if node is not None:
            words = describe_node(self._network, node, self._today)
            words += marked_words(self._marked, STAKEHOLDER, self._network.stakeholders[node].uid)
        elif tie is not None:
            words = describe_tie(self._network, tie, bool(graph.perhaps[tie]))
            words += marked_words(self._marked, TIE, self._network.ties[tie].uid)
            if tie not in graph.ties:
                words.append(_("not shown: {when}", when=self._said_when()))
        else:
            words = [self._said_when(), counted(graph)]
            if not self._network.ties:
                words.append(_("No ties yet: add the first on a stakeholder's card."))
        return " · ".join(words)

    def _draw_page(self, theme: themes.Theme, painter: QPainter, area: QRectF) -> None:
        if self._graph is not None:
            sketch = Sketch(self._graph, fitted(self._graph, area), area, painter.font())
            graph_painting.draw(painter, sketch, theme)

    # What a person does

    @Slot(object, object)
    def _chosen(self, node: int | None, tie: int | None) -> None:
        kind, uid = self._named(node, tie)
        self._selection = kind, uid
        self._mark()
        self.selected.emit(kind, uid)

    @Slot(object, object)
    def _open(self, node: int | None, tie: int | None) -> None:
        self.opened.emit(*self._named(node, tie))

    def _named(self, node: int | None, tie: int | None) -> tuple[str, str]:
        if tie is not None:
            return TIE, self._network.ties[tie].uid
        return STAKEHOLDER, self._network.stakeholders[node or 0].uid

    @Slot(object)
    def _centred(self, node: int) -> None:
        self.centre_on(self._network.stakeholders[node].uid)

    @Slot(object, object, object)
    def _moved(self, _node: int, _x: float, _y: float) -> None:
        # A neighbourhood arranged apart is made afresh each time: nothing in it is kept.
        if self._near_places is None:
            self.positions_changed.emit(self._all_positions())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._centre is not None:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_graph", None) is not None:
            self._legend.show_legend(self._legend_in(themes.current()))
            self._marking.dress()
