"""The client's side of TLS, against a relay with a certificate made for the test."""

import asyncio
import contextlib
import ssl
from pathlib import Path

import pytest
from websockets import ConnectionClosed
from websockets.asyncio.server import ServerConnection, serve

from desktop.errors import NetworkError, RelayUnreachable, RelayUntrusted
from desktop.network.link import Link
from desktop.network.relay_address import RelayAddress
from desktop.network.tls import NO_CHANNEL, check_peer, client_context
from desktop.supervisor import Supervisor
from protocol.messages import ConnectionKind
from tests.helpers.messengers import run
from tests.helpers.relay_certificates import Certificate, make_certificate
from tests.helpers.toy_relay import ToyPeer


def server_context(
    certificate: Certificate, highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = highest
    context.load_cert_chain(certificate.files.certificate, certificate.files.key)
    return context


async def connect(context: ssl.SSLContext, pinned_key: bytes) -> bytes | NetworkError:
    """Return the channel of a link to a relay with this context, or why there is none."""

    async def talk(socket: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            await ToyPeer(socket).greet()
        await socket.wait_closed()

    async with (
        serve(talk, "127.0.0.1", 0, ssl=context, compression=None) as server,
        Supervisor() as supervisor,
    ):
        port = server.sockets[0].getsockname()[1]
        address = RelayAddress(scheme="wss", host="127.0.0.1", port=port)
        try:
            link = await Link.open(
                address, ConnectionKind.AUTH, spawn=supervisor.spawn, pinned_key=pinned_key
            )
        except NetworkError as error:
            return error
        await link.close()
        return link.greeting.channel


def test_pinned_key_is_enough_and_names_the_channel(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    channel = run(connect(server_context(certificate), certificate.channel))
    assert channel == certificate.channel


def test_another_key_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """AU-04: nothing is said to a relay whose key is not the one that was pinned."""
    certificate = make_certificate(tmp_path)
    answer = run(connect(server_context(certificate), bytes(32)))
    assert isinstance(answer, RelayUntrusted)
    assert answer.is_pinned


class _Transport(asyncio.Transport):
    """An open connection whose peer shows these bytes for a certificate."""

    def __init__(self, shown: bytes) -> None:
        super().__init__()
        self._shown = shown

    def get_extra_info(self, name: str, default: object = None) -> object:
        assert name == "ssl_object"
        return self

    def getpeercert(self, *, binary_form: bool) -> bytes:
        assert binary_form
        return self._shown


def test_certificate_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """With a pinned key nobody else looks at it, and anybody on the way may show one."""
    good = ssl.PEM_cert_to_DER_cert(make_certificate(tmp_path).files.certificate.read_text("ascii"))
    for shown in (
        b"",
        good[:-1],
        good + b"\0",
        good.replace(b"\x03\x02\x01\x02", b"\x03\x02\x01\x09"),
    ):
        with pytest.raises(ssl.SSLCertVerificationError):
            check_peer(_Transport(shown), b"")
    assert len(check_peer(_Transport(good), b"")) == 32


def test_unknown_authority_is_refused_without_a_pin(tmp_path: Path) -> None:
    """SV-19: a certificate that no authority of the system signed."""
    answer = run(connect(server_context(make_certificate(tmp_path)), b""))
    assert isinstance(answer, RelayUntrusted)
    assert not answer.is_pinned


@pytest.mark.parametrize(
    ("host", "days", "is_trusted"),
    [("127.0.0.1", 1, True), ("chat.example", 1, False), ("127.0.0.1", -1, False)],
    ids=["its own host", "another host", "expired"],
)
def test_certificate_of_an_authority_counts_for_its_host_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: int, *, is_trusted: bool
) -> None:
    """SV-19: the computer trusts whoever signed it; host and time must be right all the same."""
    certificate = make_certificate(tmp_path, host=host, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.files.certificate))
    answer = run(connect(server_context(certificate), b""))
    assert isinstance(answer, RelayUntrusted) is not is_trusted
    assert not is_trusted or answer == certificate.channel


def test_older_version_of_tls_is_refused(tmp_path: Path) -> None:
    """SV-19: TLS 1.2."""
    certificate = make_certificate(tmp_path)
    context = server_context(certificate, ssl.TLSVersion.TLSv1_2)
    assert isinstance(run(connect(context, certificate.channel)), RelayUnreachable)


def test_host_name_is_checked_unless_the_key_is_pinned() -> None:
    assert client_context(is_pinned=False).check_hostname
    assert not client_context(is_pinned=True).check_hostname
    assert client_context(is_pinned=True).minimum_version is ssl.TLSVersion.TLSv1_3


def test_connection_without_tls_has_the_empty_channel() -> None:
    assert check_peer(asyncio.Transport(), b"") == NO_CHANNEL
