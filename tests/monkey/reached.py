"""What a run came past: views and dialogs on the screen, actions and buttons that acted."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui import dialogs, views
from desktop.ui.actions import ACTIONS
from desktop.ui.main_window import MainWindow
from tests.monkey.news import NAMES

WANTED_SHARE: Final = 0.9
_VARYING: Final = re.compile(r"\d+|" + "|".join(map(re.escape, NAMES)))


def _all_views() -> dict[type[QWidget], str]:
    found = {}
    for package in (views, dialogs):
        for module in pkgutil.iter_modules(package.__path__):
            name = f"{package.__name__}.{module.name}"
            for title, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass):
                is_own = kind.__module__ == name and not title.startswith("_")
                if is_own and issubclass(kind, QWidget):
                    found[kind] = title
    return found


class Reached:
    """Counts.

    Attributes:
        views: How often each public widget class of views and dialogs was on the screen.
        actions: How often each action of the table acted.
        buttons: How often each button was pressed, by its accessible name.
        seen: Every button that could be pressed.
        is_in_scene: Whether the window that is looked at began in a scene.
        by_chance: The views that were on the screen in a window that did not.
    """

    def __init__(self) -> None:
        self._all_views = _all_views()
        self.views: Counter[str] = Counter()
        self.actions: Counter[str] = Counter()
        self.buttons: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.is_in_scene = False
        self.by_chance: set[str] = set()

    def watch_actions(self, window: MainWindow) -> None:
        """Count what the shortcuts and the palette of a new window do."""
        by_keys = {QKeySequence(keys): one.key for one in ACTIONS for keys in one.keys}
        for shortcut in window.findChildren(QShortcut):
            if (key := by_keys.get(shortcut.key())) is not None:
                shortcut.activated.connect(lambda key=key: self.actions.update([key]))
        handlers = window.shell.keys.handlers
        for key, act in list(handlers.items()):
            handlers[key] = partial(self._count_and_act, key, act)

    def _count_and_act(self, key: str, act: Callable[[], object]) -> None:
        self.actions[key] += 1
        act()

    def look(self) -> None:
        """Note every view that shows now."""
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                for widget in [top, *top.findChildren(QWidget)]:
                    if widget.isVisible():
                        for kind in type(widget).__mro__:
                            if kind in self._all_views:
                                self._note(self._all_views[kind])

    def _note(self, view: str) -> None:
        self.views[view] += 1
        if not self.is_in_scene:
            self.by_chance.add(view)

    def missing_views(self) -> list[str]:
        """Return the views that were never on the screen."""
        return sorted(set(self._all_views.values()) - set(self.views))

    def missing_actions(self) -> list[str]:
        """Return the actions that never acted."""
        return sorted({action.key for action in ACTIONS} - set(self.actions))

    def shares(self) -> tuple[float, float]:
        """Return which share of the views and of the actions was reached."""
        views_, actions = len(set(self._all_views.values())), len(ACTIONS)
        return (
            1 - len(self.missing_views()) / views_,
            1 - len(self.missing_actions()) / actions,
        )

    def describe(self) -> list[str]:
        """Return lines for whoever reads how the run went."""
        shares, by_scene = self.shares(), set(self.views) - self.by_chance
        pressed = {plain(name) for name in self.buttons}
        seen = {plain(name) for name in self.seen}
        fired = ", ".join(f"{key} {count}" for key, count in self.actions.most_common())
        unpressed = ", ".join(sorted(seen - pressed)) or "none"
        return [
            f"views: {shares[0]:.0%} of {len(set(self._all_views.values()))}",
            f"only after a scene was opened: {', '.join(sorted(by_scene)) or 'none'}",
            f"never seen: {', '.join(self.missing_views()) or 'none'}",
            f"actions: {shares[1]:.0%} of {len(ACTIONS)}",
            f"never fired: {', '.join(self.missing_actions()) or 'none'}",
            f"fired: {fired}",
            f"buttons: {len(pressed & seen)} of {len(seen)} names pressed",
            f"never pressed: {unpressed}",
        ]


def plain(name: str) -> str:
    """Return a button's name without what differs from one person or day to the next."""
    return _VARYING.sub("…", name)
