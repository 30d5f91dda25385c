"""Reading the files in tests/vectors/wycheproof."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "vectors" / "wycheproof"


def cases(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every case of a file with the group that it belongs to."""
    for group in json.loads((_FOLDER / name).read_text("utf-8"))["testGroups"]:
        for case in group["tests"]:
            yield group, case
