"""What one drawing of the timeline put where, for a pointer or a keyboard to find again."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from ui.timeline_layout import BIN, Laid, View


@dataclass(frozen=True)
class Hit:
    """Where a mark was drawn, its label included, in pixels."""

    mark: int
    area: QRectF


@dataclass
class Frame:
    """The lanes of a drawing from top to bottom, and its marks in the order of drawing."""

    view: View
    lanes: list[Laid]
    hits: list[Hit] = field(default_factory=list)

    @property
    def whole(self) -> list[Laid]:
        """The lanes that are in sight from top to foot."""
        foot = self.view.top + self.view.height
        return [laid for laid in self.lanes if laid.top + laid.height <= foot + 0.5]

    def mark_at(self, place: QPointF) -> int | None:
        """The mark that is drawn there."""
        if place.x() < self.view.left:
            return None
        for hit in reversed(self.hits):
            area = hit.area
            across = area.left() - 2 <= place.x() <= area.right() + 2
            if across and area.top() <= place.y() < area.bottom():
                return hit.mark
        return None

    def lane_at(self, place: QPointF) -> Laid | None:
        """The lane that is drawn there."""
        for laid in self.lanes:
            if laid.top <= place.y() < laid.top + laid.height:
                return laid
        return None

    def counted_at(self, place: QPointF) -> tuple[int, float, float] | None:
        """The lane, first and last second of the counted bin that is drawn there."""
        laid = self.lane_at(place)
        if laid is None or place.y() < laid.top + laid.height - laid.strip - 6:
            return None
        bin_ = int((place.x() - self.view.left) // BIN)
        if not 0 <= bin_ < len(laid.counts) or not laid.counts[bin_]:
            return None
        begin, end = (self.view.time(float(x)) for x in laid.edges[bin_ : bin_ + 2])
        return laid.lane, begin, end
