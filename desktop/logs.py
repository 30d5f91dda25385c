"""The app's own records on disk: a rotating log and a crash file.

Neither ever holds a text, a name, an address or a key: log calls pass fixed words and numbers
only, and what an exception says of itself is left out (its type and its place are enough).
"""

import faulthandler
import logging
import logging.handlers
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, Final

_MAX_LOG_BYTES: Final = 512 * 1024
_KEPT_LOGS: Final = 2


class _BareExceptionFormatter(logging.Formatter):
    """Writes exceptions as type and place, without their text."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left the full text of the exception in the record.
        cached, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = cached

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        assert isinstance(ei, tuple)
        return describe_exception(ei[1])


def describe_exception(error: BaseException | None) -> str:
    """Return the types and places of an exception and its causes, one a line, without texts."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(type(error).__name__)
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        if isinstance(error, BaseExceptionGroup):
            lines += [describe_exception(inner) for inner in error.exceptions]
        error = error.__cause__ or error.__context__
    return "\n".join(lines)


def crash_file(log_file: Path) -> Path:
    """Return the file beside a log into which crashes are written."""
    return log_file.with_suffix(".crash.txt")


def find_log() -> Path | None:
    """Return the log that is written now, None where none is."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            return Path(handler.baseFilename)
    return None


def start_logging(log_file: Path, *, level: int = logging.INFO) -> IO[str]:
    """Write the log, and the crash file beside it, from now on.

    Args:
        log_file: Its folder is made if missing, mode 0700.
        level: Lowest level that is written.

    Returns:
        The open crash file; keep it until the program ends.

    Raises:
        OSError: the folder cannot be written.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = logging.handlers.RotatingFileHandler(
        log_file, maxBytes=_MAX_LOG_BYTES, backupCount=_KEPT_LOGS, encoding="utf-8"
    )
    handler.setFormatter(_BareExceptionFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # Their debug output holds addresses and payloads.
    for library in ("websockets", "keyring", "asyncio", "qasync"):
        logging.getLogger(library).setLevel(logging.WARNING)
    crashes = crash_file(log_file).open("a", encoding="utf-8")
    faulthandler.enable(crashes)

    def on_uncaught(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        crashes.write(describe_exception(error.with_traceback(trace)) + "\n")
        crashes.flush()
        logging.getLogger("desktop").error("uncaught %s", kind.__name__)

    sys.excepthook = on_uncaught
    return crashes
