"""Command line of the relay."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.command_line import build_parser
from server.readiness import tell_ready

if TYPE_CHECKING:
    from server.config import Options
    from server.settings import Settings

_EXIT_FAILED: Final = 1
_EXIT_USAGE: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.version:
        print(f"securechat-relay {_version()}")
        return 0
    if options.self_test:
        return _self_test()
    if options.command is None:
        parser.print_help()
        return _EXIT_USAGE
    match options.command:
        case "check-config":
            return _check_config(options)
        case "serve":
            return _serve(options)
        case _:
            return _run_command(options)


def _version() -> str:
    try:
        return metadata.version("securechat")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _read_settings(options: argparse.Namespace) -> "Settings":
    """Read file and environment.

    Raises:
        ConfigError: the file cannot be read.
    """
    from server.settings import FILE_VARIABLE, read_settings

    file = options.config or os.environ.get(FILE_VARIABLE)
    return read_settings(Path(file) if file else None, os.environ)


def _combine(options: argparse.Namespace, settings: "Settings") -> "Options":
    """Put what the command line says over what file and environment say."""
    from server.config import Options, Registration

    server, tls, proxy = settings.server, settings.tls, settings.proxy
    given = {
        "server.listen": options.listen,
        "server.database": options.database,
        "server.realm": options.realm,
        "server.status_listen": options.status_listen,
        "tls.certificate": options.tls_cert,
        "proxy.trusted": options.trusted_proxy or None,
    }
    return Options(
        listen=options.listen or server.listen,
        database=options.database or server.database,
        realm=server.realm or None if options.realm is None else options.realm,
        registration=Registration(options.registration or server.registration),
        status_listen=options.status_listen or server.status_listen or None,
        lookups_per_hour=options.lookups_per_hour,
        tls_cert=options.tls_cert or tls.certificate or None,
        tls_key=options.tls_key or tls.key or None,
        is_behind_proxy=options.behind_proxy or bool(proxy.trusted or proxy.certificates),
        trusted_proxies=options.trusted_proxy or proxy.trusted,
        channel_certs=options.channel_cert or proxy.certificates,
        budgets=settings.budgets,
        deadlines=settings.deadlines,
        limits=settings.limits,
        places={name: place for name, place in settings.places.items() if given.get(name) is None},
    )


def _tell(error: Exception) -> None:
    """Print each sentence of an error on a line of its own."""
    for sentence in str(error).splitlines():
        print(f"securechat-relay: {sentence}", file=sys.stderr)


def _check_config(options: argparse.Namespace) -> int:
    from server.config import ConfigError, build_config
    from server.settings import describe

    if options.defaults:
        print(describe(), end="")
        return 0
    faults: tuple[str, ...] = ()
    try:
        settings = _read_settings(options)
        faults = settings.faults
        build_config(_combine(options, settings))
    except ConfigError as error:
        faults += error.faults
    for fault in faults:
        print(fault)
    if faults:
        return _EXIT_FAILED
    print("The settings are right.")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from server.config import ConfigError, build_config

    try:
        settings = _read_settings(options)
        if settings.faults:
            raise ConfigError(*settings.faults)
        config = build_config(_combine(options, settings))
    except ConfigError as error:
        _tell(error)
        return _EXIT_USAGE
    # Only now: these take a second to load, and a wrong option should be told at once.
    from server.app import run_relay
    from server.logs import set_up_log
    from server.net.listener import PortTaken
    from server.settings import LogFormat, LogLevel
    from server.store.engine import DatabaseUnusable

    set_up_log(
        LogLevel(options.log_level or settings.log.level),
        LogFormat(options.log_format or settings.log.format),
    )

    def on_listening(port: int) -> None:
        host = f"[{config.host}]" if ":" in config.host else config.host
        scheme = "ws" if config.tls is None else "wss"
        print(f"listening on {scheme}://{host}:{port}", flush=True)
        tell_ready(os.environ)

    async def serve() -> None:
        stop, reload = asyncio.Event(), asyncio.Event()
        _set_on_signals(stop, reload)
        if options.until_input_ends:
            _set_on_input_end(stop)
        await run_relay(config, stop=stop, reload=reload, on_listening=on_listening)

    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(serve())
    except (ConfigError, DatabaseUnusable, PortTaken) as error:
        _tell(error)
        return _EXIT_FAILED
    return 0


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's maker of event loops where it exists, None for asyncio's own."""
    if sys.platform == "win32":
        return None
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _run_command(options: argparse.Namespace) -> int:
    """Run a command that works on the database and ends."""
    from server.config import ConfigError, parse_database

    try:
        settings = _read_settings(options)
        if settings.faults:
            raise ConfigError(*settings.faults)
        path = parse_database(options.database or settings.server.database)
    except ConfigError as error:
        _tell(error)
        return _EXIT_USAGE
    from server.commands import CommandFailed, run_command
    from server.store.engine import DatabaseUnusable

    try:
        run_command(options, path, settings)
    except (CommandFailed, DatabaseUnusable) as error:
        _tell(error)
        return _EXIT_FAILED
    return 0


def _set_on_signals(stop: asyncio.Event, reload: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        else:
            loop.add_signal_handler(number, stop.set)
    if sys.platform != "win32":
        loop.add_signal_handler(signal.SIGHUP, reload.set)


def _set_on_input_end(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()

    def wait() -> None:
        sys.stdin.buffer.read()
        # The relay may have stopped meanwhile.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, name="input", daemon=True).start()


def _self_test() -> int:
    """Check every part that could be missing or broken on this computer, one line for each."""
    is_whole = True
    for name, check in (
        ("database", _check_database),
        ("wire", _check_wire),
        ("password hashing", _check_passwords),
        ("signatures", _check_signatures),
    ):
        try:
            check()
        except Exception as error:  # noqa: BLE001  # a broken part is told, whatever it raises
            is_whole = False
            print(f"{name}: BROKEN ({type(error).__name__}: {error})")
        else:
            print(f"{name}: ok")
    return 0 if is_whole else _EXIT_FAILED


def _check_database() -> None:
    """Make a database in a temporary folder, with a write-ahead log and the newest schema."""
    from server.store.engine import current_revision, head_revision, open_database

    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "self-test.db")
        try:
            with database.writing.connect() as connection:
                _expect("schema", current_revision(connection), head_revision())
                # 2 is FULL: a commit waits until the disk has it.
                _expect("synchronous", connection.exec_driver_sql("PRAGMA synchronous").scalar(), 2)
        finally:
            database.close()


def _check_wire() -> None:
    """Encode a message and read it back."""
    from protocol import codec, messages

    message = messages.Lookup(request=1, name="self-test")
    (frame,) = codec.build_frames([codec.encode_message(message)])
    _expect("frame", codec.decode_client_frame(frame), [message])


def _check_passwords() -> None:
    """Hash a value, know it again, and refuse another one."""
    from server.services.passwords import hash_auth, matches_auth

    phc = hash_auth(bytes(32), salt=bytes(16))
    _expect("right value", matches_auth(bytes(32), phc), True)
    _expect("wrong value", matches_auth(bytes(31) + b"x", phc), False)


def _check_signatures() -> None:
    """Check a login signature over known bytes (key and nonce are test values)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from protocol.ids import AccountId, DeviceAddress, Realm
    from protocol.proofs import login_message, verify_login
    from protocol.transcript import Label, signed_bytes

    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    address = DeviceAddress(account=AccountId(bytes(32)), device=1)
    message = login_message(Realm("self.test"), bytes(32), bytes(32), address)
    verify_login(
        key.sign(signed_bytes(Label.LOGIN, message)),
        key=key.public_key().public_bytes_raw(),
        realm=Realm("self.test"),
        channel=bytes(32),
        nonce=bytes(32),
        address=address,
    )


def _expect(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise RuntimeError(f"{what} is {found!r}, not {expected!r}")


if __name__ == "__main__":
    sys.exit(main())
