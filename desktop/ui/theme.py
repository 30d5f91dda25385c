"""The look that is in force: tokens, palette and stylesheet, following the desktop or fixed."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.ui.icons import Icons
from desktop.ui.measures import set_zoom_percent, zoom_percent
from desktop.ui.preferences import ThemeChoice
from desktop.ui.stylesheet import SHEET_ROLES, STYLESHEET, follow_palette
from desktop.ui.tokens import DARK, LIGHT, Tokens
from desktop.ui.typography import TypeStyle, forget_fonts, load_fonts
from desktop.ui.zoom import rescale_windows


class Theme(QObject):
    """Holds the look in force and gives it to the whole application.

    Attributes:
        tokens: The colours in force.
        icons: Draws icons and pictures.

    Signals:
        changed(): Other tokens are in force; whoever keeps a colour asks again.
        zoomed(): Another zoom is in force; whoever keeps a measure measures again.
    """

    changed = Signal()
    zoomed = Signal()

    def __init__(
        self,
        app: QApplication,
        choice: ThemeChoice = "system",
        zoom: int = 100,
        parent: QObject | None = None,
    ) -> None:
        """Load the fonts and put the look in force.

        Args:
            app: The application; its style, font, palette and stylesheet are set.
            choice: Which look the person wants; "system" follows the desktop.
            zoom: Size of type and measures in percent.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._app = app
        self._choice = choice
        self.icons = Icons()
        self.tokens: Tokens = LIGHT
        set_zoom_percent(zoom)
        load_fonts()
        app.setStyle("Fusion")
        self._set_fonts()
        app.setStyleSheet(STYLESHEET)
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply(self._pick())

    @property
    def choice(self) -> ThemeChoice:
        """Which look the person wants."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Put another look in force."""
        self._choice = choice
        self._on_system_changed()

    @property
    def zoom_percent(self) -> int:
        """Size of type and measures."""
        return zoom_percent()

    def choose_zoom(self, percent: int) -> None:
        """Put another size of type and measures in force, in every window at once."""
        before = zoom_percent()
        if percent == before:
            return
        set_zoom_percent(percent)
        forget_fonts()
        self._set_fonts()
        rescale_windows(self._app.topLevelWidgets(), before, percent)
        self.zoomed.emit()
        self.changed.emit()

    def _set_fonts(self) -> None:
        self._app.setFont(TypeStyle.BODY.font)
        QToolTip.setFont(TypeStyle.CAPTION.font)

    def _on_system_changed(self) -> None:
        tokens = self._pick()
        if tokens is not self.tokens:
            self._apply(tokens)
            self.changed.emit()

    def _pick(self) -> Tokens:
        if self._choice == "system":
            is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            is_dark = self._choice == "dark"
        return DARK if is_dark else LIGHT

    def _apply(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._app.setPalette(_build_palette(tokens))
        follow_palette(self._app)
        self._app.setWindowIcon(self.icons.window_icon(tokens))


def _build_palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in {
        role.Window: "window",
        role.Base: "window",
        role.AlternateBase: "list",
        role.ToolTipBase: "raised",
        role.WindowText: "text",
        role.Text: "text",
        role.ToolTipText: "text",
        role.PlaceholderText: "secondary",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "link",
        role.LinkVisited: "link",
        **SHEET_ROLES,
    }.items():
        palette.setColor(target, tokens.color(name))
    return palette
