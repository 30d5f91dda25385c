"""Valid frames of a client, of every kind of request, as the material of mutations.

Those that name somebody else name them as a stranger may: their name and account are known, the key
of their mailbox is not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from protocol import codec, limits, messages
from protocol.ids import DeviceAddress
from protocol.messages import ConnectionKind, Message
from protocol.proofs import PrekeyKind
from tests.helpers.people import Person
from tests.helpers.relay_client import DELIVERY_KEY, build_send, key_rule

WRONG_KEY: Final = b"w" * limits.DELIVERY_KEY_BYTES
WRONG_AUTH: Final = b"z" * limits.AUTH_VALUE_BYTES


@dataclass
class Material:
    """What the frames of one attacker are made of.

    Attributes:
        person: The attacker's own account.
        sink: A mailbox of theirs that nobody reads, open to `DELIVERY_KEY`.
        bystanders: Accounts that must not notice anything.
        names: Their names.
        random: Where chance comes from.
        delivered: Ids that were delivered and not acknowledged yet.
        prekeys: Signed once; the relay knows them all after a while.
    """

    person: Person
    sink: DeviceAddress
    bystanders: list[DeviceAddress]
    names: list[str]
    random: Random
    now_ms: int
    delivered: list[int] = field(default_factory=list)
    prekeys: list[bytes] = field(default_factory=list)
    _last_request: int = 0

    def __post_init__(self) -> None:
        kinds = [PrekeyKind.SEAL_PAIR, PrekeyKind.FALLBACK, *[PrekeyKind.ONE_TIME] * 4]
        self.prekeys = [self.person.prekey(kind, now_ms=self.now_ms) for kind in kinds]

    def number(self) -> int:
        """Return a request number that was not used for long."""
        self._last_request = self._last_request % 0x7FFF_FFFF + 1
        return self._last_request

    def envelope(self) -> bytes:
        """Return an envelope that nobody sent before; one in a hundred is large."""
        size = 100_000 if self.random.random() < 0.01 else limits.MIN_ENVELOPE_BYTES
        return self.random.randbytes(16).ljust(size, b".")

    def somebody(self) -> DeviceAddress:
        """Return the address of anybody."""
        return self.random.choice([*self.bystanders, self.sink, self.person.address])

    def frame(self, kind: ConnectionKind) -> bytes:
        """Return a valid frame with one message of a signed-in, or an anonymous, connection."""
        build = self.random.choice(BUILDERS[kind])
        return encode(build(self))


def encode(*parts: Message) -> bytes:
    """Return one frame."""
    (frame,) = codec.build_frames([codec.encode_message(part) for part in parts])
    return frame


def _acknowledge(material: Material) -> Message:
    ids, material.delivered = material.delivered[:64], material.delivered[64:]
    return messages.Acknowledge(ids=ids or [material.random.randrange(1 << 62) for _ in range(3)])


def _put_prekeys(material: Material) -> Message:
    some = material.random.sample(material.prekeys, 3)
    wipe = material.random.random() < 0.2
    return messages.PutPrekeys(request=material.number(), wipe=wipe, prekeys=some)


def _put_chain(material: Material) -> Message:
    return messages.PutChain(request=material.number(), chain=material.person.chain.encoded)


def _set_keys(material: Material) -> Message:
    rules = [key_rule(material.random.randbytes(32), uses=3) for _ in range(3)]
    return messages.SetKeys(request=material.number(), keys=[key_rule(), *rules])


def _set_presence(material: Material) -> Message:
    rule = material.random.choice(list(messages.PresenceRule))
    return messages.SetPresence(request=material.number(), rule=rule)


def _ask(material: Material) -> Message:
    return messages.Ask(
        request=material.number(),
        account=material.sink.account,
        device=material.sink.device,
        envelope=material.envelope(),
    )


def _change_password(material: Material) -> Message:
    new = material.random.randbytes(limits.AUTH_VALUE_BYTES)
    return messages.ChangePassword(request=material.number(), old_auth=WRONG_AUTH, new_auth=new)


def _delete_account(material: Material) -> Message:
    chain = material.person.chain.encoded
    return messages.DeleteAccount(request=material.number(), auth=WRONG_AUTH, chain=chain)


def _lookup(material: Material) -> Message:
    name = material.random.choice(material.names)
    return messages.Lookup(request=material.number(), name=name)


def _fetch_keys(material: Material) -> Message:
    return messages.FetchKeys(request=material.number(), account=material.somebody().account)


def _claim(material: Material) -> Message:
    to = material.sink
    return messages.Claim(request=material.number(), account=to.account, device=to.device)


def _send(material: Material) -> Message:
    count = material.random.choice((1, 1, 1, 2, 5))
    envelopes = [material.envelope() for _ in range(count)]
    transient = material.random.random() < 0.1
    if material.random.random() < 0.1:
        envelopes = envelopes[:1]
        return build_send(material.number(), material.person.address, *envelopes)
    return build_send(material.number(), material.sink, *envelopes, transient=transient)


def _send_unasked(material: Material) -> Message:
    to = material.random.choice(material.bystanders)
    return build_send(material.number(), to, material.envelope(), key=WRONG_KEY)


def _watch_name(material: Material) -> Message:
    name = material.random.choice(material.names)
    return messages.WatchName(request=material.number(), name=name)


def _watch_account(material: Material) -> Message:
    key = material.random.choice((b"", WRONG_KEY, DELIVERY_KEY[:31]))
    account = material.somebody().account
    return messages.WatchAccount(request=material.number(), account=account, delivery_key=key)


def _unwatch(material: Material) -> Message:
    return messages.Unwatch(request=material.number(), watch=max(1, material.number() - 7))


def _out_of_place(material: Material) -> Message:
    """Return a sign-in or a registration where none may come."""
    chain, signature = material.person.chain.encoded, bytes(64)
    if material.random.random() < 0.5:
        return messages.Register(
            request=material.number(), chain=chain, auth=WRONG_AUTH, prekeys=[], signature=signature
        )
    account = material.person.address.account
    return messages.Login(request=material.number(), account=account, device=1, signature=signature)


Builder = Callable[[Material], Message]

_REQUESTS_OF_A_DEVICE: Final[tuple[Builder, ...]] = (
    _acknowledge, _put_prekeys, _put_chain, _set_keys, _set_presence, _ask, _change_password,
    _delete_account,
)  # fmt: skip

BUILDERS: Final[dict[ConnectionKind, tuple[Builder, ...]]] = {
    # A sign-in out of place ends the session, so it is rare.
    ConnectionKind.AUTH: (*_REQUESTS_OF_A_DEVICE * 8, _out_of_place),
    ConnectionKind.SEND: (_lookup, _fetch_keys, _claim, _send, _send, _send_unasked),
    ConnectionKind.WATCH: (_watch_name, _watch_account, _unwatch),
}
"""What makes the frames of each kind of connection; every request of the wire is there."""
