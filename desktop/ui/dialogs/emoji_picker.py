"""Picks emoji: what was used often, every group, and a search."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.emoji_book import GROUPS, find_by_text, find_emoji_of, search
from desktop.ui.emoji_grid import CELL_HEIGHT, CELL_WIDTH, COLUMNS, EmojiGrid
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Overlay
from desktop.ui.search_field import SearchField
from desktop.ui.theme import Theme
from desktop.ui.tokens import RADIUS_CARD
from desktop.ui.typography import TypeStyle

_WIDTH = Px(344)
_PADDING = Px(12)
_TABS = Px(43)
_TAB = 34
_ROWS = 5
_GAP_TO_BUTTON = Px(8)
_EDGE = Px(8)
_USED = "used"
_FIRST_OFFERED = ("❤️", "😂", "👍", "🎉", "🙏", "😊", "😮", "😢")
"""Stands in for what was used often while nothing was."""

_ICONS = {
    _USED: "clock",
    "smileys": "smile",
    "nature": "leaf",
    "food": "utensils",
    "travel": "plane",
    "activities": "volleyball",
    "objects": "lightbulb",
    "symbols": "heart",
    "flags": "flag",
}


class _Tabs(QWidget):
    """The ground of the tabs, rounded like the foot of the card."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(_TABS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 0, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(0, -RADIUS_CARD, 0, 0), RADIUS_CARD, RADIUS_CARD)
        painter.setClipRect(box)
        painter.fillPath(path, QColor(tokens.list))
        painter.fillRect(QRectF(box.left(), 0, box.width(), 1), QColor(tokens.border))


class EmojiPicker(Overlay):
    """Stands above the button that opened it and stays until it is left.

    Signals:
        picked(str): These characters.
    """

    picked = Signal(str)

    def __init__(self, theme: Theme, button: QWidget, parent: QWidget) -> None:
        """Prepare the picker; `button` stands somewhere inside `parent`."""
        super().__init__(theme, has_scrim=False, parent=parent)
        self._button = button
        self._used = list(_FIRST_OFFERED)
        self._group = "smileys"
        self._names = {
            _USED: self.tr("Used often"),
            "smileys": self.tr("Smileys and people"),
            "nature": self.tr("Animals and nature"),
            "food": self.tr("Food and drink"),
            "travel": self.tr("Travel and places"),
            "activities": self.tr("Activities"),
            "objects": self.tr("Objects"),
            "symbols": self.tr("Symbols"),
            "flags": self.tr("Flags"),
        }
        self.field = SearchField(theme, self.tr("Search emoji"), parent=self.card)
        self._used_name = self._heading(self._names[_USED])
        self.used = EmojiGrid(theme, self._names[_USED], self.card)
        self._name = self._heading("")
        self.grid = EmojiGrid(theme, "", self.card)
        self._tabs = _Tabs(theme, self.card)
        self.tabs: dict[str, IconButton] = {}
        self._lay_out()
        self.field.text_changed.connect(self._show)
        self.field.left.connect(self._on_field_left)
        for grid in (self.used, self.grid):
            grid.picked.connect(self._on_picked)
        self.used.left_upwards.connect(self._enter_field)
        self.grid.left_upwards.connect(self._leave_grid)
        self._show()
        self._follow_button()

    def _follow_button(self) -> None:
        """Learn of every move of the button: by zoom or size of the window, all that holds it."""
        widget: QWidget | None = self._button
        while widget is not None and widget is not self._covered:
            widget.installEventFilter(self)
            widget = widget.parentWidget()

    def _heading(self, text: str) -> TextLabel:
        return TextLabel(
            self._theme, TypeStyle.CAPTION_STRONG, text=text, role="secondary", parent=self.card
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.card)
        column.setContentsMargins(0, _PADDING, 0, 0)
        column.setSpacing(0)
        inner = QVBoxLayout()
        # The scroll bar stands in what else is the padding.
        set_margins(inner, self, start=_PADDING, top=0, end=0, bottom=px(8))
        inner.setSpacing(px(8))
        field = QHBoxLayout()
        set_margins(field, self, start=0, top=0, end=_PADDING, bottom=0)
        field.addWidget(self.field)
        inner.addLayout(field)
        for widget in (self._used_name, self.used, self._name, self.grid):
            inner.addWidget(widget)
        width = COLUMNS * CELL_WIDTH
        self.used.setFixedSize(width + _PADDING, CELL_HEIGHT)
        self.used.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.setFixedSize(width + _PADDING, _ROWS * CELL_HEIGHT)
        column.addLayout(inner)
        column.addWidget(self._tabs)
        row = QHBoxLayout(self._tabs)
        row.setContentsMargins(_PADDING, 0, _PADDING, 0)
        row.setSpacing(0)
        for group in (_USED, *GROUPS):
            tab = IconButton(
                self._theme,
                _ICONS[group],
                self._names[group],
                size=_TAB,
                icon_size=18,
                parent=self._tabs,
            )
            tab.clicked.connect(lambda _checked=False, group=group: self.show_group(group))
            self.tabs[group] = tab
            row.addWidget(tab)

    # ── what is shown ─────────────────────────────────────────────────────────────────────────

    def set_used(self, texts: list[str]) -> None:
        """Offer these first: the most used first."""
        self._used = [*texts, *(text for text in _FIRST_OFFERED if text not in texts)]
        self._show()

    def show_group(self, group: str) -> None:
        """Show a group in place of what was searched."""
        self._group = group
        self.field.edit.clear()
        self._show()

    def _show(self) -> None:
        query = self.field.text.strip()
        has_used = not query and self._group != _USED
        self._used_name.setVisible(has_used)
        self.used.setVisible(has_used)
        self.used.show_emoji(find_by_text(self._used)[:COLUMNS])
        if query:
            found = search(query)
            name = self.tr("Found") if found else self.tr("Nothing found")
        else:
            is_used = self._group == _USED
            found = find_by_text(self._used) if is_used else find_emoji_of(self._group)
            name = self._names[self._group]
        self._name.setText(name)
        self.grid.setAccessibleName(name)
        self.grid.show_emoji(found)
        rows = _ROWS + (0 if has_used else 1)
        taken = 0 if has_used else px(_GAP_TO_BUTTON) + self._used_name.height() + px(8)
        self.grid.setFixedHeight(rows * CELL_HEIGHT + taken)
        for group, tab in self.tabs.items():
            is_current = not query and group == self._group
            role, ground = ("accent", "selected") if is_current else ("secondary", None)
            tab.set_colors(role, ground)

    # ── picking ───────────────────────────────────────────────────────────────────────────────

    def _on_picked(self, text: str, is_by_key: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.picked.emit(text)
        if is_by_key:
            self.close_overlay()

    def _on_field_left(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Down:
            (self.used if self.used.isVisible() else self.grid).enter()
        elif key != Qt.Key.Key_Escape and self.field.text.strip() and self.grid.emoji:
            self._on_picked(self.grid.emoji[0].text, is_by_key=True)

    def _enter_field(self) -> None:
        self.field.edit.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave_grid(self) -> None:
        if self.used.isVisible():
            self.used.enter()
        else:
            self._enter_field()

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the picker, ready to search."""
        super().open()
        self.field.edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay above the button wherever it goes."""
        is_followed = watched is not self._covered and self.isVisible()
        if is_followed and event.type() in {QEvent.Type.Move, QEvent.Type.Resize}:
            self.place_card()
        return super().eventFilter(watched, event)

    def place_card(self) -> None:
        """Stand above the button, its end at the end of the composer, inside the window."""
        height = self.card.sizeHint().height()
        button = self._button.rect().translated(self._button.mapTo(self._covered, QPoint(0, 0)))
        left = button.left() if self.isRightToLeft() else button.right() + 1 - _WIDTH
        left = max(px(8), min(left, self.width() - _WIDTH - _EDGE))
        top = min(button.top() - _GAP_TO_BUTTON, self.height() - _EDGE) - height
        top = max(px(8), top)
        self.card.setGeometry(left, top, _WIDTH, height)
        self.update()
