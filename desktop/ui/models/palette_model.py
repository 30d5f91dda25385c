"""What the palette offers for the letters typed so far: chats, people without one, commands."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from desktop.core.records import ContactRecord
from desktop.ui.contact_text import contact_name, handle
from desktop.ui.fuzzy import Match, find_match

_Index = QModelIndex | QPersistentModelIndex

ENTRY_ROLE = Qt.ItemDataRole.UserRole
COMMANDS_ONLY = ">"
"""Typed first, it leaves the commands alone."""

_MOST_CHATS = 8
_MOST_PEOPLE = 5
_MOST_COMMANDS = 8

translate = QCoreApplication.translate


class EntryKind(enum.Enum):
    """What an entry stands for."""

    HEADING = "heading"
    CHAT = "chat"
    PERSON = "person"
    COMMAND = "command"


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """Something that can be done.

    Attributes:
        title: What it does.
        icon: Beside it.
        key_text: Its shortcut, or empty.
        act: Does it.
    """

    title: str
    icon: str
    key_text: str
    act: Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row.

    Attributes:
        kind: What it stands for.
        title: Its words.
        hint: Quieter words behind them.
        places: Which characters of the title were typed.
        hint_places: Which characters of the hint were typed.
        contact: Of a chat or a person.
        command: Of a command.
    """

    kind: EntryKind
    title: str
    hint: str = ""
    places: frozenset[int] = field(default=frozenset())
    hint_places: frozenset[int] = field(default=frozenset())
    contact: ContactRecord | None = None
    command: Command | None = None


class PaletteModel(QAbstractListModel):
    """Rows for what is typed; the best fit first in each part."""

    def __init__(
        self,
        chats: Sequence[ContactRecord],
        people: Sequence[ContactRecord],
        commands: Sequence[Command],
        parent: QObject | None = None,
    ) -> None:
        """Offer the first of everything.

        Args:
            chats: Who has a chat, in the order of the list.
            people: Who has none.
            commands: What can be done.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._chats, self._people, self._commands = chats, people, commands
        self._rows: list[Entry] = []
        self.look_for("")

    def look_for(self, typed: str) -> None:
        """Offer what fits these letters."""
        is_commands_only = typed.startswith(COMMANDS_ONLY)
        query = typed.removeprefix(COMMANDS_ONLY).strip()
        parts: list[tuple[str, list[Entry]]] = []
        if not is_commands_only:
            chats = _find_people(EntryKind.CHAT, self._chats, query)[:_MOST_CHATS]
            people = _find_people(EntryKind.PERSON, self._people, query)[:_MOST_PEOPLE]
            parts.append((translate("Palette", "Chats"), chats))
            parts.append((translate("Palette", "Contacts"), people))
        most = len(self._commands) if is_commands_only else _MOST_COMMANDS
        commands = _find_commands(self._commands, query)[:most]
        parts.append((translate("Palette", "Commands"), commands))
        self.beginResetModel()
        self._rows = [
            row
            for title, entries in parts
            if entries
            for row in (Entry(kind=EntryKind.HEADING, title=title), *entries)
        ]
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """Return a row."""
        return self._rows[row]

    def next_row(self, row: int, step: int) -> int | None:
        """Return the next row that can be chosen, around the ends; None if there is none."""
        count = len(self._rows)
        for away in range(1, count + 1):
            candidate = (row + away * step) % count
            if self._rows[candidate].kind is not EntryKind.HEADING:
                return candidate
        return None

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if not index.isValid() or self._rows[index.row()].kind is EntryKind.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row, or what a screen reader says of it."""
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            keys = "" if entry.command is None else entry.command.key_text
            return ", ".join(words for words in (entry.title, entry.hint, keys) if words)
        return None


def _find_people(kind: EntryKind, people: Sequence[ContactRecord], query: str) -> list[Entry]:
    found: list[tuple[int, Entry]] = []
    for contact in people:
        title = contact_name(contact)
        is_named = bool(contact.own_name) and contact.is_name_confirmed
        hint = handle(contact.username) if is_named else ""
        match, hint_match = find_match(query, title), find_match(query, hint) if hint else None
        best = max(
            (each for each in (match, hint_match) if each is not None),
            key=lambda each: each.score,
            default=None,
        )
        if best is None:
            continue
        entry = Entry(
            kind=kind,
            title=title,
            hint=hint,
            places=_places(match),
            hint_places=frozenset() if match else _places(hint_match),
            contact=contact,
        )
        found.append((best.score if query else 0, entry))
    return [entry for _score, entry in sorted(found, key=lambda each: -each[0])]


def _find_commands(commands: Sequence[Command], query: str) -> list[Entry]:
    found: list[tuple[int, Entry]] = []
    for command in commands:
        match = find_match(query, command.title)
        if match is not None:
            entry = Entry(
                kind=EntryKind.COMMAND,
                title=command.title,
                places=match.places,
                command=command,
            )
            found.append((match.score if query else 0, entry))
    return [entry for _score, entry in sorted(found, key=lambda each: -each[0])]


def _places(match: Match | None) -> frozenset[int]:
    return frozenset() if match is None else match.places
