"""Requests about the own account reach the messenger, and their answers the window."""

import pytest

from desktop.core.records import PasswordStrength, Privacy, ProfileLabel
from desktop.errors import ChainFull, KeyringLocked, RelayUnreachable, SignInFailed
from protocol.messages import PresenceRule
from tests.helpers.fake_messenger import SUGGESTION
from tests.helpers.neighbours import PlayedNeighbours
from tests.ui.conftest import Desk


def heard(signal: object) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))  # type: ignore[attr-defined]
    return calls


def test_privacy_is_loaded_and_saved(desk: Desk) -> None:
    account = desk.bridge.account
    loaded = heard(account.privacy_loaded)
    wanted = Privacy(presence=PresenceRule.NOBODY)

    account.load_privacy()
    desk.settle()
    account.save_privacy(wanted)
    desk.settle()

    assert loaded == [(Privacy(),), (wanted,)]
    assert desk.messenger.privacy == wanted


@pytest.mark.parametrize("name", ["load_privacy", "save_privacy"])
def test_failed_choice_is_told(desk: Desk, name: str) -> None:
    desk.messenger.faults[name] = RelayUnreachable()
    failed = heard(desk.bridge.account.privacy_failed)

    desk.bridge.account.load_privacy()
    desk.bridge.account.save_privacy(Privacy(typing=False))
    desk.settle()

    assert len(failed) == 1


def test_password_is_changed_or_refused(desk: Desk) -> None:
    account = desk.bridge.account
    changed, refused = heard(account.password_changed), heard(account.password_refused)

    account.change_password("old", "new")
    desk.settle()
    desk.messenger.faults["change_password"] = SignInFailed()
    account.change_password("wrong", "new")
    desk.settle()

    assert changed == [()]
    assert len(refused) == 1
    assert desk.messenger.called("change_password") == [("old", "new"), ("wrong", "new")]


def test_account_is_deleted_or_stays(desk: Desk) -> None:
    account = desk.bridge.account
    deleted, failed = heard(account.account_deleted), heard(account.deletion_failed)

    desk.messenger.faults["delete_account"] = SignInFailed()
    account.delete_account("wrong")
    desk.settle()
    account.delete_account("right")
    desk.settle()

    assert len(failed) == 1
    assert deleted == [()]


def test_keys_are_renewed_or_stay(desk: Desk) -> None:
    account = desk.bridge.account
    renewed, failed = heard(account.keys_renewed), heard(account.renewal_failed)

    account.renew_device()
    desk.settle()
    account.renew_identity()
    desk.settle()
    desk.messenger.faults["renew_identity"] = ChainFull()
    account.renew_identity()
    desk.settle()

    assert renewed == [(), ()]
    assert len(failed) == 1
    assert len(desk.messenger.called("renew_device")) == 1


def test_passwords_are_rated_and_suggested(desk: Desk) -> None:
    account = desk.bridge.account
    rated: list[tuple[str, PasswordStrength]] = []
    suggested: list[str] = []
    account.password_rated.connect(lambda text, rating: rated.append((text, rating.strength)))
    account.password_suggested.connect(suggested.append)

    account.rate_password("password", "lena.o")
    account.suggest_password()
    desk.settle()

    assert rated == [("password", PasswordStrength.TOO_WEAK)]
    assert desk.messenger.called("rate_password") == [("password", "lena.o")]
    assert suggested == [SUGGESTION]


def test_labels_of_other_profiles_are_found_or_there_are_none(desk: Desk) -> None:
    found: list[dict[str, ProfileLabel]] = []
    desk.bridge.account.labels_found.connect(found.append)
    label = ProfileLabel(username="alice", relay_address="wss://chat.example")

    desk.bridge.account.find_labels(PlayedNeighbours({"work": label, "vault": None}).find_labels)
    desk.settle()

    async def fail() -> dict[str, ProfileLabel]:
        raise KeyringLocked

    desk.bridge.account.find_labels(fail)
    desk.settle()

    assert found == [{"work": label}, {}]
