"""The only edge between window and messenger: events become signals, requests become coroutines.

Every request is a named coroutine that `app` runs in its task group. A request that fails becomes
words (`desktop.ui.error_texts`) and a signal (`desktop.ui.request_runner`). What concerns people
and the own account stands in two parts of the bridge, `people` and `account`.
"""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.core.events import (
    CatchUpProgressed,
    ConnectionChanged,
    ConversationChanged,
    ConversationRemoved,
    Event,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    NoticeRaised,
    PresenceChanged,
    SearchIndexCompleted,
    TypingChanged,
)
from desktop.core.messenger import Messenger
from desktop.core.records import (
    ContactId,
    KeyringState,
    MessagePosition,
    MessageRecord,
    MessageRow,
    ProfileRecord,
    ProfileState,
)
from desktop.errors import (
    CodeNeeded,
    CodeRefused,
    DatabaseUnreadable,
    KeyringError,
    NameTaken,
    UnknownPerson,
    WrongPassphrase,
)
from desktop.ui.access_bridge import AccessBridge
from desktop.ui.account_bridge import AccountBridge
from desktop.ui.error_texts import ErrorText, describe
from desktop.ui.messages_bridge import MessagesBridge
from desktop.ui.people_bridge import PeopleBridge
from desktop.ui.request_runner import Answer, RequestRunner, Spawn
from desktop.ui.rescue_bridge import RescueBridge
from desktop.ui.search_bridge import SearchBridge
from protocol.errors import InvalidForm


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRequest:
    """What the person typed to make or take over an account.

    Attributes:
        is_new: True to create the account, False to sign in to one.
        relay_address: Such as ``wss://chat.example``.
        name: Username as typed.
        password: Of the account.
        vault_passphrase: Opens the profile in place of the keyring; None to use the keyring.
        code: The registration code as typed, empty for none.
    """

    is_new: bool
    relay_address: str
    name: str
    password: str
    vault_passphrase: str | None = None
    code: str = ""

    def __repr__(self) -> str:
        """Tell nothing: a password must not reach a log."""
        return "AccountRequest(…)"


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePage:
    """A loaded part of a conversation.

    Attributes:
        contact: Whose conversation.
        records: Oldest first.
        limit: How many were asked for.
        before: They are those before this position.
        after: They are those after this position.
        around: They are this message and its neighbours. None of the three: they are the newest.
    """

    contact: ContactId
    records: list[MessageRecord]
    limit: int
    before: MessagePosition | None = None
    after: MessagePosition | None = None
    around: MessageRow | None = None


class Bridge(QObject):
    """Requests and news of the messenger for the window.

    Attributes:
        people: Requests about how two people stand.
        account: Requests about the own account.
        access: Requests about what opens the profile.
        profile: The account that is open, None before.
        connection: How the app stands with the server, None before that is known.
        messages: Requests about single messages and what the composer keeps.
        search: Finding messages.
        rescue: What can be done about a history that does not open.

    Signals:
        profile_found(ProfileState): Answer to `find_profile`.
        keyring_found(KeyringState): Answer to `find_keyring`.
        profile_opened(ProfileRecord): An account is open, by any of the three ways.
        profile_unfinished(): The profile opened, but holds no finished account.
        passphrase_refused(ErrorText): The vault did not open.
        open_failed(ErrorText): The profile cannot be opened; nothing was changed.
        name_checked(str, NameChecked): A name, and what the relay says about it.
        name_refused(str, ErrorText): A name that cannot be had: taken or ill-formed.
        name_check_failed(str, ErrorText): The relay could not be asked about a name.
        account_progressed(str): A step of `create_account` or `sign_in` began: one fixed word.
        account_failed(ErrorText): No account was made or taken over.
        code_refused(ErrorText): No account was made: it needs a registration code, or another.
        keyring_failed(ErrorText): The keyring did not take the keys; a vault may.
        chats_loaded(list): Every ConversationRecord, newest first.
        messages_loaded(MessagePage): Answer to `load_messages`.
        load_failed(ContactId, ErrorText): A part of that conversation could not be loaded.
        person_found(str, PersonFound): Answer to `look_up`: the name as typed, and the person.
        person_missing(str, ErrorText): Nobody has that name.
        look_up_failed(str, ErrorText): The name could not be looked up, or is no name.
        chat_started(ConversationRecord): Answer to `start_chat`.
        chat_failed(str, ErrorText): The chat with that name could not be started.
        text_sent(ContactId, str): The text is committed to the outbox.
        send_failed(ContactId, ErrorText): The text was not queued; it must be kept.
        request_failed(ErrorText): Something else did not work; worth a toast.
        message_added(MessageRecord): News.
        message_changed(MessageRecord, MessagePosition): News: the message, where it stood before.
        message_removed(MessageRecord): News: it is shown no more.
        conversation_changed(ConversationRecord): News.
        presence_changed(ContactId, PresenceState): News.
        connection_changed(ConnectionChanged): News.
        conversation_removed(ContactId): News: a request was deleted.
        typing_changed(ContactId, bool): News.
        catch_up_progressed(CatchUpProgressed): News: held messages came in.
        notice_raised(AccountNotice, int): News about the own account, and how many it is about.
        key_asked(KeyQuestion): A request waits: may the password go to the server as it is now?
    """

    profile_found = Signal(object)
    keyring_found = Signal(object)
    profile_opened = Signal(object)
    profile_unfinished = Signal()
    passphrase_refused = Signal(object)
    open_failed = Signal(object)
    name_checked = Signal(str, object)
    name_refused = Signal(str, object)
    name_check_failed = Signal(str, object)
    account_progressed = Signal(str)
    account_failed = Signal(object)
    code_refused = Signal(object)
    keyring_failed = Signal(object)
    chats_loaded = Signal(object)
    messages_loaded = Signal(object)
    load_failed = Signal(object, object)
    person_found = Signal(str, object)
    person_missing = Signal(str, object)
    look_up_failed = Signal(str, object)
    chat_started = Signal(object)
    chat_failed = Signal(str, object)
    text_sent = Signal(object, str)
    send_failed = Signal(object, object)
    request_failed = Signal(object)
    message_added = Signal(object)
    message_changed = Signal(object, object)
    message_removed = Signal(object)
    conversation_changed = Signal(object)
    presence_changed = Signal(object, object)
    connection_changed = Signal(object)
    conversation_removed = Signal(object)
    typing_changed = Signal(object, bool)
    catch_up_progressed = Signal(object)
    notice_raised = Signal(object, int)
    key_asked = Signal(object)

    def __init__(self, messenger: Messenger, spawn: Spawn, parent: QObject | None = None) -> None:
        """Listen to the messenger from now on.

        Args:
            messenger: Asked on the event loop, never from another thread.
            spawn: Runs the coroutines.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._messenger = messenger
        self._runner = RequestRunner(
            spawn, accept_key=messenger.accept_relay_key, on_key_changed=self.key_asked.emit
        )
        self.people = PeopleBridge(messenger, self._runner, self)
        self.account = AccountBridge(messenger, self._runner, self)
        self.access = AccessBridge(messenger, self._runner, self)
        self.messages = MessagesBridge(messenger, self._runner, self)
        self.search = SearchBridge(messenger, self._runner, self)
        self.rescue = RescueBridge(messenger, self._runner, self)
        self._tell = self._build_tellers()
        self.profile: ProfileRecord | None = None
        self.connection: ConnectionChanged | None = None
        self.profile_opened.connect(self._keep_profile)
        self.account.relay_moved.connect(self._keep_profile)
        self.connection_changed.connect(self._keep_connection)
        self._stop_listening = messenger.listen(self._on_event)

    def stop(self) -> None:
        """Hear nothing more of the messenger."""
        self._stop_listening()

    # ── profile ───────────────────────────────────────────────────────────────────────────────

    def find_profile(self) -> None:
        """Ask what the profile's folder holds."""

        async def work() -> Answer:
            state: ProfileState = await self._messenger.find_profile_state()
            return partial(self.profile_found.emit, state)

        self._start("find profile", work, self.open_failed.emit)

    def find_keyring(self) -> None:
        """Ask whether a safe keyring can be used; the desktop may ask the person to open it."""

        async def work() -> Answer:
            state: KeyringState = await self._messenger.find_keyring_state()
            return partial(self.keyring_found.emit, state)

        self._start("find keyring", work, self.keyring_failed.emit)

    def open_profile(
        self, vault_passphrase: str | None = None, *, password: str | None = None
    ) -> None:
        """Open the profile: by its keyring, the passphrase of its vault, or the lock's password."""

        async def work() -> Answer:
            try:
                profile = await self._messenger.open_profile(
                    vault_passphrase=vault_passphrase, password=password
                )
            except WrongPassphrase as error:
                return partial(self.passphrase_refused.emit, describe(error))
            if profile is None:
                return self.profile_unfinished.emit
            return partial(self.profile_opened.emit, profile)

        self._start("open profile", work, self.open_failed.emit)

    # ── account ───────────────────────────────────────────────────────────────────────────────

    def check_name(self, relay_address: str, name: str) -> None:
        """Ask the relay whether somebody has a name."""

        async def work() -> Answer:
            try:
                checked = await self._messenger.check_name(relay_address, name)
            except InvalidForm as error:
                return partial(self.name_refused.emit, name, describe(error))
            return partial(self.name_checked.emit, name, checked)

        on_error = partial(self.name_check_failed.emit, name)
        self._start("check name", work, on_error, subject=(relay_address, name))

    def make_account(self, request: AccountRequest) -> None:
        """Create the account, or sign in to it on this computer."""

        async def work() -> Answer:
            messenger = self._messenger
            take = (
                partial(messenger.create_account, code=request.code)
                if request.is_new
                else messenger.sign_in
            )
            try:
                profile: ProfileRecord = await take(
                    relay_address=request.relay_address,
                    name=request.name,
                    password=request.password,
                    vault_passphrase=request.vault_passphrase,
                    progress=self._on_progress,
                )
            except NameTaken as error:
                return partial(self.name_refused.emit, request.name, describe(error))
            except (CodeNeeded, CodeRefused) as error:
                return partial(self.code_refused.emit, describe(error))
            except KeyringError as error:
                return partial(self.keyring_failed.emit, describe(error))
            return partial(self.profile_opened.emit, profile)

        self._start("make account", work, self.account_failed.emit)

    # ── chats ─────────────────────────────────────────────────────────────────────────────────

    def load_chats(self) -> None:
        """Ask for the conversation list."""

        async def work() -> Answer:
            return partial(self.chats_loaded.emit, await self._messenger.load_conversations())

        self._start("load chats", work, self._on_chats_failed)

    def _on_chats_failed(self, error: ErrorText) -> None:
        """A list that cannot be read must not look like an empty one."""
        unreadable = describe(DatabaseUnreadable()).code
        tell = self.open_failed if error.code == unreadable else self.request_failed
        tell.emit(error)

    def load_messages(
        self,
        contact: ContactId,
        *,
        before: MessagePosition | None = None,
        after: MessagePosition | None = None,
        around: MessageRow | None = None,
        limit: int = 200,
    ) -> None:
        """Ask for a part of a conversation; see `Messenger.load_messages`."""

        async def work() -> Answer:
            records = await self._messenger.load_messages(
                contact, before=before, after=after, around=around, limit=limit
            )
            page = MessagePage(
                contact=contact,
                records=records,
                limit=limit,
                before=before,
                after=after,
                around=around,
            )
            return partial(self.messages_loaded.emit, page)

        on_error = partial(self.load_failed.emit, contact)
        subject = (contact, before, after, around, limit)
        self._start("load messages", work, on_error, subject=subject)

    def look_up(self, name: str) -> None:
        """Ask for the person of an exact name."""

        async def work() -> Answer:
            try:
                person = await self._messenger.look_up(name)
            except UnknownPerson as error:
                return partial(self.person_missing.emit, name, describe(error))
            return partial(self.person_found.emit, name, person)

        self._start("look up", work, partial(self.look_up_failed.emit, name), subject=name)

    def start_chat(self, name: str) -> None:
        """Make the person of an exact name a contact."""

        async def work() -> Answer:
            return partial(self.chat_started.emit, await self._messenger.start_chat(name))

        self._start("start chat", work, partial(self.chat_failed.emit, name), subject=name)

    def send_text(self, contact: ContactId, text: str) -> None:
        """Queue a message; one at a time for each contact."""

        async def work() -> Answer:
            await self._messenger.send_text(contact, text)
            return partial(self.text_sent.emit, contact, text)

        self._start("send text", work, partial(self.send_failed.emit, contact), subject=contact)

    def retry(self, message: MessageRow) -> None:
        """Try a failed message again."""

        async def work() -> Answer:
            await self._messenger.retry(message)
            return None

        self._start("retry", work, self.request_failed.emit, subject=message)

    def mark_read(self, contact: ContactId) -> None:
        """Tell that every message of the conversation has been seen."""

        async def work() -> Answer:
            await self._messenger.mark_read(contact)
            return None

        # Never left out while another runs: a message may have come in between.
        self._start("mark read", work, self.request_failed.emit, subject=object())

    def reconnect_now(self) -> None:
        """Do not wait for the next planned try."""
        self._messenger.reconnect_now()

    # ── inside ────────────────────────────────────────────────────────────────────────────────

    def _start(
        self,
        name: str,
        work: Callable[[], Awaitable[Answer]],
        on_error: Callable[[ErrorText], object],
        *,
        subject: Hashable = None,
    ) -> None:
        self._runner.start(name, work, on_error, subject=subject)

    def _on_progress(self, step: str) -> None:
        self.account_progressed.emit(step)

    def _keep_profile(self, profile: ProfileRecord) -> None:
        self.profile = profile

    def _keep_connection(self, change: ConnectionChanged) -> None:
        self.connection = change

    def _on_event(self, event: Event) -> None:
        self._tell[type(event)](event)

    def _build_tellers(self) -> dict[type, Callable[..., None]]:
        return {
            MessageAdded: lambda event: self.message_added.emit(event.message),
            MessageChanged: lambda event: self.message_changed.emit(
                event.message, event.old_position
            ),
            MessageRemoved: lambda event: self.message_removed.emit(event.message),
            ConversationChanged: lambda event: self.conversation_changed.emit(event.conversation),
            ConversationRemoved: lambda event: self.conversation_removed.emit(event.contact),
            PresenceChanged: lambda event: self.presence_changed.emit(
                event.contact, event.presence
            ),
            TypingChanged: lambda event: self.typing_changed.emit(event.contact, event.is_typing),
            ConnectionChanged: self.connection_changed.emit,
            CatchUpProgressed: self.catch_up_progressed.emit,
            NoticeRaised: lambda event: self.notice_raised.emit(event.notice, event.count),
            SearchIndexCompleted: lambda _event: self.search.index_completed.emit(),
        }
