"""Spelling: unknown words are underlined, addresses and short codes not; all is optional."""

import pytest
from PySide6.QtGui import QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout

from desktop.ui.spelling import SpellingMarks, find_checker
from desktop.ui.theme import Theme


class FewWords:
    """A checker that knows a handful of words."""

    words = frozenset({"good", "bread", "can’t", "see", "schön"})

    def check(self, word: str) -> bool:
        return word.casefold() in self.words

    def suggest(self, word: str) -> list[str]:
        return ["bread", "breed", "bred-in"] if word == "bred" else []


def underlined(theme: Theme, text: str) -> list[str]:
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    document.setPlainText(text)
    marks = SpellingMarks(theme, document, FewWords())
    marks.rehighlight()
    found = []
    block = document.begin()
    while block.isValid():
        units = block.text().encode("utf-16-le")
        for piece in block.layout().formats():
            if piece.format.underlineStyle() is QTextCharFormat.UnderlineStyle.SpellCheckUnderline:
                part = units[2 * piece.start : 2 * (piece.start + piece.length)]
                found.append(part.decode("utf-16-le"))
        block = block.next()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good bread", []),
        ("good bred, schon", ["bred", "schon"]),
        ("🥖🥖 bred", ["bred"]),
        ("Can’t 42 x2y", []),
        ("see https://bred.example/qqq bob@qqq.example :qqqq: :smi", []),
        ("bread\nqqqq", ["qqqq"]),
        ("q" * 50, []),
    ],
)
def test_unknown_words_are_underlined(theme: Theme, text: str, expected: list[str]) -> None:
    assert underlined(theme, text) == expected


def test_long_paste_is_not_looked_through(theme: Theme) -> None:
    assert len(underlined(theme, "qqqq " * 5_000)) <= 400


def test_only_misspelt_words_have_suggestions(theme: Theme) -> None:
    marks = SpellingMarks(theme, QTextDocument(), FewWords())

    assert marks.suggest("bred") == ["bread", "breed", "bred-in"]
    assert marks.suggest("bread") == marks.suggest("") == []


def test_without_a_checker_nothing_is_marked(theme: Theme) -> None:
    document = QTextDocument("qqqq")
    marks = SpellingMarks(theme, document)

    marks.begin()

    if find_checker() is None:
        assert marks.suggest("qqqq") == []
