"""The meter under a password."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.ui.theme import Theme
from desktop.ui.views.strength_meter import StrengthMeter


@pytest.fixture
def meter(theme: Theme, qtbot: QtBot) -> StrengthMeter:
    meter = StrengthMeter(theme)
    meter.resize(400, 40)
    qtbot.addWidget(meter)
    return meter


@pytest.mark.parametrize("strength", PasswordStrength)
def test_every_strength_has_a_word_and_its_parts(
    meter: StrengthMeter, strength: PasswordStrength
) -> None:
    meter.show_rating(PasswordRating(strength=strength, advice=PasswordAdvice.NONE))

    assert meter.text.endswith(".")
    assert meter._bar._filled == int(strength)
    assert not meter.grab().isNull()


@pytest.mark.parametrize("advice", [one for one in PasswordAdvice if one.value != "none"])
def test_every_advice_is_one_sentence_more(meter: StrengthMeter, advice: PasswordAdvice) -> None:
    meter.show_rating(PasswordRating(strength=PasswordStrength.FAIR, advice=advice))

    assert meter.text.startswith("Fair. ")
    assert len(meter.text) > len("Fair. ")


def test_parts_are_filled_from_the_reading_side(meter: StrengthMeter) -> None:
    meter.show_rating(PasswordRating(strength=PasswordStrength.WEAK, advice=PasswordAdvice.NONE))
    before = meter.grab().toImage()

    meter._bar.setLayoutDirection(meter._bar.layoutDirection().RightToLeft)

    assert meter.grab().toImage() != before
