"""Runs what the window asks of the messenger as named tasks; what fails becomes words.

A request that fails never reaches the app's task group. The same request twice at a time is one
request, so a double click does nothing twice.
"""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from functools import partial
from typing import Any

from desktop.errors import DesktopError, RelayKeyChanged
from desktop.ui.error_texts import ErrorText, describe
from protocol.errors import ProtocolError

_log = logging.getLogger(__name__)

Spawn = Callable[[Coroutine[Any, Any, None], str], object]
"""Runs a coroutine as a named task of the app's task group; never raises."""

Answer = Callable[[], object] | None
"""What is called once a request is over."""


Work = Callable[[], Awaitable[Answer]]
"""Asks the messenger; what it returns is called once the request is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyQuestion:
    """May the password go to a server that shows another identity than the last time?

    Exactly one of the two is called; until then nothing is sent.

    Attributes:
        agree: Trust the server from now on and ask it again.
        decline: Leave it; the request has failed.
    """

    agree: Callable[[], object]
    decline: Callable[[], object]


class RequestRunner:
    """Starts requests; one for each of the bridges."""

    def __init__(
        self,
        spawn: Spawn,
        *,
        accept_key: Callable[[bytes], Awaitable[None]],
        on_key_changed: Callable[[KeyQuestion], object],
    ) -> None:
        """Run every request with `spawn`.

        Args:
            spawn: Runs the coroutines.
            accept_key: Takes a relay's changed key once the person agreed.
            on_key_changed: Asks the person.
        """
        self._spawn = spawn
        self._accept_key = accept_key
        self._on_key_changed = on_key_changed
        self._running: set[Hashable] = set()

    def start(
        self,
        name: str,
        work: Work,
        on_error: Callable[[ErrorText], object],
        *,
        subject: Hashable = None,
    ) -> None:
        """Run a request, unless the same is running.

        Args:
            name: Of the request, for the task and the log.
            work: Asks the messenger; what it returns is called once the request is over.
            on_error: Told the words if it fails.
            subject: Makes two requests of one name different.
        """
        key = (name, subject)
        if key in self._running:
            return
        self._running.add(key)
        self._spawn(self._guard(key, work, on_error), f"ui: {name}")

    async def _guard(
        self,
        key: tuple[str, Hashable],
        work: Work,
        on_error: Callable[[ErrorText], object],
    ) -> None:
        answer: Answer
        try:
            answer = await work()
        except RelayKeyChanged as error:
            _log.info("%s waits: the relay has another key", key[0])
            answer = partial(self._on_key_changed, self._ask(error, key, work, on_error))
        except (DesktopError, ProtocolError) as error:
            # A person sees the words, the log the class: neither holds a name or a text.
            _log.info("%s: %s", key[0], type(error).__name__)
            answer = partial(on_error, describe(error))
        except Exception as error:  # noqa: BLE001 - one failed request must not end the app
            _log.error("%s failed unexpectedly: %s", key[0], type(error).__name__)
            answer = partial(on_error, describe(error))
        finally:
            self._running.discard(key)
        # Only now: whoever hears the answer may ask the same again at once.
        if answer is not None:
            answer()

    def _ask(
        self,
        error: RelayKeyChanged,
        key: tuple[str, Hashable],
        work: Work,
        on_error: Callable[[ErrorText], object],
    ) -> KeyQuestion:
        async def work_at_the_new_key() -> Answer:
            await self._accept_key(error.key)
            return await work()

        name, subject = key
        return KeyQuestion(
            agree=partial(self.start, name, work_at_the_new_key, on_error, subject=subject),
            decline=partial(on_error, describe(error)),
        )
