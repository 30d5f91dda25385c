"""Documents that must say what the code says."""

import re

from tests.architecture import case_list, module_map, state_diagrams
from tests.architecture.source_tree import PACKAGES, ROOT, modules


def test_every_module_has_its_line_in_the_architecture() -> None:
    """`python -m tests.architecture.module_map` writes the lines."""
    document = module_map.DOCUMENT.read_text("utf-8")
    assert module_map.with_list(document) == document


def test_cases_name_the_tests_that_bear_their_ids() -> None:
    """`python -m tests.architecture.case_list` writes them."""
    document = case_list.DOCUMENT.read_text("utf-8")
    assert case_list.rows(document) == case_list.expected_rows(document)


def test_every_case_says_what_must_hold() -> None:
    document = case_list.DOCUMENT.read_text("utf-8")
    untold = [
        case
        for case, (claim, _tests) in case_list.rows(document).items()
        if claim == case_list.UNTOLD
    ]
    assert untold == []


def test_state_diagrams_are_those_of_the_code() -> None:
    """`python -m tests.architecture.state_diagrams` draws them."""
    document = state_diagrams.DOCUMENT.read_text("utf-8")
    assert state_diagrams.with_diagrams(document) == document


def test_every_table_of_moves_is_drawn() -> None:
    """A new machine must be added to the list of those drawn."""
    tables = [module.name for module in modules(*PACKAGES) if "\nTRANSITIONS: Final" in module.text]
    assert len(tables) == len(state_diagrams.MACHINES)


def test_a_move_from_every_state_is_named_and_not_drawn() -> None:
    connection, _ = state_diagrams.MACHINES
    drawn = state_diagrams.diagram(connection)
    assert "From every state: close → closed." in drawn
    assert ": close" not in drawn.replace("From every state: close", "")
    assert "    open --> greeted: hello" in drawn
    assert "| signed in | deliveries come; the window shows no banner |" in drawn


def test_front_page_of_the_protocol_leads_to_every_page() -> None:
    folder = ROOT / "docs" / "protocol"
    linked = set(re.findall(r"\]\(([\w./-]+)\)", (folder / "README.md").read_text("utf-8")))
    assert {link for link in linked if not (folder / link).is_file()} == set()
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert pages - linked == set()
