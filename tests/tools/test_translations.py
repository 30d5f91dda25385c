"""Catalogues: texts are found in the code, kept when they are translated, and compiled."""

import pytest

from tools.devkit import translations
from tools.devkit.places import Places
from tools.devkit.speech import Stop

CODE = """
from PySide6.QtWidgets import QLabel

class Greeting(QLabel):
    def greet(self) -> None:
        self.setText(self.tr("Good morning"))
"""


@pytest.fixture
def code(checkout: Places) -> Places:
    folder = checkout.root / "desktop" / "ui"
    folder.mkdir(parents=True)
    (folder / "greeting.py").write_text(CODE, "utf-8")
    (checkout.root / "resources" / "translations").mkdir(parents=True)
    return checkout


def test_texts_are_found_kept_and_compiled(code: Places) -> None:
    assert translations.translations(code) == 0
    folder = code.root / "resources" / "translations"
    source = translations.catalogue(folder, "de")
    untranslated = source.with_suffix(".qm").read_bytes()
    text = source.read_text("utf-8")
    assert "<source>Good morning</source>" in text
    source.write_text(
        text.replace(
            '<translation type="unfinished"></translation>',
            "<translation>Guten Morgen</translation>",
        ),
        "utf-8",
    )

    assert translations.translations(code) == 0

    assert "<translation>Guten Morgen</translation>" in source.read_text("utf-8")
    assert source.with_suffix(".qm").read_bytes() != untranslated
    assert translations.catalogue(folder, "ar").with_suffix(".qm").is_file()


def test_catalogue_that_is_damaged_is_said(code: Places) -> None:
    source = translations.catalogue(code.root / "resources" / "translations", "ar")
    source.write_text("<TS>", "utf-8")

    with pytest.raises(Stop, match="pyside6-l"):
        translations.translations(code)
