"""Records desktop/crypto/self_check_vectors.py anew: `python -m tests.helpers.record_self_check`.

Only needed when a layout changes; everything in the file is public and used for nothing else.
"""

import base64
import sys
import textwrap
from copy import copy

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.crypto.body import (
    NO_GROUP_STATE,
    NO_PREVIOUS,
    BodyContext,
    Inner,
    bind_context,
    encrypt_body,
    wrap_body_key,
)
from desktop.crypto.device_key import DeviceKey
from desktop.crypto.identity import IdentityKey
from desktop.crypto.key_chain import append_device, build_genesis
from desktop.crypto.rsa_keys import generate_primes
from desktop.crypto.seal import SealKeys, seal
from desktop.crypto.session import OlmAccount, OlmCiphertext
from protocol.content import Text, build_content
from protocol.ids import AccountId, ContentId, DeviceAddress, Realm, Username
from protocol.proofs import login_message, verify_chain
from protocol.transcript import Label, conversation_of_pair
from tests.helpers.olm_forger import NO_SECRET, OlmForger, exchange, ratchet_key_of
from tests.helpers.seeded_random import SeededRandom

HEAD = '''"""Known answers and a recorded message for `self_check`.

Made by `python -m tests.helpers.record_self_check`. The private keys in it are public test keys and
protect nothing.
"""

import base64
from typing import Final
'''

KNOWN = {
    "HKDF_OUTPUT": "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    "9d201395faa4b61a96c8",
    "GCM_OUTPUT": "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    "ARGON2ID_OUTPUT": "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
    "ED25519_SEED": "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "ED25519_PUBLIC": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
}


def record() -> dict[str, bytes]:
    """Return every vector by its name."""
    random = SeededRandom("self-check")
    found = {name: bytes.fromhex(value) for name, value in KNOWN.items()}
    found["PICKLE_KEY"] = pickle_key = random(32)
    found["KEM_SEED"] = random(64)
    found["SENDER_PRIMES"] = generate_primes()
    found["SEAL_PRIMES"] = generate_primes()
    found["RECIPIENT_ACCOUNT"] = random(32)
    recipient = DeviceAddress(account=AccountId(found["RECIPIENT_ACCOUNT"]), device=1)

    device_key = DeviceKey.from_seed(found["ED25519_SEED"])
    found["LOGIN_SIGNATURE"] = device_key.sign(
        Label.LOGIN, login_message(Realm("self-check"), bytes(32), bytes(32), recipient)
    )

    reader = OlmAccount.create()
    fallback = reader.generate_fallback_key()
    reader.mark_keys_as_published()
    found["FALLBACK_KEY"] = fallback
    found["ACCOUNT_PICKLE"] = reader.pickle(pickle_key)

    writer = OlmAccount.create()
    identity = IdentityKey.from_primes(found["SENDER_PRIMES"])
    genesis = build_genesis(
        identity=identity,
        realm=Realm("self-check"),
        username=Username("alice"),
        created_ms=0,
        random=random,
    )
    chain = verify_chain(
        append_device(
            verify_chain(genesis),
            identity=identity,
            device=1,
            signing_key=device_key.public,
            olm_key=writer.identity_key,
            min_suite=1,
            max_suite=1,
            created_ms=0,
        )
    )
    found["SENDER_CHAIN"] = chain.encoded
    found["CONTENT"] = content = build_content(Text(text="It works.")).encode()
    context = BodyContext(
        suite=1,
        sender=DeviceAddress(account=chain.account, device=1),
        conversation=conversation_of_pair(chain.account, recipient.account),
        group_state=NO_GROUP_STATE,
        content_id=ContentId(random(16)),
        seq=1,
        prev=NO_PREVIOUS,
        sent_ms=0,
    ).encode()
    body_key = random(32)
    body_ct = encrypt_body(content, context=context, body_key=body_key)
    ctx = bind_context(
        body_context=context,
        flags=0,
        chain_head=chain.head,
        intro=chain.encoded,
        pq=b"",
        sender_olm=writer.identity_key,
        recipient=recipient,
        recipient_olm=reader.identity_key,
    )
    session = writer.outbound_session(reader.identity_key, fallback)
    olm = session.encrypt(wrap_body_key(body_key, body_ct=body_ct, ctx=ctx))
    inner = Inner(
        body_context=context,
        chain_head=chain.head,
        flags=0,
        session_id=session.session_id,
        olm_ct=olm.raw,
        pq=b"",
        intro=chain.encoded,
        body_ct=body_ct,
    )
    keys = SealKeys.from_parts(primes=found["SEAL_PRIMES"], kem_seed=found["KEM_SEED"])
    found["ENVELOPE"] = seal(
        inner.encode(), to=recipient, seal_pair_key=keys.key_bytes, suite=1, random=random
    )
    found |= record_low_order(reader, fallback, pickle_key)
    return found


def record_low_order(reader: OlmAccount, fallback: bytes, pickle_key: bytes) -> dict[str, bytes]:
    """Return what a sender would send who follows Olm but for a key of low order."""
    low = bytes(32)
    forger = OlmForger(X25519PrivateKey.generate(), X25519PrivateKey.generate())
    ratchet = X25519PrivateKey.generate()
    good = ratchet.public_key().public_bytes_raw()
    found = {"FORGER_OLM": forger.identity_key}
    forger.begin(reader.identity_key, fallback, base_key=low)
    found["LOW_BASE_KEY_MESSAGE"] = forger.first_message(b"", good)
    forger.begin(reader.identity_key, fallback)
    found["LOW_RATCHET_KEY_MESSAGE"] = copy(forger).first_message(b"", low)
    found["GOOD_RATCHET_KEY_MESSAGE"] = forger.first_message(b"", good)
    first = OlmCiphertext(is_prekey=True, raw=found["GOOD_RATCHET_KEY_MESSAGE"])
    session, _ = reader.inbound_session(forger.identity_key, first)
    theirs = ratchet_key_of(session.encrypt(b"").raw)
    found["SESSION_PICKLE"] = session.pickle(pickle_key)
    forger.receive_answer(ratchet, theirs)
    found["LOW_LATER_KEY_MESSAGE"] = copy(forger).later_message(b"", low, NO_SECRET)
    following = X25519PrivateKey.generate()
    found["GOOD_LATER_KEY_MESSAGE"] = forger.later_message(
        b"", following.public_key().public_bytes_raw(), exchange(following, theirs)
    )
    return found


def main() -> None:
    """Print the module."""
    out = [HEAD]
    for name, value in record().items():
        text = base64.b64encode(value).decode()
        lines = "\n".join(f'    b"{line}"' for line in textwrap.wrap(text, 90))
        out.append(f"{name}: Final = base64.b64decode(\n{lines}\n)")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
