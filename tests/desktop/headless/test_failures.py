"""Every error of a command has an exit code and a line that says which it was."""

import json

import pytest

from desktop import errors
from desktop.core.records import ConnectionTrouble, FailureReason
from desktop.headless import failures
from protocol.errors import ErrorCode, InvalidForm, Refused


@pytest.mark.parametrize(
    ("error", "code", "fields"),
    [
        (errors.ProfileInUse(), 3, {"error": "profile_in_use"}),
        (TimeoutError(), 4, {"error": "timeout_error"}),
        (errors.RelayUnreachable(), 5, {"error": "relay_unreachable"}),
        (
            Refused(ErrorCode.TRY_LATER, retry_after_s=3.0),
            5,
            {"error": "refused", "code": "try_later", "retry_after_s": 3.0},
        ),
        (
            failures.NotAdmitted(ConnectionTrouble.SIGN_IN_FAILED),
            5,
            {"error": "not_admitted", "trouble": "sign-in failed"},
        ),
        (errors.NameTaken(), 6, {"error": "name_taken"}),
        (errors.RegistrationClosed(), 6, {"error": "registration_closed"}),
        (errors.CodeNeeded(), 6, {"error": "code_needed"}),
        (errors.MessageTooLong(9), 6, {"error": "message_too_long", "size_bytes": 9}),
        (errors.TryLater(2.5), 6, {"error": "try_later", "wait_s": 2.5}),
        (
            failures.NotSent(FailureReason.MAILBOX_FULL),
            6,
            {"error": "not_sent", "reason": "mailbox full"},
        ),
        (InvalidForm("username"), 6, {"error": "invalid_form", "what": "username"}),
        (errors.WrongPassphrase(), 7, {"error": "wrong_passphrase"}),
        (errors.KeyringLocked(), 7, {"error": "keyring_locked"}),
        (errors.DiskFull(), 1, {"error": "disk_full"}),
        (FileNotFoundError(), 1, {"error": "file_not_found_error"}),
    ],
)
def test_error_has_its_code_and_line(
    error: BaseException, code: int, fields: dict[str, object]
) -> None:
    assert isinstance(error, failures.FAILURES)
    assert failures.exit_code(error) == code
    assert json.loads(failures.error_line(error)) == fields


def test_line_of_an_error_does_not_hold_its_text() -> None:
    assert "secret" not in failures.error_line(errors.StorageError("secret.db"))
