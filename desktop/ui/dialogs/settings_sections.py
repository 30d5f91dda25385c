"""The sections of the settings, in their order; a new page is one more line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.ui.dialogs import (
    about_page,
    account_page,
    appearance_page,
    network_page,
    notifications_page,
    privacy_page,
    security_page,
    storage_page,
)
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the settings.

    Attributes:
        key: Names it in code.
        icon: Before its title.
        title: Answers its title in the language in force.
        build: Makes its page when it is first shown, connected to what it needs.
    """

    key: str
    icon: str
    title: Callable[[], str]
    build: Callable[[SettingsContext, QWidget], SettingsPage]


SECTIONS: Final = (
    Section("account", "user-round", lambda: translate("Settings", "Account"), account_page.build),
    Section("privacy", "lock", lambda: translate("Settings", "Privacy"), privacy_page.build),
    Section(
        "security", "key-round", lambda: translate("Settings", "Security"), security_page.build
    ),
    Section(
        "notifications",
        "bell",
        lambda: translate("Settings", "Notifications"),
        notifications_page.build,
    ),
    Section(
        "appearance",
        "palette",
        lambda: translate("Settings", "Appearance"),
        appearance_page.build,
    ),
    Section("network", "globe", lambda: translate("Settings", "Network"), network_page.build),
    Section("storage", "database", lambda: translate("Settings", "Storage"), storage_page.build),
    Section("about", "info", lambda: translate("Settings", "About"), about_page.build),
)
FIRST_SECTION: Final = "privacy"
"""What is shown first: what people look for most."""
