"""Every bound of the wire in one place, each with its reason; sizes in bytes."""

PROTOCOL_VERSION_MIN = 1
PROTOCOL_VERSION_MAX = 1
"""Range of wire versions that this code speaks; the highest common one is taken at hello."""

SUITE_MIN = 1
SUITE_MAX = 1
"""Range of cipher suites that this code speaks."""

ACCOUNT_ID_BYTES = 32
HEAD_BYTES = 32
CONTENT_ID_BYTES = 16
CONVERSATION_ID_BYTES = 32
MESSAGE_ID_BYTES = 16
KEY_ID_BYTES = 8
NONCE_BYTES = 32
EPOCH_BYTES = 16
CHANNEL_BYTES = 32
AUTH_VALUE_BYTES = 32
DELIVERY_KEY_BYTES = 32
INVITE_PROOF_BYTES = 32
REGISTRATION_CODE_BYTES = 16
SEQ_BYTES = 8
ED25519_KEY_BYTES = 32
ED25519_SIGNATURE_BYTES = 64
X25519_KEY_BYTES = 32
RSA_KEY_BITS = 3072
RSA_SPKI_BYTES = 422
"""The one DER form of a 3072-bit key with exponent 65537."""
RSA_SIGNATURE_BYTES = 384
MLKEM_EK_BYTES = 1184
MLKEM_CT_BYTES = 1088
MLKEM_SEED_BYTES = 64

MAX_USERNAME_CHARS = 32
MAX_REALM_CHARS = 253
"""Longest host name that DNS knows."""

MAX_TEXT_BYTES = 64_000
"""Longest text of one message in UTF-8: with its frame it fits the 64 KiB bucket or the next."""

MAX_RECEIPT_IDS = 3_000
"""Most contents named by one receipt: with its encoding it fits the 64 KiB bucket."""

MAX_REPAIR_SEQS = 1_000
"""Most contents that one repair may ask for: bounds the work that it causes (P5)."""

MAX_BUCKET_BYTES = 128 * 1024
"""Largest padded inner structure."""

ENVELOPE_OVERHEAD_BYTES = 10 + 384 + 1088 + 32 + 16
"""Header, RSA and KEM ciphertexts, commitment and GCM tag around the padded inner."""

MIN_ENVELOPE_BYTES = 1024 + ENVELOPE_OVERHEAD_BYTES
MAX_ENVELOPE_BYTES = MAX_BUCKET_BYTES + ENVELOPE_OVERHEAD_BYTES

MAX_FRAME_BYTES = 1024 * 1024
"""Largest WebSocket message: seven of the largest envelopes, and no more for a liar."""

MAX_FRAME_MESSAGES = 512
"""Most messages in one frame: bounds what one read can cause."""

MAX_SEND_ITEMS = 256
"""Most envelopes in one send: a group's fan-out in one request (P13)."""

MAX_ACKNOWLEDGED_IDS = 512
"""Most ids in one acknowledgement."""

MAX_CHAIN_ENTRIES = 32
MAX_CHAIN_BYTES = 64 * 1024
"""32 entries of at most two RSA keys and signatures each stay well below."""

MAX_EXPIRES_MS = 2**63 - 1
"""Latest time at which a prekey may expire: the databases of both sides hold no larger number."""

ONE_TIME_KEYS_HELD = 50
"""One-time prekeys that a client keeps at the relay (P4)."""

MAX_PREKEYS = 128
"""Most prekeys in one upload: a full set of one-time keys, fallback and seal pair, twice."""

MAX_PREKEY_BYTES = 2_048
"""Largest prekey: a seal pair of 1,606 bytes with its fields and signature."""

MAX_REQUESTS_IN_FLIGHT = 64
"""Unanswered requests that one connection may have; one more ends it."""

MAX_RETRY_AFTER_MS = 60 * 60 * 1000
"""Longest pause that a client makes because a relay asked for one; the field holds seven weeks."""

MAX_WATCHES = 1_000
"""Presence watches of one connection: more contacts than a person has."""

MAX_DELIVERY_KEYS = 64
"""Keys that open one mailbox: the account's own, one being replaced, and open invites."""
