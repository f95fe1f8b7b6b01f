"""Every command of the window, in its menu, with its key. Nothing can be done that is not here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui import icons
from ui.idle import LOCK_KEYS
from workbench.messages import Message, _, message


@dataclass(frozen=True)
class Command:
    """A command: `name` is also the method that does it; `writes` what waits for long work."""

    name: str
    text: Message
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    writes: bool = False


BREAK = None

MENUS: tuple[tuple[str, Message, tuple[Command | None, ...]], ...] = (
    ("file", message("&File"), (
        Command("new_casebook", message("&New casebook…"), icon="new"),
        Command("open_casebook", message("&Open…"), ("Ctrl+O",), "open"),
        Command("recent", message("Open &recent")),
        BREAK,
        Command("import_workbook", message("&Import a workbook…"), ("Ctrl+I",), "import",
                writes=True),
        Command("export_workbook", message("&Export…"), ("Ctrl+E",), "export"),
        Command("save_picture", message("Save &picture…"), ("Ctrl+Shift+P",)),
        BREAK,
        Command("back_up_now", message("&Back up now"), icon="backups"),
        Command("backups", message("Back&ups…")),
        Command("check_record", message("&Check the record"), icon="check"),
        Command("reset_sample", message("Reset the &sample"), writes=True),
        BREAK,
        Command("lock", message("Loc&k"), (LOCK_KEYS,), "locked"),
        Command("lock_after", message("Lock &by itself…")),
        Command("change_passphrase", message("Ch&ange the passphrase…"), writes=True),
        Command("recovery_key", message("Reco&very key…"), writes=True),
        Command("forget_passphrase", message("&Forget the passphrase in the keyring")),
        BREAK,
        Command("close_casebook", message("C&lose the casebook"), ("Ctrl+W",)),
        Command("quit", message("&Quit"), ("Ctrl+Q",)),
    )),
    ("edit", message("&Edit"), (
        Command("undo", message("&Undo"), ("Ctrl+Z",), "undo", writes=True),
        Command("redo", message("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", writes=True),
        BREAK,
        Command("new", message("&New of this kind…"), ("Ctrl+N",), "add", writes=True),
        Command("edit", message("&Edit…"), ("F2",), "edit", writes=True),
        Command("edit_many", message("Edit one &field of all selected…"), ("Shift+F2",),
                writes=True),
        Command("delete", message("&Delete…"), ("Del",), "delete", writes=True),
        Command("purge", message("&Purge…"), writes=True),
        BREAK,
        Command("find_duplicates", message("Find dupl&icates…"), icon="stakeholders"),
        Command("merge_two", message("Make t&wo stakeholders one…"), writes=True),
        Command("markings", message("&Markings…"), writes=True),
        BREAK,
        Command("copy", message("&Copy"), ("Ctrl+C",)),
        Command("paste", message("Pas&te rows…"), ("Ctrl+V",), writes=True),
        Command("filter", message("Fi&lter"), ("Ctrl+F",), "search"),
    )),
    ("go", message("&Go"), (
        Command("go_to", message("&Go to…"), ("Ctrl+K",), "search"),
        Command("back", message("&Back"), ("Alt+Left",), "back"),
        Command("forward", message("&Forward"), ("Alt+Right",), "forward"),
        Command("between", message("&Who could carry a message…"), ("Ctrl+B",), "relationships"),
        BREAK,
    )),
    ("log", message("&Log"), (
        Command("log_meeting", message("&Log a meeting…"), ("Ctrl+L",), "meetings", writes=True),
        Command("continue_draft", message("Go on with what was not sa&ved…"), ("Ctrl+Shift+D",),
                writes=True),
        BREAK,
        Command("new_stakeholder", message("New &stakeholder…"), icon="stakeholders",
                writes=True),
        Command("new_ask", message("New &ask…"), icon="asks", writes=True),
        Command("new_tie", message("New &tie…"), icon="ties", writes=True),
        Command("new_action", message("New a&ction…"), icon="actions", writes=True),
        Command("new_source", message("New s&ource…"), icon="sources", writes=True),
        BREAK,
        Command("hand_over", message("&Hand over a post…"), icon="posts", writes=True),
    )),
    ("view", message("&View"), (
        Command("larger", message("Text &larger"), ("Ctrl++", "Ctrl+=")),
        Command("smaller", message("Text &smaller"), ("Ctrl+-",)),
        Command("normal", message("Text at its &normal size"), ("Ctrl+0",)),
        BREAK,
        Command("as_system", message("As the s&ystem has it"), checkable=True),
        Command("light", message("L&ight"), checkable=True),
        Command("dark", message("&Dark"), checkable=True),
        BREAK,
        Command("columns", message("&Columns…"), ("Ctrl+Shift+C",), "columns"),
        Command("save_view", message("Save this &view…"), ("Ctrl+Shift+S",), "views"),
        Command("timeline_below", message("&Timeline below the table"), ("Ctrl+Shift+T",),
                "timeline", checkable=True),
        Command("relationships_below", message("&Relationships below the table"),
                ("Ctrl+Shift+R",), "relationships", checkable=True),
    )),
    ("help", message("&Help"), (
        Command("keys", message("&Keys"), ("F1",)),
        Command("history", message("&History of the casebook")),
        Command("about", message("&About")),
    )),
)  # fmt: skip


class Commands:
    """The window's actions, by name, in its menu bar."""

    def __init__(
        self, bar: QMenuBar, owner: QWidget, does: Callable[[str], Callable[..., None]]
    ) -> None:
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._writing: list[QAction] = []
        for name, title, commands in MENUS:
            menu = bar.addMenu(str(title))
            self.menus[name] = menu
            for command in commands:
                if command is None:
                    menu.addSeparator()
                elif command.name == "recent":
                    self.menus["recent"] = menu.addMenu(str(command.text))
                else:
                    menu.addAction(self._action(command, owner, does))

    def _action(
        self, command: Command, owner: QWidget, does: Callable[[str], Callable[..., None]]
    ) -> QAction:
        action = QAction(str(command.text), owner)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setCheckable(command.checkable)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        action.triggered.connect(does(command.name))
        self.actions[command.name] = action
        if command.writes:
            self._writing.append(action)
        return action

    def add_panes(self, panes: list[tuple[str, str]], go: Callable[[str], None]) -> None:
        """The panes in the Go menu, the first seven with Ctrl+1 to Ctrl+7."""
        menu = self.menus["go"]
        for place, (name, label) in enumerate(panes, 1):
            action = QAction(label, menu)
            action.setIcon(icons.icon(name))
            if place <= 7:
                action.setShortcut(QKeySequence(f"Ctrl+{place}"))
            action.triggered.connect(lambda _checked=False, name=name: go(name))
            menu.addAction(action)
            self.actions[f"pane {name}"] = action

    def name_step(self, name: str, label: str, there: bool) -> None:
        """Say in the menu what undo or redo would do."""
        action = self.actions[name]
        plain = _("&Undo") if name == "undo" else _("&Redo")
        named = _("&Undo: {act}") if name == "undo" else _("&Redo: {act}")
        action.setText(named.replace("{act}", label.replace("&", "&&")) if label else plain)
        tip = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{tip} ({keys})")
        action.setEnabled(there)

    def allow_writing(self, allowed: bool) -> None:
        """Whether anything may be written now; long work that writes has it to itself."""
        for action in self._writing:
            action.setEnabled(allowed)

    def keys(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every menu's title, with (what, keys) of its commands that have keys."""
        found = []
        for name, title, _commands in MENUS:
            lines = [
                (_plain(action.text()), _keys(action))
                for action in self.menus[name].actions()
                if not action.shortcut().isEmpty()
            ]
            found.append((_plain(str(title)), lines))
        return [(title, lines) for title, lines in found if lines]


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def _keys(action: QAction) -> str:
    shown = QKeySequence.SequenceFormat.NativeText
    return " / ".join(keys.toString(shown) for keys in action.shortcuts())
