"""Whether a password that is being chosen is good enough."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.ui.fields import TextField
from desktop.ui.theme import Theme
from desktop.ui.views.password_judge import MIN_PASSWORD_CHARS, PasswordJudge
from desktop.ui.views.strength_meter import StrengthMeter
from tests.ui.conftest import show_active

GOOD = PasswordRating(strength=PasswordStrength.FAIR, advice=PasswordAdvice.MORE_WORDS)
BAD = PasswordRating(strength=PasswordStrength.TOO_WEAK, advice=PasswordAdvice.NO_ROWS)


class Bench:
    """A field, its meter and its judge, and what the judge says."""

    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.holder = QWidget()
        qtbot.addWidget(self.holder)
        self.field = TextField(theme, "Password", is_secret=True, parent=self.holder)
        self.meter = StrengthMeter(theme, self.holder)
        self.judge = PasswordJudge(self.field, self.meter)
        column = QVBoxLayout(self.holder)
        column.addWidget(self.field)
        column.addWidget(self.meter)
        show_active(self.holder)
        self.asked: list[str] = []
        self.accepted: list[str] = []
        self.judge.rating_requested.connect(self.asked.append)
        self.judge.accepted.connect(self.accepted.append)

    @property
    def fault(self) -> str:
        return self.field.edit.accessibleDescription()


@pytest.fixture
def bench(theme: Theme, qtbot: QtBot) -> Bench:
    return Bench(theme, qtbot)


@pytest.mark.parametrize("password", ["", "x" * (MIN_PASSWORD_CHARS - 1)])
def test_short_passwords_are_refused_with_the_rule(bench: Bench, password: str) -> None:
    bench.field.set_text(password)

    bench.judge.submit()

    assert (bench.asked, bench.accepted) == ([], [])
    assert bench.fault == "Use at least 8 characters."


def test_password_is_accepted_once_it_is_rated(bench: Bench) -> None:
    bench.field.set_text("teapot river")
    bench.judge.submit()
    assert (bench.asked, bench.accepted) == (["teapot river"], [])

    bench.judge.show_rating("another text", GOOD)
    assert bench.accepted == []
    bench.judge.show_rating("teapot river", GOOD)

    assert bench.accepted == ["teapot river"]


def test_password_that_is_too_easy_is_refused(bench: Bench) -> None:
    bench.field.set_text("abcdefghijk")
    bench.judge.submit()

    bench.judge.show_rating("abcdefghijk", BAD)

    assert "too easy" in bench.fault
    assert "abc, 111" in bench.meter.text
    bench.judge.show_rating("abcdefghijk", GOOD)
    assert bench.accepted == []


def test_text_that_changed_meanwhile_is_not_accepted(bench: Bench) -> None:
    bench.field.set_text("teapot river")
    bench.judge.submit()

    bench.field.set_text("teapot rivers")
    bench.judge.show_rating("teapot rivers", GOOD)

    assert bench.accepted == []


def test_meter_follows_the_typing_on_a_pause(bench: Bench) -> None:
    QTest.keyClicks(bench.field.edit, "teapot")
    assert bench.asked == []
    bench.judge._pause.timeout.emit()
    assert bench.asked == ["teapot"]

    bench.judge.show_rating("teapot", GOOD)
    assert bench.meter.text == "Fair. Another word or two would help."
    bench.field.set_text("")
    assert bench.meter.text == "Four or five random words are best."
