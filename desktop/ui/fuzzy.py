"""Finding a few letters in a name: at the start of its words, inside, or scattered in order."""

import unicodedata
from dataclasses import dataclass

_WORD_START = 100
_INSIDE = 60
_SCATTERED = 30
_FARTHEST = 5
"""Letters that are farther apart than this on average are a coincidence."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well letters fit.

    Attributes:
        score: Higher is better.
        places: Which characters of the text they are.
    """

    score: int
    places: frozenset[int]


def find_match(query: str, text: str) -> Match | None:
    """Find every word of a query in a text, letters alike whatever their case and marks.

    Args:
        query: As typed; empty fits everything.
        text: Where to look.

    Returns:
        None if one of the words is not there.
    """
    letters = _fold(text)
    score, places = 0, set[int]()
    for word in query.split():
        wanted = "".join(letter for letter, _place in _fold(word))
        found = _find_word(wanted, letters)
        if found is None:
            return None
        score += found.score
        places |= found.places
    # Of names that fit equally well the shorter one is meant more likely.
    return Match(score - min(len(text), _SCATTERED - 1), frozenset(places))


def _fold(text: str) -> list[tuple[str, int]]:
    """Return the letters of a text without case and marks, each with its place in the text."""
    return [
        (letter, place)
        for place, char in enumerate(text)
        for letter in unicodedata.normalize("NFKD", char.casefold())
        if not unicodedata.combining(letter)
    ]


def _find_word(wanted: str, letters: list[tuple[str, int]]) -> Match | None:
    text = "".join(letter for letter, _place in letters)
    inside = text.find(wanted)
    start = inside
    while start > 0 and text[start - 1].isalnum():
        start = text.find(wanted, start + 1)
    if start >= 0:
        return Match(_WORD_START, _places(letters, range(start, start + len(wanted))))
    if inside >= 0:
        return Match(_INSIDE, _places(letters, range(inside, inside + len(wanted))))
    return _find_scattered(wanted, text, letters)


def _find_scattered(wanted: str, text: str, letters: list[tuple[str, int]]) -> Match | None:
    """Find letters in order, not far apart, from the start of a word on."""
    scattered: list[int] = []
    at = -1
    for letter in wanted:
        at = text.find(letter, at + 1)
        while at > 0 and not scattered and text[at - 1].isalnum():
            at = text.find(letter, at + 1)
        if at < 0:
            return None
        scattered.append(at)
    if scattered[-1] - scattered[0] > _FARTHEST * len(wanted):
        return None
    return Match(_SCATTERED - (scattered[-1] - scattered[0]), _places(letters, scattered))


def _places(letters: list[tuple[str, int]], numbers: "range | list[int]") -> frozenset[int]:
    return frozenset(letters[number][1] for number in numbers)
