"""Telling systemd that the relay is ready, in the one datagram that it waits for."""

import socket
from collections.abc import Mapping
from typing import Final

VARIABLE: Final = "NOTIFY_SOCKET"
"""Names the socket where systemd waits, if it is systemd that started the relay (sd_notify(3))."""


def tell_ready(environment: Mapping[str, str]) -> None:
    """Tell whoever started the relay that it accepts connections; without a socket do nothing.

    Args:
        environment: The variables that the relay was started with.

    Raises:
        OSError: nobody is at the socket.
    """
    address = environment.get(VARIABLE)
    if not address:
        return
    if address.startswith("@"):  # an abstract one has no file
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.sendto(b"READY=1", address)
