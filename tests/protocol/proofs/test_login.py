"""What a login signature is bound to."""

import pytest

from protocol.errors import InvalidForm, InvalidProof
from protocol.ids import AccountId, DeviceAddress, Realm
from protocol.proofs import (
    login_message,
    verify_login,
)
from protocol.transcript import Label, enc, u32
from tests.helpers.people import REALM, Person


def test_login_holds_for_its_own_relay_channel_nonce_and_device(alice: Person, bob: Person) -> None:
    """AU-04 and AU-05 at the level of the signature."""
    channel, nonce = b"c" * 32, b"n" * 32
    message = login_message(REALM, channel, nonce, alice.address)
    assert message == enc(b"chat.example", channel, nonce, alice.chain.account, u32(1))
    signature = alice.device_key.sign(Label.LOGIN, message)

    def check(
        *,
        signature: bytes = signature,
        key: bytes = alice.device_key.public,
        realm: Realm = REALM,
        channel: bytes = channel,
        nonce: bytes = nonce,
        address: DeviceAddress = alice.address,
    ) -> None:
        verify_login(signature, key=key, realm=realm, channel=channel, nonce=nonce, address=address)

    check()
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(key=bob.device_key.public)
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(realm=Realm("other.example"))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(channel=bytes(32))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(nonce=bytes(32))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(address=DeviceAddress(account=alice.chain.account, device=2))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(address=DeviceAddress(account=AccountId(bytes(32)), device=1))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(signature=alice.device_key.sign(Label.PREKEY, message))
    with pytest.raises(InvalidProof, match=r"^signature does"):
        check(signature=b"")


def test_login_over_another_width_is_not_made(alice: Person) -> None:
    for channel, nonce in ((b"", bytes(32)), (bytes(32), bytes(31))):
        with pytest.raises(InvalidForm, match=r"valid login$"):
            login_message(REALM, channel, nonce, alice.address)
