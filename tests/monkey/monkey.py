"""Somebody who clicks and types at random, and an eye on what must never happen.

The window is the real one, over a messenger in memory that tells random news and fails at random.
A real engine was the other choice: it would find what is wrong between window and engine, which the
stories on real windows and the tests of the bridge look at, but most of its time goes into waiting
for keys and servers, and it hardly ever meets a lost account, a damaged history or a key that
changed while a dialog was open. In memory each of these states comes within minutes, in any order,
and what the monkey found so far were such meetings.

Nothing here may raise in a slot or a task, make Qt warn, log a warning, or lose a draft.
"""

import asyncio
import logging
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Final, cast

from PySide6.QtCore import (
    QKeyCombination,
    QMessageLogContext,
    QObject,
    QPoint,
    Qt,
    QtMsgType,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.core.records import ContactId
from desktop.ui.actions import ACTIONS, Action
from desktop.ui.main_window import MainWindow
from desktop.ui.models.palette_model import COMMANDS_ONLY
from desktop.ui.profiles import Profiles
from desktop.ui.theme import Theme
from tests.helpers.fake_messenger import INVITE, RECOVERY_GROUPS, RELAY
from tests.helpers.neighbours import PlayedNeighbours
from tests.monkey.itinerary import FIRST_RUN, Itinerary, steps_from
from tests.monkey.news import NAMES, TEXTS, News
from tests.monkey.reached import Reached
from tests.ui.desk import Desk
from tests.ui.scenes import SCENES

_PASSWORD: Final = "four words in a row"
_WORDS: Final = (
    *NAMES,
    *TEXTS,
    *(_PASSWORD, INVITE, RELAY, "chat.example", "zoe", "ferry", "lock", "> ", "details", ":smi"),
    *("requests", "notifications", "1", " ", "-".join(RECOVERY_GROUPS)),
)
_KEYS: Final = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Return),
    *((Qt.Key.Key_Escape,) * 4),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Space),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Menu, Qt.Key.Key_Backtab),
)
_MODIFIERS: Final = (
    *((Qt.KeyboardModifier.NoModifier,) * 6),
    *(Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier),
)
_SIZES: Final = ((1180, 740), (1400, 900), (900, 600), (700, 600), (480, 480))
_SENSIBLE: Final = 0.75
_LAYERS: Final = 3
_HIDDEN: Final = QLineEdit.EchoMode.Password
NOT_PRESSED: Final = frozenset({"Test now"})
"""Starts a program."""

_HARMLESS: Final = "This plugin does not support"


class Trail:
    """What was done last; in a file, too, which is all that a crash of the program leaves."""

    _LENGTH: Final = 25

    def __init__(self, path: Path | None) -> None:
        """Begin anew; `path` is written over."""
        self._last: deque[str] = deque(maxlen=self._LENGTH)
        self._file = path.open("w", buffering=1) if path is not None else None

    def add(self, line: str) -> None:
        """Note what comes now."""
        self._last.append(line)
        if self._file is not None:
            self._file.write(f"{line}\n")

    def describe(self) -> str:
        """Return the last lines."""
        return "\n  ".join(self._last)


class MonkeyFound(AssertionError):
    """Something happened that must not; says what, and what was done before it."""


class _NoOtherProfiles(Profiles):
    """Starts no process."""

    def open(self, name: str) -> bool:
        return bool(name)


class _NoBrowser(QObject):
    """Opens no browser."""

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Open nothing."""


class _MonkeyDesk(Desk):
    """A desk that tells of what fails in a task."""

    def __init__(self, theme: Theme, on_failed: Callable[[BaseException], None]) -> None:
        self._on_failed = on_failed
        super().__init__(theme)
        self.profiles = _NoOtherProfiles(PlayedNeighbours())

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> object:
        task = cast("asyncio.Task[None]", super().spawn(work, name))
        task.add_done_callback(self._look_at)
        return task

    def _look_at(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_failed(error)


class Monkey:
    """Plays with one window after the other.

    Attributes:
        reached: What it came past.
        steps: How often it did something.
    """

    def __init__(self, theme: Theme, seed: int, trail: Path | None = None) -> None:
        """Take a seed; the same one does the same, as far as clocks allow. `trail` is written."""
        self._theme = theme
        self._random = Random(seed)
        self._seed = seed
        self.reached = Reached()
        self._itinerary = Itinerary(self._random, self.reached)
        self.steps = 0
        self._trail = Trail(trail)
        self._faults: list[str] = []
        self._desk: _MonkeyDesk
        self._window: MainWindow
        self._news: News
        self._written: dict[ContactId, str] = {}
        self._shown: ContactId | None = None
        self._sent = 0

    def play(self, seconds: float) -> None:
        """Go on for a time.

        Raises:
            MonkeyFound: something happened that must not.
        """
        end = time.monotonic() + seconds
        with self._eyes_open():
            while time.monotonic() < end:
                start = self._itinerary.next()
                self._sit_down(start)
                try:
                    for _ in range(steps_from(start)):
                        self._step()
                        if time.monotonic() >= end:
                            break
                finally:
                    self._leave()
                self._tell_faults()

    # ── one window ────────────────────────────────────────────────────────────────────────────

    def _sit_down(self, start: str) -> None:
        self._theme.choose(self._random.choice(["light", "dark", "system"]))
        QGuiApplication.setLayoutDirection(
            self._random.choice(
                [Qt.LayoutDirection.LeftToRight] * 3 + [Qt.LayoutDirection.RightToLeft]
            )
        )
        self._desk = _MonkeyDesk(self._theme, self._on_failed_task)
        self._written, self._shown, self._sent = {}, None, 0
        self._trail.add(f"begin with {start}")
        self.reached.is_in_scene = start in SCENES
        if start in SCENES:
            self._window = SCENES[start](self._desk)
            self._news = News(self._desk.messenger, self._random)
        else:
            self._news = News(self._desk.messenger, self._random)
            self._news.meet_some()
            state = self._news.choose_profile(is_first_run=start == FIRST_RUN)
            self._trail.add(f"open {state}")
            self._window = self._desk.open_window(state=state)
        self.reached.watch_actions(self._window)
        self._look_at_draft()
        self._tell_faults()

    def _leave(self) -> None:
        self._news.answer_all()
        self._desk.settle()
        self._desk.close()
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._theme.choose_zoom(100)

    def _step(self) -> None:
        self.steps += 1
        act = self._random.choices(
            [
                self._press_button,
                self._click_anywhere,
                self._fill_field,
                self._press_key,
                self._press_shortcut,
                self._use_palette,
                self._hear_news,
                self._turn_wheel,
                self._resize,
            ],
            [28, 20, 14, 12, 12, 2, 12, 2, 1],
        )[0]
        act()
        self.reached.look()
        if self._random.random() < 0.1:
            self._news.answer_all()
        self._desk.settle()
        self._tidy()
        self._look()

    def _tidy(self) -> None:
        """Come back from where a person would come back from by other programs."""
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QFileDialog) and top.isVisible():
                top.reject()
        popup: QWidget | None = QApplication.activePopupWidget()
        if popup is not None and self._random.random() < 0.5:
            popup.close()
        if not self._window.isVisible():
            self._window.come_forward()
        if not self._window.isActiveWindow():
            self._window.activateWindow()
        self._desk.settle()

    # ── hands ─────────────────────────────────────────────────────────────────────────────────

    def _press_button(self) -> None:
        buttons = []
        for button in self._window.findChildren(QAbstractButton):
            if (
                button.isVisible()
                and button.isEnabled()
                and button.accessibleName() not in NOT_PRESSED
            ):
                name = button.accessibleName() or button.text()
                if self._at(button, button.rect().center()) is not None:
                    self.reached.seen.add(name)
                    buttons.append((button, name))
        if not buttons:
            return
        pressed = self.reached.buttons
        weights = [1 / (1 + pressed[name]) for _, name in buttons]
        button, name = self._random.choices(buttons, weights)[0]
        self._trail.add(f"press {name!r}")
        pressed[name] += 1
        self._click(button, button.rect().center())

    def _click_anywhere(self) -> None:
        kinds = (QAbstractItemView, QLineEdit, QPlainTextEdit, QAbstractSlider)
        places = [
            (one, point)
            for one in self._window.findChildren(QWidget)
            if isinstance(one, kinds) and one.isVisible() and one.width() > 0 and one.height() > 0
            for point in [self._point_in(one)]
            if self._at(one, point) is not None
        ]
        if not places:
            return
        one, point = self._random.choice(places)
        button = self._random.choices(
            [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton], [4, 1]
        )[0]
        self._trail.add(f"click {type(one).__name__} {one.accessibleName()!r} with {button.name}")
        self._click(one, point, button)

    def _point_in(self, widget: QWidget) -> QPoint:
        """Return any point; of a list, mostly one where a row has something painted."""
        if isinstance(widget, QAbstractItemView) and self._random.random() < 0.8:
            spoken = widget.model().rowCount() if widget.model() is not None else 0
            rows = [widget.visualRect(widget.model().index(row, 0)) for row in range(spoken)]
            seen = [row for row in rows if row.intersects(widget.viewport().rect())]
            if seen:
                row = self._random.choice(seen)
                part = self._random.choice([0.08, 0.15, 0.5, 0.9, 0.95])
                return QPoint(row.left() + round(row.width() * part), row.center().y())
        return QPoint(
            self._random.randrange(widget.width()), self._random.randrange(widget.height())
        )

    def _fill_field(self) -> None:
        focused: QWidget | None = self._window.focusWidget()
        if not isinstance(focused, QLineEdit | QPlainTextEdit) or self._random.random() < 0.4:
            fields = [
                one
                for one in self._window.findChildren(QWidget)
                if isinstance(one, QLineEdit | QPlainTextEdit)
                and self._at(one, one.rect().center()) is not None
            ]
            if not fields:
                return
            focused = self._random.choice(fields)
            self._click(focused, focused.rect().center())
            focused = self._window.focusWidget()
            if not isinstance(focused, QLineEdit | QPlainTextEdit):
                return
        is_line = isinstance(focused, QLineEdit)
        text = self._suitable_text(focused)
        self._trail.add(f"type {text[:24]!r} into {focused.accessibleName()!r}")
        if is_line and self._random.random() < 0.8:
            focused.selectAll()
        if len(text) < 20 and text.isascii():
            for letter in text:
                there: QWidget | None = self._window.focusWidget()
                QTest.keyClicks(self._window if there is None else there, letter)
        else:
            QGuiApplication.clipboard().setText(text)
            QTest.keyClick(
                self._window.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier
            )
        if is_line and self._random.random() < 0.5:
            self._desk.settle()
            QTest.keyClick(self._window.windowHandle(), Qt.Key.Key_Return)

    def _suitable_text(self, field: QWidget) -> str:
        """Return mostly what leads on from there, else anything."""
        name = field.accessibleName()
        is_hidden = isinstance(field, QLineEdit) and field.echoMode() is _HIDDEN
        fitting = {
            "Invite link": [INVITE],
            "Username": ["lena.o", "zoe", "erin"],
            "Message": [":smi", *_WORDS],
        }
        if name.startswith("Group ") and name[6:].isdecimal():
            fitting[name] = [RECOVERY_GROUPS[int(name[6:]) - 1]]
        elif is_hidden or any(word in name for word in ("assword", "assphrase", "same again")):
            fitting[name] = [_PASSWORD]
        return self._random.choice(
            fitting.get(name, _WORDS) if self._random.random() < _SENSIBLE else _WORDS
        )

    def _press_key(self) -> None:
        key, modifier = self._random.choice(_KEYS), self._random.choice(_MODIFIERS)
        self._trail.add(f"key {key.name} {modifier.name}")
        popup: QWidget | None = QApplication.activePopupWidget()
        if popup is not None:
            QTest.keyClick(popup, key, modifier)
        else:
            QTest.keyClick(self._window.windowHandle(), key, modifier)

    def _press_shortcut(self) -> None:
        action = self._choose_action([action for action in ACTIONS if action.keys])
        keys: Any = QKeySequence(self._random.choice(action.keys))  # typed without its items
        chord: QKeyCombination = keys[0]
        self._trail.add(f"shortcut of {action.key}")
        QTest.keyClick(self._window.windowHandle(), chord.key(), chord.keyboardModifiers())

    def _use_palette(self) -> None:
        """Look for a command by its name, with whatever is open closed before."""
        action = self._choose_action([action for action in ACTIONS if action.icon])
        self._trail.add(f"palette for {action.key}")
        handle = self._window.windowHandle()
        for _ in range(_LAYERS):
            QTest.keyClick(handle, Qt.Key.Key_Escape)
            self._desk.settle()
        QTest.keyClick(handle, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self._desk.settle()
        field: QWidget | None = self._window.focusWidget()
        if isinstance(field, QLineEdit) and field.isVisible():
            field.selectAll()
            QTest.keyClicks(field, COMMANDS_ONLY + action.title())
            QTest.keyClick(handle, Qt.Key.Key_Return)

    def _choose_action(self, among: list[Action]) -> Action:
        """Return one, rather one that acted seldom; half of the time one that never did."""
        never = [action for action in among if not self.reached.actions[action.key]]
        if never and self._random.random() < 0.5:
            return self._random.choice(never)
        weights = [1 / (1 + self.reached.actions[action.key]) for action in among]
        return self._random.choices(among, weights)[0]

    def _turn_wheel(self) -> None:
        bars = [
            view.verticalScrollBar()
            for view in self._window.findChildren(QAbstractItemView)
            if view.isVisible()
        ]
        if bars:
            bar = self._random.choice(bars)
            self._trail.add("wheel")
            bar.setValue(self._random.randint(bar.minimum(), bar.maximum()))

    def _resize(self) -> None:
        size = self._random.choice(_SIZES)
        self._trail.add(f"resize to {size}")
        self._window.resize(*size)

    def _hear_news(self) -> None:
        self._trail.add(f"news: {self._news.happen()}")

    def _at(self, widget: QWidget, point: QPoint) -> QPoint | None:
        """Return the point in the window if a click there would go to the widget."""
        place = widget.mapTo(self._window, point)
        there: QWidget | None = self._window.childAt(place)
        is_hit = there is not None and (there is widget or widget.isAncestorOf(there))
        return place if is_hit else None

    def _click(
        self,
        widget: QWidget,
        point: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        place = widget.mapTo(self._window, point)
        handle = self._window.windowHandle()
        QTest.mouseClick(handle, button, Qt.KeyboardModifier.NoModifier, place)
        if button is Qt.MouseButton.RightButton:
            # Without a window system nobody turns the button into the wish for a menu.
            there = self._window.childAt(place)
            if there is not None:
                at = there.mapFrom(self._window, place)
                event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, there.mapToGlobal(at))
                QApplication.sendEvent(there, event)

    # ── eyes ──────────────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        """Look at what shows, at what was written, and at what went wrong meanwhile."""
        self.reached.look()
        self._look_at_draft()
        self._tell_faults()

    def _tell_faults(self) -> None:
        if self._faults:
            trail = self._trail.describe()
            faults = "\n".join(self._faults)
            raise MonkeyFound(f"seed {self._seed}, step {self.steps}:\n  {trail}\n{faults}")

    def _look_at_draft(self) -> None:
        messenger, composer = self._desk.messenger, self._window.shell.conversation.composer
        for contact, *_ in messenger.called("send_text")[self._sent :]:
            self._written.pop(cast("ContactId", contact), None)
        self._sent = len(messenger.called("send_text"))
        for contact in messenger.deleted_chats:
            self._written.pop(contact, None)
        if messenger.called("delete_account"):
            self._written.clear()
        contact = composer._contact if composer.isVisible() else None
        text = composer.editor.toPlainText()
        if contact is None:
            self._shown = None
            return
        if contact != self._shown and contact in self._written:
            expected = self._written[contact]
            # Blanks alone are nothing that was written. What was put in beside it, such as an emoji
            # from a picker that lies over a narrow window, is no loss.
            if expected.strip() and not _holds(text, expected):
                self._faults.append(f"the draft {expected!r} became {text!r}")
        self._shown, self._written[contact] = contact, text

    def _on_failed_task(self, error: BaseException) -> None:
        self._faults.append("in a task: " + "".join(traceback.format_exception(error)))

    @contextmanager
    def _eyes_open(self) -> Iterator[None]:
        """Hear of every exception, Qt warning and logged warning."""
        hook, browser = sys.excepthook, _NoBrowser()

        def on_exception(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            self._faults.append("".join(traceback.format_exception(kind, error, trace)))

        def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
            if kind is not QtMsgType.QtDebugMsg and _HARMLESS not in text:
                self._faults.append(f"Qt: {text}")

        class Log(logging.Handler):
            def emit(_self, record: logging.LogRecord) -> None:  # noqa: N805
                self._faults.append(f"log: {record.getMessage()}")

        log = Log(logging.WARNING)
        logging.getLogger().addHandler(log)
        sys.excepthook = on_exception
        before = qInstallMessageHandler(on_message)
        for scheme in ("http", "https"):
            QDesktopServices.setUrlHandler(scheme, browser, "open")  # type: ignore[arg-type]
        try:
            yield
        finally:
            for scheme in ("http", "https"):
                QDesktopServices.unsetUrlHandler(scheme)
            qInstallMessageHandler(before)
            sys.excepthook = hook
            logging.getLogger().removeHandler(log)


def _holds(text: str, written: str) -> bool:
    """Tell whether every character that was written stands in the text, in its order."""
    left = iter(text)
    return all(character in left for character in written)
