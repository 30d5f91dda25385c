"""Documents that must say what the code says."""

from tests.architecture import case_list, module_map


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
