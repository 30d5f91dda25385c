"""Checking keys, key chains, prekeys and login signatures with public keys alone.

The relay and every peer run the same checks. Nothing here holds a private key, and the exact bytes
received are checked, never a re-serialised copy. Spec: docs/protocol/keys.md and prekeys.md.
"""

from protocol.proofs.chain import (
    CHAIN_VERSION,
    NO_HEAD,
    DeviceEntry,
    EntryType,
    VerifiedChain,
    common_suite,
    extends,
    is_fork,
    verify_chain,
)
from protocol.proofs.keys import (
    LOW_ORDER_X25519,
    check_rsa_spki,
    check_x25519_key,
    forget_seal_pairs,
    load_rsa_spki,
    load_seal_pair_key,
    parse_seal_pair_key,
)
from protocol.proofs.login import (
    login_message,
    verify_login,
)
from protocol.proofs.prekeys import (
    Prekey,
    PrekeyKind,
    verify_prekey,
)

__all__ = [
    "CHAIN_VERSION",
    "LOW_ORDER_X25519",
    "NO_HEAD",
    "DeviceEntry",
    "EntryType",
    "Prekey",
    "PrekeyKind",
    "VerifiedChain",
    "check_rsa_spki",
    "check_x25519_key",
    "common_suite",
    "extends",
    "forget_seal_pairs",
    "is_fork",
    "load_rsa_spki",
    "load_seal_pair_key",
    "login_message",
    "parse_seal_pair_key",
    "verify_chain",
    "verify_login",
    "verify_prekey",
]
