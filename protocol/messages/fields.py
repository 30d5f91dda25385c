"""What every message is made of: its parents and the bounds of its fields."""

from typing import Annotated

from msgspec import Meta, Struct

from protocol import limits

U16 = Annotated[int, Meta(ge=0, le=0xFFFF)]
U32 = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
U63 = Annotated[int, Meta(ge=0, le=0x7FFF_FFFF_FFFF_FFFF)]
RequestNumber = Annotated[int, Meta(ge=1, le=0xFFFFFFFF)]
Bytes16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
OptionalBytes32 = Annotated[bytes, Meta(max_length=32)]
"""32 bytes or none; services refuse any other length."""
OptionalCode = Annotated[bytes, Meta(max_length=limits.REGISTRATION_CODE_BYTES)]
"""16 bytes or none; services refuse any other length."""
Signature = Annotated[
    bytes,
    Meta(min_length=limits.ED25519_SIGNATURE_BYTES, max_length=limits.ED25519_SIGNATURE_BYTES),
]
Name = Annotated[str, Meta(min_length=1, max_length=limits.MAX_USERNAME_CHARS)]
RealmText = Annotated[str, Meta(min_length=1, max_length=limits.MAX_REALM_CHARS)]
Chain = Annotated[bytes, Meta(min_length=1, max_length=limits.MAX_CHAIN_BYTES)]
Prekey = Annotated[bytes, Meta(min_length=1, max_length=limits.MAX_PREKEY_BYTES)]
OptionalPrekey = Annotated[bytes, Meta(max_length=limits.MAX_PREKEY_BYTES)]
Prekeys = Annotated[list[Prekey], Meta(max_length=limits.MAX_PREKEYS)]
Envelope = Annotated[
    bytes, Meta(min_length=limits.MIN_ENVELOPE_BYTES, max_length=limits.MAX_ENVELOPE_BYTES)
]


class Message(
    Struct, array_like=True, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True
):
    """Parent of everything that may stand in a frame."""


class Request(Message, frozen=True, kw_only=True):
    """A message that is answered once.

    Attributes:
        request: Number chosen by the client, not in use on this connection.
    """

    request: RequestNumber


class Reply(Message, frozen=True, kw_only=True):
    """The one answer to a request.

    Attributes:
        request: The number of the request that it answers.
    """

    request: RequestNumber
