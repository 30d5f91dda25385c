"""Lines of the log: both forms say the same, and no text of an exception."""

import json
import logging
import sys

from server.logs import JsonFormatter, TextFormatter


def record(text: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    info = None
    if error is not None:
        try:
            raise error
        except type(error):
            info = sys.exc_info()
    return logging.LogRecord("server.app", logging.ERROR, "x.py", 1, text, arguments, info)


def test_text_is_key_and_value() -> None:
    line = TextFormatter().format(record("write_failed writes=%d reason=%s", 3, "SQLITE_FULL"))

    assert line.endswith("level=ERROR part=server.app write_failed writes=3 reason=SQLITE_FULL")


def test_json_holds_the_same_fields() -> None:
    line = json.loads(
        JsonFormatter().format(record("not_reloaded reason=%s tries=%d", "Cannot read x.pem.", 3))
    )

    assert line.pop("time")
    assert line == {
        "level": "error",
        "part": "server.app",
        "event": "not_reloaded",
        "reason": "Cannot read x.pem.",
        "tries": "3",
    }


def test_text_of_an_exception_is_never_told() -> None:
    """SV-18: it may hold a name or an id."""
    broken = record("request_failed", error=ValueError("alice"))
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(broken)
        assert "alice" not in line
        assert "ValueError" in line
        assert "test_logs.py" in line
        assert "\n" not in line.replace("\nerror=", "")
