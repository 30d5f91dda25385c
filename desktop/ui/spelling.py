"""Marks misspelt words, where the computer has a spell checker; needs nothing where it has none."""

import re
from functools import cache
from typing import Protocol

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from desktop.ui.theme import Theme

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")
_LONGEST_WORD = 40
_MOST_WORDS = 400
"""Of one paragraph; what follows is not looked at, so that no paste stalls the window."""
_IN_ADDRESS = re.compile(r"\S*(?:://|@|\w\.\w)\S*|:[\w+-]+:?")


class Checker(Protocol):
    """Knows the words of the person's languages."""

    def check(self, word: str) -> bool:
        """Tell whether a word is written as it should be."""

    def suggest(self, word: str) -> list[str]:
        """Return better spellings, the best first."""


class _Dictionaries:
    """Several languages at once: a word of any of them is right."""

    def __init__(self, dictionaries: list[Checker]) -> None:
        self._dictionaries = dictionaries

    def check(self, word: str) -> bool:
        return any(dictionary.check(word) for dictionary in self._dictionaries)

    def suggest(self, word: str) -> list[str]:
        found = [each for dictionary in self._dictionaries for each in dictionary.suggest(word)]
        return list(dict.fromkeys(found))


@cache
def find_checker() -> Checker | None:
    """Return a checker for the languages of the desktop, None if the computer has none."""
    try:
        # Needed once somebody types, and on many computers never.
        import enchant  # noqa: PLC0415
    except ImportError:
        return None
    wanted = [name.replace("-", "_") for name in QLocale.system().uiLanguages()]
    names = [name for name in dict.fromkeys(wanted) if enchant.dict_exists(name)]
    dictionaries = [enchant.Dict(name) for name in names]
    return _Dictionaries(dictionaries) if dictionaries else None


class SpellingMarks(QSyntaxHighlighter):
    """Underlines what a checker does not know."""

    def __init__(
        self, theme: Theme, document: QTextDocument, checker: Checker | None = None
    ) -> None:
        """Mark nothing yet.

        Args:
            theme: Gives the colour.
            document: Whose words are looked at; becomes the Qt parent.
            checker: Knows the words; None to look for one when typing begins.
        """
        super().__init__(document)
        self._theme = theme
        self._checker = checker
        self._has_begun = checker is not None
        theme.changed.connect(self.rehighlight)

    def begin(self) -> None:
        """Look for a checker, the first time that something is typed."""
        if self._has_begun or self.document().isEmpty():
            return
        self._has_begun = True
        self._checker = find_checker()
        if self._checker is not None:
            self.rehighlight()

    def suggest(self, word: str) -> list[str]:
        """Return better spellings of a word, none if it is right."""
        if self._checker is None or not word or self._checker.check(word):
            return []
        return self._checker.suggest(word)

    def highlightBlock(self, text: str) -> None:
        """Underline the words of a paragraph that the checker does not know."""
        if self._checker is None:
            return
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        look.setUnderlineColor(QColor(self._theme.tokens.danger))
        # Blanks of the same length, so that places stay.
        plain = _IN_ADDRESS.sub(lambda match: " " * len(match[0]), text)
        end, units = 0, 0
        for number, match in enumerate(_WORD.finditer(plain)):
            if number >= _MOST_WORDS:
                break
            units += _units(plain[end : match.start()])
            length = _units(match[0])
            if length <= _LONGEST_WORD and not self._checker.check(match[0]):
                self.setFormat(units, length, look)
            end, units = match.end(), units + length


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
