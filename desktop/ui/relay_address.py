"""A server's address as a person types and reads it; an invite pasted in its place is one, too."""

from PySide6.QtCore import QCoreApplication

from desktop.config import LOCAL_RELAY

_SECURE = "wss://"
_PLAIN = "ws://"
_LOCAL = ("localhost", "127.", "[::1]")
_INVITE = "securechat:"


def is_invite(text: str) -> bool:
    """Tell whether a pasted text begins like an invite."""
    return text.strip().startswith(_INVITE)


def complete_address(text: str) -> str:
    """Return a typed address with its scheme: protected, but plain on this computer.

    An invite comes back as it is, without the blanks and line ends that pasting brought along.
    """
    if is_invite(text):
        return "".join(text.split())
    address = text.strip().rstrip("/")
    if not address or "://" in address:
        return address
    return (_PLAIN if address.startswith(_LOCAL) else _SECURE) + address


def short_address(address: str) -> str:
    """Return an address without its scheme and its key, for reading."""
    if address == LOCAL_RELAY:
        return QCoreApplication.translate("Server", "this computer")
    return _without_scheme(address).partition("#")[0]


def typed_address(address: str) -> str:
    """Return an address as it is typed: without its scheme where that goes without saying."""
    short = _without_scheme(address)
    return short if complete_address(short) == address else address


def _without_scheme(address: str) -> str:
    return address.removeprefix(_SECURE).removeprefix(_PLAIN)
