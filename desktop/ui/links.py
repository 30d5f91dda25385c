"""Finds addresses of pages in a text, and says in full where one of them leads. Fetches nothing."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

if TYPE_CHECKING:
    from linkify_it import LinkifyIt

_SCHEMES = ("http", "https")
_LONGEST_WORD = 2_048
"""No page needs a longer address, and looking for one in such words takes very long."""
_MOST_EXAMINED = 8_000
"""Letters of words that may hold an address; a text of nothing else is not looked through."""

_WORD = re.compile(r"\S+")
_MAY_BE_LINK = re.compile(r"://|[^\W_]\.[^\W_]")
_PUNYCODE = "xn--"
_SCRIPTS_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
"""Scripts that one language writes in one word."""
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡ" + "αικνορυω")
"""Cyrillic and Greek letters that a reader takes for Latin ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An address in a text.

    Attributes:
        start: Where it begins, in UTF-16 units as Qt counts.
        length: How long it is, in UTF-16 units.
        url: What would be opened: http or https, percent-encoded, its host in ASCII.
    """

    start: int
    length: int
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkTarget:
    """Where an address leads.

    Attributes:
        host: The host as it can be shown without doubt.
        plain_host: The host in ASCII, empty if `host` is that already.
        is_doubtful: True if a word of the host looks like one in other letters.
        is_encrypted: True for https.
        address: The whole address.
    """

    host: str
    plain_host: str
    is_doubtful: bool
    is_encrypted: bool
    address: str


def find_links(text: str) -> tuple[Link, ...]:
    """Find the addresses of a text; of a hostile text only those that are found quickly."""
    if _MAY_BE_LINK.search(text) is None:
        return ()
    links = []
    examined = 0
    for word in _WORD.finditer(text):
        if _MAY_BE_LINK.search(word[0]) is None or len(word[0]) > _LONGEST_WORD:
            continue
        examined += len(word[0])
        if examined > _MOST_EXAMINED:
            break
        for match in _finder().match(word[0]) or ():
            url = _check_url(match.url)
            if url:
                start = _units(text[: word.start() + match.index])
                length = _units(match.raw)
                links.append(Link(start=start, length=length, url=url))
    return tuple(links)


def describe_target(url: str) -> LinkTarget:
    """Say where an address of `find_links` leads."""
    parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
    ascii_host = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
    host = ".".join(_decode_label(label) for label in ascii_host.split("."))
    is_doubtful = any(_may_imitate(label) for label in host.split("."))
    return LinkTarget(
        host=ascii_host if is_doubtful else host,
        plain_host="" if is_doubtful or host == ascii_host else ascii_host,
        is_doubtful=is_doubtful,
        is_encrypted=parsed.scheme() == "https",
        address=url,
    )


@cache
def _finder() -> "LinkifyIt":
    # Needed for the first address that somebody sends, not for the first picture of the window.
    from linkify_it import LinkifyIt  # noqa: PLC0415

    finder = LinkifyIt(options={"fuzzy_email": False, "fuzzy_ip": False})
    for schema in ("ftp:", "mailto:", "//"):
        finder.add(schema, None)
    return finder


def _check_url(url: str) -> str:
    """Return an address as it is opened; empty for what is not opened."""
    parsed = QUrl(url, QUrl.ParsingMode.StrictMode)
    if not parsed.isValid() or parsed.scheme() not in _SCHEMES or not parsed.host():
        return ""
    if "@" in parsed.authority():
        # Nobody needs a name there to read a page, and before the host it looks like one.
        host = parsed.host(QUrl.ComponentFormattingOption.FullyEncoded)
        parsed.setAuthority(host if parsed.port() < 0 else f"{host}:{parsed.port()}")
    return bytes(parsed.toEncoded().data()).decode("ascii")


def _decode_label(label: str) -> str:
    if not label.startswith(_PUNYCODE):
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _may_imitate(label: str) -> bool:
    letters = [letter for letter in label if letter.isalpha()]
    if letters and all(letter in _LIKE_LATIN for letter in letters):
        return True
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0] for letter in letters}
    return len(scripts) > 1 and not any(scripts <= together for together in _SCRIPTS_TOGETHER)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
