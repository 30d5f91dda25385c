"""Addresses in messages: found exactly, only pages, and never shown as something they are not."""

import pytest

from desktop.ui.links import Link, describe_target, find_links


def found(text: str) -> list[tuple[str, str]]:
    """Return each address as it stands in the text, and what would be opened."""
    units = text.encode("utf-16-le", "surrogatepass")
    return [
        (units[2 * link.start : 2 * (link.start + link.length)].decode("utf-16-le"), link.url)
        for link in find_links(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://trains.example/harbour.", "https://trains.example/harbour"),
        ("(http://a.example/x?y=1#z)", "http://a.example/x?y=1#z"),
        ("www.example.com", "http://www.example.com"),
        ("example.com/path", "http://example.com/path"),
        ("HTTPS://EXAMPLE.COM", "https://example.com"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://user:secret@evil.example/", "https://evil.example/"),
        ("https://bank.example:80@evil.example:81/", "https://evil.example:81/"),
    ],
)
def test_pages_are_found(text: str, expected: str) -> None:
    assert [url for _, url in found(text)] == [expected]


def test_place_is_counted_as_qt_counts() -> None:
    text = "🥖🥖 https://a.example/🥖 and https://b.example"

    assert [shown for shown, _ in found(text)] == ["https://a.example/🥖", "https://b.example"]


@pytest.mark.parametrize(
    "text",
    [
        "no address at all",
        "10.5 per cent.Then",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://a.example/x",
        "mailto:bob@a.example bob@example.com",
        "//a.example/x",
        "smb://a.example/share",
        "securechat:abc",
        "https://",
        "https:///path",
    ],
)
def test_what_is_no_page_is_text(text: str) -> None:
    """UI-02."""
    assert find_links(text) == ()


@pytest.mark.parametrize(
    ("text", "most"),
    [
        # Without the bound on one word this takes more than ten seconds.
        ("https://a.com/(" * 4_000, 0),
        ("https://a.com/( " * 4_000, 8_000 // 15),
        ("www." * 16_000, 0),
        ("https://" * 8_000, 0),
        ("https://a.com/" + "x" * 60_000, 0),
    ],
)
def test_hostile_text_is_looked_through_only_so_far(text: str, most: int) -> None:
    assert len(find_links(text)) == most


def test_marks_of_direction_are_told_in_the_address() -> None:
    """UI-02."""
    [link] = find_links("https://a.example/\u202egpj.exe")

    assert describe_target(link.url).address == "https://a.example/%E2%80%AEgpj.exe"


def test_host_is_told_in_full() -> None:
    target = describe_target("https://login.bank.example.evil.example/bank.example")

    assert target.host == "login.bank.example.evil.example"
    assert target.plain_host == ""
    assert target.is_encrypted
    assert target.address == "https://login.bank.example.evil.example/bank.example"
    assert not describe_target("http://a.example").is_encrypted


def test_foreign_host_is_told_in_both_forms() -> None:
    [link] = find_links("https://bücher.example")
    target = describe_target(link.url)

    assert (target.host, target.plain_host) == ("bücher.example", "xn--bcher-kva.example")
    assert not target.is_doubtful


@pytest.mark.parametrize(
    "host", ["аpple.example", "gооgle.example", "раypal.example", "аррӏе.example"]
)
def test_imitation_is_told_in_ascii_alone(host: str) -> None:
    """UI-02."""
    [link] = find_links(f"https://{host}/")
    target = describe_target(link.url)

    assert target.is_doubtful
    assert target.host.startswith("xn--")
    assert target.host.isascii()


@pytest.mark.parametrize("host", ["日本語テスト.example", "한국語.example", "москва.example"])
def test_one_language_may_mix_its_own_scripts(host: str) -> None:
    [link] = find_links(f"https://{host}/")

    assert not describe_target(link.url).is_doubtful


def test_broken_punycode_is_told_as_it_is() -> None:
    assert describe_target("https://xn--\x7f.example").host in {"xn--\x7f.example", ""}
    assert describe_target("https://xn--a.example").host


def test_link_is_a_value() -> None:
    assert Link(start=0, length=1, url="x") == Link(start=0, length=1, url="x")
