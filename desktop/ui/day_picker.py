"""A month to choose a day from: arrows move by day and week, Page keys by month, Enter chooses."""

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.buttons import IconButton
from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.theme import Theme
from desktop.ui.tokens import FOCUS_RING, RADIUS_CONTROL
from desktop.ui.typography import TypeStyle

_CELL = Px(36)
_DAYS = 7
_WEEKS = 6
_STEPS = {Qt.Key.Key_Up: -_DAYS, Qt.Key.Key_Down: _DAYS}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MonthGrid(QWidget):
    """The days of one month, one of them current.

    Signals:
        day_chosen(QDate): A day was clicked, or Enter pressed on it.
        day_changed(QDate): Another day is current.
    """

    day_chosen = Signal(object)
    day_changed = Signal(object)

    def __init__(self, theme: Theme, today: QDate, parent: QWidget | None = None) -> None:
        """Show the month of today; later days cannot be chosen."""
        super().__init__(parent)
        self._theme = theme
        self._today = today
        self._day = today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_day(today)

    @property
    def day(self) -> QDate:
        """The current day."""
        return self._day

    def set_day(self, day: QDate) -> None:
        """Make a day current, today at the latest."""
        self._day = min(day, self._today, key=QDate.toJulianDay)
        self.setAccessibleName(QLocale().toString(self._day, QLocale.FormatType.LongFormat))
        self.update()
        self.day_changed.emit(self._day)

    def _first(self) -> QDate:
        """Return the day in the first cell."""
        first = QDate(self._day.year(), self._day.month(), 1)
        start = QLocale().firstDayOfWeek().value
        return first.addDays(-((first.dayOfWeek() - start) % _DAYS))

    def _cell(self, number: int) -> QRectF:
        column = number % _DAYS
        if self.isRightToLeft():
            column = _DAYS - 1 - column
        return QRectF(column * _CELL, (1 + number // _DAYS) * _CELL, _CELL, _CELL)

    def _day_at(self, point: QPoint) -> QDate | None:
        for number in range(_DAYS * _WEEKS):
            if self._cell(number).contains(point.toPointF()):
                return self._first().addDays(number)
        return None

    # ── Qt ────────────────────────────────────────────────────────────────────────────────────

    def sizeHint(self) -> QSize:
        """Return the size of the names of the days and six weeks."""
        return QSize(_DAYS * _CELL, (1 + _WEEKS) * _CELL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the current day, or choose it."""
        key = Qt.Key(event.key())
        back = 1 if self.isRightToLeft() else -1
        sides = {Qt.Key.Key_Left: back, Qt.Key.Key_Right: -back}
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.day_chosen.emit(self._day)
        elif key in _MONTHS:
            self.set_day(self._day.addMonths(_MONTHS[key]))
        elif key in _STEPS or key in sides:
            self.set_day(self._day.addDays({**_STEPS, **sides}[key]))
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the day below the pointer."""
        day = self._day_at(event.position().toPoint())
        if day is not None and day <= self._today:
            self.set_day(day)
            self.day_chosen.emit(day)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the names of the days and every cell."""
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = self._first()
        painter.setFont(TypeStyle.CAPTION.font)
        painter.setPen(QColor(tokens.secondary))
        for number in range(_DAYS):
            name = QLocale().standaloneDayName(
                first.addDays(number).dayOfWeek(), QLocale.FormatType.NarrowFormat
            )
            box = self._cell(number).translated(0, -_CELL)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        for number in range(_DAYS * _WEEKS):
            self._paint_day(painter, self._cell(number), first.addDays(number))

    def _paint_day(self, painter: QPainter, box: QRectF, day: QDate) -> None:
        if day.month() != self._day.month() or day > self._today:
            return
        tokens = self._theme.tokens
        inner = box.adjusted(2, 2, -2, -2)
        is_current = day == self._day
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(inner, RADIUS_CONTROL, RADIUS_CONTROL)
        if is_current and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.on_accent), FOCUS_RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(3, 3, -3, -3), 5, 5)
        is_today = day == self._today
        style = TypeStyle.BUTTON if is_today else TypeStyle.BODY
        painter.setFont(style.font)
        painter.setPen(QColor(tokens.on_accent if is_current else tokens.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, QLocale().toString(day.day()))


class DayPicker(QWidget):
    """A month with its name and two buttons to the months beside it.

    Attributes:
        grid: The days.

    Signals:
        day_chosen(QDate): A day was chosen.
    """

    day_chosen = Signal(object)

    def __init__(self, theme: Theme, today: QDate, parent: QWidget | None = None) -> None:
        """Show the month of today."""
        super().__init__(parent)
        self.grid = MonthGrid(theme, today, self)
        self._month = TextLabel(theme, TypeStyle.CARD_NAME, parent=self)
        older = IconButton(theme, "chevron-up", self.tr("Month before"), size=32, parent=self)
        newer = IconButton(theme, "chevron-down", self.tr("Month after"), size=32, parent=self)
        head = QHBoxLayout()
        head.setContentsMargins(px(8), 0, 0, 0)
        head.addWidget(self._month, 1)
        head.addWidget(older)
        head.addWidget(newer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self.grid)
        older.clicked.connect(lambda: self.grid.set_day(self.grid.day.addMonths(-1)))
        newer.clicked.connect(lambda: self.grid.set_day(self.grid.day.addMonths(1)))
        self.grid.day_changed.connect(self._show_month)
        self.grid.day_chosen.connect(self.day_chosen)
        self.setFocusProxy(self.grid)
        self._show_month(today)

    def _show_month(self, day: QDate) -> None:
        name = QLocale().toString(day, "MMMM yyyy")
        self._month.setText(name)
