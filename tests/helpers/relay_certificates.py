"""Certificates for relays in tests, signed by themselves and made at run time."""

import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from server.config import TlsFiles
from server.net.tls import load_channel

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key as files.

    Attributes:
        files: Where they are.
    """

    files: TlsFiles

    @property
    def channel(self) -> bytes:
        """What sign-ins over it are bound to."""
        return load_channel(self.files.certificate)

    def trusted(self) -> ssl.SSLContext:
        """Return a client's context that trusts this certificate alone."""
        context = ssl.create_default_context(cafile=self.files.certificate)
        context.check_hostname = False
        return context


def make_certificate(
    folder: Path, *, name: str = "relay", days: int = 1, host: str = "chat.example"
) -> Certificate:
    """Write a new certificate and key; those of the same name are replaced.

    Args:
        folder: Where the files go.
        name: Their names before the ending.
        host: Host name, or IP address, that it is for.
        days: For how long it is valid from now; negative for one that expired.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "chat.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * _DAY)
        .not_valid_after(now + days * _DAY)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = TlsFiles(certificate=folder / f"{name}.pem", key=folder / f"{name}.key")
    files.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Certificate(files)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
