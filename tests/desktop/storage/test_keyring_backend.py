"""Only back-ends that are safe are used, whatever the computer is configured to."""

import importlib
import sys

import pytest
import secretstorage

from desktop.errors import KeyringLocked, KeyringMissing
from desktop.storage import keyring_backend
from desktop.storage.keyring_backend import find_safe_backend, get_unasked
from tests.desktop.storage.memory_keyring import MemoryKeyring
from tests.helpers.keyring_session import KeyringSession

linux_with_keyring = pytest.mark.skipif(
    sys.platform != "linux",
    reason="the Secret Service is Linux's",
)


@linux_with_keyring
@pytest.mark.parametrize(
    "unsafe",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "tests.desktop.storage.plaintext_keyring.PlaintextKeyring",
    ],
)
def test_unsafe_back_end_that_is_configured_is_never_used(
    session: KeyringSession, monkeypatch: pytest.MonkeyPatch, unsafe: str
) -> None:
    """FT-16: whatever the keyring package was told, only the allow-list counts."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", unsafe)
    with pytest.raises(KeyringMissing):
        find_safe_backend()

    session.start_keyring(is_unlocked=True)

    backend = find_safe_backend()
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    assert name == "keyring.backends.SecretService.Keyring"


@linux_with_keyring
def test_only_a_call_that_may_ask_the_person_opens_the_keyring(
    session: KeyringSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.start_keyring(is_unlocked=True)
    find_safe_backend().set_password("securechat-test", "label", "alice")
    assert get_unasked(find_safe_backend(), "securechat-test", "label") == "alice"
    session.stop_keyring()
    session.start_keyring(is_unlocked=False)
    questions: list[secretstorage.Collection] = []

    def dismiss(collection: secretstorage.Collection) -> None:
        questions.append(collection)
        collection.connection.close()
        raise secretstorage.LockedException

    monkeypatch.setattr(secretstorage.Collection, "unlock", dismiss)

    with pytest.raises(KeyringLocked):
        get_unasked(find_safe_backend(), "securechat-test", "label")
    assert questions == []

    with pytest.raises(secretstorage.LockedException):
        find_safe_backend().get_password("securechat-test", "label")
    assert len(questions) == 1


def test_other_back_ends_are_just_called() -> None:
    backend = MemoryKeyring()
    backend.set_password("securechat-test", "label", "alice")

    assert get_unasked(backend, "securechat-test", "label") == "alice"


WINDOWS, MACOS = keyring_backend._BACKENDS["win32"], keyring_backend._BACKENDS["darwin"]


def test_windows_entries_stay_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    class WinVaultKeyring:
        viable = True
        priority = 5
        persist: object = 3

    class Unviable:
        viable = False

    modules = {
        "keyring.backends.Windows": type("m", (), {"WinVaultKeyring": WinVaultKeyring}),
        "keyring.backends.macOS": type("m", (), {"Keyring": Unviable}),
    }
    monkeypatch.setattr(importlib, "import_module", modules.__getitem__)

    monkeypatch.setattr(keyring_backend, "_BACKENDS", {sys.platform: WINDOWS})
    backend = find_safe_backend()
    assert isinstance(backend, WinVaultKeyring)
    assert backend.persist == "local machine"

    monkeypatch.setattr(keyring_backend, "_BACKENDS", {sys.platform: MACOS})
    with pytest.raises(KeyringMissing):
        find_safe_backend()
