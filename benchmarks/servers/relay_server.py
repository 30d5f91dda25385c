"""Our relay as a measured process, with its shipped limits, and what was changed of them."""

import contextlib
import datetime as dt
import os
import ssl
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from benchmarks.servers.pinned_process import PinnedProcess
from benchmarks.servers.relay_accounts import REALM, BenchAccount, make_database
from protocol import limits
from server.net.tls import load_channel

ROOT: Final = Path(__file__).parent.parent.parent


@dataclass(frozen=True, kw_only=True)
class RelayServer:
    """A running relay.

    Attributes:
        process: Its process.
        port: Where it listens on 127.0.0.1.
        accounts: Who may sign in.
        database: Its database.
        tls: How to connect to it with TLS, or None.
        channel: What sign-ins are bound to.
    """

    process: PinnedProcess
    port: int
    accounts: list[BenchAccount]
    database: Path
    tls: ssl.SSLContext | None
    channel: bytes


@contextlib.asynccontextmanager
async def relay_server(
    folder: Path,
    *,
    accounts: int,
    envelope_bytes: int,
    held: Sequence[bytes] = (),
    has_tls: bool = False,
) -> AsyncIterator[RelayServer]:
    """Provide a relay with accounts, and end it afterwards.

    Args:
        folder: An empty folder for its files.
        accounts: How many accounts there are.
        envelope_bytes: The smallest envelope that it must take.
        held: Envelopes that wait for every account.
        has_tls: Whether it has a certificate of its own.

    Raises:
        MeasurementFailed: it does not start.
    """
    database = folder / "relay.db"
    known = make_database(database, accounts=accounts, held=held)
    options, tls, channel = [], None, bytes(limits.CHANNEL_BYTES)
    if has_tls:
        certificate, key = _make_certificate(folder)
        options = ["--tls-cert", str(certificate), "--tls-key", str(key)]
        tls, channel = ssl.create_default_context(cafile=certificate), load_channel(certificate)
    process = PinnedProcess(
        [
            *(sys.executable, "-m", "benchmarks.servers.relay_program", str(envelope_bytes)),
            *("serve", "--listen", "127.0.0.1:0", "--database", f"sqlite:///{database}"),
            *("--realm", REALM, *options),
        ],
        folder=ROOT,
        environment=os.environ,
        log=folder / "relay.log",
    )
    try:
        yield RelayServer(
            process=process,
            port=await process.listening(),
            accounts=known,
            database=database,
            tls=tls,
            channel=channel,
        )
    finally:
        process.end()


def changed_limits(envelope_bytes: int) -> list[str]:
    """Return a line for each shipped limit that does not hold while it is measured."""
    if envelope_bytes >= limits.MIN_ENVELOPE_BYTES:
        return []
    return [f"smallest envelope {envelope_bytes} instead of {limits.MIN_ENVELOPE_BYTES} bytes"]


def _make_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate that its own key signed, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, REALM)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(REALM)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "relay.pem", folder / "relay.key"
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_file, key_file
