"""QR codes: their modules, and the widget that paints them dark on white in either look."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET_ZONE = 4
"""White modules that every reader needs around a code."""

_DARK = "#14181F"
_LIGHT = "#FFFFFF"
_RADIUS = 6

Modules = Sequence[Sequence[bool]]


def build_modules(data: bytes) -> Modules:
    """Return the modules of the code that holds `data`, row by row, without the quiet zone.

    Medium error correction: a photograph of a screen may lose an eighth of the code.
    """
    # Half as long to load as everything else of the dialog; not needed before the first code.
    import segno  # noqa: PLC0415

    code = segno.make_qr(data, mode="byte", error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


class QrCode(QWidget):
    """Paints a code as large as whole pixels allow; its accessible name says what it is for."""

    def __init__(self, size: int, name: str, parent: QWidget | None = None) -> None:
        """Begin blank, `size` pixels wide and high."""
        super().__init__(parent)
        self._modules: Modules = ()
        self.setFixedSize(size, size)
        self.setAccessibleName(name)

    def show_data(self, data: bytes) -> None:
        """Show the code that holds `data`."""
        self._modules = build_modules(data)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the code."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_LIGHT))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        if not self._modules:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        count = len(self._modules)
        module = max(1, self.width() // (count + 2 * _QUIET_ZONE))
        corner = (self.width() - count * module) // 2
        dark = QColor(_DARK)
        for row, line in enumerate(self._modules):
            for column, is_dark in enumerate(line):
                if is_dark:
                    x, y = corner + column * module, corner + row * module
                    painter.fillRect(x, y, module, module, dark)
