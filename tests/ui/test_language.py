"""Which language the window speaks, and in which direction it is read."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import resources
from desktop.resources import ResourceMissing
from desktop.ui import language
from desktop.ui.counted_text import CountedText
from desktop.ui.dialogs.explain_dialog import ExplainDialog
from desktop.ui.language import choose_language, put_language_in_force
from desktop.ui.theme import Theme

CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="{code}" sourcelanguage="en">
<context><name>Time</name>
<message><source>Yesterday</source><translation>{text}</translation></message>
</context></TS>
"""


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[QApplication]:
    before = QLocale()
    yield qapp
    QLocale.setDefault(before)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Path(sys.executable).with_name("pyside6-lrelease")
    for code, text in (("de", "Gestern"), ("ar", "أمس")):
        source = tmp_path / f"securechat_{code}.ts"
        source.write_text(CATALOGUE.format(code=code, text=text), "utf-8")
        subprocess.run([program, source], check=True, capture_output=True)
    monkeypatch.setattr(
        resources, "translation_file", lambda code: tmp_path / f"securechat_{code}.qm"
    )


@pytest.mark.parametrize(
    ("wanted", "of_desktop", "expected"),
    [
        ("de", ["ar-EG"], "de"),
        ("", ["de-AT", "en"], "de"),
        ("", ["fr-FR", "ar_EG"], "ar"),
        ("", ["fr-FR", "ja"], "en"),
        ("", [], "en"),
        ("tlh", ["de"], "de"),
    ],
)
def test_language_is_the_chosen_one_or_the_first_of_the_desktop_that_there_is(
    wanted: str, of_desktop: list[str], expected: str
) -> None:
    assert choose_language(wanted, of_desktop) == expected


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("code", "yesterday", "direction", "month"),
    [
        ("de", "Gestern", Qt.LayoutDirection.LeftToRight, "März"),
        ("ar", "أمس", Qt.LayoutDirection.RightToLeft, "مارس"),
        ("en", "Yesterday", Qt.LayoutDirection.LeftToRight, "March"),
    ],
)
def test_texts_months_and_direction_are_of_the_language(
    restored: QApplication,
    code: str,
    yesterday: str,
    direction: Qt.LayoutDirection,
    month: str,
) -> None:
    assert put_language_in_force(restored, code) == code

    assert QCoreApplication.translate("Time", "Yesterday") == yesterday
    assert restored.layoutDirection() is direction
    assert QLocale().monthName(3) == month
    assert QLocale().toString(1234).strip("٬,.\u202f") in {"1,234", "1.234"}


def test_missing_catalogue_leaves_english(
    restored: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_missing(_code: str) -> Path:
        raise ResourceMissing("translations")

    monkeypatch.setattr(resources, "translation_file", is_missing)

    assert put_language_in_force(restored, "de") == language.SOURCE_LANGUAGE
    assert QCoreApplication.translate("Time", "Yesterday") == "Yesterday"


@pytest.mark.parametrize(
    ("code", "close", "gaps"),
    [
        ("de", "Schließen", ["1 Nachricht fehlt", "3 Nachrichten fehlen", "12 Nachrichten fehlen"]),
        ("ar", "إغلاق", ["رسالة واحدة ناقصة", "3 رسائل ناقصة", "12 رسالة ناقصة"]),
    ],
)
def test_shipped_catalogue_has_texts_of_parent_classes_and_each_number(
    restored: QApplication, theme: Theme, qtbot: QtBot, *, code: str, close: str, gaps: list[str]
) -> None:
    put_language_in_force(restored, code)
    window = QWidget()
    qtbot.addWidget(window)

    dialog = ExplainDialog(theme, "Title", ("Words",), window)

    # The button is of FormDialog, and asks for its text in the class that it was made for.
    assert close in {button.accessibleName() for button in dialog.findChildren(QAbstractButton)}
    assert [CountedText().messages_missing(count) for count in (1, 3, 12)] == gaps
