"""Every verdict of the app and of the wire has words that a person understands."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop import errors
from desktop.ui.error_texts import (
    Concern,
    describe,
    describe_refusal,
)
from protocol import errors as wire
from protocol.errors import ErrorCode

pytestmark = pytest.mark.usefixtures("shared_theme")  # it puts the numbers of English in force

JARGON = ("relay", "envelope", "ratchet", "prekey", "signature", "exception", "None", "0x")


def classes_below(parent: type[BaseException]) -> Iterator[type[BaseException]]:
    yield parent
    for child in parent.__subclasses__():
        yield from classes_below(child)


def example(error_class: type[BaseException]) -> BaseException:
    arguments: dict[type, tuple[tuple[object, ...], dict[str, object]]] = {
        errors.SelfCheckFailed: (("seal",), {}),
        errors.RelayIncompatible: ((), {"relay_is_newer": True}),
        errors.RelayUntrusted: ((), {"is_pinned": True}),
        errors.RelayKeyChanged: ((bytes(32),), {}),
        errors.MessageTooLong: ((70_000,), {}),
        errors.TryLater: ((1_800.0,), {}),
        errors.CodeMistyped: ((), {"groups": (5,), "missing": 0}),
        wire.VersionMismatch: ((), {"theirs_is_newer": True}),
        wire.InvalidForm: (("username",), {}),
        wire.UnknownEntryType: ((), {"heads": ()}),
        wire.InvalidProof: (("signature",), {}),
        wire.Refused: ((ErrorCode.TRY_LATER,), {}),
    }
    positional, named = arguments.get(error_class, ((), {}))
    return error_class(*positional, **named)


# LocalProtocolError is a fault of our own: it has the words of any other fault.
KNOWN = [
    error_class
    for error_class in [*classes_below(errors.DesktopError), *classes_below(wire.ProtocolError)]
    if error_class not in {errors.DesktopError, wire.ProtocolError, wire.LocalProtocolError}
    and error_class.__module__ in {"desktop.errors", "protocol.errors"}
]


@pytest.mark.parametrize(
    ("error", "concern"),
    [
        (errors.SignInFailed(), Concern.PASSWORD),
        (errors.RegistrationClosed(), Concern.SERVER),
        (errors.RelayIncompatible(relay_is_newer=None), Concern.SERVER),
        (errors.RelayIncompatible(relay_is_newer=True), Concern.NOTHING),
        (wire.InvalidForm("relay address"), Concern.SERVER),
        (wire.InvalidForm("username"), Concern.NOTHING),
        (errors.RelayUnreachable(), Concern.CONNECTION),
        (errors.RequestTimedOut(), Concern.CONNECTION),
        (errors.ConnectionLost(), Concern.NOTHING),
    ],
)
def test_what_has_to_be_given_otherwise_is_told_apart_from_what_may_pass(
    qapp: QApplication, error: Exception, concern: Concern
) -> None:
    assert describe(error).concern is concern


@pytest.mark.parametrize("error_class", KNOWN, ids=lambda error_class: error_class.__name__)
def test_every_error_class_has_words(qapp: QApplication, error_class: type[BaseException]) -> None:
    text = describe(example(error_class))

    assert text.title.endswith(".")
    assert text.code
    assert text.title != describe(ZeroDivisionError()).title
    assert not any(word in text.sentence for word in JARGON)


@pytest.mark.parametrize("code", ErrorCode)
def test_every_refusal_has_words(code: ErrorCode) -> None:
    text = describe(wire.Refused(code))

    assert text == describe_refusal(code)
    assert text.title.endswith(".")


@pytest.mark.parametrize("is_newer", [True, False, None])
def test_incompatible_server_says_who_must_update(is_newer: bool | None) -> None:
    texts = {
        describe(errors.RelayIncompatible(relay_is_newer=way)).title for way in (True, False, None)
    }

    assert describe(errors.RelayIncompatible(relay_is_newer=is_newer)).title in texts
    assert len(texts) == 3


def test_too_long_message_says_the_limit() -> None:
    text = describe(errors.MessageTooLong(70_123))

    assert "70,123" in text.help
    assert "64,000" in text.help


@pytest.mark.parametrize(
    ("wait_s", "expected"),
    [
        (20, "Try again in a minute."),
        (1_790, "Try again in 30 minutes."),
        (80_000, "Try again in 23 hours."),
    ],
)
def test_wait_is_told_in_minutes_or_hours(wait_s: float, expected: str) -> None:
    assert describe(errors.TryLater(wait_s)).help == expected


def test_what_is_no_invite_says_how_one_begins() -> None:
    assert "securechat:" in describe(wire.InvalidForm("invite")).help


def test_picture_of_something_else_is_no_code_of_ours() -> None:
    """UI-01: a QR code that says nothing about keys is not a mismatch."""
    assert describe(wire.InvalidForm("safety code")).title == "This is not a SecureChat code."


@pytest.mark.parametrize("what", ["username", "realm", "prekey"])
def test_ill_formed_values_are_named_in_plain_words(what: str) -> None:
    assert what == "username" or what not in describe(wire.InvalidForm(what)).sentence


def test_unknown_fault_says_that_nothing_is_lost() -> None:
    text = describe(ZeroDivisionError("division by zero"))

    assert "lost" in text.help
    assert "zero" not in text.sentence


@pytest.mark.parametrize(
    ("groups", "missing", "words"),
    [
        ((5,), 0, "Group 5"),
        ((2, 5), 0, "groups 2 and 5"),
        ((), 2, "not complete"),
        ((), -1, "too long"),
        ((), 0, "not a recovery code"),
        ((1, 2, 3), 0, "not a recovery code"),
    ],
)
def test_slip_in_a_recovery_code_names_where_to_look(
    groups: tuple[int, ...], missing: int, words: str
) -> None:
    assert words in describe(errors.CodeMistyped(groups=groups, missing=missing)).title
