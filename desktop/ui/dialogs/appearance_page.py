"""The settings about the look: theme, size of text, language, what Enter does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QWidget

from desktop.ui.choices import Toggle
from desktop.ui.dialogs.choice_select import ChoiceSelect
from desktop.ui.dialogs.setting_rows import SettingsPage
from desktop.ui.dialogs.settings_context import SettingsContext
from desktop.ui.dialogs.text_sample import TextSample
from desktop.ui.dialogs.theme_card import ThemeCard
from desktop.ui.labels import TextLabel
from desktop.ui.language import LANGUAGES
from desktop.ui.measures import Px, px
from desktop.ui.preferences import (
    MAX_ZOOM_PERCENT,
    MIN_ZOOM_PERCENT,
    ZOOM_STEP,
    PreferenceStore,
    ThemeChoice,
)
from desktop.ui.slider import Slider
from desktop.ui.theme import Theme
from desktop.ui.typography import TypeStyle

_PERCENT_WIDTH = Px(56)
_CARDS_BESIDE_FROM = Px(360)


class AppearancePage(SettingsPage):
    """Shows what is in force, and puts every choice in force at once.

    Attributes:
        cards: The looks.
        text_size: The size of text.
        language: The languages by their code; empty is the desktop's.
        enter_sends: What Enter does.
    """

    def __init__(
        self, theme: Theme, preferences: PreferenceStore, parent: QWidget | None = None
    ) -> None:
        """Show these preferences."""
        super().__init__(theme, parent)
        self._preferences = preferences
        self.cards: dict[ThemeChoice, ThemeCard] = {
            "system": ThemeCard(theme, "system", self.tr("System"), self),
            "light": ThemeCard(theme, "light", self.tr("Light"), self),
            "dark": ThemeCard(theme, "dark", self.tr("Dark"), self),
        }
        self.text_size = Slider(
            theme,
            self.tr("Text size"),
            least=MIN_ZOOM_PERCENT,
            most=MAX_ZOOM_PERCENT,
            step=ZOOM_STEP,
            parent=self,
        )
        self._percent = TextLabel(
            theme,
            TypeStyle.BODY,
            role="secondary",
            alignment=Qt.AlignmentFlag.AlignTrailing,
            parent=self,
        )
        self._percent.setFixedWidth(_PERCENT_WIDTH)
        self._sample = TextSample(theme, self)
        self.language = ChoiceSelect(
            theme,
            self.tr("Language"),
            [("", self.tr("As the desktop")), *LANGUAGES.items()],
            self,
        )
        self.enter_sends = Toggle(theme, self.tr("Enter sends the message"), self)
        self._lay_out()
        for name in ("theme", "zoom_percent", "language", "enter_sends"):
            self._show(name)
        self._connect_signals()

    def _lay_out(self) -> None:
        self.add_heading(self.tr("Theme"))
        group = QButtonGroup(self)
        cards = self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        cards.setSpacing(px(18))
        for card in self.cards.values():
            group.addButton(card)
            cards.addWidget(card)
        cards.addStretch(1)
        self.add_block(cards)
        self.add_line()
        self.add_heading(self.tr("Text"))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        title = TextLabel(self._theme, TypeStyle.BODY_MEDIUM, text=self.tr("Size"), parent=self)
        row.addWidget(title, 1)
        row.addWidget(self._letter(TypeStyle.CAPTION))
        row.addWidget(self.text_size)
        row.addWidget(self._letter(TypeStyle.TITLE))
        row.addWidget(self._percent)
        self.add_block(row)
        self.add_block(self._sample)
        self.add_row(
            self.tr("Language"),
            self.tr("Another language counts from the next start."),
            self.language,
        )
        self.add_line()
        self.add_heading(self.tr("Behaviour"))
        self.add_row(
            self.tr("Enter sends the message"),
            self.tr("Otherwise Enter starts a new line and Ctrl+Enter sends."),
            self.enter_sends,
        )
        self._column.addStretch(1)

    def _letter(self, style: TypeStyle) -> TextLabel:
        """Return what stands for small or large text at an end of the slider, in every language."""
        return TextLabel(self._theme, style, text="A", role="secondary", parent=self)

    def _connect_signals(self) -> None:
        self._preferences.changed.connect(self._show)
        for choice, card in self.cards.items():
            card.clicked.connect(
                lambda _=False, theme=choice: self._preferences.change(theme=theme)
            )
        self.language.chosen.connect(lambda language: self._preferences.change(language=language))
        self.text_size.valueChanged.connect(
            lambda percent: self._preferences.change(zoom_percent=percent)
        )
        self.text_size.sliderMoved.connect(self._show_percent)
        self.enter_sends.clicked.connect(lambda is_on: self._preferences.change(enter_sends=is_on))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the looks below each other where there is no room beside."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < _CARDS_BESIDE_FROM
        self._cards.setDirection(
            QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        )

    def _show(self, name: str) -> None:
        values = self._preferences.values
        if name == "theme":
            self.cards[values.theme].setChecked(True)
        elif name == "zoom_percent":
            self.text_size.setValue(values.zoom_percent)
            self._show_percent(values.zoom_percent)
        elif name == "language":
            # What an older or newer version chose may be a language that this one does not have.
            self.language.show_choice(values.language if values.language in LANGUAGES else "")
        elif name == "enter_sends":
            self.enter_sends.setChecked(values.enter_sends)

    def _show_percent(self, percent: int) -> None:
        self._percent.setText(self.tr("{percent} %").format(percent=percent))
        self._sample.show_percent(percent)


def build(context: SettingsContext, parent: QWidget) -> AppearancePage:
    """Make the page; it needs only the preferences."""
    return AppearancePage(context.theme, context.preferences, parent)
