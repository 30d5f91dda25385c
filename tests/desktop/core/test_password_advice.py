"""How good a password is, and one drawn at random."""

from collections import Counter

import pytest

from desktop.core.password_advice import rate_password, suggest_password
from desktop.core.records import PasswordAdvice, PasswordStrength
from desktop.resources import word_list_file
from tests.helpers.seeded_random import SeededRandom


@pytest.mark.parametrize(
    ("password", "strength", "advice"),
    [
        ("", PasswordStrength.TOO_WEAK, PasswordAdvice.MORE_WORDS),
        ("password", PasswordStrength.TOO_WEAK, PasswordAdvice.OFTEN_USED),
        ("lena.o", PasswordStrength.TOO_WEAK, PasswordAdvice.NOT_YOUR_NAME),
        ("12.03.1984", PasswordStrength.TOO_WEAK, PasswordAdvice.NO_DATES),
        ("abcdefghijk", PasswordStrength.TOO_WEAK, PasswordAdvice.NO_ROWS),
        ("teapot river", PasswordStrength.FAIR, PasswordAdvice.MORE_WORDS),
        ("teapot river cobalt", PasswordStrength.STRONG, PasswordAdvice.ONE_MORE_WORD),
        ("teapot river cobalt nine", PasswordStrength.EXCELLENT, PasswordAdvice.NONE),
    ],
)
def test_rating_names_the_step_that_helps_most(
    password: str, strength: PasswordStrength, advice: PasswordAdvice
) -> None:
    rating = rate_password(password, names=["lena.o", ""])

    assert (rating.strength, rating.advice) == (strength, advice)


def test_very_long_password_is_rated_by_its_beginning() -> None:
    """AU-12: 4 KiB, emoji: no error, and no time to speak of."""
    assert rate_password("🦊 fox " * 700, names=[]).strength > PasswordStrength.TOO_WEAK


def test_suggestion_is_excellent_and_another_every_time() -> None:
    random = SeededRandom("suggestions")
    suggestions = [suggest_password(random) for _ in range(50)]

    assert len(set(suggestions)) == 50
    assert all(len(one.split()) == 5 for one in suggestions)
    assert {rate_password(one, names=[]).strength for one in suggestions} == {
        PasswordStrength.EXCELLENT
    }


def test_every_word_is_equally_likely() -> None:
    """What is drawn beyond the last whole multiple of the number of words is drawn again."""
    draws = iter([b"\xff\xff\xff\xff", *([bytes(4)] * 5)])

    words = suggest_password(lambda _size: next(draws)).split()

    assert Counter(words) == {"acid": 5}


def test_word_list_has_every_word_once_and_its_licence() -> None:
    words = word_list_file().read_text("ascii").split()

    assert len(words) == len(set(words)) == 1_296
    assert "Electronic Frontier Foundation" in (word_list_file().parent / "LICENSE").read_text()
