"""Calls that no import contract can see: clock, randomness, nested event loops, ownerless tasks."""

import ast

import pytest

from tests.architecture.source_tree import PACKAGES, Module, modules

# Time and randomness come in as arguments; these files make what is passed.
CLOCK_OWNERS = {
    "desktop/__main__.py",
    "desktop/assembly.py",
    "desktop/window_start.py",
    "desktop/self_test.py",
    "server/app.py",
}
CLOCK_CALLS = {
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today",
}  # fmt: skip
RANDOM_MODULES = {"secrets", "random", "uuid"}
NESTED_LOOP_CALLS = {"exec", "exec_"}


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for a chain of names, and an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def calls(module: Module | ast.Module) -> list[tuple[int, str]]:
    """Return line and dotted name of every call, those on other expressions as `?.name`."""
    tree = module.tree() if isinstance(module, Module) else module
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if not name and isinstance(node.func, ast.Attribute):
                name = f"?.{node.func.attr}"
            found += [(node.lineno, name)] if name else []
    return found


def imported_modules(module: Module) -> set[str]:
    """Return the first names of everything that a module imports."""
    names: set[str] = set()
    for node in ast.walk(module.tree()):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_clock_is_read_only_by_its_owners(package: str) -> None:
    found = [
        f"{module.name}:{line}: {call}"
        for module in modules(package)
        if module.name not in CLOCK_OWNERS
        for line, call in calls(module)
        if call in CLOCK_CALLS
    ]

    assert found == []


@pytest.mark.parametrize("package", PACKAGES)
def test_randomness_is_drawn_only_by_its_owners(package: str) -> None:
    found = [
        f"{module.name}: {', '.join(sorted(drawn))}"
        for module in modules(package)
        if module.name not in CLOCK_OWNERS and (drawn := RANDOM_MODULES & imported_modules(module))
    ]

    assert found == []


def test_no_dialog_nests_an_event_loop() -> None:
    found = [
        f"{module.name}:{line}: {call}"
        for module in modules("desktop")
        for line, call in calls(module)
        if "." in call and call.rpartition(".")[2] in NESTED_LOOP_CALLS
    ]

    assert found == []


def test_every_task_is_made_by_a_group() -> None:
    found = [
        f"{module.name}:{line}: {call}"
        for module in modules(*PACKAGES)
        for line, call in calls(module)
        if call.endswith(".create_task") and not call.removesuffix(".create_task").endswith("group")
    ]

    assert found == []


def test_searches_find_what_they_are_for() -> None:
    tree = ast.parse("x.exec()\nloop.create_task(f())\ntime.time()\na().b()\n(lambda: 1)()")

    found = {call for _, call in calls(tree)}

    assert found == {"x.exec", "loop.create_task", "f", "time.time", "?.b", "a"}
