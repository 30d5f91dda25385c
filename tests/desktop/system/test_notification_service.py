"""Notifications over a real bus, with a played desktop at the other end."""

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from desktop.system.notification_service import NotificationService
from tests.helpers.keyring_session import keyring_session
from tests.helpers.played_desktop import PlayedDesktop, played_desktop


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    with (
        TemporaryDirectory(prefix="sc-") as folder,
        keyring_session(Path(folder) / "home") as session,
    ):
        yield session.environment["DBUS_SESSION_BUS_ADDRESS"]


@pytest.fixture
def desktop(bus: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedDesktop]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    with played_desktop(bus, has_tray=False) as desktop:
        yield desktop


class _Clicks:
    def __init__(self) -> None:
        self.tags: asyncio.Queue[int] = asyncio.Queue()
        self.service = NotificationService(self.tags.put_nowait)

    @contextlib.asynccontextmanager
    async def serving(self):  # type: ignore[no-untyped-def]
        async with asyncio.TaskGroup() as group:
            task = group.create_task(self.service.run(action="Open"))
            yield self.service
            task.cancel()


def test_notification_is_shown_replaced_and_taken_back(desktop: PlayedDesktop) -> None:
    async def story() -> None:
        clicks = _Clicks()
        async with clicks.serving() as service:
            service.show(7, "Carol", "1 new message")
            first = await asyncio.to_thread(desktop.next_shown)
            service.show(7, "Carol", "2 new messages")
            second = await asyncio.to_thread(desktop.next_shown)
            service.withdraw(7)
            closed = await asyncio.to_thread(desktop.next_closed)

        assert (first.title, first.body, first.replaces) == ("Carol", "1 new message", 0)
        assert first.actions == ("default", "Open")
        assert (second.body, second.replaces) == ("2 new messages", first.number)
        assert closed == second.number

    asyncio.run(story())


def test_click_tells_the_tag_and_an_expired_one_is_forgotten(desktop: PlayedDesktop) -> None:
    async def story() -> None:
        clicks = _Clicks()
        async with clicks.serving() as service:
            service.show(7, "Carol", "hello")
            carol = await asyncio.to_thread(desktop.next_shown)
            service.show(9, "Dave", "hello")
            dave = await asyncio.to_thread(desktop.next_shown)
            desktop.click(999)
            desktop.expire(carol.number)
            desktop.click(carol.number)
            desktop.click(dave.number)
            tag = await clicks.tags.get()
            service.show(7, "Carol", "again")
            again = await asyncio.to_thread(desktop.next_shown)

        assert tag == 9
        assert clicks.tags.empty()
        assert again.replaces == 0

    asyncio.run(story())


def test_nothing_stays_behind_at_the_end(desktop: PlayedDesktop) -> None:
    async def story() -> int:
        clicks = _Clicks()
        async with clicks.serving() as service:
            service.show(7, "Carol", "hello")
            shown = await asyncio.to_thread(desktop.next_shown)
            # The answer to the first came before the second was asked for.
            service.show(8, "Dave", "hello")
            await asyncio.to_thread(desktop.next_shown)
        return shown.number

    number = asyncio.run(story())

    assert desktop.next_closed() == number


def test_text_of_a_person_is_never_markup(desktop: PlayedDesktop) -> None:
    """UI-02."""

    async def story() -> None:
        clicks = _Clicks()
        async with clicks.serving() as service:
            service.show(7, "Carol", "<a href='file:///etc/passwd'>&</a>")
            shown = await asyncio.to_thread(desktop.next_shown)

        assert shown.body == "&lt;a href='file:///etc/passwd'&gt;&amp;&lt;/a&gt;"

    asyncio.run(story())


def test_desktop_without_the_service_is_told_at_once(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)

    assert asyncio.run(NotificationService(lambda _tag: None).run(action="Open")) is False


def test_no_bus_at_all_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nothing'}")

    assert asyncio.run(NotificationService(lambda _tag: None).run(action="Open")) is False
