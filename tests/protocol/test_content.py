"""The seven kinds of content, and what happens to kinds and versions that are not known."""

import contextlib
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import limits
from protocol.content import (
    CONTENT_VERSION,
    Ask,
    Content,
    ContentKind,
    Data,
    Delivered,
    Empty,
    Read,
    Repair,
    SeqRange,
    Text,
    Typing,
    build_content,
    find_data,
    parse_content,
)
from protocol.errors import InvalidForm
from protocol.ids import ContentId, ConversationId
from protocol.transcript import enc, u8, u64

CONVERSATION = ConversationId(b"v" * 32)
ID = ContentId(b"i" * 16)
OTHER_ID = ContentId(b"j" * 16)

EXAMPLES: list[tuple[Data, ContentKind, bytes]] = [
    (Empty(), ContentKind.EMPTY, b""),
    (Text(text="grüße 👋"), ContentKind.TEXT, "grüße 👋".encode()),
    (Delivered(content_ids=(ID, OTHER_ID)), ContentKind.DELIVERED, enc(ID, OTHER_ID)),
    (Read(content_ids=(ID,)), ContentKind.READ, enc(ID)),
    (Typing(is_typing=True), ContentKind.TYPING, b"\1"),
    (Typing(is_typing=False), ContentKind.TYPING, b"\0"),
    (
        Repair(
            conversation=CONVERSATION,
            ranges=(SeqRange(first=9, last=9), SeqRange(first=1, last=7)),
        ),
        ContentKind.REPAIR,
        enc(CONVERSATION, u64(9), u64(9), u64(1), u64(7)),
    ),
    (Ask(), ContentKind.ASK, b""),
]


def content(kind: int, data: bytes, version: int = CONTENT_VERSION) -> Content:
    return Content(kind=kind, version=version, delivery_key=b"", invite_proof=b"", data=data)


@pytest.mark.parametrize(("data", "kind", "encoded"), EXAMPLES)
def test_each_kind_has_one_layout(data: Data, kind: ContentKind, encoded: bytes) -> None:
    built = build_content(data)
    assert built == content(kind, encoded)
    assert built.encode() == enc(u8(kind), u8(1), b"", b"", encoded)
    assert parse_content(built.encode()) == built
    assert find_data(built) == data


def test_every_kind_has_an_example() -> None:
    assert {kind for _, kind, _ in EXAMPLES} == set(ContentKind)


def test_key_and_proof_travel_beside_the_data() -> None:
    built = build_content(Ask(), delivery_key=b"d" * 32, invite_proof=b"p" * 32)
    assert parse_content(built.encode()) == built
    assert (built.delivery_key, built.invite_proof) == (b"d" * 32, b"p" * 32)


def test_unknown_kind_or_version_is_kept_with_its_key() -> None:
    """PR-30: parsed as far as all versions agree; what it says is for a newer version."""
    for kind, version in ((7, 1), (255, 1), (1, 2), (1, 0), (7, 9)):
        encoded = enc(u8(kind), u8(version), b"d" * 32, b"", b"\xff anything")
        parsed = parse_content(encoded)
        assert (parsed.kind, parsed.version, parsed.delivery_key) == (kind, version, b"d" * 32)
        assert find_data(parsed) is None
        assert parsed.encode() == encoded


def test_another_outer_form_is_refused() -> None:
    """PR-37: authentic content of a wrong form; the caller keeps it raw."""
    for encoded in (
        b"",
        enc(b"\1", b"\1", b"", b""),
        enc(b"\1", b"\1", b"", b"", b"", b""),
        enc(b"", b"\1", b"", b"", b""),
        enc(b"\1", b"\1\1", b"", b"", b""),
        enc(b"\1", b"\1", b"d" * 31, b"", b""),
        enc(b"\1", b"\1", b"", b"p" * 33, b""),
        enc(b"\1", b"\1", b"", b"", b"") + b"\0",
    ):
        with pytest.raises(InvalidForm):
            parse_content(encoded)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ContentKind.EMPTY, b"x"),
        (ContentKind.ASK, b"x"),
        (ContentKind.TEXT, b"\xff"),
        (ContentKind.TEXT, b"x" * 64_001),
        (ContentKind.TYPING, b""),
        (ContentKind.TYPING, b"\2"),
        (ContentKind.TYPING, b"\0\0"),
        (ContentKind.DELIVERED, b""),
        (ContentKind.DELIVERED, enc(b"i" * 15)),
        (ContentKind.DELIVERED, enc(ID) + b"\0"),
        (ContentKind.READ, enc(*[ID] * (limits.MAX_RECEIPT_IDS + 1))),
        (ContentKind.READ, b""),
        (ContentKind.REPAIR, b""),
        (ContentKind.REPAIR, enc(CONVERSATION)),
        (ContentKind.REPAIR, enc(b"v" * 31, u64(1), u64(1))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(1))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(1), b"\1")),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(0), u64(1))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(2), u64(1))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(1), u64(1), u64(3), u64(4))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(3), u64(5), u64(2), u64(3))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(3), u64(5), u64(3), u64(5))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(1), u64(1001))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(2000), u64(2500), u64(1), u64(500))),
        (ContentKind.REPAIR, enc(CONVERSATION, u64(1), u64(2**64 - 1))),
    ],
)
def test_another_form_of_a_known_kind_is_refused(kind: ContentKind, data: bytes) -> None:
    """PR-37."""
    with pytest.raises(InvalidForm):
        find_data(content(kind, data))


def test_repair_may_ask_for_exactly_a_thousand() -> None:
    """PR-34: one bounded repair."""
    whole = Repair(conversation=CONVERSATION, ranges=(SeqRange(first=1, last=1000),))
    single = Repair(
        conversation=CONVERSATION,
        ranges=tuple(SeqRange(first=n, last=n) for n in range(2000, 0, -2)),
    )
    touching = Repair(
        conversation=CONVERSATION,
        ranges=(SeqRange(first=5, last=6), SeqRange(first=3, last=4)),
    )
    for repair in (whole, single, touching):
        assert find_data(build_content(repair)) == repair


def test_what_no_receiver_would_take_is_not_made() -> None:
    one = SeqRange(first=1, last=1)
    refused: list[Data] = [
        Text(text="x" * 64_001),
        Text(text="é" * 32_001),
        Text(text="\ud800"),
        Delivered(content_ids=()),
        Read(content_ids=(ID,) * (limits.MAX_RECEIPT_IDS + 1)),
        Repair(conversation=CONVERSATION, ranges=()),
        Repair(conversation=CONVERSATION, ranges=(one, one)),
    ]
    for data in refused:
        with pytest.raises(InvalidForm):
            build_content(data)


def test_the_longest_text_fits() -> None:
    longest = Text(text="é" * 32_000)
    assert find_data(build_content(longest)) == longest


def test_maker_brings_text_to_nfc_and_receiver_does_not_check() -> None:
    decomposed = "e\u0301"
    assert build_content(Text(text=decomposed)).data == "é".encode()
    assert find_data(content(ContentKind.TEXT, decomposed.encode())) == Text(text=decomposed)


def test_records_are_frozen() -> None:
    for data, _, _ in EXAMPLES:
        for field in dataclasses.fields(data):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(data, field.name, None)


@given(st.binary(max_size=120))
def test_noise_raises_only_typed_errors(noise: bytes) -> None:
    with contextlib.suppress(InvalidForm):
        parse_content(noise)
    for kind in ContentKind:
        with contextlib.suppress(InvalidForm):
            find_data(content(kind, noise))
