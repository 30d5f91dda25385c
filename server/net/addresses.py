"""Network addresses: what stands for one in budgets, and which one is a proxy's client's."""

import ipaddress
from collections.abc import Sequence

from server.config import Network


def budget_address(host: str) -> str:
    """Return what stands for a network address in budgets: IPv6 by its /64 network."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def forwarded_address(host: str, forwarded: Sequence[str], *, trusted: Sequence[Network]) -> str:
    """Return the address of a client as the proxies before it tell.

    Args:
        host: Address of the other end of the connection.
        forwarded: The X-Forwarded-For headers, in order; each names clients, then proxies.
        trusted: Whose word is taken.

    Returns:
        The last address that no trusted proxy has; everything left of it anybody may have made up.
        A proxy that tells nothing is taken for the client.
    """
    told = [one.strip() for line in forwarded for one in line.split(",")]
    client = host
    while told and is_in(trusted, client):
        try:
            client = str(ipaddress.ip_address(told.pop()))
        except ValueError:
            break
    return client


def is_in(networks: Sequence[Network], host: str) -> bool:
    """Tell whether an address is in one of some networks; IPv4 counts also inside IPv6."""
    address = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)
