"""What the app writes about itself: where it happened, never what it was about."""

import logging
import sys
from pathlib import Path

import pytest

from desktop.logs import crash_file, describe_exception, find_log, start_logging
from tests.helpers.restored_logging import restored_logging

__all__ = ["restored_logging"]

SECRET = "what alice wrote"

pytestmark = pytest.mark.usefixtures("restored_logging")


def fail() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise ExceptionGroup(SECRET, [RuntimeError(SECRET)]) from error


def test_exceptions_are_told_by_type_and_place_alone() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        fail()
    words = describe_exception(caught.value)
    assert SECRET not in words
    for expected in ("ExceptionGroup", "RuntimeError", "ValueError", "test_logs.py", "fail"):
        assert expected in words


def test_log_and_crash_file_hold_no_text_of_an_exception(tmp_path: Path) -> None:
    log = tmp_path / "log" / "default.log"
    with start_logging(log):
        logging.getLogger("desktop.test").info("a fixed word")
        try:
            fail()
        except ExceptionGroup as error:
            logging.getLogger("desktop.test").exception("task failed")
            sys.excepthook(type(error), error, error.__traceback__)
    written = log.read_text() + crash_file(log).read_text()
    assert "a fixed word" in written
    assert "uncaught ExceptionGroup" in written
    assert "ValueError" in crash_file(log).read_text()
    assert SECRET not in written


def test_debug_words_of_libraries_are_left_out(tmp_path: Path) -> None:
    log = tmp_path / "default.log"
    with start_logging(log, level=logging.DEBUG):
        logging.getLogger("websockets.client").debug(SECRET)
        logging.getLogger("desktop.test").debug("ours")
    assert "ours" in log.read_text()
    assert SECRET not in log.read_text()


def test_log_that_is_written_is_found(tmp_path: Path) -> None:
    assert find_log() is None
    with start_logging(tmp_path / "logs" / "app.log"):
        assert find_log() == tmp_path / "logs" / "app.log"
