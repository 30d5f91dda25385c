"""A language that nobody speaks: every text in brackets, with accents, and 40 % longer.

What is cut off in it would be cut off in some language; what has no brackets was never asked for
in a catalogue.
"""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from desktop.ui.language import LANGUAGES
from tests.architecture.source_tree import ROOT

_ACCENTS = str.maketrans("AEIOUaeiouNncCyY", "ÅÉÎÖÛàéîöüÑñçÇýÝ")
_FILLER = " lõñgër ànd lõñgër"
_MORE = 0.4
_PARTS = re.compile(r"(\{\w+\}|%L?n|\(\*[^)]*\))")
_PATTERN = re.compile(r"d MMM")
"""Patterns of dates are no words."""


def pseudo_text(text: str) -> str:
    """Return a text of the pseudo-locale; what is filled in stays as it is."""
    if _PATTERN.match(text):
        return text
    parts = [
        part if _PARTS.fullmatch(part) else part.translate(_ACCENTS) for part in _PARTS.split(text)
    ]
    more = max(1, round(len(text) * _MORE) - 2)
    filler = (_FILLER * (1 + more // len(_FILLER)))[:more]
    return f"[{''.join(parts)}{filler}]"


def make_catalogue(folder: Path) -> Path:
    """Write and compile the catalogue of the pseudo-locale, from the texts of another.

    Args:
        folder: Where to; made by the caller.
    """
    code = sorted(LANGUAGES)[1]
    tree = ET.parse(ROOT / "resources" / "translations" / f"securechat_{code}.ts")
    for message in tree.iter("message"):
        text = pseudo_text(message.findtext("source") or "")
        translation = message.find("translation")
        assert translation is not None
        for form in translation.findall("numerusform") or [translation]:
            form.text = text
    source = folder / "securechat_pseudo.ts"
    tree.write(source, "utf-8", xml_declaration=True)
    compiled = source.with_suffix(".qm")
    program = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([program, source, "-qm", compiled], check=True, capture_output=True)
    return compiled
