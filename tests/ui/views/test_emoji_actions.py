"""Emoji reach the text by picker and by short code, and are counted; other text stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId
from desktop.ui.dialogs.emoji_picker import EmojiPicker
from desktop.ui.views.composer import MIN_HEIGHT, Composer
from desktop.ui.views.emoji_actions import EmojiActions
from tests.ui.conftest import Desk, show_active


class Field:
    """A composer with its emoji."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk = desk
        self.composer = Composer(desk.theme)
        self.actions = EmojiActions(desk.bridge, desk.theme, self.composer)
        self.composer.resize(600, MIN_HEIGHT)
        qtbot.addWidget(self.composer)
        show_active(self.composer)
        self.composer.open(ContactId(1), "bob")
        self.editor = self.composer.editor
        self.editor.setFocus()
        self.sent: list[str] = []
        self.composer.send_requested.connect(lambda _contact, text: self.sent.append(text))

    def type(self, text: str) -> None:
        QTest.keyClicks(self.editor, text)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.editor, key)

    @property
    def text(self) -> str:
        return self.editor.toPlainText()

    @property
    def offered(self) -> list[str]:
        completion = self.actions._completion
        return [] if completion is None or completion.isHidden() else completion.codes

    def used(self) -> list[str]:
        self.desk.settle()
        return [str(call[0]) for call in self.desk.messenger.called("note_emoji_used")]


@pytest.fixture
def field(desk: Desk, qtbot: QtBot) -> Field:
    return Field(desk, qtbot)


def test_beginning_is_offered_and_enter_writes_it_without_sending(field: Field) -> None:
    field.type("good :smi")
    assert field.offered[0] == "smile"

    field.press(Qt.Key.Key_Return)

    assert field.text == "good 😄"
    assert field.sent == []
    assert field.offered == []
    assert field.used() == ["😄"]
    field.press(Qt.Key.Key_Return)
    assert field.sent == ["good 😄"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Enter])
def test_other_keys_choose_too(field: Field, key: Qt.Key) -> None:
    field.editor.insertPlainText("🙂 ")
    field.type(":tada")
    field.press(key)

    assert field.text == "🙂 🎉"


def test_escape_leaves_the_text_and_another_enter_sends_it(field: Field) -> None:
    field.type(":smi")
    field.press(Qt.Key.Key_Escape)
    assert field.offered == []

    field.press(Qt.Key.Key_Return)

    assert field.sent == [":smi"]


def test_whole_code_is_written_at_its_colon(field: Field) -> None:
    field.type("bread :baguette_bread: here")

    assert field.text == "bread 🥖 here"
    assert field.used() == ["🥖"]


@pytest.mark.parametrize(
    "text", ["12:30", "at :3", "https://smile.example", "word:smi", ":s", ": smi", "::", ":qqqq:"]
)
def test_what_is_no_short_code_offers_nothing(field: Field, text: str) -> None:
    field.type(text)

    assert field.offered == []
    assert field.text == text


def test_offer_goes_with_the_cursor_and_the_focus(field: Field) -> None:
    field.type(":smi")
    assert field.offered
    field.press(Qt.Key.Key_Home)
    assert field.offered == []

    field.press(Qt.Key.Key_End)
    field.type("l")
    assert field.offered
    field.editor.clearFocus()
    assert field.offered == []


def test_letters_of_an_input_method_are_left_alone(field: Field) -> None:
    field.type(":smi")
    QApplication.sendEvent(field.editor, QInputMethodEvent("に", []))

    assert field.offered == []


def test_draft_that_comes_back_offers_nothing(field: Field) -> None:
    field.type(":smi")
    field.composer.open(ContactId(2), "carol")
    field.composer.open(ContactId(1), "bob")

    assert field.text == ":smi"
    assert field.offered == []


def test_picker_writes_at_the_cursor_and_counts(field: Field) -> None:
    field.desk.messenger.used_emoji = ["🥖"]
    field.type("ab")
    field.press(Qt.Key.Key_Left)

    field.composer._emoji.click()
    field.desk.settle()
    [picker] = field.composer.findChildren(EmojiPicker)
    assert picker.used.emoji[0].text == "🥖"
    picker.picked.emit("👍")

    assert field.text == "a👍b"
    assert field.used() == ["👍"]
    picker.close_overlay()
    assert field.editor.hasFocus()
