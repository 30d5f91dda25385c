"""The settings about notifications and the tray."""

from PySide6.QtWidgets import QWidget

from desktop.ui.choices import Toggle
from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.preferences import NotificationLevel, PreferenceStore
from desktop.ui.theme import Theme


class NotificationsPage(SettingsPage):
    """Shows what is in force, and puts every choice in force at once.

    Attributes:
        level: What a notification says.
        switches: Everything that is on or off, by the name of its preference.
    """

    def __init__(
        self, theme: Theme, preferences: PreferenceStore, parent: QWidget | None = None
    ) -> None:
        """Show these preferences."""
        super().__init__(theme, parent)
        self._preferences = preferences
        levels: dict[NotificationLevel, str] = {
            "name": self.tr("Who wrote"),
            "text": self.tr("Who wrote, and the message"),
            "hidden": self.tr("Only that there is a message"),
        }
        self.level = ChoiceSelect(
            theme, self.tr("What a notification says"), list(levels.items()), self
        )
        self.switches: dict[str, Toggle] = {}
        self._lay_out()
        self._show()
        preferences.changed.connect(self._show)
        self.level.chosen.connect(lambda level: preferences.change(notification_level=level))

    def _lay_out(self) -> None:
        self.add_heading(self.tr("New messages"))
        self._add_switch(
            "notifications",
            self.tr("Notifications"),
            self.tr("Your desktop tells you while this window is not in front."),
        )
        self._add_switch(
            "do_not_disturb",
            self.tr("Do not disturb"),
            self.tr("Silent until you turn it off. The tray icon has it, too."),
        )
        self.add_row(
            self.tr("What a notification says"),
            self.tr("It stands on your screen for whoever is near, also when you are away."),
            self.level,
        )
        self.add_line()
        self.add_heading(self.tr("Tray"))
        self._add_switch(
            "close_to_tray",
            self.tr("Keep running when the window is closed"),
            self.tr("Messages go on coming in. Where the desktop has no tray, closing quits."),
        )
        self._add_switch(
            "start_minimised",
            self.tr("Start in the tray"),
            self.tr("The window stays hidden until you click the icon."),
        )
        self._column.addStretch(1)

    def _add_switch(self, name: str, title: str, words: str) -> None:
        toggle = Toggle(self._theme, title, self)
        toggle.clicked.connect(lambda is_on: self._preferences.change(**{name: is_on}))
        self.switches[name] = toggle
        self.add_row(title, words, toggle)

    def _show(self, _name: str = "") -> None:
        values = self._preferences.values
        for name, toggle in self.switches.items():
            toggle.setChecked(getattr(values, name))
        self.level.show_choice(values.notification_level)


def build(context: SettingsContext, parent: QWidget) -> NotificationsPage:
    """Make the page; it needs only the preferences."""
    return NotificationsPage(context.theme, context.preferences, parent)
