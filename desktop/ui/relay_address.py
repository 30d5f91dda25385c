"""A server's address as a person types and reads it."""

_SECURE = "wss://"
_PLAIN = "ws://"
_LOCAL = ("localhost", "127.", "[::1]")


def complete_address(text: str) -> str:
    """Return a typed address with its scheme: protected, but plain on this computer."""
    address = text.strip().rstrip("/")
    if not address or "://" in address:
        return address
    return (_PLAIN if address.startswith(_LOCAL) else _SECURE) + address


def short_address(address: str) -> str:
    """Return an address without its scheme, for reading."""
    return address.removeprefix(_SECURE).removeprefix(_PLAIN)
