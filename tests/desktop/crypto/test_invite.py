"""Invites: one form, every other refused with a typed verdict, and what their secret gives."""

import base64
import hmac
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.crypto import invite
from desktop.crypto.invite import Invite, is_link, open_key, parse_link, proof, proof_holds
from protocol.errors import InvalidForm, UnknownInviteVersion
from protocol.ids import AccountId, Realm, Username
from protocol.transcript import enc

ACCOUNT = AccountId(b"\x11" * 32)
SENDER = AccountId(b"\x12" * 32)
SECRET = bytes(range(32))
SPKI_HASH = b"\x22" * 32
ADDRESS = b"wss://chat.example:8765"
ITEMS = (b"\x01", ADDRESS, SPKI_HASH, b"chat.example", b"bob", ACCOUNT, SECRET)


def make_invite(
    *, address: str = "wss://chat.example:8765", spki_hash: bytes = SPKI_HASH
) -> Invite:
    return Invite(
        address=address,
        spki_hash=spki_hash,
        realm=Realm("chat.example"),
        username=Username("bob"),
        account=ACCOUNT,
        secret=SECRET,
    )


def link_of(*items: bytes) -> str:
    return "securechat:" + base64.urlsafe_b64encode(enc(*items)).decode().rstrip("=")


def with_item(at: int, item: bytes) -> str:
    return link_of(*ITEMS[:at], item, *ITEMS[at + 1 :])


def test_link_has_its_written_form() -> None:
    assert make_invite().encode_link() == link_of(*ITEMS)
    assert make_invite(spki_hash=b"").encode_link() == with_item(2, b"")


def test_link_reads_back() -> None:
    found = parse_link(f" \n{make_invite().encode_link()}\t")
    assert (found.address, found.spki_hash) == ("wss://chat.example:8765", SPKI_HASH)
    assert (found.realm, found.username) == ("chat.example", "bob")
    assert (found.account, found.secret) == (ACCOUNT, SECRET)
    assert parse_link(with_item(2, b"")).spki_hash == b""


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_links_of_every_length_modulo_three_read_back(padding: int) -> None:
    address = "ws://127.0.0.1:1" + "0" * padding
    link = make_invite(address=address).encode_link()
    assert "=" not in link
    assert parse_link(link).address == address


def test_last_character_of_a_link_may_be_any() -> None:
    items = (*ITEMS[:1], b"ws://x123", b"", *ITEMS[3:6], bytes(31) + b"\x17")
    link = link_of(*items)
    assert link.endswith("AX")
    assert parse_link(link).encode_link() == link


def test_invite_shows_and_compares_nothing() -> None:
    one = make_invite()
    assert repr(one) == "<Invite>"
    with pytest.raises(TypeError):
        _ = one == make_invite()


@pytest.mark.parametrize(
    "change",
    [
        lambda link: "",
        lambda link: "securechat:",
        lambda link: link.removeprefix("securechat:"),
        lambda link: link.replace("securechat:", "Securechat:"),
        lambda link: link.replace("securechat:", "securechat://"),
        lambda link: link + "=",
        lambda link: link + "A",
        lambda link: link + "AA",
        lambda link: link[:-1],
        lambda link: link[:40] + "\n" + link[40:],
        lambda link: link[:40] + "!" + link[40:],
        lambda link: link[:40] + "é" + link[40:],
        lambda link: link[:-1] + chr(ord(link[-1]) + 1),  # the unused bits of the last character
        lambda link: link + " " + link,
    ],
)
def test_other_text_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(InvalidForm, match=r"valid (encoding|invite)$") as caught:
        parse_link(change(link_of(*ITEMS)))
    assert not isinstance(caught.value, UnknownInviteVersion)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (" securechat:x\n", True),
        ("wss://securechat:1", False),
        ("Securechat:x", False),
        ("", False),
    ],
)
def test_link_is_told_from_an_address_by_its_beginning(text: str, is_one: bool) -> None:
    assert is_link(text) is is_one


def test_text_of_the_other_base64_alphabet_is_refused() -> None:
    link = with_item(6, b"\xff" * 32)
    assert "_" in link
    assert parse_link(link).secret == b"\xff" * 32
    with pytest.raises(InvalidForm):
        parse_link(link.replace("_", "/"))


@pytest.mark.parametrize(
    ("at", "item"),
    [
        (0, b"\x00"),
        (0, b""),
        (0, b"\x01\x01"),
        (0, b"\x02\x01"),
        (1, b""),
        (1, b"wss://chat.example/\xff"),
        (1, "wss://chät.example".encode()),
        (1, b"wss://chat example"),
        (1, b"wss://chat.example\n"),
        (1, b"\x1bwss://chat.example"),
        (1, b"\x7fwss://chat.example"),
        (2, bytes(31)),
        (2, bytes(33)),
        (3, b""),
        (3, b"Chat.example"),
        (3, b"chat.example "),
        (3, b"chat_example"),
        (3, b"\xff"),
        (4, b"Bob"),
        (4, b"@bob"),
        (4, b"bo"),
        (4, b"\xff\xff\xff"),
        (5, bytes(31)),
        (5, bytes(33)),
        (6, bytes(31)),
        (6, bytes(33)),
    ],
)
def test_item_that_is_not_in_its_form_is_refused(at: int, item: bytes) -> None:
    with pytest.raises(InvalidForm) as caught:
        parse_link(with_item(at, item))
    assert not isinstance(caught.value, UnknownInviteVersion)
    assert caught.value.what in ("invite", "realm")


def test_one_item_more_or_less_is_refused() -> None:
    for items in ((*ITEMS, b""), ITEMS[:-1], ITEMS[:1]):
        with pytest.raises(InvalidForm) as caught:
            parse_link(link_of(*items))
        assert caught.value.what == "invite"


@pytest.mark.parametrize("items", [1, 2, 16])
def test_later_version_is_told_from_junk_whatever_it_holds(items: int) -> None:
    with pytest.raises(UnknownInviteVersion) as caught:
        parse_link(link_of(*[b"\x02"] * items))
    assert caught.value.what == "invite version"
    with pytest.raises(InvalidForm) as refused:
        parse_link(link_of(*[b"\x02"] * 17))
    assert not isinstance(refused.value, UnknownInviteVersion)


def test_lengths_are_bounded() -> None:
    longest = "a" * 300
    assert parse_link(make_invite(address=longest).encode_link()).address == longest
    for address, spki_hash in ((longest + "a", SPKI_HASH), ("", SPKI_HASH), (longest, bytes(1))):
        with pytest.raises(InvalidForm) as caught:
            make_invite(address=address, spki_hash=spki_hash)
        assert caught.value.what == "invite"


def test_link_longer_than_any_is_refused_before_it_is_read() -> None:
    longest = link_of(b"\x02", bytes(759 - 9))
    assert len(longest) == 1_023
    with pytest.raises(UnknownInviteVersion):
        parse_link(longest)
    with pytest.raises(InvalidForm) as caught:
        parse_link(link_of(b"\x02", bytes(760 - 9)))
    assert caught.value.what == "invite"


def test_what_the_secret_gives_is_the_known_answer() -> None:
    def hkdf(*info: bytes) -> bytes:
        return HKDF(hashes.SHA256(), length=32, salt=b"", info=enc(*info)).derive(SECRET)

    assert open_key(SECRET) == hkdf(b"SecureChat/v1/invite-open")
    assert proof(SECRET, SENDER) == hkdf(b"SecureChat/v1/invite-proof", SENDER)


def test_proof_holds_for_its_sender_and_secret_only() -> None:
    claimed = proof(SECRET, SENDER)
    assert proof_holds(claimed, secret=SECRET, sender_account=SENDER)
    assert not proof_holds(claimed, secret=SECRET, sender_account=ACCOUNT)
    assert not proof_holds(claimed, secret=bytes(32), sender_account=SENDER)
    assert not proof_holds(claimed[:-1], secret=SECRET, sender_account=SENDER)
    assert not proof_holds(b"", secret=SECRET, sender_account=SENDER)


def test_proofs_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return True

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert proof_holds(b"claimed", secret=SECRET, sender_account=SENDER)
    assert compared == [(b"claimed", proof(SECRET, SENDER))]


def test_bounds_are_those_of_the_page() -> None:
    day_ms = 86_400_000
    bounds = (invite.OPEN_FOR_MS, invite.HONOURED_FOR_MS, invite.MAX_ENVELOPES)
    assert bounds == (7 * day_ms, 37 * day_ms, 8)
