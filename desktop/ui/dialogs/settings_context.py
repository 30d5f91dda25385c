"""What every page of the settings may ask and change."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.core.records import ContactRecord, Privacy
from desktop.ui.bridge import Bridge
from desktop.ui.preferences import PreferenceStore
from desktop.ui.theme import Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingsContext:
    """Given to the function that builds a page.

    Attributes:
        theme: Gives the colours at each paint.
        bridge: The way to the messenger.
        preferences: What the window remembers.
        privacy: Answers what the account tells others, as far as is known now.
        find_blocked: Answers who is blocked now.
    """

    theme: Theme
    bridge: Bridge
    preferences: PreferenceStore
    privacy: Callable[[], Privacy]
    find_blocked: Callable[[], list[ContactRecord]]
