"""What becomes of a password (AU-12)."""

import unicodedata

import pytest

from desktop.crypto.password import auth_value, passphrase_bytes, password_root
from desktop.crypto.primitives import _argon2id, _hkdf
from protocol.errors import InvalidForm
from protocol.ids import Realm, Username
from protocol.transcript import Label, enc, labelled_hash
from tests.helpers.people import REALM

BOB = Username("bob")


def test_root_is_the_argon2id_of_the_page() -> None:
    salt = labelled_hash(Label.PASSWORD_SALT, b"chat.example", b"bob")[:16]
    expected = _argon2id(b"hunter2", salt=salt, memory_kib=65536, iterations=3, lanes=4)
    assert password_root("hunter2", realm=REALM, username=BOB) == expected


def test_known_answer() -> None:
    """The example in docs/protocol/vault.md."""
    root = password_root("pässword", realm=REALM, username=BOB)
    assert root.hex() == KNOWN_ROOT
    assert auth_value(root).hex() == KNOWN_AUTH


def test_name_and_realm_make_the_salt() -> None:
    roots = {
        password_root("hunter2", realm=realm, username=name)
        for realm, name in ((REALM, BOB), (REALM, Username("bob2")), (Realm("chat2.example"), BOB))
    }
    assert len(roots) == 3


def test_normal_forms_give_one_root() -> None:
    """AU-12: emoji, NFC and NFD, 4 KiB."""
    for text in ("pässword", "パスワード 🔑", "é" * 2048):
        forms = {passphrase_bytes(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
        assert forms == {unicodedata.normalize("NFC", text).encode()}
    long = "é" * 2048
    assert password_root(long, realm=REALM, username=BOB) == password_root(
        unicodedata.normalize("NFD", long), realm=REALM, username=BOB
    )


def test_blanks_and_case_count() -> None:
    forms = {passphrase_bytes(text) for text in ("a b", "a b ", "A b", "a  b")}
    assert len(forms) == 4


def test_empty_password_is_refused() -> None:
    """AU-12."""
    for text in ("", "\ud800"):
        with pytest.raises(InvalidForm):
            password_root(text, realm=REALM, username=BOB)


def test_auth_value_is_derived_one_way() -> None:
    root = b"r" * 32
    expected = _hkdf(root, salt=b"", info=enc(b"SecureChat/v1/pw-auth"), size=32)
    assert auth_value(root) == expected != root


KNOWN_ROOT = "e82ab3c8e2fedaaa6cb06de25cabc6b18664a595252c55f5d4509297263356fe"
KNOWN_AUTH = "139688b9afefb23a3ac9d82dfff66e611ef5703607b738a40093e7a9c39dea22"
