"""What people's apps say to each other inside the encryption: the seven kinds of content.

Only the desktop app may import this file; the relay cannot even parse a message.
Spec: docs/protocol/body.md, section 3.
"""

import enum
import itertools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from protocol import limits
from protocol.errors import InvalidForm
from protocol.ids import ContentId, ConversationId
from protocol.transcript import (
    ANY_WIDTH,
    enc,
    parse_all,
    parse_form,
    read_text,
    read_uint,
    u8,
    u64,
)

CONTENT_VERSION = 1
"""Version of every kind of content that this code makes and reads."""


class ContentKind(enum.IntEnum):
    """What a content is. Numbers are part of the wire and never reused."""

    EMPTY = 0
    TEXT = 1
    DELIVERED = 2
    READ = 3
    TYPING = 4
    REPAIR = 5
    ASK = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """One content in its outer form, which every kind and version shares.

    Attributes:
        kind: 0 to 255; one that `ContentKind` does not list belongs to a newer version.
        version: 0 to 255; likewise.
        delivery_key: The sender's delivery key, 32 bytes or empty; counts for unknown kinds too.
        invite_proof: 32 bytes or empty; counts for unknown kinds too.
        data: What the kind says; see `read_data`.
    """

    kind: int
    version: int
    delivery_key: bytes
    invite_proof: bytes
    data: bytes

    def encode(self) -> bytes:
        """Return enc(kind, version, delivery_key, invite_proof, data).

        Source: docs/protocol/body.md, section 3.
        """
        return enc(u8(self.kind), u8(self.version), self.delivery_key, self.invite_proof, self.data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Empty:
    """Says nothing: keeps a session going, or answers an ask."""

    kind: ClassVar[ContentKind] = ContentKind.EMPTY

    def encode(self) -> bytes:
        """Return no bytes."""
        return b""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A message.

    Attributes:
        text: At most 64,000 bytes in UTF-8.
    """

    kind: ClassVar[ContentKind] = ContentKind.TEXT
    text: str

    def encode(self) -> bytes:
        """Return the text in NFC as UTF-8.

        Raises:
            InvalidForm: longer than 64,000 bytes, or not to be written in UTF-8.

        Source: docs/protocol/body.md, section 3.
        """
        try:
            data = unicodedata.normalize("NFC", self.text).encode("utf-8")
        except UnicodeEncodeError:
            raise InvalidForm("text") from None
        if len(data) > limits.MAX_TEXT_BYTES:
            raise InvalidForm("text")
        return data


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """Contents that reached the device.

    Attributes:
        content_ids: At least one.
    """

    kind: ClassVar[ContentKind] = ContentKind.DELIVERED
    content_ids: tuple[ContentId, ...]

    def encode(self) -> bytes:
        """Return enc(content_id ..)."""
        return _encode_content_ids(self.content_ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """Contents that the person saw.

    Attributes:
        content_ids: At least one.
    """

    kind: ClassVar[ContentKind] = ContentKind.READ
    content_ids: tuple[ContentId, ...]

    def encode(self) -> bytes:
        """Return enc(content_id ..)."""
        return _encode_content_ids(self.content_ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Typing:
    """The person began or stopped typing.

    Attributes:
        is_typing: False when they stopped.
    """

    kind: ClassVar[ContentKind] = ContentKind.TYPING
    is_typing: bool

    def encode(self) -> bytes:
        """Return one byte, 1 or 0."""
        return u8(self.is_typing)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeqRange:
    """Consecutive seqs of one sender in one conversation.

    Attributes:
        first: At least 1.
        last: At least `first`.
    """

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many seqs it holds."""
        return self.last - self.first + 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """Asks for contents that did not arrive.

    Attributes:
        conversation: Where they are missing.
        ranges: At least one, disjoint, newest first, at most 1,000 seqs in all.
    """

    kind: ClassVar[ContentKind] = ContentKind.REPAIR
    conversation: ConversationId
    ranges: tuple[SeqRange, ...]

    def encode(self) -> bytes:
        """Return enc(conversation, first seq, last seq ..).

        Raises:
            InvalidForm: the ranges break a rule above.

        Source: docs/protocol/body.md, section 3.
        """
        _check_ranges(self.ranges)
        ends = (end for each in self.ranges for end in (u64(each.first), u64(each.last)))
        return enc(self.conversation, *ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Asks to be answered; an accepted contact answers once with `Empty`."""

    kind: ClassVar[ContentKind] = ContentKind.ASK

    def encode(self) -> bytes:
        """Return no bytes."""
        return b""


Data = Empty | Text | Delivered | Read | Typing | Repair | Ask
"""What a content of a known kind and version says."""


def build_content(data: Data, *, delivery_key: bytes = b"", invite_proof: bytes = b"") -> Content:
    """Return a content of this version that says `data`.

    Args:
        data: What to say.
        delivery_key: Our own delivery key if the recipient may have it, else empty.
        invite_proof: The proof of the invite that the recipient gave us, else empty.

    Raises:
        InvalidForm: `data` breaks a rule of its kind.

    Source: docs/protocol/body.md, section 3.
    """
    return Content(
        kind=data.kind,
        version=CONTENT_VERSION,
        delivery_key=delivery_key,
        invite_proof=invite_proof,
        data=data.encode(),
    )


def parse_content(encoded: bytes) -> Content:
    """Take the outer form of a content apart; kind and version may be unknown.

    Raises:
        InvalidForm: not the outer form that all kinds and versions share.

    Source: docs/protocol/body.md, section 3.
    """
    kind, version, delivery_key, invite_proof, data = parse_form(
        encoded, "content", (1, 1, ANY_WIDTH, ANY_WIDTH, ANY_WIDTH)
    )
    if len(delivery_key) not in {0, limits.DELIVERY_KEY_BYTES}:
        raise InvalidForm("content")
    if len(invite_proof) not in {0, limits.INVITE_PROOF_BYTES}:
        raise InvalidForm("content")
    return Content(
        kind=read_uint(kind),
        version=read_uint(version),
        delivery_key=delivery_key,
        invite_proof=invite_proof,
        data=data,
    )


def find_data(content: Content) -> Data | None:
    """Read what a content says, or return None if only a newer version knows its kind or version.

    Raises:
        InvalidForm: a known kind and version, but not of that kind's form.

    Source: docs/protocol/body.md, section 3.
    """
    parse = _PARSERS.get(content.kind)
    if parse is None or content.version != CONTENT_VERSION:
        return None
    return parse(content.data)


def _parse_empty(data: bytes) -> Empty:
    if data:
        raise InvalidForm("empty")
    return Empty()


def _parse_ask(data: bytes) -> Ask:
    if data:
        raise InvalidForm("ask")
    return Ask()


def _parse_text(data: bytes) -> Text:
    if len(data) > limits.MAX_TEXT_BYTES:
        raise InvalidForm("text")
    return Text(text=read_text(data, "text"))


def _parse_delivered(data: bytes) -> Delivered:
    return Delivered(content_ids=_parse_content_ids(data))


def _parse_read(data: bytes) -> Read:
    return Read(content_ids=_parse_content_ids(data))


def _parse_typing(data: bytes) -> Typing:
    if data not in {b"\x00", b"\x01"}:
        raise InvalidForm("typing")
    return Typing(is_typing=data == b"\x01")


def _parse_repair(data: bytes) -> Repair:
    conversation, *ends = parse_all(data, 1 + 2 * limits.MAX_REPAIR_SEQS) or (b"",)
    if len(conversation) != limits.CONVERSATION_ID_BYTES or len(ends) % 2:
        raise InvalidForm("repair")
    if any(len(end) != limits.SEQ_BYTES for end in ends):
        raise InvalidForm("repair")
    seqs = [read_uint(end) for end in ends]
    ranges = tuple(
        SeqRange(first=first, last=last) for first, last in zip(seqs[0::2], seqs[1::2], strict=True)
    )
    _check_ranges(ranges)
    return Repair(conversation=ConversationId(conversation), ranges=ranges)


def _check_ranges(ranges: tuple[SeqRange, ...]) -> None:
    if not ranges or sum(each.count for each in ranges) > limits.MAX_REPAIR_SEQS:
        raise InvalidForm("repair")
    if any(not 1 <= each.first <= each.last for each in ranges):
        raise InvalidForm("repair")
    if any(older.last >= newer.first for newer, older in itertools.pairwise(ranges)):
        raise InvalidForm("repair")


def _encode_content_ids(content_ids: tuple[ContentId, ...]) -> bytes:
    if not 1 <= len(content_ids) <= limits.MAX_RECEIPT_IDS:
        raise InvalidForm("receipt")
    return enc(*content_ids)


def _parse_content_ids(data: bytes) -> tuple[ContentId, ...]:
    items = parse_all(data, limits.MAX_RECEIPT_IDS)
    if not items or any(len(item) != limits.CONTENT_ID_BYTES for item in items):
        raise InvalidForm("receipt")
    return tuple(ContentId(item) for item in items)


_PARSERS: Final[dict[int, Callable[[bytes], Data]]] = {
    ContentKind.EMPTY: _parse_empty,
    ContentKind.TEXT: _parse_text,
    ContentKind.DELIVERED: _parse_delivered,
    ContentKind.READ: _parse_read,
    ContentKind.TYPING: _parse_typing,
    ContentKind.REPAIR: _parse_repair,
    ContentKind.ASK: _parse_ask,
}
