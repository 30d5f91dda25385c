"""TLS 1.3 alone, without tickets, and sign-ins bound to the certificate that was shown."""

import asyncio
import contextlib
import dataclasses
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from protocol import messages
from protocol.errors import ErrorCode
from protocol.ids import Realm
from protocol.messages import ConnectionKind
from server.config import NO_CHANNEL, Config, ConfigError
from server.net.tls import Channels, load_channel
from tests.helpers.people import Person
from tests.helpers.relay_certificates import Certificate, make_certificate
from tests.helpers.relay_client import RelayLink, make_account, sign_login
from tests.helpers.relay_parts import config_in, relay_here, run

AUTH = b"a" * 32
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")


def with_tls(folder: Path, certificate: Certificate) -> Config:
    return dataclasses.replace(config_in(folder), tls=certificate.files)


def behind_proxy(folder: Path, *certificates: Certificate) -> Config:
    files = tuple(one.files.certificate for one in certificates)
    return dataclasses.replace(config_in(folder), trusted_proxies=(LOOPBACK,), channel_certs=files)


async def login_code(
    url: str,
    person: Person,
    *,
    tls: ssl.SSLContext | None = None,
    channel: bytes | None = None,
    realm: Realm | None = None,
) -> int:
    """Try to sign in with a signature over some channel and realm; 0 if it succeeds."""
    async with RelayLink.open(url, ConnectionKind.AUTH, tls=tls) as link:
        over = link.channel if channel is None else channel
        signature = sign_login(person, link.hello, channel=over, realm=realm)
        reply = await link.login(person, signature=signature)
        return reply.code if isinstance(reply, messages.RefusedReply) else 0


def test_sign_in_is_bound_to_the_certificate_that_was_shown(tmp_path: Path, bob: Person) -> None:
    """AU-04: another relay's certificate, another realm, or zeros: refused, over real TLS."""
    ours, other = make_certificate(tmp_path), make_certificate(tmp_path, name="other")

    async def story() -> None:
        async with relay_here(with_tls(tmp_path, ours)) as url:
            tls = ours.trusted()
            await make_account(url, bob, auth=AUTH, tls=tls)
            assert await login_code(url, bob, tls=tls) == 0
            assert await login_code(url, bob, tls=tls, channel=ours.channel) == 0
            for channel in (other.channel, NO_CHANNEL):
                code = await login_code(url, bob, tls=tls, channel=channel)
                assert code == ErrorCode.SIGN_IN_FAILED
            code = await login_code(url, bob, tls=tls, realm=Realm("other.example"))
            assert code == ErrorCode.SIGN_IN_FAILED
            async with RelayLink.open(url, ConnectionKind.AUTH, tls=tls) as link:
                signature = sign_login(bob, link.hello)
                reply = await link.register(bob, auth=AUTH, signature=signature)
                assert isinstance(reply, messages.RefusedReply)
                assert reply.code == ErrorCode.BAD_REQUEST

    run(story())


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_older_tls_is_refused(tmp_path: Path, version: ssl.TLSVersion) -> None:
    """SV-19: TLS 1.2 gets no connection; 1.3 does (control)."""
    certificate = make_certificate(tmp_path)

    async def story() -> None:
        async with relay_here(with_tls(tmp_path, certificate)) as url:
            tls = certificate.trusted()
            tls.maximum_version = version
            if version is ssl.TLSVersion.TLSv1_3:
                async with RelayLink.open(url, ConnectionKind.SEND, tls=tls) as link:
                    await link.lookup("nobody")
            else:
                with pytest.raises((ssl.SSLError, ConnectionResetError)):
                    async with RelayLink.open(url, ConnectionKind.SEND, tls=tls):
                        raise AssertionError("it must not connect")

    run(story())


def test_plain_connection_to_a_tls_port_is_dropped(tmp_path: Path) -> None:
    """SV-19."""
    certificate = make_certificate(tmp_path)

    async def story() -> None:
        async with relay_here(with_tls(tmp_path, certificate)) as url:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
            writer.write(b"GET /send HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"HTTP" not in await reader.read()
            writer.close()
            await writer.wait_closed()

    run(story())


@contextlib.asynccontextmanager
async def raw_tls(url: str, tls: ssl.SSLContext) -> AsyncIterator[ssl.SSLObject]:
    port = int(url.rsplit(":", 1)[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    writer.write(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.read()  # whatever the relay wanted to send after the handshake has come
    found = writer.get_extra_info("ssl_object")
    assert isinstance(found, ssl.SSLObject)
    yield found
    writer.close()
    with contextlib.suppress(ssl.SSLError, ConnectionError):
        await writer.wait_closed()


def test_nothing_is_given_to_resume_a_session_with(tmp_path: Path) -> None:
    """P8: resumption would link two anonymous connections."""
    certificate = make_certificate(tmp_path)

    async def story() -> None:
        async with (
            relay_here(with_tls(tmp_path, certificate)) as url,
            raw_tls(url, certificate.trusted()) as tls,
        ):
            assert tls.version() == "TLSv1.3"
            assert tls.session is None or not tls.session.has_ticket

    run(story())


@pytest.mark.parametrize("has_name", [True, False], ids=["named", "unnamed"])
def test_renewed_certificate_is_shown_and_bound_without_a_restart(
    tmp_path: Path, bob: Person, has_name: bool
) -> None:
    """AU-17 (relay part): open connections keep the old one, new ones get the new one."""
    old = make_certificate(tmp_path)
    old_tls, old_channel = old.trusted(), old.channel
    reload = asyncio.Event()

    async def story() -> None:
        async with relay_here(with_tls(tmp_path, old), reload=reload) as address:
            url = address.replace("127.0.0.1", "localhost") if has_name else address
            await make_account(url, bob, auth=AUTH, tls=old_tls)
            async with RelayLink.open(url, ConnectionKind.AUTH, tls=old_tls) as before:
                new = make_certificate(tmp_path)
                new_tls = new.trusted()
                reload.set()
                while not await shows(url, new_tls):
                    pass
                assert isinstance(await before.login(bob), messages.SignedIn)
                assert await login_code(url, bob, tls=new_tls) == 0
                code = await login_code(url, bob, tls=new_tls, channel=old_channel)
                assert code == ErrorCode.SIGN_IN_FAILED

    run(story())


async def shows(url: str, tls: ssl.SSLContext) -> bool:
    try:
        async with RelayLink.open(url, ConnectionKind.SEND, tls=tls):
            return True
    except ssl.SSLError:
        return False


def test_unusable_new_certificate_leaves_the_old_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    certificate = make_certificate(tmp_path)
    tls = certificate.trusted()
    reload = asyncio.Event()

    async def story() -> None:
        async with relay_here(with_tls(tmp_path, certificate), reload=reload) as url:
            certificate.files.key.write_text("no key")
            reload.set()
            while not caplog.records:
                assert await shows(url, tls)
            assert await shows(url, tls)

    run(story())
    assert caplog.records[0].message.startswith("certificates_not_reloaded reason=Cannot use ")


def test_sign_in_behind_a_proxy_is_bound_to_its_certificates(tmp_path: Path, bob: Person) -> None:
    """AU-04: old and new during a renewal; zeros and any other certificate are refused."""
    old, new = make_certificate(tmp_path, name="old"), make_certificate(tmp_path, name="new")
    other = make_certificate(tmp_path, name="other")

    async def story() -> None:
        async with relay_here(behind_proxy(tmp_path, old, new)) as url:
            async with RelayLink.open(url, ConnectionKind.AUTH) as link:
                signature = sign_login(bob, link.hello, channel=old.channel)
                done = await link.register(bob, auth=AUTH, signature=signature)
                assert isinstance(done, messages.Done)
            codes = [
                await login_code(url, bob, channel=channel)
                for channel in (old.channel, new.channel, other.channel, NO_CHANNEL)
            ]
            assert codes == [0, 0, ErrorCode.SIGN_IN_FAILED, ErrorCode.SIGN_IN_FAILED]

    run(story())


def test_proxys_certificate_that_was_replaced_counts_until_the_next_reload(
    tmp_path: Path,
) -> None:
    first = make_certificate(tmp_path)
    channels = Channels(behind_proxy(tmp_path, first))
    seen = [first.channel]
    assert channels.accepted(None) == (seen[0],)
    for _ in range(2):
        seen.append(make_certificate(tmp_path).channel)
        channels.reload()
        assert channels.accepted(None) == (seen[-1], seen[-2])


def test_zeros_count_only_where_there_is_no_tls(tmp_path: Path) -> None:
    assert Channels(config_in(tmp_path)).accepted(None) == (NO_CHANNEL,)
    assert Channels(config_in(tmp_path)).context is None
    proxy = Channels(behind_proxy(tmp_path, make_certificate(tmp_path)))
    assert NO_CHANNEL not in proxy.accepted(None)


def test_chain_of_certificates_counts_by_its_first(tmp_path: Path) -> None:
    leaf, above = make_certificate(tmp_path), make_certificate(tmp_path, name="above")
    both = tmp_path / "fullchain.pem"
    both.write_bytes(leaf.files.certificate.read_bytes() + above.files.certificate.read_bytes())

    assert load_channel(both) == leaf.channel != above.channel


@pytest.mark.parametrize("damage", ["no certificate", "no key", "another key", "missing", "locked"])
def test_unusable_files_are_told_in_one_sentence(tmp_path: Path, damage: str) -> None:
    certificate = make_certificate(tmp_path)
    files = certificate.files
    match damage:
        case "no certificate":
            files.certificate.write_text("no certificate")
        case "no key":
            files.key.write_text("no key")
        case "another key":
            files.key.write_bytes(make_certificate(tmp_path, name="x").files.key.read_bytes())
        case "missing":
            files.certificate.unlink()
        case "locked":
            files.key.write_text(LOCKED_KEY)

    with pytest.raises(ConfigError, match="Cannot use ") as refused:
        Channels(with_tls(tmp_path, certificate))
    assert str(files.certificate) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_unusable_certificate_of_a_proxy_is_told_in_one_sentence(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    config = behind_proxy(tmp_path, certificate)
    certificate.files.certificate.write_text("no certificate")
    with pytest.raises(ConfigError, match="holds no certificate"):
        Channels(config)
    certificate.files.certificate.write_text(ODD_CURVE)
    with pytest.raises(ConfigError, match="a key of a kind that is not known"):
        Channels(config)
    certificate.files.certificate.unlink()
    with pytest.raises(ConfigError, match="Cannot read the certificate"):
        Channels(config)


LOCKED_KEY = """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgAAAAAAAAAAAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAAAAAAAAAAAAAAAAAAAAAAEQAAA
-----END ENCRYPTED PRIVATE KEY-----
"""

ODD_CURVE = """\
-----BEGIN CERTIFICATE-----
MIIBZDCCAQ+gAwIBAgIUSb5Ri9qbLybM0ODeIgUHVJZPAa8wCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeDAeFw0yNjExMjUxNjM4NThaFw0yNjExMjgxNjM4NThaMAwx
CjAIBgNVBAMMAXgwVTATBgcqhkjOPQIBBggqhkjOPQMBBAM+AAQWikfgG2e9TiXl
YNGRvB9Gw6S5X5XEqGZcCioRxSpQle1xgLGdEy1kK29CrE8T2K+y3zN7QgHk1uWJ
1aOjUzBRMB0GA1UdDgQWBBT9QeuD9q8Axcg5hVMPE3066LbmszAfBgNVHSMEGDAW
gBT9QeuD9q8Axcg5hVMPE3066LbmszAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49
BAMCA0MAMEACHn53r7duO0A8aJNKzfBSWeITSZeubW+QWuOQmBPuVwIeIYumGGK+
AHD5yqiA9gb48kxjmrhaqYzaX8lFLRJp
-----END CERTIFICATE-----
"""
"""A certificate on the curve prime239v1, which nobody uses: openssl req -x509 -newkey ec."""
