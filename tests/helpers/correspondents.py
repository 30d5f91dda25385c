"""People whose messengers are played step by step: every part over the real store, no tasks.

A step is a whole visit at the relay: sign in, take what is held, do what is due, send what waits.
Between steps a test may lose, double or shuffle what is held, restart people, or put them back to
an earlier state of their profile.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import apsw

from desktop.core.account import OwnAccount, load_account
from desktop.core.account_maker import AccountRequest
from desktop.core.chain_watch import ChainWatch
from desktop.core.contacts import ContactBook
from desktop.core.events import NoticeRaised
from desktop.core.mailbox_keys import MailboxKeys
from desktop.core.old_state import OldStates
from desktop.core.outbox import Outbox
from desktop.core.receipts import RECEIPT_IDS
from desktop.core.records import (
    AccountNotice,
    ContactId,
    MessageKind,
    MessageRecord,
    Relation,
)
from desktop.core.relations import Relations
from desktop.core.relay_time import RelayTime
from desktop.core.repair import Repairs
from desktop.core.rows.peers import ContactRow
from desktop.core.rows.received import ReceivedContent, ReceivedOutcome
from desktop.core.rows.relay import Delivery
from desktop.core.sync import InboundPipeline
from desktop.core.verification import Verification
from desktop.errors import DesktopError
from protocol.content import CONTENT_VERSION, ContentKind, Delivered
from protocol.ids import ContentId, EnvelopeId, parse_username
from protocol.messages import DeliveryKeyRule
from tests.helpers.fake_relay import REALM, FakeAuthLink, FakeRelay, FakeRelayClient, Mailbox
from tests.helpers.messengers import ManualClock, TestProfile
from tests.helpers.profile_stores import DiskStore, MemoryStore, ProfileStore
from tests.helpers.quick_accounts import QuickAccountMaker, QuickOwnChain, QuickUpkeep
from tests.helpers.seeded_random import SeededRandom

_T = TypeVar("_T")

_MADE: dict[tuple[str, str, int], tuple[bytes, dict[str, str]]] = {}
"""Databases and secrets of accounts made and not registered yet, by store, name and time."""


class InlineExecutor(ThreadPoolExecutor):
    """Runs what is meant for a thread where it is asked for; nothing else waits meanwhile."""

    def submit(self, fn: Callable[..., _T], /, *args: object, **kwargs: object) -> Future[_T]:
        """Run a call and return it done."""
        done: Future[_T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except DesktopError as error:
            done.set_exception(error)
        return done


class Correspondent:
    """Somebody with an account and a profile on disk.

    Attributes:
        name: Username.
        account: Own keys while the profile is open.
        profile: The store while it is open.
        outcomes: Every commit of the inbound pipeline.
        lines: Every line about an envelope that did not open.
        notices: Everything that the person was told of the own account.
    """

    account: OwnAccount
    profile: TestProfile
    contacts: ContactBook
    inbound: InboundPipeline
    outbox: Outbox
    repairs: Repairs
    relay_time: RelayTime
    upkeep: QuickUpkeep
    own_chain: QuickOwnChain
    mailbox_keys: MailboxKeys
    relations: Relations
    chain_watch: ChainWatch
    verification: Verification
    old_states: OldStates

    def __init__(
        self, name: str, store: ProfileStore, relay: FakeRelay, clock: ManualClock
    ) -> None:
        self.name = name
        self.relay = relay
        self.clock = clock
        self.random = SeededRandom(f"{name} and later")
        self.client = FakeRelayClient(relay)
        self.store = store
        self.outcomes: list[tuple[ReceivedContent, ReceivedOutcome]] = []
        self.lines: list[MessageRecord] = []
        self.notices: list[NoticeRaised] = []
        self._copies: dict[str, bytes] = {}
        self._link: FakeAuthLink | None = None

    # ── life ──────────────────────────────────────────────────────────────────────────────────

    async def create(self) -> None:
        """Make the account and register it; the same name at the same time has the same keys."""
        made = (type(self.store).__name__, self.name, self.clock())
        if made not in _MADE:
            await self._make()
            _MADE[made] = (self.store.read(), self.store.secrets.entries)
        image, entries = _MADE[made]
        self.store.write(image)
        self.store.secrets.entries = dict(entries)
        self.profile = await self.store.open()
        row = await self.profile.keys.find_account()
        assert row is not None
        maker = QuickAccountMaker(self.profile, clock=self.clock, random=self.random)
        await maker.register(row, await self.client.connect())
        await self._load()
        self.relay.set_keys(self.account.address, [_rule(self.account.row.delivery_key)])

    async def _make(self) -> None:
        profile = await self.store.create()
        await QuickAccountMaker(profile, clock=self.clock, random=SeededRandom(self.name)).make(
            AccountRequest(
                relay_address="ws://127.0.0.1:1",
                realm=REALM,
                username=parse_username(self.name),
                password="a long enough password",
            )
        )
        await profile.close()

    async def open(self) -> None:
        """Open the profile again."""
        self.profile = await self.store.open()
        await self._load()

    async def close(self) -> None:
        """Close the profile."""
        await self.profile.close()

    async def restart(self) -> None:
        """Close and open."""
        await self.close()
        await self.open()

    async def snapshot(self, name: str = "snapshot") -> None:
        """Keep a copy of the profile as it is now."""
        await self.close()
        self._copies[name] = self.store.read()
        await self.open()

    async def restore(self, name: str = "snapshot") -> None:
        """Put the profile back to a copy."""
        await self.close()
        self.store.write(self._copies[name])
        await self.open()

    async def _load(self) -> None:
        row = await self.profile.keys.find_account()
        assert row is not None
        self.account = await load_account(self.profile, row)
        lock, secrets_lock = asyncio.Lock(), asyncio.Lock()
        self.relay_time = RelayTime(self.clock, elapsed=lambda: 0)
        self.upkeep = QuickUpkeep(
            self.profile,
            account=self.account,
            relay_time=self.relay_time,
            random=self.random,
            ratchet_lock=lock,
            secrets_lock=secrets_lock,
            emit=self.notices.append,
        )
        self.own_chain = QuickOwnChain(
            self.profile,
            account=self.account,
            relay=self.client,
            clock=self.clock,
            random=self.random,
            ratchet_lock=lock,
            secrets_lock=secrets_lock,
            find_link=lambda: self._link,
            find_drained_link=lambda: self._link,
        )
        self.mailbox_keys = MailboxKeys(
            self.profile.keys,
            account=self.account,
            clock=self.clock,
            relay_time=self.relay_time,
            random=self.random,
        )
        self.relations = Relations(
            self.profile,
            mailbox_keys=self.mailbox_keys,
            clock=self.clock,
            random=self.random,
            emit=lambda _event: None,
            refresh=lambda _contact: None,
            on_queued=lambda: None,
        )
        self.old_states = OldStates(
            self.profile,
            account=self.account,
            upkeep=self.upkeep,
            relay_time=self.relay_time,
            clock=self.clock,
            random=self.random,
            emit=self.notices.append,
            replace_delivery_key=self.mailbox_keys.replace_key,
            note_told=self.mailbox_keys.note_told,
            on_queued=lambda: None,
        )
        self.contacts = ContactBook(
            self.profile.contacts,
            relay=self.client,
            account=self.account,
            clock=self.clock,
            latest=self.relay_time.latest_ms,
            ratchet_lock=lock,
            on_renewed=self._on_keys_told,
        )
        self.chain_watch = ChainWatch(
            self.profile.contacts,
            contacts=self.contacts,
            clock=self.clock,
            random=self.random,
            on_changed=self._on_keys_told,
        )
        self.verification = Verification(
            self.profile.contacts,
            account=self.account,
            contacts=self.contacts,
            emit=lambda _event: None,
            on_changed=lambda _contact: None,
        )
        self.repairs = Repairs(
            self.profile,
            own_account=self.account.address.account,
            clock=self.clock,
            random=self.random,
            on_queued=lambda: None,
        )
        self.inbound = InboundPipeline(
            self.profile,
            account=self.account,
            contacts=self.contacts,
            clock=self.clock,
            ratchet_lock=lock,
            find_invite=_no_invite,
            on_committed=self._on_committed,
            on_typing=lambda _contact, _is_typing: None,
            on_notice=self.lines.append,
        )
        self.outbox = Outbox(
            self.profile,
            relay=self.client,
            account=self.account,
            contacts=self.contacts,
            clock=self.clock,
            random=self.random,
            ratchet_lock=lock,
            on_changed=lambda _contact, _changed: None,
            on_gone=_nothing,
            relay_time=self.relay_time,
        )

    async def _on_committed(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        self.outcomes.append((received, outcome))
        self.chain_watch.note_contact(outcome.contact)
        if received.delivery_key:
            self.outbox.release(received.contact)
        await self.relations.on_committed(received, outcome)
        await self.repairs.note_received(received, outcome)

    def _on_keys_told(self, contact: ContactRow, notice: MessageRecord | None) -> None:
        self.outbox.release(contact.record.id)
        if notice is not None:
            self.lines.append(notice)

    # ── people ────────────────────────────────────────────────────────────────────────────────

    async def contact_of(self, other: "Correspondent") -> ContactId:
        """Return the contact pinned to somebody."""
        row = await self.profile.contacts.find_by_account(other.account.address.account)
        assert row is not None
        return row.record.id

    async def befriend(self, other: "Correspondent") -> None:
        """Pin somebody and hold their delivery key, as after an accepted request."""
        row = await self.contacts.start_chat(other.name)
        key = other.account.row.delivery_key
        await self.profile.database.run(
            "befriend",
            lambda connection: connection.execute(
                "UPDATE contact SET delivery_key = ? WHERE id = ?", (key, row.record.id)
            ),
        )

    @property
    def mailbox(self) -> Mailbox:
        """What the relay holds for this person."""
        return self.relay.mailboxes[self.account.address]

    # ── doing ─────────────────────────────────────────────────────────────────────────────────

    async def write(self, other: "Correspondent", text: str) -> None:
        """Put a text into the outbox."""
        await self.profile.outbox.queue_text(
            await self.contact_of(other),
            content_id=ContentId(self.random(16)),
            text=text,
            kind=ContentKind.TEXT,
            version=CONTENT_VERSION,
            data=text.encode(),
            now_ms=self.clock(),
        )

    async def send(self) -> None:
        """Send what waits, without looking at what came."""
        await self.outbox._run_pass()

    async def receive(self) -> None:
        """Take everything that is held, in the order of ids."""
        for number, envelope in sorted(self.mailbox.held.items()):
            await self.take(envelope, number)
        await self.acknowledge()

    async def take(self, envelope: bytes, number: int) -> None:
        """Open one envelope."""
        await self.inbound.take(Delivery(id=EnvelopeId(number), envelope=envelope))

    async def acknowledge(self) -> None:
        """Acknowledge everything that is committed."""
        ids = await self.profile.history.load_unacknowledged()
        self.relay.acknowledge(self.account.address, ids)
        await self.profile.history.forget_acknowledged(ids)

    async def queue_receipts(self) -> None:
        """Queue every receipt that is due."""
        for contact in await self.profile.outbox.load_contacts_with_due_receipts():
            while await self.profile.outbox.queue_receipts(
                contact,
                content_id=ContentId(self.random(16)),
                kind=ContentKind.DELIVERED,
                version=CONTENT_VERSION,
                build_data=lambda ids: Delivered(content_ids=tuple(ids)).encode(),
                limit=RECEIPT_IDS,
                now_ms=self.clock(),
            ):
                pass

    async def sign_in(self) -> FakeAuthLink:
        """Sign in, learn what the relay says of this device, and tell it what it must know."""
        await self.own_chain.settle()
        link = await self.client.connect()
        state = await link.login(
            address=self.account.address, signature=self.account.sign_login(link.greeting)
        )
        await self.old_states.note_signed_in(link.greeting, state)
        await self.own_chain.note_signed_in(link.greeting, state)
        await self.own_chain.publish(link)
        await self.mailbox_keys.publish(link)
        self.outbox._link = link
        self.outbox._held.clear()
        self.outbox.begin_day()
        return link

    async def visit(self) -> None:
        """Sign in, drain, do what is due, send."""
        link = await self.sign_in()
        await self.receive()
        await self.old_states.do_duties(link)
        await self.upkeep.run_once(link)
        await self.old_states.greet_due()
        await self.queue_receipts()
        await self.repairs.ask_due()
        await self.chain_watch.ask_due()
        await self.send()
        await self.mailbox_keys._retire()
        await self.mailbox_keys.publish(link)
        await link.close()

    async def renew(self, *, is_device: bool) -> None:
        """Sign in, drain, and replace the identity or every key of the device."""
        self._link = await self.sign_in()
        try:
            await self.receive()
            if is_device:
                await self.own_chain.renew_device()
            else:
                await self.own_chain.renew_identity()
        finally:
            await self._link.close()
            self._link = None

    async def check_may_write(self, other: "Correspondent") -> None:
        """Raise if the window would take no text for somebody now."""
        await self.relations.check_may_write(await self.contact_of(other))

    async def has_blocked(self, other: "Correspondent") -> bool:
        """Tell whether somebody is blocked here."""
        row = await self.profile.contacts.get(await self.contact_of(other))
        return row.record.relation is Relation.BLOCKED

    async def is_refused_by(self, other: "Correspondent") -> bool:
        """Tell whether somebody's mailbox does not take our key."""
        row = await self.profile.contacts.get(await self.contact_of(other))
        return row.record.held_since_ms != 0

    async def block(self, other: "Correspondent") -> None:
        """Discard what somebody writes."""
        await self.relations.block(await self.contact_of(other), hide_presence=False)

    async def take_back(self, other: "Correspondent") -> None:
        """Listen to somebody who was blocked, and accept them at once."""
        contact = await self.contact_of(other)
        await self.relations.unblock(contact)
        await self.relations.accept(contact)

    def notices_told(self) -> list[AccountNotice]:
        """Return what the person was told of the own account."""
        return [raised.notice for raised in self.notices]

    # ── looking ───────────────────────────────────────────────────────────────────────────────

    async def messages(self, other: "Correspondent") -> list[MessageRecord]:
        """Return everything that the conversation shows, in order."""
        return await self.profile.history.load_page(
            await self.contact_of(other), before=None, limit=100_000
        )

    async def texts(self, other: "Correspondent") -> list[str]:
        """Return the texts that somebody else wrote, in order."""
        shown = await self.messages(other)
        return [each.text for each in shown if each.kind is MessageKind.TEXT and not each.is_own]

    async def shown_twice(self) -> list[str]:
        """Return the texts of others that stand in a conversation more than once."""

        def find(connection: apsw.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT text FROM message WHERE is_own = 0 AND kind = 'text'"
                " GROUP BY contact, text HAVING count(*) > 1"
            )
            return [text for (text,) in rows]

        return await self.profile.database.run("find doubles", find)

    async def missing(self, other: "Correspondent") -> list[int]:
        """Return the counts of the lines about missing messages, in order."""
        shown = await self.messages(other)
        return [each.count for each in shown if each.kind is MessageKind.GAP]

    async def kinds(self, other: "Correspondent") -> list[MessageKind]:
        """Return the kinds of what the conversation shows, in order."""
        return [message.kind for message in await self.messages(other)]


def _rule(key: bytes) -> DeliveryKeyRule:
    return DeliveryKeyRule(key_hash=hashlib.sha256(key).digest(), uses=0, expires_ms=0)


async def _no_invite(_account: object, _proof: bytes) -> bytes:
    return b""


async def _nothing(_contact: ContactId) -> None:
    return None


Story = Callable[..., Awaitable[None]]


def play(path: Path | None, story: Story, *names: str, clock: ManualClock | None = None) -> None:
    """Run a story with one person for each name, all of them friends.

    Without a path their profiles are in memory.
    """

    async def whole() -> None:
        moment = clock or ManualClock()
        relay = FakeRelay(moment)
        people = [
            Correspondent(name, DiskStore(path / name) if path else MemoryStore(), relay, moment)
            for name in names
        ]
        async with contextlib.AsyncExitStack() as opened:
            for person in people:
                await person.create()
                opened.push_async_callback(person.close)
            for person in people:
                for other in people:
                    if other is not person:
                        await person.befriend(other)
            await story(*people)

    asyncio.run(whole())


def drop(person: Correspondent, *places: int) -> list[bytes]:
    """Lose what the relay holds for somebody at these places; returns what was lost."""
    held = person.mailbox.held
    ids = sorted(held)
    return [held.pop(ids[place]) for place in places]
