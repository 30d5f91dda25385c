"""Brings emoji into the composer: opens the picker, and counts what is picked."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop.ui.bridge import Bridge
from desktop.ui.emoji_book import Emoji, complete, find_by_code
from desktop.ui.theme import Theme
from desktop.ui.views.composer import Composer

if TYPE_CHECKING:
    from desktop.ui.dialogs.emoji_picker import EmojiPicker
    from desktop.ui.views.emoji_completion import EmojiCompletion

_USED_KEPT = 40
"""What the tab of used emoji shows: a full picker."""
_LONGEST_CODE = 48
_BEGUN_CODE = re.compile(r"(?:(?<=[\s(])|^):([^\W\d_][\w+-]+)$")
_WHOLE_CODE = re.compile(r"(?:(?<=[\s(])|^):([\w+-]+):$")


class EmojiActions(QObject):
    """Serves one composer."""

    def __init__(self, bridge: Bridge, theme: Theme, composer: Composer) -> None:
        """Serve a composer; it becomes the Qt parent."""
        super().__init__(composer)
        self._bridge = bridge
        self._theme = theme
        self._composer = composer
        self._picker: EmojiPicker | None = None
        composer.emoji_requested.connect(self._open_picker)
        self._completion: EmojiCompletion | None = None
        self._is_writing = False
        self._editor = composer.editor
        self._editor.take_key = self._take_key
        self._editor.installEventFilter(self)
        self._editor.textChanged.connect(self._complete)
        self._editor.cursorPositionChanged.connect(self._on_moved)
        bridge.messages.used_emoji_loaded.connect(self._on_used_loaded)

    # ── short codes ───────────────────────────────────────────────────────────────────────────

    def _typed(self) -> str:
        """Return the end of what stands before the cursor in its line."""
        cursor = self._editor.textCursor()
        if cursor.hasSelection() or self._editor.has_preedit:
            return ""
        start = max(cursor.block().position(), cursor.position() - _LONGEST_CODE)
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def _complete(self) -> None:
        if self._is_writing or not self._editor.hasFocus():
            self._hide_completion()
            return
        typed = self._typed()
        whole = _WHOLE_CODE.search(typed)
        emoji = None if whole is None else find_by_code(whole[1])
        if whole is not None and emoji is not None:
            self._write(whole[0], emoji)
            return
        begun = _BEGUN_CODE.search(typed)
        if begun is None:
            self._hide_completion()
            return
        window = self._composer.window()
        if self._completion is None:
            from desktop.ui.views.emoji_completion import EmojiCompletion

            self._completion = EmojiCompletion(self._theme, window)
            self._completion.chosen.connect(self._on_chosen)
        cursor = self._editor.viewport().mapTo(window, self._editor.cursorRect().topLeft())
        top = self._composer.mapTo(window, QPoint(0, 0)).y()
        place = QRect(QPoint(cursor.x(), top), self._editor.cursorRect().size())
        self._completion.offer(complete(begun[1]), place)

    def _on_moved(self) -> None:
        if _BEGUN_CODE.search(self._typed()) is None:
            self._hide_completion()

    def _on_chosen(self, emoji: Emoji) -> None:
        begun = _BEGUN_CODE.search(self._typed())
        if begun is not None:
            self._write(begun[0], emoji)

    def _write(self, code: str, emoji: Emoji) -> None:
        self._is_writing = True
        cursor = self._editor.textCursor()
        for _ in code:
            cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.KeepAnchor)
        cursor.insertText(emoji.text)
        self._is_writing = False
        self._hide_completion()
        self._bridge.messages.note_emoji_used(emoji.text)

    def _take_key(self, event: QKeyEvent) -> bool:
        return self._completion is not None and self._completion.take_key(event.key())

    def _hide_completion(self) -> None:
        if self._completion is not None:
            self._completion.hide()

    # ── picker ────────────────────────────────────────────────────────────────────────────────

    def _open_picker(self, button: QWidget) -> None:
        from desktop.ui.dialogs.emoji_picker import EmojiPicker

        window = self._composer.window()
        picker = EmojiPicker(self._theme, button, window)
        picker.picked.connect(self._on_picked)
        picker.closed.connect(self._on_closed)
        self._picker = picker
        self._composer.set_picking(is_picking=True)
        picker.open()
        self._bridge.messages.load_used_emoji(limit=_USED_KEPT)

    def _on_used_loaded(self, texts: list[str]) -> None:
        if self._picker is not None:
            self._picker.set_used(texts)

    def _on_picked(self, text: str) -> None:
        self._composer.insert_text(text)
        self._bridge.messages.note_emoji_used(text)

    def _on_closed(self) -> None:
        self._picker = None
        self._composer.set_picking(is_picking=False)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hide what is offered with the focus; take Escape and Tab for it before others do."""
        is_open = self._completion is not None and not self._completion.isHidden()
        if event.type() == QEvent.Type.FocusOut:
            self._hide_completion()
        elif is_open and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                return self._take_key(event)
        return super().eventFilter(watched, event)
