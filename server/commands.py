"""Commands that work on the database and end; what they print is for the operator."""

import argparse
import dataclasses
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from protocol import limits
from protocol.errors import InvalidForm
from protocol.registration_code import parse_code, write_code
from server.app import SystemClock, begin_epoch
from server.services.registration_codes import hash_code
from server.settings import Settings
from server.store import copies, envelope_rows, operator_rows, registration_code_rows
from server.store.engine import (
    Transaction,
    changing,
    current_revision,
    reading_beside,
    writing_beside,
)
from server.store.envelope_ids import first_id_at
from server.store.operator_rows import NoSuchUser

_PRUNE_STEP: Final = 10_000
_DAY_MS: Final = 24 * 3600 * 1000
_LONGEST_NUMBER: Final = 18
"""Characters of a number of SQLite; a registration code is longer."""


class CommandFailed(Exception):
    """What was asked for cannot be done; the text is one sentence for the operator."""


def run_command(options: argparse.Namespace, path: Path, settings: Settings) -> None:
    """Run the command that was typed.

    Args:
        options: What was typed, as `command_line` reads it.
        path: The database.
        settings: What file and environment say.

    Raises:
        CommandFailed: see there.
        DatabaseUnusable: the database cannot be used, or a relay runs on it.
    """
    _COMMANDS[options.command](options, path, settings)


def _migrate(_options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    with changing(path) as connection:
        revision = current_revision(connection)
    _say(f"The database has the newest schema, {revision}.")


def _backup(options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    target = Path(options.file)
    copies.back_up(path, target)
    _say(f"Wrote {target}, {target.stat().st_size} bytes, checked.")


def _restore(options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    kept = copies.restore(Path(options.file), path, epoch=os.urandom(limits.EPOCH_BYTES))
    if kept is not None:
        _say(f"The database of before is {kept}.")
    _say("Put the copy in its place; every app will notice at its next connection.")


def _new_epoch(_options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    begin_epoch(path)
    _say("Every app will notice at its next connection that the database was put back.")


def _prune(options: argparse.Namespace, path: Path, settings: Settings) -> None:
    held_for_ms = int(settings.limits.held_for_days * _DAY_MS)
    below = first_id_at(SystemClock().now_ms() - held_for_ms)
    if options.dry_run:
        with reading_beside(path) as connection:
            held = operator_rows.count_held(connection)
            old = operator_rows.count_held(connection, below=below)
        _say(f"Would remove {old} of {held} envelopes.")
        return

    def remove(connection: Transaction) -> int:
        return envelope_rows.expire(connection, below=below, at_most=_PRUNE_STEP)

    removed = step = _change(path, remove)
    while step == _PRUNE_STEP:
        step = _change(path, remove)
        removed += step
    if options.vacuum:
        _change(path, operator_rows.vacuum)
    _say(f"Removed {removed} envelopes.")


def _stats(options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    with reading_beside(path) as connection:
        counts = operator_rows.count(connection)
    if options.json:
        _say(json.dumps(counts))
    else:
        _say_table([(name, str(number)) for name, number in counts.items()])


def _user(options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    if options.action == "list":
        _list_users(path, as_json=options.json)
        return
    name = options.name
    try:
        match options.action:
            case "delete" if not options.yes:
                raise CommandFailed(
                    f"This ends the account of {name} for good, with what is held for it, and "
                    "anybody may take the name. Add --yes to do it."
                )
            case "delete":
                _change(path, lambda connection: operator_rows.delete_user(connection, name))
                _say(f"{name} is deleted.")
            case action:
                _change(
                    path,
                    lambda connection: operator_rows.set_disabled(
                        connection, name, is_disabled=action == "disable"
                    ),
                )
                _say(f"{name} is {action}d.")
    except NoSuchUser:
        raise CommandFailed(f"Nobody here has the name {name}.") from None


def _list_users(path: Path, *, as_json: bool) -> None:
    with reading_beside(path) as connection:
        users = operator_rows.list_users(connection)
    if as_json:
        rows = [{**dataclasses.asdict(user), "state": user.state.name.lower()} for user in users]
        _say(json.dumps(rows))
        return
    _say_table(
        [
            ("name", "state", "envelopes", "bytes"),
            *(
                (user.name, user.state.name.lower(), str(user.envelopes), str(user.size_bytes))
                for user in users
            ),
        ]
    )


def _registration_code(options: argparse.Namespace, path: Path, _settings: Settings) -> None:
    match options.action:
        case "create":
            _create_code(path, uses=options.uses, days=options.days)
        case "revoke":
            _revoke_code(path, options.code)
        case _:
            _list_codes(path, as_json=options.json)


def _create_code(path: Path, *, uses: int, days: int) -> None:
    code = os.urandom(limits.REGISTRATION_CODE_BYTES)
    now_ms = SystemClock().now_ms()
    expires_ms = now_ms + days * _DAY_MS
    with writing_beside(path) as connection:
        number = registration_code_rows.add(
            connection, hash_code(code), uses=uses, expires_ms=expires_ms, now_ms=now_ms
        )
    _say(write_code(code))
    accounts = "1 account" if uses == 1 else f"{uses} accounts"
    _say(f"Number {number}, for {accounts}, until {_day(expires_ms)}. It is shown only this once.")


def _list_codes(path: Path, *, as_json: bool) -> None:
    with reading_beside(path) as connection:
        codes = registration_code_rows.load_good(connection, now_ms=SystemClock().now_ms())
    if as_json:
        _say(json.dumps([dataclasses.asdict(code) for code in codes]))
        return
    _say_table(
        [
            ("number", "uses left", "until"),
            *((str(code.key), str(code.uses_left), _day(code.expires_ms)) for code in codes),
        ]
    )


def _revoke_code(path: Path, typed: str) -> None:
    which: int | bytes
    if typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER:
        which = int(typed)
    else:
        try:
            which = hash_code(parse_code(typed))
        except InvalidForm:
            raise CommandFailed("That is neither a number nor a registration code.") from None
    with writing_beside(path) as connection:
        was_there = registration_code_rows.remove(connection, which)
    if not was_there:
        raise CommandFailed("There is no such code: it is used up, expired or revoked.")
    _say("Nobody gets in by that code any more.")


def _day(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _change(path: Path, change: Callable[[Transaction], object]) -> int:
    """Run one transaction on a database that no relay runs on; return its number, if it is one."""
    with changing(path) as connection:
        result = change(connection)
    return result if isinstance(result, int) else 0


def _say(line: str) -> None:
    print(line)  # noqa: T201  # what the command is for


def _say_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for name, *numbers in rows:
        cells = [name.ljust(widths[0])]
        cells += [one.rjust(width) for one, width in zip(numbers, widths[1:], strict=True)]
        _say("  ".join(cells))


_COMMANDS: Final[dict[str, Callable[[argparse.Namespace, Path, Settings], None]]] = {
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "new-epoch": _new_epoch,
    "prune": _prune,
    "stats": _stats,
    "user": _user,
    "registration-code": _registration_code,
}
