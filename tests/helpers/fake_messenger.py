"""A messenger in memory for tests of the window: says what it is told to say, keeps what is sent.

It follows `desktop.core.messenger.Messenger` and knows neither relay nor keys.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from desktop.core.events import (
    ConnectionChanged,
    ConversationChanged,
    ConversationRemoved,
    Event,
    Listener,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    PresenceChanged,
)
from desktop.core.messenger import Progress
from desktop.core.password_advice import rate_password
from desktop.core.records import (
    PENDING_PLACE,
    ConnectionState,
    ConnectionTrouble,
    ContactId,
    ContactRecord,
    ConversationRecord,
    DeliveryState,
    Draft,
    FailureReason,
    InviteFound,
    KeyringState,
    LockKind,
    LockRecord,
    MessageKind,
    MessagePosition,
    MessageRecord,
    MessageRow,
    MessageTimes,
    NameChecked,
    PasswordRating,
    PersonFound,
    Privacy,
    ProfileRecord,
    ProfileState,
    RecoveryState,
    Relation,
    SafetyNumber,
    StorageUse,
    Trust,
)
from desktop.core.rescue_records import RescueRecord, SalvageReport, SavedHistory
from desktop.core.search_records import SearchHit, SearchPage, SearchQuery, WrittenBy
from desktop.core.search_words import find_marks, split_query
from desktop.errors import (
    CodeNeeded,
    CodeRefused,
    MessageEmpty,
    MessageTooLong,
    NotAcceptedYet,
    NotYourself,
    SendingStopped,
    UnknownPerson,
    VerificationNeeded,
)
from protocol.errors import InvalidForm
from protocol.ids import AccountId, Username, parse_username
from protocol.limits import MAX_TEXT_BYTES
from protocol.messages import PresenceRule, PresenceState, RegistrationRule

OWN_NAME = Username("alice")
RELAY = "ws://127.0.0.1:8765"
NOON_MS = 1_795_521_600_000
"""24 November 2026, 12:00 UTC: the clock of every test of the window."""


DIGITS = "310947720508846529176033319482847210559027164933184607570259"
CODE = b"SC1" + bytes(range(104))
"""What the fake shows to compare, and the one code that fits it: as long as a real one."""
INVITE = "securechat:" + "QUxJQ0U" * 24
RECOVERY_GROUPS = ("7K4MQ", "9XDTR", "2WHBN", "8PC5J", "VE3GY", "6FZTA")
_UNANSWERED = 3
SUGGESTION = "acid salsa tulip motor robin"


class FakeMessenger:
    """Answers from memory.

    Attributes:
        profile_state: Answer to `find_profile_state`.
        keyring_state: Answer to `find_keyring_state`.
        lock_record: Answer to `load_lock`.
        people: Who can be looked up, with their presence.
        registration: Who may make an account.
        codes: Registration codes, as typed, that let somebody in.
        invites: What each known link says.
        privacy: What the account tells others.
        storage: How much room the profile takes.
        drafts: What was written to whom, as it was last kept.
        times: Answers to `find_message_times`.
        used_emoji: Answer to `load_used_emoji`.
        faults: The next call of a method named here raises the error instead.
        gates: A call of a method named here waits until the event is set.
        deleted_chats: Whose chat was deleted.
        calls: Every call in order: name, then what it was asked.
        now_ms: The clock.
        rescue: Answer to `find_rescue`.
        saved: Answer to `open_saved`.
        is_index_complete: Whether every message can be found by a search.
    """

    def __init__(self) -> None:
        self.profile_state = ProfileState.EMPTY
        self.keyring_state = KeyringState.AVAILABLE
        self.lock_record = LockRecord(kind=LockKind.OFF, recovery=RecoveryState.KEPT)
        self.people: dict[str, PresenceState] = {}
        self.registration = RegistrationRule.OPEN
        self.codes: set[str] = set()
        self.invites: dict[str, InviteFound] = {}
        self.privacy = Privacy()
        self.storage = StorageUse(
            database_bytes=12_400_000,
            unused_bytes=1_300_000,
            copies_bytes=9_800_000,
            messages=41_210,
        )
        self.drafts: dict[ContactId, Draft] = {}
        self.times: dict[MessageRow, MessageTimes] = {}
        self.used_emoji: list[str] = []
        self.faults: dict[str, BaseException] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self._turn = asyncio.Lock()
        self.calls: list[tuple[object, ...]] = []
        self.now_ms = NOON_MS
        self.is_index_complete = True
        self.rescue = RescueRecord(copy_made_ms=None, can_salvage=False)
        self.saved = SavedHistory(
            username=OWN_NAME,
            report=SalvageReport(messages=0, lost_messages=0, lost_people=0, is_exact=True),
        )
        self.deleted_chats: set[ContactId] = set()
        self._listeners: list[Listener] = []
        self._contacts: dict[ContactId, ContactRecord] = {}
        self._messages: dict[ContactId, list[MessageRecord]] = {}
        self._next_row = 1
        self._next_place = 1

    # ── the script of a test ──────────────────────────────────────────────────────────────────

    def tell(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    def connect(
        self,
        state: ConnectionState = ConnectionState.ONLINE,
        trouble: ConnectionTrouble = ConnectionTrouble.NONE,
    ) -> None:
        self.tell(ConnectionChanged(state=state, trouble=trouble))

    def add_contact(
        self,
        name: str,
        *,
        is_name_confirmed: bool = True,
        own_name: str = "",
        relation: Relation = Relation.ACCEPTED,
        trust: Trust = Trust.UNVERIFIED,
    ) -> ContactId:
        contact = ContactId(len(self._messages) + 1)
        self._contacts[contact] = ContactRecord(
            id=contact,
            account=AccountId(name.encode().ljust(32, b"\0")),
            username=Username(name),
            is_name_confirmed=is_name_confirmed,
            own_name=own_name,
            relation=relation,
            trust=trust,
            was_written_to=relation is Relation.ASKED,
        )
        self._messages[contact] = []
        return contact

    def change_contact(
        self,
        contact: ContactId,
        *,
        relation: Relation | None = None,
        trust: Trust | None = None,
        own_name: str | None = None,
        is_muted: bool | None = None,
    ) -> None:
        """Let the two stand otherwise, and tell of it."""
        record = self._contacts[contact]
        self._contacts[contact] = replace(
            record,
            relation=relation or record.relation,
            trust=trust or record.trust,
            own_name=record.own_name if own_name is None else own_name,
            is_muted=record.is_muted if is_muted is None else is_muted,
        )
        self.tell(ConversationChanged(conversation=self.conversation(contact)))

    def add_message(
        self,
        contact: ContactId,
        text: str,
        *,
        is_own: bool = False,
        at_ms: int | None = None,
        state: DeliveryState | None = None,
        failure: FailureReason = FailureReason.NONE,
        kind: MessageKind = MessageKind.TEXT,
        is_unread: bool = False,
        is_told: bool = True,
        count: int = 0,
    ) -> MessageRecord:
        """Put a message into the history and tell of it, unless the test says otherwise."""
        if state is None:
            state = DeliveryState.DELIVERED if is_own else DeliveryState.RECEIVED
        is_placed = state not in {DeliveryState.WAITING, DeliveryState.FAILED}
        record = MessageRecord(
            position=self._position(is_placed=is_placed),
            contact=contact,
            is_own=is_own,
            kind=kind,
            text=text,
            shown_at_ms=self.now_ms if at_ms is None else at_ms,
            state=state,
            failure=failure,
            is_unread=is_unread,
            count=count,
        )
        self._messages[contact].append(record)
        self._messages[contact].sort(key=lambda message: message.position)
        if is_told:
            self.tell(MessageAdded(message=record))
            self.tell(ConversationChanged(conversation=self.conversation(contact)))
        return record

    def change_message(
        self,
        record: MessageRecord,
        state: DeliveryState,
        failure: FailureReason = FailureReason.NONE,
    ) -> MessageRecord:
        """Give an own message another state; with its acceptance it gets its place."""
        position = record.position
        if position.place == PENDING_PLACE and state is DeliveryState.SENT:
            position = replace(self._position(is_placed=True), row=position.row)
        changed = replace(record, state=state, failure=failure, position=position)
        messages = self._messages[record.contact]
        messages[messages.index(record)] = changed
        messages.sort(key=lambda message: message.position)
        self.tell(MessageChanged(message=changed, old_position=record.position))
        self.tell(ConversationChanged(conversation=self.conversation(record.contact)))
        return changed

    def set_presence(self, contact: ContactId, presence: PresenceState) -> None:
        self.tell(PresenceChanged(contact=contact, presence=presence))

    def conversation(self, contact: ContactId) -> ConversationRecord:
        messages = self._messages[contact]
        return ConversationRecord(
            contact=self._contacts[contact],
            last_message=messages[-1] if messages else None,
            unread_count=sum(message.is_unread for message in messages),
            last_activity_ms=messages[-1].shown_at_ms if messages else 0,
            draft=self.drafts.get(contact),
            first_unread=next((each.position.row for each in messages if each.is_unread), None),
            is_listed=contact not in self.deleted_chats or bool(messages),
        )

    def called(self, name: str) -> list[tuple[object, ...]]:
        """Return what every call of a method was asked."""
        return [call[1:] for call in self.calls if call[0] == name]

    def _position(self, *, is_placed: bool) -> MessagePosition:
        row = MessageRow(self._next_row)
        self._next_row += 1
        place = PENDING_PLACE
        if is_placed:
            place = self._next_place
            self._next_place += 1
        return MessagePosition(place=place, seq=0, row=row)

    async def _enter(self, name: str, *asked: object) -> None:
        self.calls.append((name, *asked))
        gate = self.gates.get(name)
        if gate is not None:
            await gate.wait()
        fault = self.faults.pop(name, None)
        if fault is not None:
            raise fault

    # ── Messenger ─────────────────────────────────────────────────────────────────────────────

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def find_profile_state(self) -> ProfileState:
        await self._enter("find_profile_state")
        return self.profile_state

    async def find_keyring_state(self) -> KeyringState:
        await self._enter("find_keyring_state")
        return self.keyring_state

    async def open_profile(
        self, *, vault_passphrase: str | None = None, password: str | None = None
    ) -> ProfileRecord | None:
        async with self._turn:
            await self._enter("open_profile", vault_passphrase or password)
        return self._profile(RELAY, OWN_NAME)

    async def open_with_code(
        self, code: str, *, vault_passphrase: str | None = None
    ) -> ProfileRecord | None:
        async with self._turn:
            await self._enter("open_with_code", code, vault_passphrase)
        self.lock_record = replace(self.lock_record, kind=LockKind.OFF)
        return self._profile(RELAY, OWN_NAME)

    async def lock(self) -> None:
        async with self._turn:
            await self._enter("lock")
            # The real one closes the database after what was given to it before.
            if (gate := self.gates.get("save_draft")) is not None:
                await gate.wait()

    async def load_lock(self) -> LockRecord:
        await self._enter("load_lock")
        return self.lock_record

    async def turn_on_lock(self, password: str) -> None:
        await self._enter("turn_on_lock", password)
        self.lock_record = replace(self.lock_record, kind=LockKind.PASSWORD)

    async def turn_off_lock(self, password: str) -> None:
        await self._enter("turn_off_lock", password)
        self.lock_record = replace(self.lock_record, kind=LockKind.OFF)

    async def make_recovery_code(self) -> tuple[str, ...]:
        await self._enter("make_recovery_code")
        return RECOVERY_GROUPS

    async def keep_recovery_code(
        self, code: str, *, renews_store: bool = False, password: str | None = None
    ) -> None:
        details = (renews_store, password) if renews_store else ()
        await self._enter("keep_recovery_code", code, *details)
        self.lock_record = replace(self.lock_record, recovery=RecoveryState.KEPT)

    async def check_name(self, relay_address: str, name: str) -> NameChecked:
        await self._enter("check_name", relay_address, name)
        return NameChecked(
            is_taken=parse_username(name) in self.people, registration=self.registration
        )

    async def rate_password(self, password: str, *, name: str) -> PasswordRating:
        await self._enter("rate_password", password, name)
        return rate_password(password, names=[name])

    async def suggest_password(self) -> str:
        await self._enter("suggest_password")
        return SUGGESTION

    async def create_account(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        code: str = "",
        progress: Progress,
    ) -> ProfileRecord:
        for step in ("keys", "saving", "server"):
            progress(step)
        typed = (relay_address, name, password, vault_passphrase, *([code] if code else []))
        await self._enter("create_account", *typed)
        self._check_code(code)
        return self._profile(relay_address, parse_username(name))

    async def sign_in(
        self,
        *,
        relay_address: str,
        name: str,
        password: str,
        vault_passphrase: str | None = None,
        progress: Progress,
    ) -> ProfileRecord:
        progress("keys")
        await self._enter("sign_in", relay_address, name, password, vault_passphrase)
        return self._profile(relay_address, parse_username(name))

    async def load_conversations(self) -> list[ConversationRecord]:
        await self._enter("load_conversations")
        return sorted(
            (self.conversation(contact) for contact in self._contacts),
            key=lambda record: -record.last_activity_ms,
        )

    async def load_messages(
        self,
        contact: ContactId,
        *,
        before: MessagePosition | None = None,
        after: MessagePosition | None = None,
        around: MessageRow | None = None,
        limit: int = 200,
    ) -> list[MessageRecord]:
        await self._enter("load_messages", contact, before, limit)
        if around is not None:
            rows = [message.position.row for message in self._messages[contact]]
            place = rows.index(around) if around in rows else -1
            end = place + limit - limit // 2
            return self._messages[contact][max(0, place - limit // 2) : end] if place >= 0 else []
        if after is not None:
            later = [each for each in self._messages[contact] if each.position > after]
            return later[:limit]
        earlier = [
            message
            for message in self._messages[contact]
            if before is None or message.position < before
        ]
        return earlier[-limit:]

    async def find_rescue(self) -> RescueRecord:
        await self._enter("find_rescue")
        return self.rescue

    async def restore_copy(self) -> None:
        await self._enter("restore_copy")

    async def open_saved(self) -> SavedHistory:
        await self._enter("open_saved")
        return self.saved

    async def search(
        self, query: SearchQuery, *, before: MessageRow | None = None, limit: int = 50
    ) -> SearchPage:
        await self._enter("search", query, before, limit)
        words = split_query(query.text)
        found = [
            SearchHit(message=message, marks=find_marks(message.text, words))
            for contact, messages in self._messages.items()
            for message in messages
            if query.contact in (None, contact)
            and query.written_by in (WrittenBy.ANYBODY, _writer(message))
            and query.since_ms <= message.shown_at_ms < (query.until_ms or 2**63)
            and words
            and all(find_marks(message.text, (word,)) for word in words)
        ]
        found.sort(key=lambda hit: -hit.message.position.row)
        later = [hit for hit in found if before is None or hit.message.position.row < before]
        hits = later[:limit]
        return SearchPage(
            hits=tuple(hits),
            count=len(found) if before is None else None,
            next_before=hits[-1].message.position.row if len(later) > limit else None,
            is_complete=self.is_index_complete,
        )

    async def find_message_since(self, contact: ContactId, since_ms: int) -> MessageRow | None:
        await self._enter("find_message_since", contact, since_ms)
        for message in self._messages[contact]:
            if message.shown_at_ms >= since_ms:
                return message.position.row
        return None

    async def look_up(self, name: str) -> PersonFound:
        await self._enter("look_up", name)
        username = parse_username(name)
        if username == OWN_NAME:
            raise NotYourself
        if username not in self.people:
            raise UnknownPerson
        return PersonFound(
            username=username,
            account=AccountId(bytes(32)),
            presence=self.people[username],
            contact=self._find_contact(username),
        )

    async def start_chat(self, name: str) -> ConversationRecord:
        await self._enter("start_chat", name)
        username = parse_username(name)
        contact = self._find_contact(username) or self.add_contact(username)
        self.set_presence(contact, self.people.get(username, PresenceState.UNKNOWN))
        return self.conversation(contact)

    async def send_text(self, contact: ContactId, text: str) -> MessageRecord:
        await self._enter("send_text", contact, text)
        if not text.strip():
            raise MessageEmpty
        size = len(text.encode())
        if size > MAX_TEXT_BYTES:
            raise MessageTooLong(size)
        record = self._contacts[contact]
        if record.relation is Relation.BLOCKED:
            raise SendingStopped
        waiting = sum(message.is_own for message in self._messages[contact])
        if record.relation is Relation.ASKED and waiting >= _UNANSWERED:
            raise NotAcceptedYet
        self.drafts.pop(contact, None)
        return self.add_message(contact, text, is_own=True, state=DeliveryState.WAITING)

    async def retry(self, message: MessageRow) -> None:
        await self._enter("retry", message)
        for messages in self._messages.values():
            for record in list(messages):
                if record.position.row == message:
                    self.change_message(record, DeliveryState.WAITING)

    async def has_unsent(self) -> bool:
        await self._enter("has_unsent")
        own = [message for messages in self._messages.values() for message in messages]
        return any(message.state is DeliveryState.WAITING for message in own)

    async def delete_messages(self, contact: ContactId, messages: Sequence[MessageRow]) -> None:
        await self._enter("delete_messages", contact, tuple(messages))
        for record in list(self._messages[contact]):
            if record.position.row in messages and record.state is not DeliveryState.WAITING:
                self._messages[contact].remove(record)
                self.tell(MessageRemoved(message=record))
        self.tell(ConversationChanged(conversation=self.conversation(contact)))

    async def delete_chat(self, contact: ContactId) -> None:
        await self._enter("delete_chat", contact)
        waiting = DeliveryState.WAITING
        self._messages[contact] = [m for m in self._messages[contact] if m.state is waiting]
        self.drafts.pop(contact, None)
        self.deleted_chats.add(contact)
        self.tell(ConversationChanged(conversation=self.conversation(contact)))

    async def rename_contact(self, contact: ContactId, own_name: str) -> None:
        await self._enter("rename_contact", contact, own_name)
        self.change_contact(contact, own_name=own_name)

    async def set_muted(self, contact: ContactId, *, is_muted: bool) -> None:
        await self._enter("set_muted", contact, is_muted)
        self.change_contact(contact, is_muted=is_muted)

    async def find_message_times(self, message: MessageRow) -> MessageTimes | None:
        await self._enter("find_message_times", message)
        return self.times.get(message)

    async def save_draft(self, contact: ContactId, draft: Draft | None) -> None:
        await self._enter("save_draft", contact, draft)
        self.drafts.pop(contact, None)
        if contact not in self._contacts:
            return  # gone by now, as the real one knows
        if draft is not None:
            self.drafts[contact] = draft
        self.tell(ConversationChanged(conversation=self.conversation(contact)))

    async def load_used_emoji(self, *, limit: int) -> list[str]:
        await self._enter("load_used_emoji", limit)
        return self.used_emoji[:limit]

    async def note_emoji_used(self, emoji: str) -> None:
        await self._enter("note_emoji_used", emoji)

    async def mark_read(self, contact: ContactId) -> None:
        await self._enter("mark_read", contact)
        self._messages[contact] = [
            replace(message, is_unread=False) for message in self._messages[contact]
        ]
        self.tell(ConversationChanged(conversation=self.conversation(contact)))

    async def accept(self, contact: ContactId) -> None:
        await self._enter("accept", contact)
        self.change_contact(contact, relation=Relation.ACCEPTED)

    async def block(self, contact: ContactId, *, hide_presence: bool) -> None:
        await self._enter("block", contact, hide_presence)
        if hide_presence:
            self.privacy = replace(self.privacy, presence=PresenceRule.CONTACTS)
        self.change_contact(contact, relation=Relation.BLOCKED)

    async def unblock(self, contact: ContactId) -> None:
        await self._enter("unblock", contact)
        self.change_contact(contact, relation=Relation.ACCEPTED)

    async def delete_request(self, contact: ContactId) -> None:
        await self._enter("delete_request", contact)
        del self._contacts[contact]
        self.tell(ConversationRemoved(contact=contact))

    async def ask_again(self, contact: ContactId) -> None:
        await self._enter("ask_again", contact)

    async def request_repair(self, contact: ContactId) -> None:
        await self._enter("request_repair", contact)

    async def load_safety_number(self, contact: ContactId) -> SafetyNumber:
        await self._enter("load_safety_number", contact)
        return SafetyNumber(digits=DIGITS, code=CODE)

    async def mark_verified(self, contact: ContactId, *, is_verified: bool) -> None:
        await self._enter("mark_verified", contact, is_verified)
        trust = Trust.VERIFIED if is_verified else Trust.UNVERIFIED
        self.change_contact(contact, trust=trust)

    async def check_code(self, contact: ContactId, code: bytes) -> bool:
        await self._enter("check_code", contact, code)
        if code == CODE:
            self.change_contact(contact, trust=Trust.VERIFIED)
        return code == CODE

    async def accept_new_key(self, contact: ContactId) -> None:
        await self._enter("accept_new_key", contact)
        if self._contacts[contact].trust is Trust.VERIFIED_CHANGED:
            raise VerificationNeeded
        self.change_contact(contact, trust=Trust.UNVERIFIED)

    async def create_invite(self) -> str:
        await self._enter("create_invite")
        return INVITE

    async def read_invite(self, link: str) -> InviteFound:
        await self._enter("read_invite", link)
        if link not in self.invites:
            raise InvalidForm("invite")
        return self.invites[link]

    async def open_invite(self, link: str) -> ConversationRecord:
        await self._enter("open_invite", link)
        if link not in self.invites:
            raise InvalidForm("invite")
        return self.conversation(self.add_contact(self.invites[link].username))

    async def move_relay(self, address: str) -> ProfileRecord:
        await self._enter("move_relay", address)
        return ProfileRecord(account=AccountId(bytes(32)), username=OWN_NAME, relay_address=address)

    async def measure_storage(self) -> StorageUse:
        await self._enter("measure_storage")
        return self.storage

    async def give_back_space(self) -> StorageUse:
        await self._enter("give_back_space")
        self.storage = replace(self.storage, unused_bytes=0)
        return self.storage

    async def delete_copies(self) -> StorageUse:
        await self._enter("delete_copies")
        self.storage = replace(self.storage, copies_bytes=0)
        return self.storage

    async def load_privacy(self) -> Privacy:
        await self._enter("load_privacy")
        return self.privacy

    async def save_privacy(self, privacy: Privacy) -> None:
        await self._enter("save_privacy", privacy)
        self.privacy = privacy

    def note_typing(self, contact: ContactId) -> None:
        self.calls.append(("note_typing", contact))

    async def accept_relay_key(self, key: bytes) -> None:
        await self._enter("accept_relay_key", key)

    async def register_again(self, password: str, *, code: str = "") -> None:
        await self._enter("register_again", password, *([code] if code else []))
        self._check_code(code)

    def _check_code(self, code: str) -> None:
        if self.registration is RegistrationRule.BY_CODE:
            if not code:
                raise CodeNeeded
            if code not in self.codes:
                raise CodeRefused

    async def change_password(self, old: str, new: str) -> None:
        await self._enter("change_password", old, new)

    async def delete_account(self, password: str) -> None:
        await self._enter("delete_account", password)

    async def renew_identity(self) -> None:
        await self._enter("renew_identity")

    async def renew_device(self) -> None:
        await self._enter("renew_device")

    def reconnect_now(self) -> None:
        self.calls.append(("reconnect_now",))

    async def close(self) -> None:
        await self._enter("close")

    def _profile(self, relay_address: str, name: Username) -> ProfileRecord:
        return ProfileRecord(
            account=AccountId(bytes(32)), username=name, relay_address=relay_address
        )

    def _find_contact(self, name: Username) -> ContactId | None:
        for contact, record in self._contacts.items():
            if record.username == name:
                return contact
        return None


def _writer(message: MessageRecord) -> WrittenBy:
    return WrittenBy.ME if message.is_own else WrittenBy.THEM
