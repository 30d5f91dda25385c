"""Where the details stand, what they change, and that the list makes room."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from desktop.core.records import Relation
from desktop.ui.dialogs.block_dialog import BlockDialog
from desktop.ui.dialogs.delete_chat_dialog import DeleteChatDialog
from desktop.ui.dialogs.verify_dialog import VerifyDialog
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import Desk
from tests.ui.scenes.people import with_bob


@pytest.fixture
def window(desk: Desk) -> MainWindow:
    window = with_bob(desk)
    resize(window, 1180)
    return window


def resize(window: MainWindow, width: int) -> None:
    window.resize(width, 740)
    QCoreApplication.processEvents()


def is_wanted(desk: Desk) -> bool:
    return desk.preferences.values.is_details_shown


def test_wide_window_has_a_column_that_is_remembered(desk: Desk, window: MainWindow) -> None:
    shell = window.shell
    assert shell.details.view.isHidden()

    shell.conversation.header.details.click()
    QCoreApplication.processEvents()

    assert shell.details.view.geometry().left() == 860
    assert shell.details._shadow.isHidden()
    assert shell.conversation.width() >= 480
    assert is_wanted(desk)
    shell.details.view.close_requested.emit()
    assert not is_wanted(desk)
    assert shell.details.view.isHidden()


def test_list_leaves_the_conversation_its_width(desk: Desk, window: MainWindow) -> None:
    shell = window.shell
    desk.preferences.change(list_width=420)
    shell.panes.place_list()
    QCoreApplication.processEvents()
    assert shell.chats.width() > 400

    shell.details.toggle()
    QCoreApplication.processEvents()
    assert shell.conversation.width() >= 480

    shell.details.toggle()
    QCoreApplication.processEvents()
    assert shell.chats.width() > 400


def test_smaller_window_has_them_over_the_conversation(desk: Desk, window: MainWindow) -> None:
    shell = window.shell
    shell.details.toggle()
    resize(window, 900)
    assert not shell.details.view.isVisible()
    width = shell.conversation.width()

    shell.conversation.header.details.click()
    QCoreApplication.processEvents()

    assert shell.details.view.geometry().getRect() == (580, 0, 320, 740)
    assert shell.conversation.width() == width
    shadow = shell.details._shadow
    assert shadow.isVisible()
    assert shadow.geometry().right() == 579
    resize(window, 480)
    assert shell.details.view.geometry().right() == 479
    shell.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    resize(window, 490)
    assert shell.details.view.geometry().left() == 0
    assert shadow.geometry().left() == 320
    shell.details.close()
    assert not shadow.isVisible()


def test_nobody_and_a_request_have_no_details(desk: Desk, window: MainWindow) -> None:
    ivo = desk.messenger.add_contact("ivo", relation=Relation.REQUEST)
    desk.messenger.add_message(ivo, "hello")
    desk.settle()
    shell = window.shell
    shell.details.toggle()
    assert shell.details.view.isVisible()

    shell.open_chat(ivo)
    desk.settle()
    assert not shell.details.view.isVisible()
    assert not shell.conversation.header.details.isVisible()


def test_own_name_is_shown_everywhere(desk: Desk, window: MainWindow) -> None:
    shell = window.shell
    contact = shell.model.records()[0].contact

    shell.details.view.rename_requested.emit(contact, "Mira Sandoval")
    desk.settle()

    assert shell.conversation.header._name.text() == "Mira Sandoval"
    assert shell.model.records()[0].contact.own_name == "Mira Sandoval"
    assert shell.details.view._name.text() == "Mira Sandoval"


def test_mute_shows_in_list_and_details(desk: Desk, window: MainWindow) -> None:
    shell = window.shell
    plain = shell.chats.grab().toImage()

    shell.details.view.mute_row.click()
    desk.settle()

    assert shell.details.view.mute_row.accessibleDescription() == "Off"
    assert shell.chats.grab().toImage() != plain
    index = shell.model.index(0)
    assert "muted" in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("row", "dialog"),
    [("trust", VerifyDialog), ("block_row", BlockDialog), ("delete_row", DeleteChatDialog)],
)
def test_rows_open_their_dialogs(window: MainWindow, row: str, dialog: type) -> None:
    getattr(window.shell.details.view, row).click()

    assert isinstance(window.shell.dialogs.current, dialog)


def test_deleted_chat_leaves_the_list_and_comes_back_with_a_message(
    desk: Desk, window: MainWindow
) -> None:
    shell = window.shell
    bob = shell.model.records()[0].contact
    shell.details.view.delete_row.click()
    dialog = shell.dialogs.current
    assert isinstance(dialog, DeleteChatDialog)

    dialog._on_delete()
    desk.settle()

    assert desk.messenger.called("delete_chat") == [(bob.id,)]
    assert shell.conversation.contact is None
    assert shell.model.rowCount() == 0
    assert [contact.id for contact in shell.book.contacts()] == [bob.id]
    assert bob.id not in desk.messenger.drafts
    desk.messenger.add_message(bob.id, "again")
    desk.settle()
    assert shell.model.rowCount() == 1
    assert len(shell.book.contacts()) == 1


def test_blocked_person_without_a_chat_can_be_unblocked_in_the_settings(
    desk: Desk, window: MainWindow
) -> None:
    shell = window.shell
    bob = shell.model.records()[0].contact
    desk.bridge.people.delete_chat(bob.id)
    desk.messenger.change_contact(bob.id, relation=Relation.BLOCKED)
    desk.settle()

    assert [contact.id for contact in shell.book.blocked()] == [bob.id]
