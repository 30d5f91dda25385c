"""TLS towards the relay: version 1.3 only, a pinned key where there is one, the channel."""

import asyncio
import hashlib
import hmac
import ssl
from typing import Final

from protocol import limits

NO_CHANNEL: Final = bytes(limits.CHANNEL_BYTES)
"""Stands for the channel of a connection without TLS, which only loopback may have."""


def client_context(*, is_pinned: bool) -> ssl.SSLContext:
    """Return the settings of a connection.

    Args:
        is_pinned: True if the key of the certificate is known beforehand: then it is checked by
            `check_peer`, and neither an authority nor a host name is asked for.

    Source: docs/protocol/wire.md, TLS.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if is_pinned:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_peer(transport: asyncio.BaseTransport, pinned_key: bytes) -> bytes:
    """Return the channel of a connection, checked against the pinned key.

    Args:
        transport: An open connection.
        pinned_key: SHA-256 of the SPKI that the certificate must have, or empty.

    Returns:
        SHA-256 of the SPKI of the certificate that was shown; zeros without TLS.

    Raises:
        ssl.SSLCertVerificationError: another key than the pinned one, or none that can be read.

    Source: docs/protocol/wire.md, channel binding.
    """
    tls_object = transport.get_extra_info("ssl_object")
    if tls_object is None:
        return NO_CHANNEL
    # 2.5 MiB that a connection to this computer has no use for.
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    try:
        certificate = x509.load_der_x509_certificate(tls_object.getpeercert(binary_form=True))
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        # OpenSSL reads more forms than are in order; with a pinned key it checks none of them.
        raise ssl.SSLCertVerificationError("the relay shows no certificate in order") from None
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    channel = hashlib.sha256(spki).digest()
    if pinned_key and not hmac.compare_digest(channel, pinned_key):
        raise ssl.SSLCertVerificationError("the relay has another key than the pinned one")
    return channel
