"""Where one has been in the window: back and forward, as in a browser."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 200


@dataclass(frozen=True)
class Place:
    """A pane, and the record that was shown beside it; its kind and uid are empty for none."""

    pane: str
    kind: str = ""
    uid: str = ""


class Trail:
    """The places visited, and which of them one is at."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    @property
    def here(self) -> Place | None:
        """Where one is."""
        return self._places[self._at] if self._at >= 0 else None

    def go(self, place: Place) -> None:
        """Go somewhere new; what lay ahead is forgotten."""
        if place == self.here:
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[:-LONGEST]
        self._at = len(self._places) - 1

    def move(self, place: Place) -> None:
        """Be somewhere else without a step of its own, as when going from row to row."""
        if self._at < 0:
            self.go(place)
        else:
            self._places[self._at] = place

    def back(self) -> Place | None:
        """One step back; None at the beginning."""
        if self._at < 1:
            return None
        self._at -= 1
        return self.here

    def forward(self) -> Place | None:
        """One step forward again; None at the end."""
        if self._at + 1 >= len(self._places):
            return None
        self._at += 1
        return self.here

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step back."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a step forward."""
        return self._at + 1 < len(self._places)
