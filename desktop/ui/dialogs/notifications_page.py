"""The settings about notifications and the tray."""

from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop.ui.choices import Radio, Toggle
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.labels import TextLabel
from desktop.ui.measures import px
from desktop.ui.preferences import NotificationLevel, PreferenceStore
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle


class NotificationsPage(SettingsPage):
    """Shows what is in force, and puts every choice in force at once.

    Attributes:
        levels: What a notification says.
        switches: Everything that is on or off, by the name of its preference.
    """

    def __init__(
        self, theme: Theme, preferences: PreferenceStore, parent: QWidget | None = None
    ) -> None:
        """Show these preferences."""
        super().__init__(theme, parent)
        self._preferences = preferences
        self.levels: dict[NotificationLevel, Radio] = {
            "name": Radio(theme, self.tr("Who wrote"), self),
            "text": Radio(theme, self.tr("Who wrote, and the message"), self),
            "hidden": Radio(theme, self.tr("Only that there is a message"), self),
        }
        group = QButtonGroup(self)
        for radio in self.levels.values():
            group.addButton(radio)
        self.switches: dict[str, Toggle] = {}
        self._lay_out()
        self._show()
        preferences.changed.connect(self._show)
        for level, radio in self.levels.items():
            radio.clicked.connect(
                lambda _=False, level=level: preferences.change(notification_level=level)
            )

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
        self.add_line()
        self.add_heading(self.tr("What a notification says"))
        words = self.tr("It stands on your screen for whoever is near, also when you are away.")
        self._column.addWidget(
            TextLabel(
                self._theme,
                TypeStyle.CAPTION,
                text=words,
                role="secondary",
                wraps=True,
                parent=self,
            )
        )
        self._column.addSpacing(px(4))
        for radio in self.levels.values():
            self._column.addWidget(radio)
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
        for level, radio in self.levels.items():
            radio.setChecked(level == values.notification_level)


def build(context: SettingsContext, parent: QWidget) -> NotificationsPage:
    """Make the page; it needs only the preferences."""
    return NotificationsPage(context.theme, context.preferences, parent)
