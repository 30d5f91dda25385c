"""Times as a person reads them, in the words of the desktop's language and its time zone."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

_DAYS_BY_NAME = 7


def _local(at_ms: int) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(at_ms)


def clock_text(at_ms: int) -> str:
    """Return the time of day, such as 14:02."""
    locale = QLocale()
    return locale.toString(_local(at_ms).time(), "HH:mm")


@lru_cache(maxsize=4096)
def day_number(at_ms: int) -> int:
    """Return a number that two times of the same local day share."""
    return _local(at_ms).date().toJulianDay()


def list_text(at_ms: int, *, now_ms: int) -> str:
    """Return when something happened in few letters: 14:02, Yesterday, Monday, 17 Nov."""
    day, today = _local(at_ms).date(), _local(now_ms).date()
    if day >= today:
        return clock_text(at_ms)
    return _near_day(day, today) or _far_day(day, today, is_short=True)


def day_text(at_ms: int, *, now_ms: int) -> str:
    """Return the name of a day for the line above its messages."""
    day, today = _local(at_ms).date(), _local(now_ms).date()
    if day == today:
        return QCoreApplication.translate("Time", "Today")
    return _near_day(day, today) or _far_day(day, today, is_short=False)


def spoken_text(at_ms: int, *, now_ms: int) -> str:
    """Return day and time for a screen reader; today's messages have the time alone."""
    day, today = _local(at_ms).date(), _local(now_ms).date()
    if day == today:
        return clock_text(at_ms)
    return f"{day_text(at_ms, now_ms=now_ms)} {clock_text(at_ms)}"


def full_text(at_ms: int) -> str:
    """Return date and time in full, such as 24 Nov 2026, 14:03."""
    pattern = QCoreApplication.translate("Time", "d MMM yyyy, HH:mm")
    return QLocale().toString(_local(at_ms), pattern)


def _near_day(day: QDate, today: QDate) -> str:
    distance = day.daysTo(today)
    if distance == 1:
        return QCoreApplication.translate("Time", "Yesterday")
    if 1 < distance < _DAYS_BY_NAME:
        return QLocale().standaloneDayName(day.dayOfWeek())
    return ""


def _far_day(day: QDate, today: QDate, *, is_short: bool) -> str:
    # Patterns are of the language, too: German has a dot after the day.
    translate = QCoreApplication.translate
    if day.year() == today.year():
        pattern = translate("Time", "d MMM") if is_short else translate("Time", "d MMMM")
    else:
        pattern = translate("Time", "d MMM yyyy") if is_short else translate("Time", "d MMMM yyyy")
    return QLocale().toString(day, pattern)


def milliseconds_to_midnight(now_ms: int) -> int:
    """Return how long it is until "today" becomes "yesterday"."""
    tomorrow = _local(now_ms).date().addDays(1).startOfDay()
    return int(max(1, tomorrow.toMSecsSinceEpoch() - now_ms))
