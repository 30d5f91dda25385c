"""Icons and pictures: SVG files recoloured from tokens, rendered once per size and kept."""

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop import resources
from desktop.ui.tokens import Tokens

_THIN_FROM_PX = 20
_THIN_STROKE = "1.75"
_MIRRORED = frozenset({"arrow-left", "chevron-right", "send-horizontal", "log-in", "panel-right"})
_VARIABLE = re.compile(r"var\(--([a-z-]+), #[0-9A-F]{6}\)")
_KEPT_PIXMAPS = 256
"""Icons in every colour and scale that a window shows at a time are well below."""


class Icons:
    """Draws the icons of `resources/icons` and the pictures of `resources/brand`."""

    def __init__(self) -> None:
        self._render = lru_cache(maxsize=_KEPT_PIXMAPS)(self._render_icon)

    def draw(
        self,
        painter: QPainter,
        rect: QRectF,
        name: str,
        color: str,
        *,
        is_right_to_left: bool = False,
    ) -> None:
        """Draw an icon into a square.

        Args:
            painter: Any active painter.
            rect: Where; its width is the icon's size.
            name: File name below `resources/icons` without its ending.
            color: Of the strokes, as ``#RRGGBB``.
            is_right_to_left: Mirrors those icons that point along the text.
        """
        scale = painter.device().devicePixelRatio()
        is_mirrored = is_right_to_left and name in _MIRRORED
        pixmap = self._render(name, color, round(rect.width()), scale, is_mirrored=is_mirrored)
        painter.drawPixmap(rect.topLeft(), pixmap)

    def pixmap(self, name: str, color: str, size: int, scale: float) -> QPixmap:
        """Return an icon as a picture of its own."""
        return self._render(name, color, size, scale, is_mirrored=False)

    def draw_picture(self, painter: QPainter, rect: QRectF, name: str, tokens: Tokens) -> None:
        """Draw a picture of `resources/brand` with every colour taken from the tokens."""
        renderer = self._load_picture(name, tokens)
        renderer.render(painter, rect)

    def window_icon(self, tokens: Tokens) -> QIcon:
        """Build the app's mark for the window's frame and the task list."""
        icon = QIcon()
        renderer = self._load_picture("app-mark", tokens)
        for size in (16, 24, 32, 48, 64, 128):
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            icon.addPixmap(pixmap)
        return icon

    def _load_picture(self, name: str, tokens: Tokens) -> QSvgRenderer:
        colors = tokens.by_name()
        text = resources.brand_file(f"{name}.svg").read_text("utf-8")
        text = _VARIABLE.sub(lambda match: colors[match[1]], text)
        return QSvgRenderer(QByteArray(text.encode()))

    def _render_icon(
        self, name: str, color: str, size: int, scale: float, *, is_mirrored: bool
    ) -> QPixmap:
        text = resources.icon_file(name).read_text("utf-8").replace("currentColor", color)
        if size >= _THIN_FROM_PX:
            text = text.replace('stroke-width="2"', f'stroke-width="{_THIN_STROKE}"')
        pixmap = QPixmap(round(size * scale), round(size * scale))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_mirrored:
            painter.translate(pixmap.width(), 0)
            painter.scale(-1, 1)
        QSvgRenderer(QByteArray(text.encode())).render(
            painter, QRectF(0, 0, pixmap.width(), pixmap.height())
        )
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap
