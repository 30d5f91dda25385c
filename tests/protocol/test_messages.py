"""Every message: its tag, its bounds, no sender, and who may send it."""

import enum
import re
import typing
from pathlib import Path

import msgspec
import pytest

from protocol import codec, limits, messages
from protocol.errors import MalformedFrame
from protocol.messages import ConnectionKind, Message
from tests.helpers.hostile_frames import sample_messages

SAMPLES = sample_messages()
CLIENT = typing.get_args(messages.ClientMessage)
RELAY = typing.get_args(messages.RelayMessage)

TAGS = {
    "Hello": 1,
    "Begin": 2,
    "Register": 10,
    "Login": 11,
    "Acknowledge": 12,
    "PutPrekeys": 13,
    "PutChain": 14,
    "SetKeys": 15,
    "SetPresence": 16,
    "Ask": 17,
    "ChangePassword": 18,
    "DeleteAccount": 19,
    "Lookup": 20,
    "FetchKeys": 21,
    "Claim": 22,
    "Send": 23,
    "WatchName": 30,
    "WatchAccount": 31,
    "Unwatch": 32,
    "Done": 50,
    "RefusedReply": 51,
    "SignedIn": 52,
    "KeysFound": 53,
    "AccountUnknown": 54,
    "AccountGone": 55,
    "Claimed": 56,
    "SendResults": 57,
    "PresenceIs": 58,
    "Deliver": 60,
    "Drained": 61,
    "SignedOut": 62,
}


def decode(message: Message) -> list[Message]:
    (frame,) = codec.build_frames([msgspec.msgpack.encode(message)])
    if isinstance(message, CLIENT):
        return codec.decode_client_frame(frame)
    return codec.decode_relay_frame(frame)


def test_there_is_a_sample_of_every_message() -> None:
    assert {type(sample) for sample in SAMPLES} == {*CLIENT, *RELAY}
    assert not {*CLIENT} & {*RELAY}


def test_tags_are_never_reused() -> None:
    """A change here changes the wire."""
    assert {kind.__name__: kind.__struct_config__.tag for kind in (*CLIENT, *RELAY)} == TAGS
    assert len(set(TAGS.values())) == len(TAGS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: type(one).__name__)
def test_message_arrives_as_it_was_sent(sample: Message) -> None:
    assert decode(sample) == [sample]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: type(one).__name__)
def test_message_cannot_be_changed(sample: Message) -> None:
    for field in sample.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(sample, field, None)


@pytest.mark.parametrize("kind", [*CLIENT, *RELAY, messages.SendItem, messages.SendResult])
def test_no_message_has_a_field_for_a_sender(kind: type[msgspec.Struct]) -> None:
    """PR-16, P8."""
    words = ("sender", "from", "author", "source", "reply_to", "token")
    assert [name for name in kind.__struct_fields__ if any(word in name for word in words)] == []


@pytest.mark.parametrize("word", ["argon", "salt", "memory", "iterations", "lanes", "params"])
def test_relay_has_no_field_for_password_settings(word: str) -> None:
    """AU-07: they belong to the auth suite and never travel."""
    fields = {name for kind in RELAY for name in kind.__struct_fields__}
    assert not [name for name in fields if word in name]


def replaced(sample: Message, **changes: object) -> Message:
    fields = {name: getattr(sample, name) for name in sample.__struct_fields__}
    return type(sample)(**{**fields, **changes})


RULE = messages.DeliveryKeyRule(key_hash=bytes(32), uses=0, expires_ms=0)


def changed_rule(**changes: int) -> messages.DeliveryKeyRule:
    return msgspec.structs.replace(RULE, **changes)


OUT_OF_BOUNDS: list[tuple[type[Message], dict[str, object]]] = [
    (messages.Begin, {"version": -1}),
    (messages.Begin, {"version": 1 << 16}),
    (messages.Hello, {"epoch": bytes(15)}),
    (messages.Hello, {"nonce": bytes(33)}),
    (messages.Hello, {"realm": ""}),
    (messages.Hello, {"realm": "a" * (limits.MAX_REALM_CHARS + 1)}),
    (messages.Hello, {"time_ms": 1 << 63}),
    (messages.Hello, {"registration": 3}),
    (messages.Register, {"chain": b""}),
    (messages.Register, {"chain": bytes(limits.MAX_CHAIN_BYTES + 1)}),
    (messages.Register, {"auth": b""}),
    (messages.Register, {"auth": bytes(33)}),
    (messages.Register, {"prekeys": [b"p"] * (limits.MAX_PREKEYS + 1)}),
    (messages.Register, {"prekeys": [b""]}),
    (messages.Register, {"prekeys": [bytes(limits.MAX_PREKEY_BYTES + 1)]}),
    (messages.Register, {"signature": bytes(63)}),
    (messages.Register, {"code": bytes(17)}),
    (messages.Login, {"account": bytes(31)}),
    (messages.Login, {"device": -1}),
    (messages.Login, {"device": 1 << 32}),
    (messages.Login, {"auth": bytes(33)}),
    (messages.Acknowledge, {"ids": []}),
    (messages.Acknowledge, {"ids": [1] * (limits.MAX_ACKNOWLEDGED_IDS + 1)}),
    (messages.Acknowledge, {"ids": [-1]}),
    (messages.PutChain, {"chain": b""}),
    (messages.PutChain, {"chain": bytes(limits.MAX_CHAIN_BYTES + 1)}),
    (messages.SetKeys, {"keys": [RULE] * (limits.MAX_DELIVERY_KEYS + 1)}),
    (messages.SetKeys, {"keys": [messages.DeliveryKeyRule(key_hash=b"", uses=0, expires_ms=0)]}),
    (messages.SetKeys, {"keys": [changed_rule(uses=1 << 16)]}),
    (messages.SetKeys, {"keys": [changed_rule(uses=-1)]}),
    (messages.SetKeys, {"keys": [changed_rule(expires_ms=1 << 63)]}),
    (messages.SetPresence, {"rule": 3}),
    (messages.Ask, {"account": bytes(33)}),
    (messages.Ask, {"envelope": bytes(limits.MIN_ENVELOPE_BYTES - 1)}),
    (messages.Ask, {"envelope": bytes(limits.MAX_ENVELOPE_BYTES + 1)}),
    (messages.ChangePassword, {"old_auth": b""}),
    (messages.ChangePassword, {"new_auth": bytes(31)}),
    (messages.DeleteAccount, {"auth": b""}),
    (messages.DeleteAccount, {"chain": b""}),
    (messages.Lookup, {"request": 0}),
    (messages.Lookup, {"request": 1 << 32}),
    (messages.Lookup, {"name": ""}),
    (messages.Lookup, {"name": "a" * (limits.MAX_USERNAME_CHARS + 1)}),
    (messages.Send, {"items": []}),
    (messages.Send, {"bodies": [b"shared"]}),
    (messages.WatchAccount, {"delivery_key": bytes(33)}),
    (messages.SendResults, {"results": []}),
    (messages.PresenceIs, {"state": 3}),
    (messages.Deliver, {"envelope": bytes(limits.MIN_ENVELOPE_BYTES - 1)}),
    (messages.Deliver, {"envelope": bytes(limits.MAX_ENVELOPE_BYTES + 1)}),
    (messages.RefusedReply, {"code": 1 << 16}),
]


@pytest.mark.parametrize(
    ("kind", "changes"),
    OUT_OF_BOUNDS,
    ids=lambda one: one.__name__ if isinstance(one, type) else "-".join(one),
)
def test_value_out_of_bounds_is_refused(kind: type[Message], changes: dict[str, object]) -> None:
    """AU-12 (relay part): among them a password value that is empty or of another length."""
    (sample,) = [one for one in SAMPLES if type(one) is kind]
    with pytest.raises(MalformedFrame):
        decode(replaced(sample, **changes))


def test_send_holds_at_most_a_groups_fan_out() -> None:
    (sample,) = [one for one in SAMPLES if isinstance(one, messages.Send)]
    with pytest.raises(MalformedFrame):
        decode(replaced(sample, items=sample.items * (limits.MAX_SEND_ITEMS + 1)))


@pytest.mark.parametrize("size", [0, limits.MIN_ENVELOPE_BYTES - 1, limits.MAX_ENVELOPE_BYTES + 1])
def test_item_with_an_envelope_of_another_size_is_refused(size: int) -> None:
    (sample,) = [one for one in SAMPLES if isinstance(one, messages.Send)]
    (item,) = sample.items
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    odd = messages.SendItem(**{**fields, "envelope": bytes(size)})
    with pytest.raises(MalformedFrame):
        decode(replaced(sample, items=[odd]))


def test_every_client_message_belongs_to_one_kind_of_connection() -> None:
    """P8: kinds are never mixed."""
    sets = list(messages.SENT_BY_CLIENT.values())
    assert sum(len(one) for one in sets) == len(frozenset().union(*sets))
    assert frozenset().union(*sets) == frozenset(CLIENT) - {messages.Begin}


def test_every_request_has_its_answers() -> None:
    requests = {kind for kind in CLIENT if issubclass(kind, messages.Request)}
    answers = frozenset().union(*messages.REPLIES.values())

    assert set(messages.REPLIES) == requests
    assert answers <= set(RELAY)
    assert frozenset().union(*messages.PUSHED_BY_RELAY.values()) <= set(RELAY)
    assert messages.SENT_BY_CLIENT[ConnectionKind.AUTH] >= messages.NEEDS_SIGN_IN


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (messages.PresenceState, {"UNKNOWN": 0, "RECENTLY": 1, "ONLINE": 2}),
        (messages.RegistrationRule, {"OPEN": 0, "BY_CODE": 1, "CLOSED": 2}),
        (messages.PresenceRule, {"EVERYBODY": 0, "CONTACTS": 1, "NOBODY": 2}),
        (
            messages.SendVerdict,
            {"ACCEPTED": 0, "NO_SUCH_MAILBOX": 1, "GONE": 2, "FULL": 3, "RETRY": 4},
        ),
    ],
)
def test_numbers_of_the_wire_stay(numbers: type[enum.IntEnum], expected: dict[str, int]) -> None:
    assert {one.name: one.value for one in numbers} == expected


def test_page_lists_every_message_with_its_fields() -> None:
    page = (Path(__file__).parents[2] / "docs" / "protocol" / "wire.md").read_text("utf-8")
    rows = {
        cells[2].strip(): line
        for line in page.splitlines()
        if len(cells := line.split("|")) > 3 and cells[1].strip().isdecimal()
    }
    for kind in (*CLIENT, *RELAY):
        line = rows[kind.__name__]
        assert line.startswith(f"| {TAGS[kind.__name__]} |")
        told = re.findall(r"\b[a-z_]+\b", line)
        position = 0
        for name in kind.__struct_fields__:
            position = told.index(name, position) + 1
