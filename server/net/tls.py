"""TLS 1.3 and what sign-ins are bound to: the certificate that a client saw (P11)."""

import hashlib
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.config import NO_CHANNEL, Config, ConfigError, TlsFiles


class Channels:
    """Knows the certificates in use and which channel a connection's sign-in may be bound to.

    Attributes:
        context: What to listen with; None without TLS.
    """

    def __init__(self, config: Config) -> None:
        """Read every certificate.

        Raises:
            ConfigError: one of the files cannot be used.
        """
        self._files = config.tls
        self._proxy_files = config.channel_certs
        self._is_behind_proxy = bool(config.trusted_proxies)
        self._by_context: WeakKeyDictionary[ssl.SSLContext, bytes] = WeakKeyDictionary()
        self._served = None if self._files is None else self._load(self._files)
        self._of_proxy = self._of_proxy_before = _load_channels(self._proxy_files)
        self.context = None if self._served is None else self._build_entrance()

    def accepted(self, tls: ssl.SSLObject | None) -> tuple[bytes, ...]:
        """Return the channels that a connection's sign-in may be bound to.

        Behind a proxy these are the proxy's certificates, now and before the last `reload`. With
        TLS of our own it is exactly the certificate that this connection was shown, so that a
        renewal breaks no open connection. Zeros count where there is neither, and nowhere else.

        Args:
            tls: The connection's TLS; None without.
        """
        if self._is_behind_proxy:
            return tuple(dict.fromkeys((*self._of_proxy, *self._of_proxy_before)))
        if tls is None:
            return (NO_CHANNEL,)
        return (self._by_context[tls.context],)

    def reload(self) -> None:
        """Read every certificate again, for connections to come.

        Raises:
            ConfigError: one of the files cannot be used; everything stays as it was.
        """
        served = None if self._files is None else self._load(self._files)
        of_proxy = _load_channels(self._proxy_files)
        # The proxy may show the old one a little longer than we know the new one.
        self._of_proxy_before, self._of_proxy = self._of_proxy, of_proxy
        self._served = served

    def _load(self, files: TlsFiles) -> ssl.SSLContext:
        context = _new_context()
        try:
            # Without a password of our own the library would ask for one on the terminal.
            context.load_cert_chain(files.certificate, files.key, password=b"")
        except (OSError, ssl.SSLError) as error:
            reason = error.strerror if type(error) is not ssl.SSLError else error.reason
            raise ConfigError(
                f"Cannot use {files.certificate} with the key {files.key}: {reason or error}."
            ) from None
        self._by_context[context] = load_channel(files.certificate)
        return context

    def _build_entrance(self) -> ssl.SSLContext:
        """Return the context that hands each handshake to the one that is served now."""

        def choose(
            tls: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _context: ssl.SSLContext
        ) -> None:
            assert self._served is not None
            tls.context = self._served

        context = _new_context()
        context.sni_callback = choose
        return context


def load_channel(certificate: Path) -> bytes:
    """Return SHA-256 of the public key (SPKI) of the first certificate in a PEM file.

    Raises:
        ConfigError: the file cannot be read, holds no certificate, or one with an unknown key.
    """
    try:
        first, *_ = x509.load_pem_x509_certificates(certificate.read_bytes())
        spki = first.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except OSError as error:
        raise ConfigError(f"Cannot read the certificate {certificate}: {error.strerror}.") from None
    except ValueError:
        raise ConfigError(f"{certificate} holds no certificate in PEM form.") from None
    except UnsupportedAlgorithm:
        raise ConfigError(f"{certificate} has a key of a kind that is not known.") from None
    return hashlib.sha256(spki).digest()


def _load_channels(certificates: Sequence[Path]) -> tuple[bytes, ...]:
    return tuple(load_channel(one) for one in certificates)


_VERSION: Final = ssl.TLSVersion.TLSv1_3


def _new_context() -> ssl.SSLContext:
    """Return a context for TLS 1.3 alone, without tickets: resumption would link connections."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSION
    context.maximum_version = _VERSION
    context.options |= ssl.OP_NO_TICKET
    context.num_tickets = 0
    return context
