"""Buttons in another colour than the accent: danger in dialogs, the tone of a banner."""

from PySide6.QtWidgets import QWidget

from desktop.ui.buttons import Button, ButtonKind
from desktop.ui.theme import Theme


class ToneButton(Button):
    """A button whose words have a colour role of their own."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        role: str,
        ground_role: str = "raised",
        outline_role: str = "outline",
        kind: ButtonKind = ButtonKind.SECOND,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Show words.

        Args:
            theme: Gives the colours at each paint.
            text: The words, a verb; also the accessible name.
            role: Colour role of the words; of a filled button, that of its ground.
            ground_role: With PRIMARY, colour role of the words.
            outline_role: With SECOND, colour role of the outline.
            kind: PRIMARY is filled, SECOND outlined, QUIET words alone.
            icon: Name of an icon before the words.
            parent: Qt parent.
        """
        super().__init__(theme, text, kind=kind, icon=icon, parent=parent)
        self._tone = role
        self._ground_role = ground_role
        self._outline_role = outline_role

    def set_tone(self, role: str, ground_role: str, outline_role: str) -> None:
        """Use other colour roles."""
        self._tone, self._ground_role = role, ground_role
        self._outline_role = outline_role
        self.update()

    def _colors(self) -> tuple[str | None, str | None, str]:
        tokens = self._theme.tokens
        if not self.isEnabled():
            return super()._colors()
        tone: str = getattr(tokens, self._tone)
        if self._kind is ButtonKind.PRIMARY:
            return tone, None, getattr(tokens, self._ground_role)
        if self._kind is ButtonKind.SECOND:
            return None, getattr(tokens, self._outline_role), tone
        return None, None, tone


def build_danger_button(theme: Theme, text: str, icon: str, parent: QWidget) -> ToneButton:
    """Return the button that does what cannot be undone: filled with the danger's red."""
    return ToneButton(theme, text, role="danger", kind=ButtonKind.PRIMARY, icon=icon, parent=parent)
