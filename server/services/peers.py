"""What a service may know of the other end of a connection, and how it reaches it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NewType

from protocol.messages import Message

ConnectionNumber = NewType("ConnectionNumber", int)
"""Number of an open connection, made by the listener and never reused while the relay runs."""

Push = Callable[[ConnectionNumber, Message], None]
"""Queues a message for a connection; does nothing if that is gone. After a `SignedOut` the
connection is closed."""

Room = Callable[[ConnectionNumber], Awaitable[bool]]
"""Waits until a connection has room for more; returns False if it is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """One connection.

    Attributes:
        number: Its number.
        address: Network address for budgets, shortened to the network for IPv6; never logged.
        nonce: The 32 bytes that its sign-in must be signed over.
        channels: What its sign-in may be bound to: the certificate that it saw (P11).
    """

    number: ConnectionNumber
    address: str = field(repr=False)
    nonce: bytes = field(repr=False)
    channels: tuple[bytes, ...] = field(repr=False)
