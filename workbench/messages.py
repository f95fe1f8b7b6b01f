"""Texts that people read and the errors of the world, handed up to the window and the command."""

from db.errors import Refused, Unreadable
from db.messages import Message, _, message, n_, use

__all__ = ["Message", "Refused", "Unreadable", "_", "message", "n_", "use"]
