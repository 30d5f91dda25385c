"""What a window remembers between two starts: typed, checked, told on every change; no secrets.

A new preference is a new field of `Preferences` with a default, nothing else. Nobody's name, text
or key belongs here: the file lies in clear.
"""

import logging
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.config import read_settings, write_settings

_log = logging.getLogger(__name__)

MIN_ZOOM_PERCENT: Final = 80
MAX_ZOOM_PERCENT: Final = 200
"""The range in which every view was looked at."""

ZOOM_STEP: Final = 10

_VERSION = 1
_SAVE_AFTER_MS = 400
"""A dragged edge or slider changes many times a second; the file is written once it rests."""

ThemeChoice = Literal["system", "light", "dark"]
NotificationLevel = Literal["hidden", "name", "text"]

Zoom = Annotated[int, msgspec.Meta(ge=MIN_ZOOM_PERCENT, le=MAX_ZOOM_PERCENT)]
Number = Annotated[int, msgspec.Meta(ge=0)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=24 * 60)]
Length = Annotated[int, msgspec.Meta(ge=-100_000, le=100_000)]


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Every preference, as the file keeps it.

    Attributes:
        theme: "system" follows the desktop.
        zoom_percent: Size of type and measures, 80 to 200.
        window_place: Where the window stood and how large it was, as Qt keeps it; empty at first.
        list_width: Of the chat list, in px at 100 %.
        is_details_shown: True to show the details beside every chat, where there is room.
        enter_sends: True if Enter sends; otherwise Ctrl+Enter does.
        language: Such as "de"; empty for the desktop's.
        notifications: False for none at all.
        do_not_disturb: True to notify nothing for now, without forgetting the level.
        notification_level: What a notification says: that something came, from whom, or all.
        start_minimised: True to start in the tray, where there is one.
        last_chat: Number of the contact whose chat was opened last, which names nobody; 0 for none.
        auto_lock_minutes: After so long without a touch the lock closes, 0 for never.
        is_lock_offered: True once the person was asked whether to turn the lock on.
        is_code_postponed: True if making a recovery code was put off once.
        close_to_tray: True to go on in the tray when the window is closed, where there is one.
    """

    theme: ThemeChoice = "system"
    zoom_percent: Zoom = 100
    window_place: str = ""
    list_width: Length = 320
    is_details_shown: bool = False
    enter_sends: bool = True
    language: str = ""
    notifications: bool = True
    do_not_disturb: bool = False
    notification_level: NotificationLevel = "name"
    start_minimised: bool = False
    close_to_tray: bool = True
    last_chat: Number = 0
    auto_lock_minutes: Minutes = 10
    is_lock_offered: bool = False
    is_code_postponed: bool = False


_FIELDS = msgspec.structs.fields(Preferences)


class PreferenceStore(QObject):
    """The preferences of one profile, in memory and in their file.

    Attributes:
        values: What is in force.

    Signals:
        changed(str): The preference of this name has another value.
    """

    changed = Signal(str)

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        """Read the file; each preference that is missing or damaged is as at the first start.

        Args:
            file: None to keep everything in memory alone.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._file = file
        stored = {} if file is None else read_settings(file)
        self.values = _read(stored)
        # What a newer version wrote is kept when the file is written again.
        known = {field.encode_name for field in _FIELDS} | {"version"}
        self._extra = {name: value for name, value in stored.items() if name not in known}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    def change(self, **values: object) -> None:
        """Put other values in force, and tell those that differ.

        Args:
            **values: Fields of `Preferences` by name.

        Raises:
            msgspec.ValidationError: a value that the field cannot have; nothing was changed.
            TypeError: no field has that name; nothing was changed.
        """
        before = self.values
        after = msgspec.structs.replace(before, **values)
        self.values = msgspec.convert(msgspec.to_builtins(after), Preferences)
        changed = [name for name in values if getattr(before, name) != getattr(self.values, name)]
        if changed and self._file is not None:
            self._timer.start()
        for name in changed:
            self.changed.emit(name)

    def save(self) -> None:
        """Write what was changed now; a file that cannot be written is logged, no more."""
        self._timer.stop()
        if self._file is None:
            return
        data = {**self._extra, "version": _VERSION, **msgspec.to_builtins(self.values)}
        try:
            write_settings(self._file, data)
        except OSError as error:
            _log.warning("preferences were not saved: %s", type(error).__name__)


def clamp_zoom(percent: int) -> int:
    """Return the nearest zoom that is allowed."""
    return min(max(percent, MIN_ZOOM_PERCENT), MAX_ZOOM_PERCENT)


def _read(stored: dict[str, object]) -> Preferences:
    values: dict[str, object] = {}
    for field in _FIELDS:
        if field.encode_name not in stored:
            continue
        try:
            values[field.name] = msgspec.convert(stored[field.encode_name], field.type)
        except msgspec.ValidationError:
            _log.info("preference %s is damaged, its default counts", field.name)
    return Preferences(**values)  # type: ignore[arg-type] # each was converted to its field's type
