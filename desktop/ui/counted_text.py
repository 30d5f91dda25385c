"""Sentences with a count in them, for code that is no object of Qt.

Only `tr()` of an object tells `lupdate` that a text has a form for each number; of
`translate(context, text, "", count)` it takes a single form, and the other numbers stay English.
"""

from PySide6.QtCore import QObject


class CountedText(QObject):
    """Says how many there are; one has a sentence of its own."""

    def messages_missing(self, count: int) -> str:
        """Return the words of a gap in a chat."""
        if count == 1:
            return self.tr("1 message missing")
        return self.tr("%n messages missing", "", count)

    def messages_waiting(self, count: int) -> str:
        """Return how many messages a paused chat holds back."""
        if count == 1:
            return self.tr("1 message waits here.")
        return self.tr("%n messages wait here.", "", count)

    def try_in_minutes(self, count: int) -> str:
        """Return when something may be tried again."""
        if count == 1:
            return self.tr("Try again in a minute.")
        return self.tr("Try again in %n minutes.", "", count)

    def try_in_hours(self, count: int) -> str:
        """Return when something may be tried again, two hours from now or later."""
        return self.tr("Try again in %n hours.", "", count)

    def characters_missing(self, count: int) -> str:
        """Return how much of a recovery code is not typed yet."""
        if count == 1:
            return self.tr("The code is not complete: 1 character is missing.")
        return self.tr("The code is not complete: %n characters are missing.", "", count)
