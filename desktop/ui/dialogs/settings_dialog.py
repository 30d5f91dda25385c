"""The settings: sections at the start, the choices of one of them beside."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.buttons import IconButton
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.dialogs.settings_results import SettingsResults
from desktop.ui.dialogs.settings_sections import FIRST_SECTION, SECTIONS
from desktop.ui.focus import PaintedButton
from desktop.ui.labels import TextLabel
from desktop.ui.margins import set_margins
from desktop.ui.measures import Px, px
from desktop.ui.overlay import Overlay
from desktop.ui.search_field import SearchField
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CARD, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_WIDTH = Px(880)
_HEIGHT = Px(676)
_EDGE = Px(16)
_SECTIONS = Px(232)
_SECTIONS_NARROW = Px(160)
_NARROW_FROM = Px(700)
_ROW = Px(40)
_ICON = Px(18)
_PADDING = Px(32)


class _Section(PaintedButton):
    """The way to one section."""

    def __init__(self, theme: Theme, icon: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_current = self.isChecked()
        if is_current or self.underMouse():
            painter.setBrush(QColor(tokens.selected if is_current else tokens.hover))
            painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        is_mirrored = self.isRightToLeft()
        left = self.width() - px(12) - _ICON if is_mirrored else px(12)
        color = tokens.accent if is_current else tokens.secondary
        box = QRectF(left, (_ROW - _ICON) / 2, _ICON, _ICON)
        self._theme.icons.draw(painter, box, self._icon, color)
        painter.setFont(TypeStyle.BODY_MEDIUM.font)
        painter.setPen(QColor(tokens.accent if is_current else tokens.text))
        words = self.rect().adjusted(
            px(12) if is_mirrored else px(42), 0, -px(42) if is_mirrored else -px(12), 0
        )
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self.is_ring_shown:
            painter.setPen(QPen(QColor(tokens.accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)


class _Side(QWidget):
    """The ground of the sections, with the round corners of the card at its start."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        inset = 1 if tokens.is_dark else 0
        is_mirrored = self.isRightToLeft()
        round_box = box.adjusted(
            -RADIUS_CARD if is_mirrored else inset,
            inset,
            -inset if is_mirrored else RADIUS_CARD,
            -inset,
        )
        path = QPainterPath()
        path.addRoundedRect(round_box, RADIUS_CARD, RADIUS_CARD)
        painter.setClipRect(box)
        painter.fillPath(path, QColor(tokens.list))
        edge = 0 if is_mirrored else self.width() - 1
        painter.fillRect(QRectF(edge, inset, 1, self.height() - 2 * inset), QColor(tokens.border))


class SettingsDialog(Overlay):
    """Shows the sections; every choice counts at once.

    Attributes:
        sections: The way to each section, in the order of `SECTIONS`.
        search: Finds choices in all sections.
        results: What was found.

    Signals:
        section_shown(str): The name of the section that is shown now.
    """

    section_shown = Signal(str)

    def __init__(self, context: SettingsContext, parent: QWidget) -> None:
        """Cover `parent` and show the first section."""
        super().__init__(context.theme, has_scrim=True, parent=parent)
        self._context = context
        self._built: dict[str, SettingsPage] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._current = FIRST_SECTION
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Settings"))
        self._pages = QStackedWidget(self.card)
        self._title = TextLabel(context.theme, TypeStyle.TITLE, parent=self.card)
        self._side = _Side(context.theme, self.card)
        self.sections: list[_Section] = []
        self.search = SearchField(context.theme, self.tr("Search settings"), parent=self._side)
        self.search.text_changed.connect(self._on_search)
        self.search.left.connect(self._on_search_left)
        self.results = SettingsResults(context.theme)
        self.results.chosen.connect(self._on_hit_chosen)
        self._results_area = self._add_area(self.results)
        row = QHBoxLayout(self.card)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addLayout(self._build_content(), 1)
        self._build_side()
        self.show_section(FIRST_SECTION)

    def _build_side(self) -> None:
        theme = self._theme
        side = QVBoxLayout(self._side)
        side.setContentsMargins(px(12), px(20), px(13), px(12))
        side.setSpacing(px(2))
        heading = TextLabel(theme, TypeStyle.TITLE, text=self.tr("Settings"), parent=self._side)
        heading.setAccessibleName(self.tr("All settings"))
        heading_row = QHBoxLayout()
        set_margins(heading_row, self, start=px(12), top=px(4), end=0, bottom=px(12))
        heading_row.addWidget(heading)
        side.addLayout(heading_row)
        side.addWidget(self.search)
        side.addSpacing(px(10))
        for section in SECTIONS:
            button = _Section(theme, section.icon, section.title(), self._side)
            button.clicked.connect(lambda _=False, key=section.key: self.show_section(key))
            side.addWidget(button)
            self.sections.append(button)
        side.addStretch(1)

    def _build_content(self) -> QVBoxLayout:
        close = IconButton(self._theme, "x", self.tr("Close"), parent=self.card)
        close.clicked.connect(self.close_overlay)
        head = QHBoxLayout()
        set_margins(head, self, start=_PADDING, top=px(20), end=px(16), bottom=px(12))
        head.addWidget(self._title, 1)
        head.addWidget(close)
        content = QVBoxLayout()
        content.setSpacing(0)
        content.addLayout(head)
        content.addWidget(self._pages, 1)
        return content

    def page(self, key: str) -> SettingsPage:
        """Return the page of a section, made now if it was not shown yet."""
        if key not in self._built:
            section = next(section for section in SECTIONS if section.key == key)
            self._built[key] = section.build(self._context, self._pages)
            self._areas[key] = self._add_area(self._built[key])
        return self._built[key]

    def _add_area(self, page: QWidget) -> QScrollArea:
        area = QScrollArea(self._pages)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        holder = QWidget(area)
        inner = QVBoxLayout(holder)
        set_margins(inner, self, start=_PADDING, top=0, end=_PADDING, bottom=px(24))
        inner.addWidget(page)
        area.setWidget(holder)
        holder.setAutoFillBackground(False)
        self._pages.addWidget(area)
        return area

    def show_section(self, key: str) -> None:
        """Show one section."""
        self._current = key
        if self.search.text:
            # Emptied, it shows the section.
            self.search.edit.clear()
            return
        self.page(key)
        self._pages.setCurrentWidget(self._areas[key])
        # Not exclusive by Qt: only the chosen one would be reached by the Tab key.
        for section, button in zip(SECTIONS, self.sections, strict=True):
            button.setChecked(section.key == key)
            if section.key == key:
                self._title.setText(section.title())
        self._title.setAccessibleName(
            self.tr("Settings: {section}").format(section=self._title.text())
        )
        self.section_shown.emit(self._title.text())

    # ── search ────────────────────────────────────────────────────────────────────────────────

    def _on_search(self, wanted: str) -> None:
        if not wanted.strip():
            self.show_section(self._current)
            return
        self.results.show_found(
            [
                (section.key, section.title(), entry)
                for section in SECTIONS
                for entry in self.page(section.key).entries
                if entry.has(wanted)
            ]
        )
        for button in self.sections:
            button.setChecked(False)
        self._title.setText(self.tr("Found"))
        self._title.setAccessibleName(self.tr("Settings that were found"))
        self._pages.setCurrentWidget(self._results_area)

    def _on_search_left(self, key: Qt.Key) -> None:
        if key is Qt.Key.Key_Escape:
            self.close_overlay()
        elif self.search.text and self.results.hits:
            self.results.hits[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_hit_chosen(self, key: str, widget: QWidget) -> None:
        self._current = key
        self.search.edit.clear()
        self._areas[key].ensureWidgetVisible(widget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Show the settings; the dialog holds the focus itself."""
        super().open()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def reading_order(self, control: QWidget) -> list[tuple[int, int]]:
        """Read the sections before the page."""
        is_beside = self._side.isAncestorOf(control)
        return [(0 if is_beside else 1, 0), *super().reading_order(control)]

    def place_card(self) -> None:
        """Stand in the middle, as large as there is room."""
        width = min(_WIDTH, self.width() - 2 * _EDGE)
        height = min(_HEIGHT, self.height() - 2 * _EDGE)
        self._side.setFixedWidth(_SECTIONS if width >= _NARROW_FROM else _SECTIONS_NARROW)
        self.card.setGeometry(
            (self.width() - width) // 2, (self.height() - height) // 2, width, height
        )
        self.update()
