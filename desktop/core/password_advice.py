"""How good a password is, what would make it better, and one that is drawn at random.

The estimate is `zxcvbn`'s: how many guesses somebody needs who knows words, names, dates and rows
of keys. A guess costs 64 MiB of Argon2id (PROTOCOL P11), some 10,000 a second on a good graphics
card; the steps below are hours, years, and more than anybody can pay for.
"""

from functools import cache
from typing import Any, Final

from desktop.core.records import PasswordAdvice, PasswordRating, PasswordStrength
from desktop.crypto.random_source import Random
from desktop.resources import word_list_file

MAX_RATED_CHARS: Final = 72
"""The library takes no more; whatever is longer is rated by its beginning."""

SUGGESTED_WORDS: Final = 5
"""Five of 1,296 words: 51 bits, which nobody guesses at 64 MiB a guess."""

_STEPS: Final = (
    (6.0, PasswordStrength.TOO_WEAK),
    (8.0, PasswordStrength.WEAK),
    (11.0, PasswordStrength.FAIR),
    (17.0, PasswordStrength.STRONG),
)
"""Powers of ten of the guesses below which a password is no better than this."""

_PATTERNS: Final = {
    "date": PasswordAdvice.NO_DATES,
    "regex": PasswordAdvice.NO_DATES,
    "sequence": PasswordAdvice.NO_ROWS,
    "repeat": PasswordAdvice.NO_ROWS,
    "spatial": PasswordAdvice.NO_ROWS,
}


def rate_password(password: str, *, names: list[str]) -> PasswordRating:
    """Return how good a password is; takes some milliseconds, the first time a quarter of a second.

    Args:
        password: As typed.
        names: What somebody who knows the person tries first.
    """
    if not password:
        return PasswordRating(strength=PasswordStrength.TOO_WEAK, advice=PasswordAdvice.MORE_WORDS)
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists take a quarter of a second to load

    found = zxcvbn(password[:MAX_RATED_CHARS], user_inputs=[name for name in names if name])
    guesses = float(found["guesses_log10"])
    strength = next((step for limit, step in _STEPS if guesses < limit), PasswordStrength.EXCELLENT)
    return PasswordRating(strength=strength, advice=_advise(strength, found["sequence"]))


def _advise(strength: PasswordStrength, sequence: list[dict[str, Any]]) -> PasswordAdvice:
    """Return the one step that helps most."""
    if strength is PasswordStrength.EXCELLENT:
        return PasswordAdvice.NONE
    if strength is PasswordStrength.STRONG:
        return PasswordAdvice.ONE_MORE_WORD
    weakest = max(sequence, key=lambda match: len(match["token"]))
    if weakest["pattern"] == "dictionary":
        if weakest["dictionary_name"] == "user_inputs":
            return PasswordAdvice.NOT_YOUR_NAME
        if weakest["dictionary_name"] == "passwords" and len(sequence) == 1:
            return PasswordAdvice.OFTEN_USED
    return _PATTERNS.get(weakest["pattern"], PasswordAdvice.MORE_WORDS)


def suggest_password(random: Random) -> str:
    """Return words drawn at random, with blanks between them."""
    words = _words()
    return " ".join(words[_below(len(words), random)] for _ in range(SUGGESTED_WORDS))


@cache
def _words() -> tuple[str, ...]:
    return tuple(word_list_file().read_text("ascii").split())


def _below(count: int, random: Random) -> int:
    """Return a number below `count`, every one equally likely."""
    limit = 2**32 - 2**32 % count
    while True:
        drawn = int.from_bytes(random(4), "big")
        if drawn < limit:
            return drawn % count
