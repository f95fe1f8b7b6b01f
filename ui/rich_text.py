"""Texts of the record as they may stand in rich text."""

from __future__ import annotations

import html

from workbench.directions import without_turns


def escape(text: str) -> str:
    """The text with what would be markup escaped, and what would turn its direction visible."""
    return html.escape(without_turns(text))
