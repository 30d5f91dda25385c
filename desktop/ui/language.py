"""The language of the window: which there are, which is in force, and how it is read."""

import logging
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import resources
from desktop.resources import ResourceMissing

_log = logging.getLogger(__name__)

SOURCE_LANGUAGE: Final = "en"
"""The language that the code is written in; it needs no catalogue."""

LANGUAGES: Final = {"en": "English", "de": "Deutsch", "ar": "العربية"}
"""Every language that is complete, with its own name for itself."""

_LOCALES: Final = {
    # Latin digits: codes, versions and clocks are read out to people who see another language.
    "ar": QLocale(QLocale.Language.Arabic, QLocale.Country.UnitedArabEmirates),
    "de": QLocale(QLocale.Language.German, QLocale.Country.Germany),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}


def choose_language(wanted: str, of_desktop: list[str]) -> str:
    """Return the language to use.

    Args:
        wanted: What the person chose, empty for the desktop's.
        of_desktop: What the desktop prefers, best first, as BCP 47 tags such as "de-AT".
    """
    if wanted in LANGUAGES:
        return wanted
    for tag in of_desktop:
        code = tag.replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return SOURCE_LANGUAGE


def put_language_in_force(app: QApplication, wanted: str) -> str:
    """Let every text that is made from now on, and the direction of the window, be of a language.

    Args:
        app: Keeps the catalogues for as long as it lives.
        wanted: What the person chose, empty for the desktop's.

    Returns:
        The language in force. A damaged installation without its catalogue stays with English.
    """
    system = QLocale.system()
    code = choose_language(wanted, system.uiLanguages())
    if code != SOURCE_LANGUAGE:
        try:
            _load_catalogues(app, code)
        except ResourceMissing:
            _log.warning("the catalogue of a language is missing")
            code = SOURCE_LANGUAGE
    is_of_system = system.name().split("_")[0] == code and code != "ar"
    locale = system if is_of_system else _LOCALES[code]
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    return code


def _load_catalogues(app: QApplication, code: str) -> None:
    ours = QTranslator(app)
    if not ours.load(str(resources.translation_file(code))):
        raise ResourceMissing(f"translations/{code}")
    # The words of Qt itself, in its menus of text fields; a frozen program is without them.
    of_qt = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if of_qt.load(f"qtbase_{code}", folder):
        app.installTranslator(of_qt)
    app.installTranslator(ours)
