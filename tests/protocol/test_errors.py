"""Verdicts carry fields, and texts that give nothing away."""

import pytest

from protocol import errors
from protocol.errors import (
    ErrorCode,
    FrameTooLarge,
    InvalidForm,
    InvalidProof,
    LocalProtocolError,
    MalformedFrame,
    ProtocolError,
    Refused,
    RemoteProtocolError,
    UnexpectedMessage,
    VersionMismatch,
    known_code,
)


def test_code_numbers_are_never_reused() -> None:
    """A change here changes the wire."""
    assert {code.name: code.value for code in ErrorCode} == {
        "BAD_REQUEST": 1,
        "NOT_SIGNED_IN": 2,
        "SIGN_IN_FAILED": 3,
        "NAME_TAKEN": 4,
        "UNKNOWN_ACCOUNT": 5,
        "TOO_MANY_REQUESTS": 6,
        "WRONG_CONNECTION": 7,
        "REGISTRATION_CLOSED": 8,
        "TRY_LATER": 9,
        "GONE": 10,
        "INTERNAL": 11,
        "REPLACED": 12,
        "CODE_REFUSED": 13,
    }


def test_code_of_a_newer_relay_is_a_bad_request() -> None:
    assert known_code(9) is ErrorCode.TRY_LATER
    assert known_code(999) is ErrorCode.BAD_REQUEST


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (RemoteProtocolError, 1002),
        (FrameTooLarge, 1009),
        (MalformedFrame, 1007),
        (UnexpectedMessage, 1002),
    ],
)
def test_fault_of_the_peer_says_how_to_close(kind: type[RemoteProtocolError], code: int) -> None:
    assert kind("why").close_code == code


def test_version_mismatch_says_who_is_newer() -> None:
    assert VersionMismatch(theirs_is_newer=True).theirs_is_newer
    assert VersionMismatch(theirs_is_newer=False).close_code == 1002


def test_texts_name_the_kind_of_value_alone() -> None:
    assert str(InvalidForm("username")) == "not a valid username"
    assert str(InvalidProof("signature")) == "signature does not hold"
    assert InvalidProof("signature").what == "signature"


def test_unknown_entry_type_carries_what_was_proven_before_it() -> None:
    unknown = errors.UnknownEntryType(heads=())

    assert isinstance(unknown, InvalidForm)
    assert unknown.what == "chain entry type"


def test_invite_of_a_later_version_is_no_junk() -> None:
    unknown = errors.UnknownInviteVersion()

    assert isinstance(unknown, InvalidForm)
    assert unknown.what == "invite version"


def test_expired_prekey_is_told_apart() -> None:
    assert issubclass(errors.PrekeyExpired, ProtocolError)
    assert str(errors.PrekeyExpired())


def test_refusal_carries_code_and_time() -> None:
    refused = Refused(ErrorCode.TRY_LATER, 1.5)

    assert (refused.code, refused.retry_after_s) == (ErrorCode.TRY_LATER, 1.5)
    assert str(refused) == "TRY_LATER"
    assert Refused(ErrorCode.GONE).retry_after_s is None


def test_tree_tells_our_bugs_from_theirs() -> None:
    assert not issubclass(LocalProtocolError, RemoteProtocolError)
    assert not issubclass(Refused, RemoteProtocolError)
    for kind in (LocalProtocolError, RemoteProtocolError, InvalidForm, InvalidProof, Refused):
        assert issubclass(kind, ProtocolError)
