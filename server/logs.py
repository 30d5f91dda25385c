"""The log: lines of key=value or JSON, of an exception its type and places, never its text."""

import json
import logging
import re
import sys
from types import TracebackType
from typing import Final

from server.settings import LogFormat, LogLevel

_FIELD: Final = re.compile(r"(\w+)=(.*?)(?= \w+=|$)")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class TextFormatter(logging.Formatter):
    """key=value lines."""

    def __init__(self) -> None:
        super().__init__("time=%(asctime)s level=%(levelname)s part=%(name)s %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802  # the name is logging's
        """Return type and places of an exception; its text and values may name somebody."""
        return f"error={_kind(ei)} at={' '.join(_places(ei))}"


class JsonFormatter(logging.Formatter):
    """One JSON object on a line: time, level, part, event, and what the event tells."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        event, _, told = record.getMessage().partition(" ")
        line: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "part": record.name,
            "event": event,
        }
        line.update(_FIELD.findall(told))
        if record.exc_info:
            line["error"] = _kind(record.exc_info)
            line["at"] = _places(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_log(level: LogLevel, form: LogFormat = LogFormat.TEXT) -> None:
    """Log our own lines; libraries, whose lines may hold data, only from `warning` on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form is LogFormat.JSON else TextFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("server").setLevel(level.value.upper())


def _kind(ei: _ExcInfo) -> str:
    return "unknown" if ei[0] is None else ei[0].__name__


def _places(ei: _ExcInfo) -> list[str]:
    places = []
    trace = ei[2]
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return places
