"""Telling systemd that the relay is ready, in the one datagram that it waits for."""

import logging
import socket
from collections.abc import Mapping
from typing import Final

_log = logging.getLogger(__name__)

VARIABLE: Final = "NOTIFY_SOCKET"
"""Names the socket where systemd waits, if it is systemd that started the relay (sd_notify(3))."""


def tell_ready(environment: Mapping[str, str]) -> None:
    """Tell whoever started the relay that it accepts connections; without a socket do nothing.

    Nobody at the socket is no reason not to serve: its name may be inherited from a program that
    is gone.

    Args:
        environment: The variables that the relay was started with.
    """
    address = environment.get(VARIABLE)
    if not address:
        return
    if address.startswith("@"):  # an abstract one has no file
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.sendto(b"READY=1", address)
    except OSError as error:
        _log.warning("not_told_ready reason=%s", error.strerror)
