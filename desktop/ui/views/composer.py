"""The field in which a message is written; keeps a draft for each contact.

A text leaves the field only once it is committed to the outbox. What was typed meanwhile stays.
"""

import math
import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLocale, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.records import ContactId, Draft
from desktop.ui.buttons import IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CARD
from desktop.ui.typography import TypeStyle
from desktop.ui.views.composer_editor import EDITOR_MARGIN, ComposerEditor
from protocol.limits import MAX_TEXT_BYTES

MIN_HEIGHT = Px(44)
MAX_LINES = 6
COUNTER_FROM_BYTES = MAX_TEXT_BYTES * 9 // 10
"""Nearer than this to the limit the bytes are counted aloud."""

_PADDING = Px(12)
_EDGE = Px(4)
_SEND = Px(36)
_SAVE_AFTER_MS = 500
"""A pause in typing after which a draft is kept; a killed app loses no more than this."""


@dataclass(slots=True)
class _Writing:
    """What is written to one contact.

    Attributes:
        text: As it stands in the field.
        cursor: Place of the cursor.
        pending: The text that is being committed, None if none is.
        is_repeat_wanted: True if Enter was pressed again before that was done.
        kept: The draft as it was last given away to be kept.
        was_not_kept: True if that failed, so that it is given away again.
    """

    text: str = ""
    cursor: int = 0
    pending: str | None = None
    is_repeat_wanted: bool = False
    kept: Draft | None = None
    was_not_kept: bool = False


class Composer(QWidget):
    """Writes messages to one contact at a time.

    Signals:
        send_requested(ContactId, str): The person wants this text sent; answer with
            `confirm_sent` or `keep_text`.
        edited(ContactId): The person types something to this contact.
        emoji_requested(QWidget): The person wants to pick emoji; the button that was pressed.
        draft_changed(ContactId, Draft | None): What is written to a contact, after a pause and
            when the field is left; None for nothing.
    """

    send_requested = Signal(object, str)
    edited = Signal(object)
    draft_changed = Signal(object, object)
    emoji_requested = Signal(QWidget)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without contact."""
        super().__init__(parent)
        self._theme = theme
        self._contact: ContactId | None = None
        self._writings: dict[ContactId, _Writing] = {}
        self._size_bytes = 0
        self._is_restoring = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SAVE_AFTER_MS)
        self.editor = ComposerEditor(theme, self)
        self.editor.setAccessibleName(self.tr("Message"))
        self._emoji = IconButton(theme, "smile", self.tr("Pick emoji"), size=_SEND, parent=self)
        self._send = IconButton(
            theme,
            "send-horizontal",
            self.tr("Send"),
            size=_SEND,
            icon_size=18,
            role="on_accent",
            shortcut=self.tr("Enter"),
            parent=self,
        )
        self._send.set_colors("on_accent", "accent")
        self._send.hide()
        self._counter = TextLabel(
            theme,
            TypeStyle.CAPTION,
            role="secondary",
            alignment=Qt.AlignmentFlag.AlignTrailing,
            parent=self,
        )
        self._counter.hide()
        self._lay_out()
        self._connect_signals()
        self._fit_height()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout()
        column.setSpacing(px(4))
        column.addWidget(self.editor)
        column.addWidget(self._counter)
        column.addStretch(1)
        row = self._row = QHBoxLayout(self)
        set_margins(row, self, start=_PADDING, top=_EDGE, end=_EDGE, bottom=_EDGE)
        row.setSpacing(px(4))
        row.addLayout(column, 1)
        row.addWidget(self._emoji, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._send, 0, Qt.AlignmentFlag.AlignBottom)

    def _connect_signals(self) -> None:
        self.editor.entered.connect(self._on_entered)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.cursorPositionChanged.connect(self._on_moved)
        self._pause.timeout.connect(self.save_draft)
        self.editor.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        self.editor.installEventFilter(self)
        self._send.clicked.connect(self._on_entered)
        self._emoji.clicked.connect(lambda: self.emoji_requested.emit(self._emoji))
        self._theme.zoomed.connect(self._fit_height)
        self._theme.changed.connect(self.update)

    # ── contact ───────────────────────────────────────────────────────────────────────────────

    def open(self, contact: ContactId, name: str, draft: Draft | None = None) -> None:
        """Write to this contact; the draft of the one before is kept.

        Args:
            contact: To whom.
            name: What the person is called.
            draft: What was kept; counts only the first time, later the composer knows better.
        """
        if contact != self._contact:
            self.save_draft()
            self._contact = contact
            if contact not in self._writings and draft is not None:
                self._writings[contact] = _Writing(text=draft.text, cursor=draft.cursor, kept=draft)
            writing = self._writing(contact)
            self._is_restoring = True
            self.editor.setPlainText(writing.text)
            cursor = self.editor.textCursor()
            cursor.setPosition(min(writing.cursor, self.editor.document().characterCount() - 1))
            self.editor.setTextCursor(cursor)
            self._is_restoring = False
        hint = self.tr("Message {name}").format(name=name)
        self.editor.hint = hint
        self.editor.setAccessibleDescription(hint)
        self.editor.viewport().update()

    def close_contact(self) -> None:
        """Write to nobody; the draft is kept."""
        self.save_draft()
        self._contact = None
        self.editor.clear()

    def forget_drafts(self, *, also_unkept: bool = False) -> None:
        """Know nothing more of what was written to anybody, and keep none of it anew.

        Args:
            also_unkept: True to forget even what could not be kept: there is nobody to write to.
        """
        self._pause.stop()
        self._contact = None
        self._writings = {
            contact: writing
            for contact, writing in self._writings.items()
            if writing.was_not_kept and not also_unkept
        }
        self.editor.clear()

    def forget_draft(self, contact: ContactId) -> None:
        """Know nothing more of what was written to one contact, and keep none of it anew."""
        if self._contact == contact:
            self._pause.stop()
            self._contact = None
            self.editor.clear()
        self._writings.pop(contact, None)

    def note_not_kept(self, contact: ContactId, draft: Draft | None) -> None:
        """A draft that was given away could not be kept: the next time it is given away again.

        It stands here even after drafts were forgotten: it is nowhere else.
        """
        if contact not in self._writings and draft is not None:
            self._writings[contact] = _Writing(text=draft.text, cursor=draft.cursor)
        if contact in self._writings:
            self._writings[contact].was_not_kept = True

    def save_draft(self) -> None:
        """Give away what is written to be kept, to anybody, if it is not kept yet."""
        self._pause.stop()
        if self._contact is not None:
            writing = self._writing(self._contact)
            writing.text = self.editor.toPlainText()
            writing.cursor = self.editor.textCursor().position()
        for contact, writing in self._writings.items():
            self._give_away(contact, writing)

    def _give_away(self, contact: ContactId, writing: _Writing) -> None:
        # What is on its way into the outbox is no draft; the answer tells what is left.
        if writing.pending is not None:
            return
        draft = None
        if writing.text.strip():
            draft = Draft(text=writing.text, cursor=writing.cursor)
        if draft != writing.kept or writing.was_not_kept:
            writing.kept, writing.was_not_kept = draft, False
            self.draft_changed.emit(contact, draft)

    def _writing(self, contact: ContactId) -> _Writing:
        return self._writings.setdefault(contact, _Writing())

    def insert_text(self, text: str) -> None:
        """Write at the cursor, in place of what is marked."""
        self.editor.textCursor().insertText(text)

    def set_picking(self, *, is_picking: bool) -> None:
        """Show that the button for emoji has its picker open."""
        role, ground = ("accent", "selected") if is_picking else ("secondary", None)
        self._emoji.set_colors(role, ground)

    # ── sending ───────────────────────────────────────────────────────────────────────────────

    def confirm_sent(self, contact: ContactId) -> None:
        """The requested text is committed: take it out of the field."""
        writing = self._writing(contact)
        sent, writing.pending = writing.pending, None
        if sent is None:
            return
        # The commit took the draft along.
        writing.kept = None
        if contact == self._contact:
            self._take_out(sent)
        elif writing.text.startswith(sent):
            writing.text = writing.text[len(sent) :]
            writing.cursor = 0
        if writing.is_repeat_wanted:
            writing.is_repeat_wanted = False
            if contact == self._contact:
                self._on_entered()
        self._save_left(contact)

    def keep_text(self, contact: ContactId) -> None:
        """The requested text was not committed: leave it in the field."""
        writing = self._writing(contact)
        writing.pending = None
        writing.is_repeat_wanted = False
        self._save_left(contact)

    def _save_left(self, contact: ContactId) -> None:
        if contact == self._contact:
            self.save_draft()
        else:
            self._give_away(contact, self._writing(contact))

    def _take_out(self, sent: str) -> None:
        text = self.editor.toPlainText()
        if text == sent:
            self.editor.clear()
        elif text.startswith(sent):
            cursor = QTextCursor(self.editor.document())
            units = len(sent.encode("utf-16-le")) // 2
            cursor.setPosition(units, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        self.editor.document().clearUndoRedoStacks()

    def _on_entered(self) -> None:
        text = self.editor.toPlainText()
        contact = self._contact
        if contact is None or not text.strip() or self._size_bytes > MAX_TEXT_BYTES:
            return
        writing = self._writing(contact)
        if writing.pending is not None:
            writing.is_repeat_wanted = True
            return
        writing.pending = text
        self.send_requested.emit(contact, text.strip("\n").rstrip())

    # ── look ──────────────────────────────────────────────────────────────────────────────────

    def _on_moved(self) -> None:
        if self._contact is not None and not self._is_restoring:
            self._pause.start()

    def _on_text_changed(self) -> None:
        self._on_moved()
        text = self.editor.toPlainText()
        if text.strip() and self._contact is not None and not self._is_restoring:
            self.edited.emit(self._contact)
        self._size_bytes = len(text.encode("utf-8", "surrogatepass"))
        if self._size_bytes >= COUNTER_FROM_BYTES:
            # What counts is what is sent, and that is normalised.
            text = unicodedata.normalize("NFC", text)
            self._size_bytes = len(text.encode("utf-8", "surrogatepass"))
        self._send.setVisible(bool(text.strip()) and self._size_bytes <= MAX_TEXT_BYTES)
        is_near = self._size_bytes >= COUNTER_FROM_BYTES
        self._counter.setVisible(is_near)
        if is_near:
            over = self._size_bytes - MAX_TEXT_BYTES
            if over > 0:
                self._counter.setText(
                    self.tr("{over} bytes too long, shorten it to send").format(
                        over=QLocale().toString(over)
                    )
                )
            else:
                self._counter.setText(
                    self.tr("{size} of {limit} bytes").format(
                        size=QLocale().toString(self._size_bytes),
                        limit=QLocale().toString(MAX_TEXT_BYTES),
                    )
                )
            self._counter.set_role("danger" if over > 0 else "secondary")
        self._fit_height()

    def _fit_height(self) -> None:
        lines = max(1, round(self.editor.document().size().height()))
        line = math.ceil(QFontMetricsF(self.editor.font()).lineSpacing())
        is_scrolled = lines > MAX_LINES
        self.editor.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if is_scrolled
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        # Never less than the lines are high, or the field scrolls a line of its own away.
        text_height = max(min(lines, MAX_LINES) * line, self.editor.height_of_lines(MAX_LINES))
        padding = MIN_HEIGHT - line
        self.editor.setFixedHeight(text_height + 1 + 2 * EDITOR_MARGIN)
        counter = self._counter.sizeHint().height() + px(4) if not self._counter.isHidden() else 0
        # In the column, not around both: the button is higher than one line of text.
        top = padding // 2 - _EDGE - EDITOR_MARGIN
        self._column.setContentsMargins(0, top, 0, 0)
        self.setFixedHeight(text_height + padding + counter)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Paint the focus ring around the editor."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the draft: the window may be about to close."""
        super().hideEvent(event)
        self.save_draft()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground and outline."""
        tokens = self._theme.tokens
        has_focus = self.editor.hasFocus()
        is_over = self._size_bytes > MAX_TEXT_BYTES
        color = tokens.accent if has_focus else tokens.outline
        width = FOCUS_RING if has_focus or is_over else 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.danger if is_over else color), width))
        painter.setBrush(QColor(tokens.window))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, RADIUS_CARD, RADIUS_CARD)
