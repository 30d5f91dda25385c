"""Mutants: the copy they are made in, and a whole run over code small enough to know its answer."""

from pathlib import Path

import pytest

from tools.devkit import mutants
from tools.devkit.mutants import Score
from tools.devkit.places import Places
from tools.devkit.speech import Stop

SETTINGS = """
[tool.mutmut]
source_paths = ["protocol"]
only_mutate = ["protocol/sums.py"]
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = ["tests/test_sums.py"]

[tool.pytest.ini_options]
pythonpath = ["."]
addopts = ["--import-mode=importlib"]
"""
CODE = "def add(one: int, other: int) -> int:\n    return one + other\n"
GOOD_TEST = "from protocol.sums import add\n\ndef test_add() -> None:\n    assert add(1, 2) == 3\n"
BLIND_TEST = "from protocol.sums import add\n\ndef test_add() -> None:\n    add(1, 2)\n"


def write_code(places: Places, test: str) -> None:
    for folder in ("protocol", "tests"):
        (places.root / folder).mkdir()
    (places.root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (places.root / "protocol" / "__init__.py").touch()
    (places.root / "protocol" / "sums.py").write_text(CODE, "utf-8")
    (places.root / "tests" / "test_sums.py").write_text(test, "utf-8")


@pytest.mark.parametrize(
    ("test", "code", "words"), [(GOOD_TEST, 0, "1 of 1"), (BLIND_TEST, 1, "0 of 1")]
)
def test_run_counts_what_tests_see(
    checkout: Places, capsys: pytest.CaptureFixture[str], test: str, code: int, words: str
) -> None:
    write_code(checkout, test)
    before = sorted(checkout.root.iterdir())

    assert mutants.mutants(checkout) == code
    assert f"{words} mutants were seen by a test" in capsys.readouterr().out
    assert set(checkout.root.iterdir()) - set(before) <= {checkout.build, checkout.setup_lock}


def test_tests_that_fail_without_a_mutant_end_the_run(checkout: Places) -> None:
    write_code(checkout, "def test_add() -> None:\n    raise ValueError\n")

    with pytest.raises(Stop, match="mutmut run failed"):
        mutants.mutants(checkout)


def test_run_that_left_nothing_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no result"):
        mutants.read_score(tmp_path)


@pytest.mark.parametrize(
    ("killed", "total", "is_enough"), [(9, 10, True), (89, 100, False), (0, 0, False)]
)
def test_nine_in_ten_are_enough(killed: int, total: int, is_enough: bool) -> None:
    assert Score(killed, total).is_enough is is_enough


def test_workshop_is_made_anew(checkout: Places) -> None:
    write_code(checkout, GOOD_TEST)
    (checkout.build / "mutants").mkdir(parents=True)
    (checkout.build / "mutants" / "old").touch()

    workshop = mutants.make_workshop(checkout)

    assert sorted(path.name for path in workshop.iterdir()) == [
        "protocol",
        "pyproject.toml",
        "tests",
    ]
