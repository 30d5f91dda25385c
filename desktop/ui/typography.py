"""The type scale: which font, size and weight a text has, and how high its line is."""

import enum
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from desktop import resources
from desktop.ui.measures import px, zoom_percent

FAMILY = "Inter"
ARABIC_FAMILY = "Noto Sans Arabic"
"""Inter has no Arabic, and what a computer has of it may be none or much heavier."""


@dataclass(frozen=True, slots=True)
class _Step:
    size_px: int
    line_px: int
    weight: QFont.Weight
    has_tabular_digits: bool = False
    spacing_px: float = 0.0


_W = QFont.Weight


class TypeStyle(enum.Enum):
    """A step of the scale, named by its use."""

    DISPLAY = "display"
    TITLE = "title"
    BRAND = "brand"
    PALETTE = "palette"
    MESSAGE = "message"
    CARD_NAME = "card name"
    LIST_NAME = "list name"
    LIST_NAME_UNREAD = "list name, unread"
    BUTTON_LARGE = "large button"
    BODY = "body"
    BODY_MEDIUM = "body, medium"
    BUTTON = "button"
    CAPTION = "caption"
    CAPTION_MEDIUM = "caption, medium"
    CAPTION_STRONG = "caption, semibold"
    META = "meta"
    META_MEDIUM = "meta, medium"
    META_STRONG = "meta, semibold"
    EMOJI = "emoji"
    CODE = "code"
    CODE_FIELD = "code in a field"
    CODE_LARGE = "large code"
    DIGITS = "digits"

    @property
    def line_px(self) -> int:
        """Height of one line at the zoom in force."""
        return px(_STEPS[self].line_px)

    @property
    def font(self) -> QFont:
        """The font of this step; the same object each time, to be copied before changing it."""
        return _build_font(self)

    @property
    def metrics(self) -> QFontMetricsF:
        """Metrics of `font`."""
        return _build_metrics(self)

    @property
    def baseline_px(self) -> float:
        """Distance of the baseline from the top of a line, its leading split evenly."""
        metrics = self.metrics
        return (self.line_px - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()


_STEPS = {
    TypeStyle.DISPLAY: _Step(28, 36, _W.DemiBold, spacing_px=-0.42),
    TypeStyle.TITLE: _Step(20, 28, _W.DemiBold),
    TypeStyle.BRAND: _Step(17, 24, _W.DemiBold),
    TypeStyle.PALETTE: _Step(17, 24, _W.Normal),
    TypeStyle.MESSAGE: _Step(15, 21, _W.Normal),
    TypeStyle.CARD_NAME: _Step(15, 20, _W.DemiBold),
    TypeStyle.LIST_NAME: _Step(14, 20, _W.Medium),
    TypeStyle.LIST_NAME_UNREAD: _Step(14, 20, _W.DemiBold),
    TypeStyle.BUTTON_LARGE: _Step(14, 20, _W.DemiBold),
    TypeStyle.BODY: _Step(13, 20, _W.Normal),
    TypeStyle.BODY_MEDIUM: _Step(13, 20, _W.Medium),
    TypeStyle.BUTTON: _Step(13, 20, _W.DemiBold),
    TypeStyle.CAPTION: _Step(12, 16, _W.Normal),
    TypeStyle.CAPTION_MEDIUM: _Step(12, 16, _W.Medium),
    TypeStyle.CAPTION_STRONG: _Step(12, 16, _W.DemiBold),
    TypeStyle.META: _Step(11, 14, _W.Normal, has_tabular_digits=True),
    TypeStyle.META_MEDIUM: _Step(11, 14, _W.Medium, has_tabular_digits=True),
    TypeStyle.META_STRONG: _Step(11, 14, _W.DemiBold, has_tabular_digits=True),
    TypeStyle.EMOJI: _Step(32, 40, _W.Normal),
    TypeStyle.CODE: _Step(11, 16, _W.Normal),
    TypeStyle.CODE_FIELD: _Step(15, 21, _W.Normal),
    TypeStyle.CODE_LARGE: _Step(20, 28, _W.Normal),
    TypeStyle.DIGITS: _Step(20, 28, _W.Medium, has_tabular_digits=True, spacing_px=0.8),
}

_FIXED_WIDTH = {TypeStyle.CODE, TypeStyle.CODE_FIELD, TypeStyle.CODE_LARGE}


@cache
def _build_font(style: TypeStyle) -> QFont:
    step = _STEPS[style]
    font = QFont(FAMILY)
    if style in _FIXED_WIDTH:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(px(step.size_px))
    font.setWeight(step.weight)
    # Hinting moves the letters of small sizes to whole pixels and breaks the spacing of Inter.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if step.spacing_px:
        font.setLetterSpacing(
            QFont.SpacingType.AbsoluteSpacing, step.spacing_px * zoom_percent() / 100
        )
    if step.has_tabular_digits:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _build_metrics(style: TypeStyle) -> QFontMetricsF:
    return QFontMetricsF(_build_font(style))


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; call it once, after the application exists.

    Where a file cannot be loaded, the desktop's own font is used in its place.

    Raises:
        ResourceMissing: the installation is damaged.
    """
    for file in resources.font_files():
        QFontDatabase.addApplicationFont(str(file))
    QFont.insertSubstitution(FAMILY, ARABIC_FAMILY)
    forget_fonts()


def forget_fonts() -> None:
    """Build every font anew: other files or another zoom count now."""
    _build_font.cache_clear()
    _build_metrics.cache_clear()
