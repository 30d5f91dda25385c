"""The type scale comes from the bundled font."""

import pytest
from PySide6.QtGui import QFontInfo, QTextLayout

from desktop.ui.theme import Theme
from desktop.ui.typography import ARABIC_FAMILY, FAMILY, TypeStyle


@pytest.mark.parametrize(
    "style", [style for style in TypeStyle if not style.name.startswith("CODE")]
)
def test_every_step_is_drawn_in_inter(theme: Theme, style: TypeStyle) -> None:
    info = QFontInfo(style.font)

    assert info.family() == FAMILY
    assert info.weight() == style.font.weight()
    assert info.pixelSize() == style.font.pixelSize()


@pytest.mark.parametrize("style", TypeStyle)
def test_lines_hold_their_letters(theme: Theme, style: TypeStyle) -> None:
    metrics = style.metrics

    assert style.line_px >= metrics.ascent() + metrics.descent() - 1
    assert 0 < style.baseline_px < style.line_px


@pytest.mark.parametrize("style", [TypeStyle.BODY, TypeStyle.LIST_NAME, TypeStyle.TITLE])
def test_arabic_is_drawn_in_the_bundled_font(theme: Theme, style: TypeStyle) -> None:
    layout = QTextLayout("noor نور", style.font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()

    drawn = {run.rawFont().familyName(): run.rawFont() for run in layout.glyphRuns()}
    assert set(drawn) == {FAMILY, ARABIC_FAMILY}
    assert drawn[ARABIC_FAMILY].weight() == style.font.weight()


def test_digits_of_times_are_equally_wide(theme: Theme) -> None:
    metrics = TypeStyle.META.metrics

    assert metrics.horizontalAdvance("11:11") == pytest.approx(metrics.horizontalAdvance("00:00"))
