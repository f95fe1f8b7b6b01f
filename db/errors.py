"""The world's errors, as people read them. Everything else that is raised is a bug."""

from __future__ import annotations

from .messages import Message


class Refused(Exception):
    """Something that can't be done: what is wrong, where, and what to do about it.

    Shown as it reads, in one line. Holds names of files, fields and sheets, and what the
    person has just typed; never the contents of other records.
    """

    def __init__(
        self,
        what: Message | str,
        where: Message | str = "",
        what_to_do: Message | str = "",
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(what, where, what_to_do)
        self.what = what
        self.where = where
        self.what_to_do = what_to_do
        self.candidates = candidates

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if str(self.where) else str(self.what)]
        if str(self.what_to_do):
            parts.append(str(self.what_to_do))
        return " ".join(part if part[-1:] in ".?!:" else part + "." for part in parts)


class Unreadable(Refused):
    """A casebook's file that can't be read, by this passphrase at least: damaged, cut, empty."""
