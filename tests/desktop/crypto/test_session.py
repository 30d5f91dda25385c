"""The ratchet behind its narrow skin."""

import base64
import copy
import pickle
from copy import copy as shallow

import pytest
import vodozemac
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desktop.crypto.primitives import derive
from desktop.crypto.session import OlmAccount, OlmCiphertext, Session, pickle_key
from desktop.errors import AuthenticationFailed
from protocol.proofs import LOW_ORDER_X25519
from protocol.transcript import Label
from tests.helpers.olm_forger import NO_SECRET, OlmForger, exchange, ratchet_key_of

KEY = b"k" * 32
LOW = sorted(LOW_ORDER_X25519)


def begin() -> tuple[OlmAccount, OlmAccount, Session, OlmCiphertext]:
    """Return two accounts, the beginner's session and its first message."""
    beginner, other = OlmAccount.create(), OlmAccount.create()
    (key,) = other.generate_one_time_keys(1)
    session = beginner.outbound_session(other.identity_key, key)
    return beginner, other, session, session.encrypt(b"first")


def pair() -> tuple[Session, Session]:
    """Return both ends of a session that both have used."""
    beginner, other, session, first = begin()
    theirs, _ = other.inbound_session(beginner.identity_key, first)
    session.decrypt(theirs.encrypt(b""))
    return session, theirs


def new_forger() -> OlmForger:
    return OlmForger(X25519PrivateKey.generate(), X25519PrivateKey.generate())


def test_a_session_begins_and_answers() -> None:
    beginner, other, session, first = begin()
    assert first.is_prekey
    theirs, plaintext = other.inbound_session(beginner.identity_key, first)
    assert plaintext == b"first"
    assert theirs.session_id == session.session_id
    answer = theirs.encrypt(b"answer")
    assert not answer.is_prekey
    assert session.decrypt(answer) == b"answer"
    later = session.encrypt(b"later")
    assert not later.is_prekey
    assert theirs.decrypt(later) == b"later"


def test_prekey_messages_go_on_until_the_first_answer() -> None:
    beginner, other, session, first = begin()
    second = session.encrypt(b"second")
    assert second.is_prekey
    theirs, _ = other.inbound_session(beginner.identity_key, first)
    assert theirs.decrypt(second) == b"second"


def test_session_id_is_the_start_of_olms_own() -> None:
    _, _, session, first = begin()
    message = vodozemac.AnyOlmMessage.from_parts(0, first.raw).to_pre_key()
    assert message is not None
    assert base64.b64decode(message.session_id() + "=")[:8] == session.session_id


def test_state_survives_its_pickle() -> None:
    ours, theirs = pair()
    ours = Session.from_pickle(ours.pickle(KEY), KEY)
    session_id = ours.session_id
    assert theirs.decrypt(ours.encrypt(b"again")) == b"again"
    assert session_id == theirs.session_id

    account = OlmAccount.create()
    (key,) = account.generate_one_time_keys(1)
    loaded = OlmAccount.from_pickle(account.pickle(KEY), KEY)
    assert loaded.identity_key == account.identity_key
    writer = OlmAccount.create()
    message = writer.outbound_session(account.identity_key, key).encrypt(b"hello")
    assert loaded.inbound_session(writer.identity_key, message)[1] == b"hello"


@pytest.mark.parametrize("kind", [OlmAccount, Session])
def test_a_pickle_opens_with_its_key_alone(kind: type[OlmAccount | Session]) -> None:
    one = OlmAccount.create() if kind is OlmAccount else pair()[0]
    stored = one.pickle(KEY)
    for state, key in (
        (stored, b"l" * 32),
        (stored, b"short"),
        (stored[:-4], KEY),
        (b"", KEY),
        (b"\xff", KEY),
        (b"AAAA", KEY),
    ):
        with pytest.raises(AuthenticationFailed):
            kind.from_pickle(state, key)


def test_an_account_is_not_a_session() -> None:
    with pytest.raises(AuthenticationFailed):
        Session.from_pickle(OlmAccount.create().pickle(KEY), KEY)


def test_each_object_has_its_own_pickle_key() -> None:
    key = pickle_key(KEY, Label.SESSION_PICKLE, b"name")
    assert key == derive(Label.SESSION_PICKLE, KEY, 32, b"name")
    others = {
        pickle_key(KEY, Label.ACCOUNT_PICKLE, b"name"),
        pickle_key(KEY, Label.SESSION_PICKLE, b"other"),
        pickle_key(b"l" * 32, Label.SESSION_PICKLE, b"name"),
    }
    assert len(others | {key}) == 4


def test_new_one_time_keys_are_listed_once() -> None:
    account = OlmAccount.create()
    first = account.generate_one_time_keys(3)
    second = account.generate_one_time_keys(2)
    assert (len(set(first)), len(set(second))) == (3, 2)
    assert not set(first) & set(second)
    assert first == sorted(first)
    account.mark_keys_as_published()
    third = account.generate_one_time_keys(50)
    assert len(set(third)) == 50
    assert not set(third) & {*first, *second}


def test_a_one_time_key_opens_once() -> None:
    beginner, other, _, first = begin()
    other.inbound_session(beginner.identity_key, first)
    with pytest.raises(AuthenticationFailed):
        other.inbound_session(beginner.identity_key, first)


def test_a_fallback_key_opens_often_and_survives_one_rotation() -> None:
    account, writer = OlmAccount.create(), OlmAccount.create()
    fallback = account.generate_fallback_key()
    account.mark_keys_as_published()

    def opens() -> bool:
        message = writer.outbound_session(account.identity_key, fallback).encrypt(b"")
        try:
            account.inbound_session(writer.identity_key, message)
        except AuthenticationFailed:
            return False
        return True

    assert opens()
    assert opens()
    assert account.generate_fallback_key() != fallback
    account.mark_keys_as_published()
    assert opens()
    account.generate_fallback_key()
    account.mark_keys_as_published()
    assert not opens()


def test_a_message_decrypts_once_and_a_failure_harms_nothing() -> None:
    """PR-03 at the ratchet: the second time it fails, and the next message still opens."""
    ours, theirs = pair()
    message = ours.encrypt(b"one")
    altered = OlmCiphertext(is_prekey=False, raw=message.raw[:-1] + bytes([message.raw[-1] ^ 1]))
    with pytest.raises(AuthenticationFailed):
        theirs.decrypt(altered)
    assert theirs.decrypt(message) == b"one"
    with pytest.raises(AuthenticationFailed):
        theirs.decrypt(message)
    assert theirs.decrypt(ours.encrypt(b"two")) == b"two"


def test_another_form_is_refused() -> None:
    ours, theirs = pair()
    message = ours.encrypt(b"one")
    for wrong in (
        OlmCiphertext(is_prekey=True, raw=message.raw),
        OlmCiphertext(is_prekey=False, raw=begin()[3].raw),
        OlmCiphertext(is_prekey=False, raw=b""),
        OlmCiphertext(is_prekey=False, raw=b"\x03"),
        OlmCiphertext(is_prekey=False, raw=b"\x04" + message.raw[1:]),
    ):
        with pytest.raises(AuthenticationFailed):
            theirs.decrypt(wrong)


def test_a_first_message_must_be_one_and_from_its_sender() -> None:
    """PR-09: what Alice began with Mallory is not taken as begun by somebody else."""
    beginner, other, _, first = begin()
    stranger = OlmAccount.create()
    for their_olm, message in (
        (stranger.identity_key, first),
        (b"short", first),
        (beginner.identity_key, OlmCiphertext(is_prekey=False, raw=first.raw)),
        (beginner.identity_key, OlmCiphertext(is_prekey=False, raw=pair()[0].encrypt(b"").raw)),
        (beginner.identity_key, OlmCiphertext(is_prekey=True, raw=b"")),
        (beginner.identity_key, OlmCiphertext(is_prekey=True, raw=first.raw[:-1])),
    ):
        with pytest.raises(AuthenticationFailed):
            other.inbound_session(their_olm, message)
    with pytest.raises(AuthenticationFailed):
        stranger.inbound_session(beginner.identity_key, first)
    assert other.inbound_session(beginner.identity_key, first)[1] == b"first"


@pytest.mark.parametrize("key", [b"", bytes(31), *LOW], ids=lambda key: key.hex()[:16] or "empty")
def test_no_session_is_begun_with_an_unusable_key(key: bytes) -> None:
    """CR-07: OLM, and one-time or fallback key."""
    account, good = OlmAccount.create(), OlmAccount.create().identity_key
    with pytest.raises(AuthenticationFailed):
        account.outbound_session(key, good)
    with pytest.raises(AuthenticationFailed):
        account.outbound_session(good, key)


@pytest.mark.parametrize("low", LOW, ids=lambda key: key.hex()[:16])
def test_low_order_keys_inside_olm_are_refused(low: bytes) -> None:
    """CR-07: base key, ratchet key of a first message, ratchet key of a later one, as OLM."""
    account = OlmAccount.create()
    fallback = account.generate_fallback_key()
    ratchet = X25519PrivateKey.generate()
    good = ratchet.public_key().public_bytes_raw()

    forger = new_forger()
    forger.begin(account.identity_key, fallback, base_key=low)
    liars = [(forger.identity_key, forger.first_message(b"x", good))]

    forger = new_forger()
    forger.begin(account.identity_key, fallback)
    liars.append((forger.identity_key, shallow(forger).first_message(b"x", low)))
    liars.append((low, shallow(forger).first_message(b"x", good)))
    for their_olm, raw in liars:
        with pytest.raises(AuthenticationFailed):
            account.inbound_session(their_olm, OlmCiphertext(is_prekey=True, raw=raw))

    first = OlmCiphertext(is_prekey=True, raw=forger.first_message(b"x", good))
    session, plaintext = account.inbound_session(forger.identity_key, first)
    assert plaintext == b"x"
    forger.receive_answer(ratchet, theirs := ratchet_key_of(session.encrypt(b"").raw))
    later = shallow(forger).later_message(b"y", low, NO_SECRET)
    with pytest.raises(AuthenticationFailed):
        session.decrypt(OlmCiphertext(is_prekey=False, raw=later))
    following = X25519PrivateKey.generate()
    honest = forger.later_message(
        b"z", following.public_key().public_bytes_raw(), exchange(following, theirs)
    )
    assert session.decrypt(OlmCiphertext(is_prekey=False, raw=honest)) == b"z"


def test_the_throw_away_copy_is_what_refuses_a_session_that_could_not_answer() -> None:
    """CR-07: without it the library opens such a message; when that changes, this says so."""
    account = OlmAccount.create()
    forger = new_forger()
    forger.begin(account.identity_key, account.generate_fallback_key())
    raw = forger.first_message(b"x", LOW[0])
    message = vodozemac.AnyOlmMessage.from_parts(0, raw).to_pre_key()
    assert message is not None
    olm, plaintext = account._olm.create_inbound_session(
        vodozemac.Curve25519PublicKey.from_bytes(forger.identity_key), message
    )
    assert plaintext == b"x"
    with pytest.raises(AuthenticationFailed):
        Session(olm).encrypt(b"")


def test_proving_a_session_leaves_it_as_it_was() -> None:
    """The copy is thrown away: the real session's first answer is the first of its chain."""
    beginner, other, session, first = begin()
    theirs, _ = other.inbound_session(beginner.identity_key, first)
    answer = theirs.encrypt(b"a")
    index = answer.raw[35:37]
    assert index == bytes([2 << 3, 0])
    assert session.decrypt(answer) == b"a"


def test_they_show_compare_and_copy_nothing() -> None:
    for secret in (OlmAccount.create(), pair()[0]):
        assert repr(secret) == f"<{type(secret).__name__}>"
        with pytest.raises(TypeError):
            secret == object()  # noqa: B015
        for spread in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                spread(secret)
