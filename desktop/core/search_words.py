"""Words as search sees them: how a text is folded for the index, and where a query's words stand.

The index holds what `fold_text` returns, and a query goes through the same folding, so that capital
letters, accents, vowel signs above Arabic and Hebrew letters, ligatures and wide letters make no
difference. Scripts that put no spaces between words are searched character by character. Whatever
changes here changes what the index holds, and needs a migration that builds it anew.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_QUERY_CHARACTERS: Final = 256
"""Of a query; what follows is not looked at. Nobody types that much to find a message."""

MAX_QUERY_WORDS: Final = 16
"""Of a query: each costs a look into the index."""

_SHORTEST_PREFIX: Final = 2
"""One letter begins so many words that finding them all would take seconds, and help nobody."""

_FIRST_HANGUL: Final = 0xAC00
_LAST_HANGUL: Final = 0xD7A3

_SPACELESS: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals of Chinese characters
    (0x3005, 0x3007),  # repetition mark, zero
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3100, 0x312F),  # Bopomofo
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Chinese characters
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

_UNHEARD: Final = (
    (0x0300, 0x036F),  # accents
    (0x0591, 0x05BD),  # Hebrew vowels
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C7),
    (0x0610, 0x061A),  # Arabic vowels and signs
    (0x0640, 0x0640),  # Arabic lengthening
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
)

_WORD_CATEGORIES: Final = ("L", "M", "N")


MOST_FOLDED: Final = 10_000
"""Characters whose folding is kept, 1 MiB: more than people use, and far fewer than there are, all
of which somebody could write in a few dozen messages."""


class _Folded(dict[int, str]):
    """What each character becomes, worked out once; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_FOLDED:
            self.clear()
        folded = self[code] = _fold_character(chr(code))
        return folded


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _fold_character(character: str) -> str:
    """Return a character's letters; nothing for a sign above one, a space for what is no word."""
    if _is_in(ord(character), _UNHEARD):
        return ""
    parts = unicodedata.normalize("NFKD", character).casefold()
    parts = unicodedata.normalize("NFKD", parts)
    heard = "".join(part for part in parts if not _is_in(ord(part), _UNHEARD))
    letters = unicodedata.normalize("NFC", heard)
    kept = "".join(
        letter
        if unicodedata.category(letter)[0] in _WORD_CATEGORIES
        or unicodedata.category(letter) == "Co"
        else " "
        for letter in letters
    )
    is_alone = _is_in(ord(character), _SPACELESS)
    return f" {kept} " if is_alone and unicodedata.category(character)[0] != "M" else kept


_FOLDED: Final = _Folded()
_WORD: Final = re.compile("[^ ]+")


def fold_text(text: str) -> str:
    """Return a text as the index takes it: folded words with spaces between them."""
    return text.translate(_FOLDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchWord:
    """One word of a query.

    Attributes:
        tokens: Words of the index that stand side by side, such as the characters of a Chinese
            word or "don" and "t"; at least one.
        is_prefix: True if the last token may go on.
    """

    tokens: tuple[str, ...]
    is_prefix: bool = False

    def fits(self, tokens: tuple[str, ...]) -> bool:
        """Tell whether this many tokens side by side are this word."""
        if self.is_prefix:
            *whole, last = tokens
            return tuple(whole) == self.tokens[:-1] and last.startswith(self.tokens[-1])
        return tokens == self.tokens


def split_query(query: str) -> tuple[SearchWord, ...]:
    """Return the words that a message must hold, all of them and in any order.

    Every character is text: quotes, stars and the like stand for nothing. The last word may be the
    beginning of one.

    Args:
        query: As typed.

    Returns:
        Nothing if there is no letter or digit in it.
    """
    typed = query[:MAX_QUERY_CHARACTERS].split()
    folded = [tuple(fold_text(word).split()) for word in typed]
    tokens = [word for word in folded if word][:MAX_QUERY_WORDS]
    return tuple(
        SearchWord(tokens=word, is_prefix=at == len(tokens) - 1 and _may_go_on(word[-1]))
        for at, word in enumerate(tokens)
    )


def _may_go_on(token: str) -> bool:
    if _is_in(ord(token[0]), _SPACELESS):
        return False
    is_syllable = _FIRST_HANGUL <= ord(token[0]) <= _LAST_HANGUL
    return len(token) >= _SHORTEST_PREFIX or is_syllable


def find_marks(text: str, words: tuple[SearchWord, ...]) -> tuple[tuple[int, int], ...]:
    """Return where a query's words stand in a text.

    Args:
        text: Of the message, as it is shown.
        words: From `split_query`.

    Returns:
        (start, end) of each place in characters, in order and apart from each other. A word that
        goes on after the prefix is marked whole.
    """
    tokens = _tokens(text)
    marks: list[tuple[int, int]] = []
    for word in words:
        length = len(word.tokens)
        for at in range(len(tokens) - length + 1):
            if word.fits(tuple(token for token, _, _ in tokens[at : at + length])):
                marks += [(tokens[at][1], tokens[at + length - 1][2])]
    return _joined(marks)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Return each word of a text as the index has it, with its start and end in the text."""
    if text.isascii():  # each character stays one
        return [(word[0], word.start(), word.end()) for word in _WORD.finditer(fold_text(text))]
    tokens: list[tuple[str, int, int]] = []
    letters, start, end = "", 0, 0
    for at, character in enumerate(text):
        for letter in _FOLDED[ord(character)] or "":
            if letter == " ":
                if letters:
                    tokens.append((letters, start, end))
                letters = ""
            else:
                start = start if letters else at
                letters += letter
                end = at + 1
        if not _FOLDED[ord(character)] and letters:
            end = at + 1  # an accent that stands alone belongs to the letter before it
    if letters:
        tokens.append((letters, start, end))
    return tokens


def _joined(marks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
