"""The state diagrams in docs/protocol/states.md: drawn from the tables that the code runs on.

`python -m tests.architecture.state_diagrams` draws them anew between their markers.
"""

import enum
import inspect
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.core import message_state
from protocol import connection
from tests.architecture.source_tree import ROOT

DOCUMENT = ROOT / "docs" / "protocol" / "states.md"
_MEMBER = re.compile(r'^ {4}([A-Z_]+) = "[^"]*"  # (.+)$', re.MULTILINE)

Step = tuple[enum.Enum, enum.Enum, enum.Enum]
"""A state, a move, and the state after it."""


@dataclass(frozen=True)
class Machine:
    """One table of the code.

    Attributes:
        name: What its markers in the document are called.
        steps: The table, line by line.
    """

    name: str
    steps: Sequence[Step]

    @property
    def states(self) -> list[enum.Enum]:
        """Every state, in the order of the code; the first is where it begins."""
        return list(type(self.steps[0][0]))

    @property
    def common_moves(self) -> dict[enum.Enum, enum.Enum]:
        """Moves that lead from every state to the same one: named in a line, not drawn."""
        targets: dict[enum.Enum, list[enum.Enum]] = {}
        for _, move, target in self.steps:
            targets.setdefault(move, []).append(target)
        return {
            move: found[0]
            for move, found in targets.items()
            if len(found) == len(self.states) and len(set(found)) == 1
        }


MACHINES = (
    Machine("connection", [(*step, to) for step, to in connection.TRANSITIONS.items()]),
    Machine("outgoing content", [(*step, to) for step, to in message_state.TRANSITIONS.items()]),
)


def diagram(machine: Machine) -> str:
    """Return the machine as a Mermaid diagram with its common moves and its states' comments."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{state.value}" as {_id(state)}' for state in machine.states]
    lines.append(f"    [*] --> {_id(machine.states[0])}")
    lines += [
        f"    {_id(state)} --> {_id(target)}: {move.value}"
        for state, move, target in machine.steps
        if move not in machine.common_moves
    ]
    lines.append("```")
    for move, target in machine.common_moves.items():
        lines += ["", f"From every state: {move.value} → {target.value}."]
    comments = state_comments(machine)
    if comments:
        lines += ["", "| state | |", "| --- | --- |"]
        lines += [f"| {state} | {comment} |" for state, comment in comments.items()]
    return "\n".join(lines)


def state_comments(machine: Machine) -> dict[str, str]:
    """Return what the code says beside its states, by the state's value."""
    source = inspect.getsource(type(machine.states[0]))
    told = dict(_MEMBER.findall(source))
    return {state.value: told[state.name] for state in machine.states if state.name in told}


def with_diagrams(document: str) -> str:
    """Return the document with today's diagrams between its markers."""
    for machine in MACHINES:
        begin, end = f"<!-- {machine.name}: begin -->", f"<!-- {machine.name}: end -->"
        head, _, rest = document.partition(begin)
        _, _, tail = rest.partition(end)
        document = f"{head}{begin}\n{diagram(machine)}\n{end}{tail}"
    return document


def _id(state: enum.Enum) -> str:
    return state.name.lower()


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagrams(DOCUMENT.read_text("utf-8")), "utf-8")
    sys.exit(0)
