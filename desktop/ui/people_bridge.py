"""Requests about how two people stand: requests and blocks, keys compared, invites, typing."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.messenger import Messenger
from desktop.core.records import ContactId
from desktop.ui.request_runner import Answer, RequestRunner


class PeopleBridge(QObject):
    """Asks the messenger about people; changes of a contact come as news of the Bridge.

    Signals:
        hello_said(ConversationRecord): Answer to `say_hello`.
        request_failed(ErrorText): Something did not work; worth a toast.
        blocked(ContactId): The contact is blocked.
        chat_deleted(ContactId): The conversation is erased here.
        repair_requested(ContactId): The contact was asked to send again.
        key_asked(ContactId): The contact was asked for the new key of its mailbox.
        number_loaded(ContactId, SafetyNumber): Answer to `load_safety_number`.
        code_checked(ContactId, bool): Whether the other's code fits; then the contact is verified.
        trust_failed(ContactId, ErrorText): The number could not be loaded or the mark not set.
        invite_made(str): A link, good for one person.
        invite_failed(ErrorText): No invite could be made.
        invite_read(str, InviteFound): What a link says; nothing was sent.
        invite_refused(str, ErrorText): A link that is none, or cannot be opened.
        invite_opened(ConversationRecord): Answer to `open_invite`.
    """

    hello_said = Signal(object)
    request_failed = Signal(object)
    blocked = Signal(object)
    chat_deleted = Signal(object)
    repair_requested = Signal(object)
    key_asked = Signal(object)
    number_loaded = Signal(object, object)
    code_checked = Signal(object, bool)
    trust_failed = Signal(object, object)
    invite_made = Signal(str)
    invite_failed = Signal(object)
    invite_read = Signal(str, object)
    invite_refused = Signal(str, object)
    invite_opened = Signal(object)

    def __init__(
        self, messenger: Messenger, runner: RequestRunner, parent: QObject | None = None
    ) -> None:
        """Ask `messenger` by way of `runner`."""
        super().__init__(parent)
        self._messenger = messenger
        self._runner = runner

    # ── the first hello ───────────────────────────────────────────────────────────────────────

    def say_hello(self, name: str, text: str) -> None:
        """Begin a conversation with somebody who answers by itself, and send a first text."""

        async def work() -> Answer:
            conversation = await self._messenger.start_chat(name)
            await self._messenger.send_text(conversation.contact.id, text)
            return partial(self.hello_said.emit, conversation)

        self._runner.start("say hello", work, self.request_failed.emit, subject=name)

    # ── relation ──────────────────────────────────────────────────────────────────────────────

    def accept(self, contact: ContactId) -> None:
        """Let the person of a request write."""

        async def work() -> Answer:
            await self._messenger.accept(contact)
            return None

        self._runner.start("accept", work, self.request_failed.emit, subject=contact)

    def block(self, contact: ContactId, *, hide_presence: bool) -> None:
        """Discard everything of a contact from now on, perhaps also hide from it."""

        async def work() -> Answer:
            await self._messenger.block(contact, hide_presence=hide_presence)
            return partial(self.blocked.emit, contact)

        self._runner.start("block", work, self.request_failed.emit, subject=contact)

    def unblock(self, contact: ContactId) -> None:
        """Listen to a contact again."""

        async def work() -> Answer:
            await self._messenger.unblock(contact)
            return None

        self._runner.start("unblock", work, self.request_failed.emit, subject=contact)

    def delete_request(self, contact: ContactId) -> None:
        """Forget a request."""

        async def work() -> Answer:
            await self._messenger.delete_request(contact)
            return None

        self._runner.start("delete request", work, self.request_failed.emit, subject=contact)

    def ask_again(self, contact: ContactId) -> None:
        """Ask a contact for the key that opens its mailbox now."""

        async def work() -> Answer:
            await self._messenger.ask_again(contact)
            return partial(self.key_asked.emit, contact)

        self._runner.start("ask again", work, self.request_failed.emit, subject=contact)

    def request_repair(self, contact: ContactId) -> None:
        """Ask a contact to send again what could not be opened."""

        async def work() -> Answer:
            await self._messenger.request_repair(contact)
            return partial(self.repair_requested.emit, contact)

        self._runner.start("request repair", work, self.request_failed.emit, subject=contact)

    def note_typing(self, contact: ContactId) -> None:
        """Tell that the person types to a contact."""
        self._messenger.note_typing(contact)

    def rename(self, contact: ContactId, own_name: str) -> None:
        """Call a contact by an own name, or again by the username."""

        async def work() -> Answer:
            await self._messenger.rename_contact(contact, own_name)
            return None

        self._runner.start("rename", work, self.request_failed.emit, subject=(contact, own_name))

    def set_muted(self, contact: ContactId, *, is_muted: bool) -> None:
        """Announce nothing of a contact, or everything again."""

        async def work() -> Answer:
            await self._messenger.set_muted(contact, is_muted=is_muted)
            return None

        self._runner.start("mute", work, self.request_failed.emit, subject=(contact, is_muted))

    def delete_chat(self, contact: ContactId) -> None:
        """Erase a whole conversation here."""

        async def work() -> Answer:
            await self._messenger.delete_chat(contact)
            return partial(self.chat_deleted.emit, contact)

        self._runner.start("delete chat", work, self.request_failed.emit, subject=contact)

    # ── trust ─────────────────────────────────────────────────────────────────────────────────

    def load_safety_number(self, contact: ContactId) -> None:
        """Ask what to compare with a contact."""

        async def work() -> Answer:
            number = await self._messenger.load_safety_number(contact)
            return partial(self.number_loaded.emit, contact, number)

        on_error = partial(self.trust_failed.emit, contact)
        self._runner.start("load safety number", work, on_error, subject=contact)

    def mark_verified(self, contact: ContactId, *, is_verified: bool) -> None:
        """Tell that the person compared the numbers, or takes that back."""

        async def work() -> Answer:
            await self._messenger.mark_verified(contact, is_verified=is_verified)
            return None

        on_error = partial(self.trust_failed.emit, contact)
        self._runner.start("mark verified", work, on_error, subject=contact)

    def check_code(self, contact: ContactId, code: bytes) -> None:
        """Compare the code that the other's computer shows."""

        async def work() -> Answer:
            is_same = await self._messenger.check_code(contact, code)
            return partial(self.code_checked.emit, contact, is_same)

        on_error = partial(self.trust_failed.emit, contact)
        self._runner.start("check code", work, on_error, subject=contact)

    def accept_new_key(self, contact: ContactId) -> None:
        """Go on with a contact whose key changed."""

        async def work() -> Answer:
            await self._messenger.accept_new_key(contact)
            return None

        self._runner.start("accept new key", work, self.request_failed.emit, subject=contact)

    # ── invites ───────────────────────────────────────────────────────────────────────────────

    def create_invite(self) -> None:
        """Make an invite for one person."""

        async def work() -> Answer:
            return partial(self.invite_made.emit, await self._messenger.create_invite())

        self._runner.start("create invite", work, self.invite_failed.emit)

    def read_invite(self, link: str) -> None:
        """Ask what an invite says; nothing is sent."""

        async def work() -> Answer:
            return partial(self.invite_read.emit, link, await self._messenger.read_invite(link))

        on_error = partial(self.invite_refused.emit, link)
        self._runner.start("read invite", work, on_error, subject=link)

    def open_invite(self, link: str) -> None:
        """Make whoever made the invite a contact."""

        async def work() -> Answer:
            return partial(self.invite_opened.emit, await self._messenger.open_invite(link))

        on_error = partial(self.invite_refused.emit, link)
        self._runner.start("open invite", work, on_error, subject=link)
