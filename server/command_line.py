"""What can be typed: every command and option of the relay, with its help."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  # its only name
else:
    _Commands = object

_DESCRIPTION: Final = """\
The SecureChat relay: keeps key directories, tells who is online, and holds sealed
messages until their device has them. It cannot read them and is not told who sent them.
"""

_EXAMPLE: Final = """\
example:
  python -m server serve --listen 127.0.0.1:8765 --database sqlite:///relay.db

  python -m server serve --listen 0.0.0.0:443 --database sqlite:///relay.db \\
      --realm chat.example --tls-cert fullchain.pem --tls-key privkey.pem

Without TLS, of its own or a proxy's, the relay only listens on this computer (loopback).
"""

_MOST_USES: Final = 10_000
_MOST_DAYS: Final = 3_650


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="securechat-relay",
        description=_DESCRIPTION,
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument(
        "--self-test", action="store_true", help="check that every part works here, and exit"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serve = commands.add_parser(
        "serve",
        help="run the relay until it is stopped (Ctrl+C or SIGTERM)",
        description="Run the relay. One line on standard output tells where it listens.",
    )
    _add_settings(serve)
    serve.add_argument(
        "--until-input-ends",
        action="store_true",
        help="also stop when standard input ends: whoever started the relay has gone",
    )
    check = commands.add_parser(
        "check-config",
        help="check the settings and tell every fault",
        description="Check what `serve` would be given: settings file, environment and options. "
        "Each fault is told on a line of its own, with its place.",
    )
    _add_settings(check)
    check.add_argument(
        "--defaults", action="store_true", help="print a file with every setting at its default"
    )
    _add_database_commands(commands)
    return parser


def _add_database_commands(commands: _Commands) -> None:
    """Add the commands that work on the database and end."""
    _add_command(commands, "migrate", "bring a database to the newest schema")
    backup = _add_command(
        commands, "backup", "write a checked copy of the database, also while the relay runs"
    )
    backup.add_argument("file", metavar="FILE", help="replaced at once, when the copy is whole")
    restore = _add_command(
        commands, "restore", "put a copy in the place of the database and tell every app of it"
    )
    restore.add_argument("file", metavar="FILE", help="what `backup` wrote")
    _add_command(
        commands, "new-epoch", "tell every app that the database was put back from a copy by hand"
    )
    prune = _add_command(commands, "prune", "remove what was held for too long")
    prune.add_argument("--dry-run", action="store_true", help="only tell how much that is")
    prune.add_argument(
        "--vacuum", action="store_true", help="also give free space back to the disk"
    )
    stats = _add_command(commands, "stats", "tell counts and sizes; nothing that names anybody")
    stats.add_argument("--json", action="store_true", help="as one JSON object")
    _add_code_commands(commands)
    user = commands.add_parser("user", help="list, disable, enable or delete accounts")
    actions = user.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = _add_command(actions, "list", "tell every name with its state and what it holds")
    listed.add_argument("--json", action="store_true", help="as one JSON list")
    for action, help_text in (
        ("disable", "keep an account from signing in and being written to, until it is enabled"),
        ("enable", "undo that"),
        ("delete", "end an account, drop what is held for it and free its name"),
    ):
        parser = _add_command(actions, action, help_text)
        parser.add_argument("name", metavar="NAME")
        if action == "delete":
            parser.add_argument("--yes", action="store_true", help="really do it")


def _add_code_commands(commands: _Commands) -> None:
    codes = commands.add_parser(
        "registration-code",
        help="make, list or revoke codes that let people register (registration = code)",
    )
    actions = codes.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = _add_command(actions, "create", "make a code and print it, this once")
    create.add_argument(
        "--uses",
        type=_count_up_to(_MOST_USES),
        default=1,
        metavar="N",
        help="for how many accounts it is good (default: 1)",
    )
    create.add_argument(
        "--days",
        type=_count_up_to(_MOST_DAYS),
        default=7,
        metavar="N",
        help="for how many days (default: 7)",
    )
    listed = _add_command(actions, "list", "tell what is left of each code, never the code itself")
    listed.add_argument("--json", action="store_true", help="as one JSON list")
    revoke = _add_command(actions, "revoke", "let nobody in by a code any more")
    revoke.add_argument("code", metavar="CODE", help="its number in the list, or the code itself")


def _count_up_to(most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a number from 1 to {most}, not {text!r}")
        return int(text)

    return count


def _add_command(commands: _Commands, name: str, help_text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=f"{help_text.capitalize()}.")
    parser.add_argument("--config", metavar="FILE", help="the settings file, as of `serve`")
    parser.add_argument("--database", metavar="URL", help="sqlite:///PATH")
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="settings in TOML; the environment (SECURECHAT_RELAY_SECTION_KEY) wins over it, and "
        "options over both",
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        help="default: 127.0.0.1:8765; port 0 takes a free one",
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///PATH; the file is made if it is missing",
    )
    parser.add_argument(
        "--realm",
        metavar="NAME",
        help="host name that clients dial; "
        "without it a random one is made once and kept in the database",
    )
    parser.add_argument(
        "--registration",
        choices=("open", "code", "closed"),
        help="who may make a new account: anybody, who has a registration code, nobody "
        "(default: open)",
    )
    parser.add_argument(
        "--status-listen",
        metavar="HOST:PORT",
        help="where machines that watch the relay ask: /healthz, /readyz, /metrics",
    )
    _add_tls_options(parser)
    parser.add_argument(
        "--lookups-per-hour",
        type=int,
        metavar="N",
        help="look-ups of names and keys per address (default: 60)",
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        help="how much is logged on standard error (default: info)",
    )
    parser.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="lines of key=value, or of JSON (default: text)",
    )


def _add_tls_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument(
        "--tls-cert",
        metavar="FILE",
        help="the relay's certificate and those above it, PEM; read again on SIGHUP",
    )
    serve.add_argument("--tls-key", metavar="FILE", help="its private key, PEM, not encrypted")
    serve.add_argument(
        "--behind-proxy",
        action="store_true",
        help="a proxy ends TLS before the relay; needs --trusted-proxy and --channel-cert",
    )
    serve.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="address or network of the proxy, whose X-Forwarded-For is believed; repeatable",
    )
    serve.add_argument(
        "--channel-cert",
        action="append",
        default=[],
        metavar="FILE",
        help="a certificate that the proxy shows, PEM; repeatable, old and new during a renewal",
    )
