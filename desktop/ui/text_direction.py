"""Direction and safety of text that somebody else wrote: first strong letter, isolation, blanks."""

import unicodedata

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_BIDI_CONTROLS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
)


def is_right_to_left(text: str) -> bool:
    """Tell whether the first strong letter of a text is written from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return False
        if kind in {"R", "AL"}:
            return True
    return False


def isolate(text: str) -> str:
    """Wrap a foreign text so that its direction does not disturb the sentence around it.

    Controls of direction inside it are dropped: an unmatched one would reach beyond.
    """
    return f"{_FIRST_STRONG_ISOLATE}{text.translate(_BIDI_CONTROLS)}{_POP_ISOLATE}"


def one_line(text: str, limit: int = 200) -> str:
    """Return the beginning of a text in one line, for lists."""
    return " ".join(text[: limit * 4].translate(_BIDI_CONTROLS).split())[:limit]
