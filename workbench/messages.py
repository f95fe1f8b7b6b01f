"""Texts that people read and the errors of the world, handed up to the window and the command."""

from db.errors import Refused
from db.messages import Message, _, message, n_, use

__all__ = ["Message", "Refused", "_", "message", "n_", "use"]
