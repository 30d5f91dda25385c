"""The dialogs of the working window and the answers that reach them."""

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.core.records import (
    ContactId,
    ContactRecord,
    InviteFound,
    Privacy,
    ProfileLabel,
    Relation,
    Trust,
)
from desktop.errors import RelayUnreachable, SignInFailed
from desktop.ui.dialogs.account_menu import AccountMenu
from desktop.ui.dialogs.account_page import AccountPage
from desktop.ui.dialogs.block_dialog import BlockDialog
from desktop.ui.dialogs.contact_menu import ContactMenu
from desktop.ui.dialogs.explain_dialog import ExplainDialog
from desktop.ui.dialogs.invite_dialog import InviteDialog
from desktop.ui.dialogs.open_invite_dialog import OpenInviteDialog
from desktop.ui.dialogs.privacy_page import PrivacyPage
from desktop.ui.dialogs.settings_dialog import SettingsDialog
from desktop.ui.dialogs.verify_dialog import VerifyDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.profiles import Profiles
from desktop.ui.views.shell_dialogs import ShellDialogs
from protocol.ids import AccountId, Username
from protocol.messages import PresenceRule
from tests.helpers.fake_messenger import CODE, INVITE
from tests.helpers.neighbours import PlayedNeighbours
from tests.ui.conftest import Desk


class Scene:
    """A window with one open chat."""

    def __init__(self, desk: Desk, *, trust: Trust = Trust.UNVERIFIED) -> None:
        self.desk = desk
        self.bob: ContactId = desk.messenger.add_contact("bob", trust=trust)
        desk.messenger.add_message(self.bob, "hello", is_told=False)
        self.window: MainWindow = desk.open_window()
        self.window.shell.chats.choose(self.bob)
        desk.settle()

    @property
    def dialogs(self) -> ShellDialogs:
        return self.window.shell.dialogs

    @property
    def contact(self) -> ContactRecord:
        return self.desk.messenger.conversation(self.bob).contact


def test_only_one_dialog_is_open_at_a_time(desk: Desk) -> None:
    scene = Scene(desk)
    scene.dialogs.open_settings()
    first = scene.dialogs.current

    scene.dialogs.open_verify(scene.contact)
    scene.dialogs.open_block(scene.contact)
    scene.dialogs.open_new_invite()
    scene.dialogs.open_invite()
    scene.dialogs.explain_changed_key(scene.contact)
    scene.dialogs.open_menu(scene.contact, scene.window.shell.conversation.header.menu)

    assert isinstance(first, SettingsDialog)
    assert [scene.dialogs.current] == [first]
    first.close_overlay()
    assert [scene.dialogs.current] == [None]


def test_head_leads_to_the_number_and_the_mark(desk: Desk) -> None:
    scene = Scene(desk)

    scene.window.shell.conversation.header.trust.click()
    desk.settle()
    dialog = scene.dialogs.current
    assert isinstance(dialog, VerifyDialog)
    assert dialog.match.isEnabled()
    dialog.match.click()
    desk.settle()

    assert scene.contact.trust is Trust.VERIFIED
    assert scene.window.shell.conversation.header.trust.accessibleName() == "Verified"


def test_code_of_the_other_verifies(desk: Desk) -> None:
    scene = Scene(desk)
    scene.dialogs.open_verify(scene.contact)
    desk.settle()
    dialog = scene.dialogs.current
    assert isinstance(dialog, VerifyDialog)

    dialog.code_read.emit(b"wrong")
    desk.settle()
    assert not dialog.isHidden()
    dialog.code_read.emit(CODE)
    desk.settle()

    assert dialog.isHidden()
    assert scene.contact.trust is Trust.VERIFIED


def test_mismatch_is_explained_and_nothing_is_marked(desk: Desk) -> None:
    scene = Scene(desk)
    scene.dialogs.open_verify(scene.contact)
    dialog = scene.dialogs.current
    assert isinstance(dialog, VerifyDialog)

    dialog._on_mismatch()

    assert isinstance(scene.dialogs.current, ExplainDialog)
    assert desk.messenger.called("mark_verified") == []


def test_failed_number_is_said_in_the_dialog_and_later_in_a_toast(desk: Desk) -> None:
    scene = Scene(desk)
    failed: list[object] = []
    scene.dialogs.failed.connect(failed.append)
    desk.messenger.faults["load_safety_number"] = RelayUnreachable()
    scene.dialogs.open_verify(scene.contact)
    desk.settle()
    dialog = scene.dialogs.current
    assert isinstance(dialog, VerifyDialog)
    assert dialog._answer.accessibleName().startswith("The server cannot be reached.")

    desk.messenger.faults["mark_verified"] = RelayUnreachable()
    dialog.match_requested.emit()
    dialog.close_overlay()
    desk.settle()

    assert len(failed) == 1


def test_mark_is_taken_back(desk: Desk) -> None:
    scene = Scene(desk, trust=Trust.VERIFIED)
    scene.dialogs.open_verify(scene.contact)
    dialog = scene.dialogs.current
    assert isinstance(dialog, VerifyDialog)

    dialog._on_withdraw()
    desk.settle()

    assert scene.contact.trust is Trust.UNVERIFIED


def test_amber_banner_goes_on_with_the_new_key(desk: Desk) -> None:
    scene = Scene(desk, trust=Trust.CHANGED)
    banner = scene.window.shell.conversation.banner
    assert banner.isVisible()

    banner._accept.click()
    desk.settle()

    assert not banner.isVisible()
    assert scene.contact.trust is Trust.UNVERIFIED
    assert scene.window.shell.conversation.composer.isVisible()


def test_red_banner_explains_and_leads_to_the_number(desk: Desk) -> None:
    scene = Scene(desk, trust=Trust.VERIFIED_CHANGED)
    banner = scene.window.shell.conversation.banner

    banner._why.click()
    explanation = scene.dialogs.current
    assert isinstance(explanation, ExplainDialog)
    explanation.close_overlay()
    banner._verify.click()

    assert isinstance(scene.dialogs.current, VerifyDialog)
    assert not scene.window.shell.conversation.composer.isVisible()


def test_menu_leads_to_block_with_the_offer_to_hide(desk: Desk) -> None:
    scene = Scene(desk)
    scene.window.shell.conversation.header.menu.click()
    menu = scene.dialogs.current
    assert isinstance(menu, ContactMenu)
    menu._choose(menu.block_requested.emit)
    dialog = scene.dialogs.current
    assert isinstance(dialog, BlockDialog)

    dialog.hide_presence.click()
    dialog._on_block()
    desk.settle()

    assert desk.messenger.called("block") == [(scene.bob, True)]
    assert scene.dialogs.privacy.presence is PresenceRule.CONTACTS
    assert scene.window.shell.conversation.foot.blocked.isVisible()


def test_blocked_contact_is_unblocked_from_menu_settings_and_foot(desk: Desk) -> None:
    scene = Scene(desk)
    desk.messenger.change_contact(scene.bob, relation=Relation.BLOCKED)
    desk.settle()
    scene.dialogs.open_menu(scene.contact, scene.window.shell.conversation.header.menu)
    menu = scene.dialogs.current
    assert isinstance(menu, ContactMenu)
    menu._choose(menu.unblock_requested.emit)
    desk.settle()
    assert scene.contact.relation is Relation.ACCEPTED

    desk.messenger.change_contact(scene.bob, relation=Relation.BLOCKED)
    desk.settle()
    scene.dialogs.open_settings()
    settings = scene.dialogs.current
    assert isinstance(settings, SettingsDialog)
    page = settings.page("privacy")
    assert isinstance(page, PrivacyPage)
    page.unblock_requested.emit(scene.bob)
    desk.settle()
    assert desk.messenger.called("unblock") == [(scene.bob,), (scene.bob,)]


def test_menu_leads_to_the_number(desk: Desk) -> None:
    scene = Scene(desk)
    scene.dialogs.open_menu(scene.contact, scene.window.shell.conversation.header.menu)
    menu = scene.dialogs.current
    assert isinstance(menu, ContactMenu)

    menu._choose(menu.verify_requested.emit)

    assert isinstance(scene.dialogs.current, VerifyDialog)


def test_invite_is_made_and_shown(desk: Desk) -> None:
    scene = Scene(desk)
    scene.window.shell.new_chat.open()
    new_chat = scene.window.shell.new_chat.dialog
    assert new_chat is not None

    new_chat._invite.click()
    desk.settle()

    dialog = scene.dialogs.current
    assert isinstance(dialog, InviteDialog)
    assert dialog.link.text == INVITE


def test_failed_invite_is_said(desk: Desk) -> None:
    scene = Scene(desk)
    failed: list[object] = []
    scene.dialogs.failed.connect(failed.append)
    desk.messenger.faults["create_invite"] = RelayUnreachable()
    scene.dialogs.open_new_invite()
    desk.settle()
    dialog = scene.dialogs.current
    assert isinstance(dialog, InviteDialog)
    assert dialog._told.accessibleName().startswith("The server cannot be reached.")
    dialog.close_overlay()

    desk.messenger.faults["create_invite"] = RelayUnreachable()
    desk.bridge.people.create_invite()
    desk.settle()

    assert len(failed) == 1


def test_invite_is_opened_and_its_chat_shown(desk: Desk) -> None:
    QGuiApplication.clipboard().clear()
    scene = Scene(desk)
    desk.messenger.invites[INVITE] = InviteFound(
        username=Username("sam.w"),
        account=AccountId(bytes(32)),
        relay_address="wss://chat.example",
        is_other_relay=False,
    )
    scene.window.shell.new_chat.open()
    new_chat = scene.window.shell.new_chat.dialog
    assert new_chat is not None
    new_chat._open_invite.click()
    dialog = scene.dialogs.current
    assert isinstance(dialog, OpenInviteDialog)

    dialog.field.set_text("securechat:wrong")
    desk.settle()
    assert dialog.field.edit.accessibleDescription().startswith("This is not an invite.")
    dialog.field.set_text(INVITE)
    desk.settle()
    dialog._open.click()
    desk.settle()

    assert scene.dialogs.current is None
    assert scene.window.shell.conversation.header._name.text() == "sam.w"
    assert scene.window.shell.conversation.composer.editor.hasFocus()


def test_refused_invite_without_dialog_is_a_toast(desk: Desk) -> None:
    scene = Scene(desk)
    failed: list[object] = []
    scene.dialogs.failed.connect(failed.append)

    desk.bridge.people.read_invite("securechat:wrong")
    desk.settle()

    assert len(failed) == 1


def test_settings_save_and_take_back(desk: Desk) -> None:
    scene = Scene(desk)
    scene.dialogs.open_settings()
    desk.settle()
    dialog = scene.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    page = dialog.page("privacy")
    assert isinstance(page, PrivacyPage)

    page.typing.click()
    desk.settle()
    assert desk.messenger.privacy == Privacy(typing=False)

    desk.messenger.faults["save_privacy"] = RelayUnreachable()
    page.read_receipts.click()
    desk.settle()

    assert not page.read_receipts.isChecked()
    assert page._fault.isVisible()
    assert scene.dialogs.privacy == Privacy(typing=False)


def test_privacy_that_cannot_be_loaded_is_a_toast(desk: Desk) -> None:
    scene = Scene(desk)
    failed: list[object] = []
    scene.dialogs.failed.connect(failed.append)
    desk.messenger.faults["load_privacy"] = RelayUnreachable()

    desk.bridge.account.load_privacy()
    desk.settle()

    assert len(failed) == 1


@pytest.mark.parametrize("error", [None, SignInFailed()])
def test_password_and_deletion_are_answered(desk: Desk, error: Exception | None) -> None:
    scene = Scene(desk)
    scene.dialogs.open_settings()
    dialog = scene.dialogs.current
    assert isinstance(dialog, SettingsDialog)
    page = dialog.page("account")
    assert isinstance(page, AccountPage)
    if error is not None:
        desk.messenger.faults["change_password"] = error
        desk.messenger.faults["delete_account"] = error

    page.password_requested.emit("old", "new")
    page.deletion_requested.emit("old")
    desk.settle()

    wrong = "This is not the password that counts now."
    assert page.old.edit.accessibleDescription() == ("" if error is None else wrong)
    assert page.confirm.edit.accessibleDescription() == ("" if error is None else wrong)
    assert desk.messenger.called("delete_account") == [("old",)]


def test_own_avatar_shows_the_other_profiles_and_the_way_to_one_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = ProfileLabel(username="lena.o", relay_address="wss://work.example")
    desk.profiles = Profiles(PlayedNeighbours({"work": label}))
    opened: list[str] = []
    monkeypatch.setattr(desk.profiles, "open", opened.append)
    scene = Scene(desk)
    rail = scene.window.shell.rail

    for number in (0, 1):
        rail.avatar.click()
        menu = scene.dialogs.current
        assert isinstance(menu, AccountMenu)
        assert menu.rows[0].text() == "work"
        desk.settle()
        assert menu.rows[0].text() == "lena.o"
        menu.rows[number].click()

    assert opened == ["work", "account-2"]
    assert scene.dialogs.current is None


def test_labels_that_come_after_the_menu_was_closed_do_nothing(desk: Desk) -> None:
    label = ProfileLabel(username="lena.o", relay_address="wss://work.example")
    desk.profiles = Profiles(PlayedNeighbours({"work": label}))
    scene = Scene(desk)
    scene.window.shell.rail.avatar.click()
    menu = scene.dialogs.current
    assert isinstance(menu, AccountMenu)
    menu.close_overlay()

    desk.settle()

    assert menu.rows[0].text() == "work"
    assert scene.dialogs.current is None
