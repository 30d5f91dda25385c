"""What the pages of the settings are made of: headings, lines, and rows with a control."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.dialogs.settings_results import SettingsEntry
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_ROW = Px(56)
_AROUND = Px(8)
_ROW_AROUND = Px(9)
_GAP = Px(16)
_WORDS_LEAST, _WORDS_ENOUGH = Px(160), Px(260)
"""Between these a row's words need room for their title in one line beside the control."""


class SettingRow(QWidget):
    """One choice: its words at the start, its control at the end, or below where both are long."""

    def __init__(
        self, theme: Theme, title: str, words: str, control: QWidget, parent: QWidget
    ) -> None:
        """Show a choice; `words` says in a line what it means, or nothing."""
        super().__init__(parent)
        self._control = control
        self._title = TextLabel(theme, TypeStyle.BODY_MEDIUM, text=title, wraps=True, parent=self)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addStretch(1)
        texts.addWidget(self._title)
        if words:
            texts.addWidget(
                TextLabel(
                    theme,
                    TypeStyle.CAPTION,
                    text=words,
                    role="secondary",
                    wraps=True,
                    parent=self,
                )
            )
        texts.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, _ROW_AROUND, 0, _ROW_AROUND)
        self._row.setSpacing(_GAP)
        self._row.addLayout(texts, 1)
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        control.setParent(self)
        self.setMinimumHeight(_ROW)

    def _has_room_beside(self, width: int) -> bool:
        """Tell whether words and control stand beside each other in a row of this width."""
        words = min(_WORDS_ENOUGH, max(_WORDS_LEAST, self._title.sizeHint().width()))
        return width >= words + _GAP + self._control.sizeHint().width()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control below its words where it would take their room."""
        super().resizeEvent(event)
        is_beside = self._has_room_beside(self.width())
        direction = QBoxLayout.Direction.LeftToRight
        place = Qt.AlignmentFlag.AlignVCenter
        if not is_beside:
            direction, place = QBoxLayout.Direction.TopToBottom, Qt.AlignmentFlag.AlignLeading
        if direction is not self._row.direction():
            self._row.setDirection(direction)
            self._row.setSpacing(_GAP if is_beside else _AROUND)
            self._row.setAlignment(self._control, place)


class SettingsPage(QWidget):
    """Parent of a page: a column of groups, each with a heading, parted by lines.

    Attributes:
        entries: What a search in the settings finds here.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self.entries: list[SettingsEntry] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def add_heading(self, text: str) -> None:
        """Begin a group with its heading."""
        heading = TextLabel(
            self._theme, TypeStyle.CAPTION_STRONG, text=text, role="accent", parent=self
        )
        self._column.addWidget(heading)
        self._column.addSpacing(px(4))
        self.entries.append(SettingsEntry(text, "", heading))

    def add_line(self) -> None:
        """End a group with a line."""
        line = Surface(self._theme, "border", parent=self)
        line.setFixedHeight(1)
        self._column.addWidget(line)
        self._column.addSpacing(px(16))

    def add_block(self, block: QWidget | QLayout) -> None:
        """Add what is no row, with the room around it that a row has in itself; none if hidden."""
        holder = QVBoxLayout()
        holder.setContentsMargins(0, _AROUND, 0, _AROUND)
        if isinstance(block, QLayout):
            holder.addLayout(block)
        else:
            holder.addWidget(block)
        self._column.addLayout(holder)

    def add_words(self, words: str) -> TextLabel:
        """Add a paragraph that says what the group is about."""
        label = TextLabel(
            self._theme, TypeStyle.BODY, text=words, role="secondary", wraps=True, parent=self
        )
        self.add_block(label)
        return label

    def add_buttons(self, *buttons: QWidget) -> None:
        """Add buttons below what they belong to, at the start."""
        row = QHBoxLayout()
        row.setSpacing(px(12))
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.add_block(row)

    def add_row(self, title: str, words: str, control: QWidget) -> SettingRow:
        """Add a choice; `words` says in a line what it means, or nothing."""
        row = SettingRow(self._theme, title, words, control, self)
        self._column.addWidget(row)
        self.entries.append(SettingsEntry(title, words, control))
        return row
