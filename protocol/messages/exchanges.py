"""Who may say what on which kind of connection, and which answers fit a request."""

import enum

from protocol.messages.client import (
    Acknowledge,
    Ask,
    ChangePassword,
    Claim,
    DeleteAccount,
    FetchKeys,
    Login,
    Lookup,
    PutChain,
    PutPrekeys,
    Register,
    Send,
    SetKeys,
    SetPresence,
    Unwatch,
    WatchAccount,
    WatchName,
)
from protocol.messages.fields import Message
from protocol.messages.relay import (
    AccountGone,
    AccountUnknown,
    Claimed,
    Deliver,
    Done,
    Drained,
    KeysFound,
    PresenceIs,
    SendResults,
    SignedIn,
    SignedOut,
)


class ConnectionKind(enum.Enum):
    """What a connection is for; its value is the path asked for. Kinds are never mixed."""

    AUTH = "/auth"
    SEND = "/send"
    WATCH = "/watch"


SENT_BY_CLIENT: dict[ConnectionKind, frozenset[type[Message]]] = {
    ConnectionKind.AUTH: frozenset(
        {
            Register,
            Login,
            Acknowledge,
            PutPrekeys,
            PutChain,
            SetKeys,
            SetPresence,
            Ask,
            ChangePassword,
            DeleteAccount,
        }
    ),
    ConnectionKind.SEND: frozenset({Lookup, FetchKeys, Claim, Send}),
    ConnectionKind.WATCH: frozenset({WatchName, WatchAccount, Unwatch}),
}
"""Requests that a client may send on each kind of connection, after `Begin`."""

NEEDS_SIGN_IN: frozenset[type[Message]] = SENT_BY_CLIENT[ConnectionKind.AUTH] - {Register, Login}
"""Messages that only a signed-in device may send."""

PUSHED_BY_RELAY: dict[ConnectionKind, frozenset[type[Message]]] = {
    ConnectionKind.AUTH: frozenset({Deliver, Drained, SignedOut}),
    ConnectionKind.SEND: frozenset(),
    ConnectionKind.WATCH: frozenset({PresenceIs}),
}
"""Messages that the relay sends without being asked."""

REPLIES: dict[type[Message], frozenset[type[Message]]] = {
    Register: frozenset({Done}),
    Login: frozenset({SignedIn}),
    PutPrekeys: frozenset({Done}),
    PutChain: frozenset({Done}),
    SetKeys: frozenset({Done}),
    SetPresence: frozenset({Done}),
    Ask: frozenset({SendResults}),
    ChangePassword: frozenset({Done}),
    DeleteAccount: frozenset({Done}),
    Lookup: frozenset({KeysFound, AccountUnknown}),
    FetchKeys: frozenset({KeysFound, AccountUnknown, AccountGone}),
    Claim: frozenset({Claimed, AccountUnknown, AccountGone}),
    Send: frozenset({SendResults}),
    WatchName: frozenset({PresenceIs}),
    WatchAccount: frozenset({PresenceIs}),
    Unwatch: frozenset({Done}),
}
"""Answers that fit each request; `RefusedReply` fits all of them."""
