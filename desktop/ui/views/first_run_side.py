"""The brand side of the first run: mark, picture, and what SecureChat promises."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.labels import TextLabel
from desktop.ui.measures import Px, px
from desktop.ui.picture import IconTile, Picture
from desktop.ui.surface import Surface
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

SIDE_WIDTH = Px(460)
_MARK = QSize(40, 40)
_PICTURE = QSize(316, 190)
_POINT_ICON = Px(18)


class FirstRunSide(Surface):
    """Decoration beside the form; left out in a narrow window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build the side."""
        super().__init__(theme, "list", has_line_at_end=True, parent=parent)
        self.setFixedWidth(SIDE_WIDTH)
        brand = QHBoxLayout()
        brand.setSpacing(px(12))
        brand.addWidget(Picture(theme, "app-mark", _MARK, self))
        brand.addWidget(TextLabel(theme, TypeStyle.BRAND, text="SecureChat", parent=self), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(56), px(48), px(56), px(54))
        column.setSpacing(0)
        column.addLayout(brand)
        column.addStretch(116)
        column.addWidget(
            Picture(theme, "first-chat", _PICTURE, self), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addStretch(110)
        for line in (self.tr("Private messages,"), self.tr("from your own desk")):
            column.addWidget(TextLabel(theme, TypeStyle.DISPLAY, text=line, parent=self))
        column.addSpacing(px(14))
        for icon, text in (
            ("message-circle", self.tr("Only you and your contacts can read them")),
            ("phone-off", self.tr("No phone number, no e-mail address")),
            ("hard-drive", self.tr("Your history stays on this computer, locked")),
        ):
            point = QHBoxLayout()
            point.setContentsMargins(0, px(6), 0, px(6))
            point.setSpacing(px(12))
            point.addWidget(
                IconTile(
                    theme,
                    icon,
                    size=_POINT_ICON,
                    icon_size=_POINT_ICON,
                    radius=0,
                    role="accent",
                    parent=self,
                )
            )
            point.addWidget(
                TextLabel(
                    theme, TypeStyle.BODY, text=text, role="secondary", wraps=True, parent=self
                ),
                1,
            )
            column.addLayout(point)
