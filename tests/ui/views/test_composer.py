"""The composer: what sends, what stays, and that no text is ever lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.core.records import ContactId, Draft
from desktop.ui.theme import Theme
from desktop.ui.views.composer import COUNTER_FROM_BYTES, MIN_HEIGHT, Composer
from protocol.limits import MAX_TEXT_BYTES
from tests.ui.conftest import show_active

BOB, CAROL = ContactId(1), ContactId(2)


@pytest.fixture
def composer(theme: Theme, qtbot: QtBot) -> Composer:
    composer = Composer(theme)
    qtbot.addWidget(composer)
    composer.resize(600, MIN_HEIGHT)
    show_active(composer)
    composer.open(BOB, "bob")
    composer.editor.setFocus()
    return composer


@pytest.fixture
def sent(composer: Composer) -> list[tuple[int, str]]:
    requests: list[tuple[int, str]] = []
    composer.send_requested.connect(lambda contact, text: requests.append((contact, text)))
    return requests


def press_enter(composer: Composer) -> None:
    QTest.keyClick(composer.editor, Qt.Key.Key_Return)


def text(composer: Composer) -> str:
    return composer.editor.toPlainText()


def test_enter_sends_and_the_text_stays_until_it_is_committed(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    QTest.keyClicks(composer.editor, "hello")
    press_enter(composer)
    assert sent == [(BOB, "hello")]
    assert text(composer) == "hello"

    composer.confirm_sent(BOB)
    assert text(composer) == ""


def test_shift_enter_breaks_the_line(composer: Composer, sent: list[tuple[int, str]]) -> None:
    QTest.keyClicks(composer.editor, "one")
    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(composer.editor, "two")

    assert text(composer) == "one\ntwo"
    assert sent == []


def test_enter_breaks_the_line_if_ctrl_enter_sends(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.enter_sends = False
    QTest.keyClicks(composer.editor, "one")
    press_enter(composer)
    assert (text(composer), sent) == ("one\n", [])

    QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert [request[1] for request in sent] == ["one"]


def test_keypad_enter_and_the_button_send_too(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.setPlainText("one")
    QTest.keyClick(composer.editor, Qt.Key.Key_Enter)
    composer.confirm_sent(BOB)
    composer.editor.setPlainText("two")
    composer._send.click()

    assert [request[1] for request in sent] == ["one", "two"]


def test_failed_text_stays(composer: Composer, sent: list[tuple[int, str]]) -> None:
    composer.editor.setPlainText("hello")
    press_enter(composer)

    composer.keep_text(BOB)

    assert text(composer) == "hello"
    press_enter(composer)
    assert len(sent) == 2


def test_double_enter_sends_once(composer: Composer, sent: list[tuple[int, str]]) -> None:
    composer.editor.setPlainText("hello")
    press_enter(composer)
    press_enter(composer)
    composer.confirm_sent(BOB)

    assert sent == [(BOB, "hello")]
    assert text(composer) == ""


def test_what_is_typed_meanwhile_stays_and_its_enter_counts(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.insertPlainText("one 🙂")
    press_enter(composer)
    QTest.keyClicks(composer.editor, "two")
    press_enter(composer)
    assert sent == [(BOB, "one 🙂")]

    composer.confirm_sent(BOB)

    assert sent == [(BOB, "one 🙂"), (BOB, "two")]
    assert text(composer) == "two"
    composer.confirm_sent(BOB)
    assert text(composer) == ""


def test_edited_text_is_not_taken_out(composer: Composer, sent: list[tuple[int, str]]) -> None:
    composer.editor.setPlainText("hello")
    press_enter(composer)
    composer.editor.setPlainText("help")

    composer.confirm_sent(BOB)

    assert text(composer) == "help"


@pytest.mark.parametrize("blank", ["", "   ", "\n\n"])
def test_blank_text_is_not_sent(
    composer: Composer, sent: list[tuple[int, str]], blank: str
) -> None:
    composer.editor.setPlainText(blank)
    press_enter(composer)

    assert sent == []
    assert composer._send.isHidden()


def test_blanks_around_the_text_are_left_out(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.setPlainText("\n  indented\n\n")
    press_enter(composer)
    composer.confirm_sent(BOB)

    assert sent == [(BOB, "  indented")]
    assert text(composer) == ""


def test_drafts_are_kept_by_contact(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "to bob")
    QTest.keyClick(composer.editor, Qt.Key.Key_Left)

    composer.open(CAROL, "carol")
    assert text(composer) == ""
    QTest.keyClicks(composer.editor, "to carol")
    composer.open(BOB, "bob")

    assert text(composer) == "to bob"
    assert composer.editor.textCursor().position() == 5
    composer.close_contact()
    composer.open(CAROL, "carol")
    assert text(composer) == "to carol"


def test_commit_for_another_contact_clears_only_that_draft(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "to bob")
    press_enter(composer)
    composer.open(CAROL, "carol")
    QTest.keyClicks(composer.editor, "to carol")

    composer.confirm_sent(BOB)

    assert text(composer) == "to carol"
    composer.open(BOB, "bob")
    assert text(composer) == ""


@pytest.fixture
def kept(composer: Composer) -> list[tuple[int, Draft | None]]:
    drafts: list[tuple[int, Draft | None]] = []
    composer.draft_changed.connect(lambda contact, draft: drafts.append((contact, draft)))
    return drafts


def test_draft_is_kept_after_a_pause_with_its_cursor(
    composer: Composer, kept: list[tuple[int, Draft | None]], qtbot: QtBot
) -> None:
    QTest.keyClicks(composer.editor, "hello")
    QTest.keyClick(composer.editor, Qt.Key.Key_Left)
    assert kept == []

    qtbot.waitUntil(lambda: bool(kept))

    assert kept == [(BOB, Draft(text="hello", cursor=4))]


def test_draft_is_kept_when_the_field_is_left_or_hidden(
    composer: Composer, kept: list[tuple[int, Draft | None]]
) -> None:
    QTest.keyClicks(composer.editor, "to bob")
    composer.open(CAROL, "carol")
    QTest.keyClicks(composer.editor, "to carol")
    composer.hide()
    composer.hide()

    assert kept == [
        (BOB, Draft(text="to bob", cursor=6)),
        (CAROL, Draft(text="to carol", cursor=8)),
    ]


def test_draft_that_was_not_kept_is_given_away_again(
    composer: Composer, kept: list[tuple[int, Draft | None]]
) -> None:
    """Also to somebody else by now: a lock forgets what was written."""
    QTest.keyClicks(composer.editor, "hello")
    composer.open(CAROL, "Carol")
    composer.note_not_kept(BOB, Draft(text="hello", cursor=5))

    composer.hide()
    composer.save_draft()

    assert kept == 2 * [(BOB, Draft(text="hello", cursor=5))]


def test_draft_of_which_it_is_known_late_that_it_was_not_kept_is_there_again(
    composer: Composer, kept: list[tuple[int, Draft | None]]
) -> None:
    QTest.keyClicks(composer.editor, "hello")
    composer.save_draft()
    composer.forget_drafts()
    composer.note_not_kept(BOB, Draft(text="hello", cursor=5))
    composer.open(BOB, "Bob")

    assert composer.editor.toPlainText() == "hello"
    composer.save_draft()
    assert kept == 2 * [(BOB, Draft(text="hello", cursor=5))]


def test_draft_that_was_not_kept_is_forgotten_with_the_account(composer: Composer) -> None:
    QTest.keyClicks(composer.editor, "hello")
    composer.save_draft()
    composer.note_not_kept(BOB, Draft(text="hello", cursor=5))

    composer.forget_drafts(also_unkept=True)
    composer.open(BOB, "Bob")

    assert composer.editor.toPlainText() == ""


def test_emptied_draft_is_told(composer: Composer, kept: list[tuple[int, Draft | None]]) -> None:
    QTest.keyClicks(composer.editor, "to bob")
    composer.save_draft()
    composer.editor.setPlainText(" ")
    composer.save_draft()

    assert kept[1:] == [(BOB, None)]


def test_kept_draft_comes_back_once_and_never_over_what_is_newer(
    composer: Composer, kept: list[tuple[int, Draft | None]]
) -> None:
    composer.open(CAROL, "carol", Draft(text="to carol", cursor=3))
    assert text(composer) == "to carol"
    assert composer.editor.textCursor().position() == 3

    QTest.keyClicks(composer.editor, "!")
    composer.open(BOB, "bob", Draft(text="old", cursor=99))
    composer.open(CAROL, "carol", Draft(text="to carol", cursor=3))

    assert text(composer) == "to !carol"
    assert kept == [(CAROL, Draft(text="to !carol", cursor=4))]


def test_cursor_beyond_the_text_stands_at_its_end(theme: Theme, qtbot: QtBot) -> None:
    composer = Composer(theme)
    qtbot.addWidget(composer)

    composer.open(BOB, "bob", Draft(text="abc", cursor=99))

    assert composer.editor.textCursor().position() == 3


def test_text_on_its_way_is_no_draft_and_what_is_left_is(
    composer: Composer, sent: list[tuple[int, str]], kept: list[tuple[int, Draft | None]]
) -> None:
    QTest.keyClicks(composer.editor, "hello")
    press_enter(composer)
    composer.save_draft()
    assert kept == []

    QTest.keyClicks(composer.editor, " again")
    composer.open(CAROL, "carol")
    composer.confirm_sent(BOB)
    assert kept == [(BOB, Draft(text=" again", cursor=0))]

    composer.open(BOB, "bob")
    press_enter(composer)
    composer.keep_text(BOB)
    assert text(composer) == " again"
    composer.confirm_sent(BOB)
    assert text(composer) == " again"


def test_confirmation_without_request_changes_nothing(composer: Composer) -> None:
    composer.editor.setPlainText("hello")

    composer.confirm_sent(BOB)

    assert text(composer) == "hello"


@pytest.mark.parametrize("unit", ["a", "é", "🙂", "ש"])
def test_limit_counts_bytes_and_refuses_above(
    composer: Composer, sent: list[tuple[int, str]], unit: str
) -> None:
    size = len(unit.encode())
    most = MAX_TEXT_BYTES // size
    composer.editor.setPlainText(unit * most)
    press_enter(composer)
    assert len(sent) == 1
    composer.confirm_sent(BOB)

    composer.editor.setPlainText(unit * (most + 1))
    press_enter(composer)

    assert len(sent) == 1
    assert text(composer) == unit * (most + 1)
    assert "too long" in composer._counter.text()
    assert composer._send.isHidden()


def test_limit_counts_letters_as_they_are_sent(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.setPlainText("e\u0301" * (MAX_TEXT_BYTES // 3 + 1))
    press_enter(composer)

    assert len(sent) == 1


def test_bytes_are_counted_only_near_the_limit(composer: Composer) -> None:
    composer.editor.setPlainText("a" * (COUNTER_FROM_BYTES - 1))
    assert composer._counter.isHidden()

    composer.editor.setPlainText("a" * COUNTER_FROM_BYTES)

    assert composer._counter.text() == "57,600 of 64,000 bytes"


def test_field_grows_to_six_lines_and_no_further(composer: Composer) -> None:
    heights = []
    for lines in range(1, 9):
        composer.editor.setPlainText("\n".join(["line"] * lines))
        QApplication.processEvents()
        heights.append(composer.height())

    assert heights[0] == MIN_HEIGHT
    assert heights == sorted(heights)
    assert heights[5] == heights[6] == heights[7] > heights[4]


@pytest.mark.parametrize("line", ["one", "駅で", "بوب ☕"])
def test_line_that_begins_leaves_those_above_in_view(composer: Composer, line: str) -> None:
    for _ in range(4):
        composer.editor.insertPlainText(line)
        QTest.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        QApplication.processEvents()

        assert composer.editor.verticalScrollBar().maximum() == 0
        assert composer.editor.cursorRect().bottom() <= composer.editor.height()


def test_input_method_text_is_not_sent_before_it_is_chosen(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    QApplication.sendEvent(composer.editor, QInputMethodEvent("に", []))
    press_enter(composer)
    assert sent == []

    chosen = QInputMethodEvent("", [])
    chosen.setCommitString("日本")
    QApplication.sendEvent(composer.editor, chosen)
    press_enter(composer)

    assert sent == [(BOB, "日本")]


def test_right_to_left_text_is_sent_as_typed(
    composer: Composer, sent: list[tuple[int, str]]
) -> None:
    composer.editor.insertPlainText("שלום world 🙂")
    press_enter(composer)

    assert sent == [(BOB, "שלום world 🙂")]


def test_names_for_a_screen_reader(composer: Composer) -> None:
    assert composer.editor.accessibleName() == "Message"
    assert composer.editor.accessibleDescription() == "Message bob"
    assert composer._send.accessibleName() == "Send"


@pytest.mark.parametrize("look", ["light", "dark"])
def test_empty_full_and_too_long_paint(composer: Composer, theme: Theme, look: str) -> None:
    theme.choose("dark" if look == "dark" else "light")
    for content in ("", "hello\nthere", "a" * (MAX_TEXT_BYTES + 1)):
        composer.editor.setPlainText(content)
        assert not composer.grab().isNull()
    composer.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    composer.editor.clear()
    composer.editor.clearFocus()
    assert not composer.grab().isNull()
