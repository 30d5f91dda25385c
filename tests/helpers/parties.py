"""People without an engine: accounts, stores and single parts of the pipelines, for close tests."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.core.account import OwnAccount, load_account
from desktop.core.account_maker import AccountRequest
from desktop.core.contacts import ContactBook
from desktop.core.outbox import Outbox
from desktop.core.records import ContactId
from desktop.core.rows.peers import StreamPosition
from desktop.core.rows.received import ChangedMessage, ReceivedContent, ReceivedOutcome
from desktop.core.rows.relay import Delivery
from desktop.core.sealing import SealedContent, seal_content
from desktop.core.sync import InboundPipeline
from desktop.crypto.session import Session
from protocol.content import Content, Data, Empty, build_content
from protocol.ids import AccountId, ContentId, EnvelopeId, parse_username
from protocol.messages import DeliveryKeyRule
from protocol.transcript import conversation_of_pair
from tests.helpers.fake_relay import REALM, FakeAuthLink, FakeRelay, FakeRelayClient
from tests.helpers.messengers import ManualClock, TestFolder, TestProfile
from tests.helpers.quick_accounts import QuickAccountMaker
from tests.helpers.seeded_random import SeededRandom


class Party:
    """Somebody with an account at a relay in memory.

    Attributes:
        account: Own keys.
        profile: The open store.
        contacts: Contact book.
        received: Everything that the inbound pipeline committed.
        changed: Every change that the outbox told.
        refreshed: Contacts of whom the outbox told that delivery is held up, or no more.
    """

    def __init__(self, profile: TestProfile, account: OwnAccount, relay: FakeRelay) -> None:
        clock = relay.now_ms
        self.account = account
        self.profile = profile
        self.relay = relay
        self.random = SeededRandom(account.row.username)
        self.client = FakeRelayClient(relay)
        self.contacts = ContactBook(
            profile.contacts, relay=self.client, account=account, clock=clock
        )
        self.received: list[tuple[ReceivedContent, ReceivedOutcome]] = []
        self.typing: list[tuple[ContactId, bool]] = []
        self.gone: list[ContactId] = []
        self.invite = b""
        self.changed: list[tuple[ContactId, ChangedMessage]] = []
        self.refreshed: list[ContactId] = []
        lock = asyncio.Lock()
        self.inbound = InboundPipeline(
            profile,
            account=account,
            contacts=self.contacts,
            clock=clock,
            ratchet_lock=lock,
            find_invite=self._find_invite,
            on_committed=self._on_committed,
            on_typing=lambda contact, is_typing: self.typing.append((contact, is_typing)),
        )
        self.outbox = Outbox(
            profile,
            relay=self.client,
            account=account,
            contacts=self.contacts,
            clock=clock,
            random=self.random,
            ratchet_lock=lock,
            on_changed=lambda contact, change: self.changed.append((contact, change)),
            on_gone=self._on_gone,
            refresh=self.refreshed.append,
        )
        self._sessions: dict[bytes, Session] = {}
        self._streams: dict[bytes, StreamPosition] = {}

    async def _find_invite(self, _account: AccountId, _proof: bytes) -> bytes:
        return self.invite

    async def _on_committed(self, received: ReceivedContent, outcome: ReceivedOutcome) -> None:
        self.received.append((received, outcome))

    async def _on_gone(self, contact: ContactId) -> None:
        self.gone.append(contact)

    async def sign_in(self) -> FakeAuthLink:
        """Sign in and let everybody write who has the delivery key."""
        link = await self.client.connect()
        await link.login(
            address=self.account.address, signature=self.account.sign_login(link.greeting)
        )
        key_hash = hashlib.sha256(self.account.row.delivery_key).digest()
        await link.set_keys([DeliveryKeyRule(key_hash=key_hash, uses=0, expires_ms=0)])
        self.outbox._link = link
        return link

    async def meet(self, other: "Party") -> ContactId:
        """Let both hold each other's delivery key, so that each is the other's accepted contact."""
        for one, two in ((self, other), (other, self)):
            await one.contacts.start_chat(two.account.row.username)
            hello = build_content(Empty(), delivery_key=two.account.row.delivery_key)
            assert await one.take((await two.write(one, hello)).envelope) is not None
        contact = await self.contacts.find_by_account(other.account.address.account)
        assert contact is not None
        return contact.record.id

    async def write(
        self,
        other: "Party",
        said: Data | Content,
        *,
        content_id: ContentId | None = None,
        stream: StreamPosition | None = None,
        sent_ms: int | None = None,
        is_answered: bool = False,
    ) -> SealedContent:
        """Seal a content for somebody by hand, on one session a pair, without any store."""
        contact = await self.contacts.start_chat(other.account.row.username)
        recipient = await self.contacts.recipient_keys(contact)
        key = other.account.address.account
        if key not in self._sessions:
            await self._begin_session(other)
        sealed = seal_content(
            said if isinstance(said, Content) else build_content(said),
            content_id=content_id or ContentId(self.random(16)),
            account=self.account,
            recipient=recipient,
            session=self._sessions[key],
            is_answered=is_answered,
            stream=stream or self._streams.get(key, StreamPosition(seq=0, prev=bytes(32))),
            sent_ms=self.relay.now_ms() if sent_ms is None else sent_ms,
            random=self.random,
        )
        self._streams[key] = sealed.stream
        return sealed

    async def _begin_session(self, other: "Party") -> None:
        from protocol.proofs import PrekeyKind, verify_prekey  # noqa: PLC0415

        encoded = await self.client.claim_prekey(other.account.address)
        assert encoded is not None
        prekey = verify_prekey(
            encoded,
            chain=other.account.chain,
            kinds={PrekeyKind.ONE_TIME},
            now_ms=self.relay.now_ms(),
        )
        olm = self.account.load_olm(await self.profile.keys.load_olm_account())
        self._sessions[other.account.address.account] = olm.outbound_session(
            other.account.olm_key, prekey.key
        )

    async def take(self, envelope: bytes, *, id_: int | None = None) -> ReceivedContent | None:
        """Give an envelope to the inbound pipeline; return what was committed, if anything."""
        before = len(self.received)
        number = id_ if id_ is not None else (self.relay.now_ms() << 22) + len(self.received) + 1
        await self.inbound.take(Delivery(id=EnvelopeId(number), envelope=envelope))
        return self.received[before][0] if len(self.received) > before else None

    def conversation_with(self, other: "Party") -> bytes:
        """Return the id of the pair's conversation."""
        return conversation_of_pair(self.account.address.account, other.account.address.account)


async def make_party(name: str, path: Path, relay: FakeRelay) -> Party:
    """Make somebody's account and register it."""
    folder = TestFolder(path / name)
    profile = await folder.create(vault_passphrase=None)
    maker = QuickAccountMaker(profile, clock=relay.now_ms, random=SeededRandom(f"keys of {name}"))
    row = await maker.make(
        AccountRequest(
            relay_address="ws://127.0.0.1:1",
            realm=REALM,
            username=parse_username(name),
            password="a long enough password",
        )
    )
    await maker.register(row, await FakeRelayClient(relay).connect())
    return Party(profile, await load_account(profile, row), relay)


Story = Callable[..., Awaitable[None]]


def play(path: Path, story: Story, *names: str, clock: ManualClock | None = None) -> None:
    """Run a story with one party for each name, and close every profile."""

    async def whole() -> None:
        relay = FakeRelay(clock or ManualClock())
        parties = [await make_party(name, path, relay) for name in names]
        for party in parties:
            await party.sign_in()
        try:
            await story(*parties)
        finally:
            for party in parties:
                await party.profile.close()

    asyncio.run(whole())
