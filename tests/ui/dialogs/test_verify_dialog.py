"""The dialog in which two people compare their safety number."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.core.records import SafetyNumber, Trust
from desktop.errors import RelayUnreachable
from desktop.ui.buttons import Button
from desktop.ui.dialogs.verify_dialog import VerifyDialog, groups_of
from desktop.ui.error_texts import describe
from desktop.ui.qr_code import QrCode
from desktop.ui.qr_reader import read_codes
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import CODE, DIGITS

THEIRS = b"SC1" + bytes(reversed(range(104)))


@pytest.fixture
def dialog(theme: Theme, window: QWidget) -> Iterator[VerifyDialog]:
    dialog = VerifyDialog(theme, "Mira", Trust.UNVERIFIED, window)
    dialog.open()
    dialog.show_number(SafetyNumber(digits=DIGITS, code=CODE))
    yield dialog
    QGuiApplication.clipboard().clear()


@pytest.fixture
def their_code(window: QWidget) -> QImage:
    code = QrCode(212, "Their code", window)
    code.show_data(THEIRS)
    return code.grab().toImage()


def buttons(dialog: VerifyDialog) -> dict[str, Button]:
    return {
        button.accessibleName(): button
        for button in dialog.findChildren(Button)
        if not button.isHidden()
    }


def heard(signal: object) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))  # type: ignore[attr-defined]
    return calls


def test_digits_are_twelve_groups_of_five(dialog: VerifyDialog) -> None:
    groups = groups_of(DIGITS)

    assert len(groups) == 12
    assert {len(group) for group in groups} == {5}
    assert dialog.digits.accessibleName() == "Safety number"
    assert dialog.digits.accessibleDescription() == " ".join(groups)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_own_code_is_on_the_screen(
    theme: Theme, dialog: VerifyDialog, window: QWidget, look: str
) -> None:
    theme.choose("dark" if look == "dark" else "light")

    assert read_codes(window.grab().toImage()) == [CODE]


def test_no_button_has_the_focus_at_first(dialog: VerifyDialog) -> None:
    matched = heard(dialog.match_requested)

    assert not any(button.hasFocus() for button in dialog.findChildren(Button))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(dialog, key)

    assert matched == []


def test_nothing_can_be_marked_before_the_number_is_there(theme: Theme, window: QWidget) -> None:
    dialog = VerifyDialog(theme, "Mira", Trust.UNVERIFIED, window)
    dialog.open()

    assert not buttons(dialog)["Mark as verified"].isEnabled()
    assert not window.grab().isNull()


@pytest.mark.parametrize(
    ("name", "signal"),
    [("Mark as verified", "match_requested"), ("They do not match", "mismatch_requested")],
)
def test_answer_is_told_and_closes(dialog: VerifyDialog, name: str, signal: str) -> None:
    told = heard(getattr(dialog, signal))

    buttons(dialog)[name].click()

    assert told == [()]
    assert dialog.isHidden()


def test_verified_contact_can_lose_the_mark(theme: Theme, window: QWidget) -> None:
    dialog = VerifyDialog(theme, "Mira", Trust.VERIFIED, window)
    dialog.open()
    withdrawn = heard(dialog.withdraw_requested)

    assert "Mark as verified" not in buttons(dialog)
    buttons(dialog)["Take the mark back"].click()

    assert withdrawn == [()]


def test_code_is_read_from_a_picture_on_the_clipboard(
    dialog: VerifyDialog, their_code: QImage
) -> None:
    read = heard(dialog.code_read)
    QGuiApplication.clipboard().setImage(their_code)

    buttons(dialog)["Read code from the clipboard"].click()

    assert read == [(THEIRS,)]


def test_code_is_read_from_a_copied_file(
    dialog: VerifyDialog, their_code: QImage, tmp_path: Path
) -> None:
    read = heard(dialog.code_read)
    path = tmp_path / "code.png"
    their_code.save(str(path))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)

    buttons(dialog)["Read code from the clipboard"].click()

    assert read == [(THEIRS,)]


def test_code_is_read_from_a_chosen_file(
    dialog: VerifyDialog, their_code: QImage, tmp_path: Path
) -> None:
    read = heard(dialog.code_read)
    path = tmp_path / "code.png"
    their_code.save(str(path))

    buttons(dialog)["Read code from a picture"].click()
    files = dialog._files
    assert files is not None
    assert files.isVisible()
    files.fileSelected.emit(str(path))
    files.reject()
    QCoreApplication.processEvents()

    assert read == [(THEIRS,)]
    assert dialog._files is None


@pytest.mark.parametrize("content", ["", "letters", "blank"])
def test_clipboard_without_code_is_said(dialog: VerifyDialog, content: str) -> None:
    read = heard(dialog.code_read)
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if content == "letters":
        clipboard.setText("31094 77205")
    elif content == "blank":
        blank = QImage(100, 100, QImage.Format.Format_RGB32)
        blank.fill(Qt.GlobalColor.white)
        clipboard.setImage(blank)

    buttons(dialog)["Read code from the clipboard"].click()

    assert read == []
    assert dialog._answer.accessibleName().startswith(
        "No code" if content == "blank" else "There is no picture"
    )


def test_code_that_does_not_fit_is_said(dialog: VerifyDialog, window: QWidget) -> None:
    dialog.show_check(is_same=False)
    QCoreApplication.processEvents()

    assert dialog._answer.accessibleName().startswith("This code does not fit.")
    assert not dialog.isHidden()
    assert window.rect().contains(dialog.card.geometry())
    assert not dialog.match.isEnabled()


def test_code_that_fits_closes(dialog: VerifyDialog) -> None:
    dialog.show_check(is_same=True)

    assert dialog.isHidden()


def test_failure_is_said(dialog: VerifyDialog) -> None:
    error = describe(RelayUnreachable())

    dialog.show_failure(error)

    assert dialog._answer.accessibleName() == error.sentence


def test_narrow_window_shows_digits_above_the_code(dialog: VerifyDialog, window: QWidget) -> None:
    window.resize(480, 700)
    QCoreApplication.processEvents()

    digits = dialog.digits.mapTo(dialog, dialog.digits.rect().bottomLeft())
    code = dialog.code.mapTo(dialog, dialog.code.rect().topLeft())
    assert digits.y() < code.y()
    assert window.rect().contains(dialog.card.geometry())
    assert dialog.card.rect().contains(dialog.match.geometry())
