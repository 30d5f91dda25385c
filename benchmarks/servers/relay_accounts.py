"""Accounts and held envelopes of a relay, written through its store before it starts.

Registering them over the wire would be minutes of Argon2id, which is measured by itself.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert

from protocol import limits
from protocol.ids import (
    STAGE_ONE_DEVICE,
    AccountId,
    ChainHead,
    DeviceAddress,
    Realm,
    Username,
    message_id,
    parse_realm,
)
from protocol.proofs import login_message
from protocol.transcript import Label, signed_bytes
from server.app import SystemClock
from server.services.passwords import hash_auth
from server.store import account_rows, delivery_key_rows
from server.store.account_rows import NewAccount, RelayIdentity
from server.store.delivery_key_rows import NewKey
from server.store.engine import open_database
from server.store.envelope_ids import EnvelopeIds
from server.store.schema import envelope

REALM: Final = parse_realm("chat.example")
DELIVERY_KEY: Final = hashlib.sha256(b"what opens every mailbox of a measurement").digest()
AUTH: Final = hashlib.sha256(b"the password value of every account of a measurement").digest()


@dataclass(frozen=True, slots=True)
class BenchAccount:
    """An account with one device, as its owner knows it.

    Attributes:
        address: Its device.
        key: Signs that device in; all accounts of a measurement share one.
    """

    address: DeviceAddress
    key: Ed25519PrivateKey

    def sign_login(self, realm: str, nonce: bytes, channel: bytes) -> bytes:
        """Return the signature of a sign-in on the connection with this nonce."""
        message = login_message(Realm(realm), channel, nonce, self.address)
        return self.key.sign(signed_bytes(Label.LOGIN, message))


def make_database(path: Path, *, accounts: int, held: Sequence[bytes] = ()) -> list[BenchAccount]:
    """Make a relay's database with accounts that anybody with `DELIVERY_KEY` may write to.

    Args:
        path: Where; nothing is there yet.
        accounts: How many.
        held: Envelopes that wait in every mailbox; their first bytes are made different.

    Raises:
        DatabaseUnusable: it cannot be made there.
    """
    key = Ed25519PrivateKey.generate()
    auth_hash = hash_auth(AUTH, salt=os.urandom(16))
    ids = EnvelopeIds(SystemClock(), newest=0)
    made = []
    database = open_database(path)
    try:
        with database.writing.begin() as connection:
            account_rows.save_identity(
                connection, RelayIdentity(realm=REALM, epoch=os.urandom(limits.EPOCH_BYTES))
            )
            for number in range(accounts):
                new = _new_account(number, key, auth_hash)
                mailbox = _put_account(connection, new, ids)
                _put_held(connection, mailbox, [new.account[:16] + one[16:] for one in held], ids)
                made.append(
                    BenchAccount(DeviceAddress(account=new.account, device=new.device), key)
                )
    finally:
        database.close()
    return made


def _new_account(number: int, key: Ed25519PrivateKey, auth_hash: str) -> NewAccount:
    return NewAccount(
        account=AccountId(os.urandom(limits.ACCOUNT_ID_BYTES)),
        username=Username(f"bench{number}"),
        chain=b"nothing that is measured looks at it",
        chain_head=ChainHead(os.urandom(limits.HEAD_BYTES)),
        auth_hash=auth_hash,
        device=STAGE_ONE_DEVICE,
        signing_key=key.public_key().public_bytes_raw(),
        predecessor=None,
    )


def _put_account(connection: Connection, new: NewAccount, ids: EnvelopeIds) -> int:
    """Write an account and its list of delivery keys; return the number of its mailbox."""
    registered = account_rows.register(connection, new, ids)
    row = account_rows.find_account(connection, new.account)
    assert row is not None
    rule = NewKey(key_hash=hashlib.sha256(DELIVERY_KEY).digest(), uses=0, expires_ms=0)
    delivery_key_rows.put(connection, row.key, [rule])
    return registered.device


def _put_held(
    connection: Connection, mailbox: int, envelopes: Sequence[bytes], ids: EnvelopeIds
) -> None:
    rows = [
        {
            "id": ids.next(),
            "mailbox": mailbox,
            "msg_id": message_id(one),
            "envelope": one,
            "is_request": 0,
        }
        for one in envelopes
    ]
    if rows:
        connection.execute(insert(envelope), rows)
