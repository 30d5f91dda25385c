"""The logging of the process put back after tests that run a whole program in it."""

import faulthandler
import logging
import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Undo what `desktop.logs.start_logging` sets for the whole process."""
    loggers = [logging.getLogger(name) for name in (None, *logging.root.manager.loggerDict)]
    levels = {logger: logger.level for logger in loggers}
    handlers, hook = logging.root.handlers[:], sys.excepthook
    yield
    for handler in set(logging.root.handlers) - set(handlers):
        logging.root.removeHandler(handler)
        handler.close()
    for logger, level in levels.items():
        logger.setLevel(level)
    sys.excepthook = hook
    faulthandler.enable(sys.__stderr__ or 2)
