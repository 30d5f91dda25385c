"""The command line of `securechat --headless`."""

import argparse
from pathlib import Path
from typing import Final

from desktop.config import DEFAULT_PROFILE, InvalidProfileName, parse_profile_name

FLAG: Final = "--headless"

DEFAULT_TIMEOUT_S: Final = 60.0
"""For one command: making keys takes seconds, a server that does not answer is given up."""

_EPILOG: Final = (
    "Events are lines of JSON on stdout; an error is one line of JSON on stderr. "
    "Exit codes: 0 done, 1 failed here, 2 wrong option, 3 profile in use, 4 not in time, "
    "5 server, 6 person or text, 7 passphrase or keyring. See docs/headless.md."
)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with its help texts."""
    parser = argparse.ArgumentParser(
        prog=f"securechat {FLAG}",
        description="SecureChat without a window, for scripts and bots.",
        epilog=_EPILOG,
    )
    parser.add_argument("--profile", default=DEFAULT_PROFILE, metavar="NAME", type=_profile_name)
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="keep all files under DIR")
    parser.add_argument("--relay", metavar="ADDRESS", help="the server, such as wss://chat.example")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="keep the profile's keys in a file that the passphrase in FILE opens, "
        "instead of the keyring",
    )
    commands = parser.add_subparsers(title="commands", dest="command", metavar="", required=True)

    register = commands.add_parser("register", help="make an account; repeating it does nothing")
    register.add_argument("name", help="username")
    register.add_argument("--password-file", type=Path, metavar="FILE", required=True)
    register.add_argument(
        "--sign-in", action="store_true", help="take over the account that has the name"
    )
    register.add_argument(
        "--code",
        default="",
        metavar="CODE",
        help="the registration code, if the server asks for one",
    )
    send = commands.add_parser("send", help="send a text, and wait until the server has it")
    send.add_argument("name", help="to whom: a username")
    send.add_argument("text", help="the text; - reads it from stdin")
    accept = commands.add_parser("accept", help="accept somebody who asks to write")
    accept.add_argument("name", help="whom: a username")
    listen = commands.add_parser("listen", help="write down what happens until ended")
    listen.add_argument(
        "--accept-requests", action="store_true", help="accept everybody who asks to write"
    )
    listen.add_argument(
        "--requests",
        action="store_true",
        help="carry out lines of JSON from stdin, and leave when it ends",
    )
    for command in (register, send, accept):
        command.add_argument(
            "--timeout",
            type=float,
            default=DEFAULT_TIMEOUT_S,
            metavar="SECONDS",
            help=f"give up after so long (default: {DEFAULT_TIMEOUT_S:g})",
        )
    return parser


def is_wanted(arguments: list[str]) -> bool:
    """Tell whether the flag stands among the options, not in a text behind a bare "--"."""
    return FLAG in arguments[: arguments.index("--") if "--" in arguments else None]


def read_secret(file: Path) -> str:
    """Return the first line of a file, without its end.

    Raises:
        OSError: the file cannot be read.
    """
    return file.read_text(encoding="utf-8").partition("\n")[0].removesuffix("\r")


def _profile_name(name: str) -> str:
    try:
        return parse_profile_name(name)
    except InvalidProfileName as error:
        raise argparse.ArgumentTypeError("not a profile name") from error
