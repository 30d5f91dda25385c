"""What the relay's measurement says: ratios between systems, their limits, and the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.relay_rounds import Figures


@dataclass(frozen=True)
class Ratio:
    """One figure of the relay over one of another system, within one run.

    Attributes:
        of: Name of the relay's figure.
        over: The other system.
        other: Name of its figure.
        limit: What it must not pass.
        is_least: Whether it must be at least the limit, and not at most.
    """

    of: str
    over: str
    other: str
    limit: float
    is_least: bool = False

    def value(self, report: Mapping[str, Figures]) -> float | None:
        """Return it; None where one of both was not measured, or so little that it took no time."""
        ours = report["relay"].get(self.of)
        theirs = report[self.over].get(self.other)
        return None if ours is None or not theirs else ours / theirs

    def holds(self, value: float) -> bool:
        """Tell whether a value keeps the limit."""
        return value >= self.limit if self.is_least else value <= self.limit

    def limit_text(self) -> str:
        """Return the limit for reading."""
        return f"at {'least' if self.is_least else 'most'} {self.limit:g}"


RATIOS: Final = {
    "cpu_vs_forwarder": Ratio("cpu_s", "forwarder", "cpu_s", 3.0),
    "rate_vs_forwarder": Ratio("messages_per_s", "forwarder", "messages_per_s", 0.33, True),
    "store_vs_forwarder": Ratio("stored_per_s", "forwarder", "messages_per_s", 0.33, True),
    "drain_vs_forwarder": Ratio("drained_per_s", "forwarder", "messages_per_s", 0.33, True),
    "p50_vs_forwarder": Ratio("p50_ms", "forwarder", "p50_ms", 2.0),
    "p99_vs_forwarder": Ratio("p99_ms", "forwarder", "p99_ms", 2.0),
    "cpu_vs_ejabberd": Ratio("cpu_s", "ejabberd", "cpu_s", 0.6),
    "cpu_500_vs_ejabberd": Ratio("cpu_s_500", "ejabberd", "cpu_s_500", 0.9),
    "rate_vs_ejabberd": Ratio("messages_per_s", "ejabberd", "messages_per_s", 1.8, True),
}

IDLE_LIMIT_KIB: Final = 20.0

_COLUMNS: Final = {
    "messages_per_s": ("msg/s", 0),
    "cpu_s": ("CPU-s", 2),
    "cpu_s_500": ("at 500/s", 2),
    "p50_ms": ("p50 ms", 2),
    "p99_ms": ("p99 ms", 2),
    "accepted_p50_ms": ("ack p50", 2),
    "accepted_p99_ms": ("ack p99", 2),
    "stored_per_s": ("stored/s", 0),
    "drained_per_s": ("drained/s", 0),
    "client_share": ("client", 2),
}


def ratios(report: Mapping[str, Figures]) -> dict[str, float | None]:
    """Return every ratio by name; None where a section was left out.

    Args:
        report: The figures of each system by its name, all measured in one run.
    """
    return {name: ratio.value(report) for name, ratio in RATIOS.items()}


def systems_table(rows: Mapping[str, Figures]) -> str:
    """Return the figures of each system for reading; CPU-s are of the server, for 10,000."""
    lines = ["".join([" " * 20, *(f"{title:>11}" for title, _ in _COLUMNS.values())])]
    for name, figures in rows.items():
        cells = [_cell(figures.get(key), digits) for key, (_, digits) in _COLUMNS.items()]
        lines.append("".join([f"{name:<20}", *cells]))
    return "\n".join(lines)


def _cell(value: float | None, digits: int) -> str:
    return f"{'-' if value is None else f'{value:,.{digits}f}':>11}"


def ratios_table(values: Mapping[str, float | None]) -> str:
    """Return each ratio beside its limit, those that do not hold it marked."""
    lines = []
    for name, ratio in RATIOS.items():
        value = values[name]
        if value is not None:
            mark = "" if ratio.holds(value) else "  NOT HELD"
            lines.append(f"{name:<28}{value:>8.2f}   {ratio.limit_text()}{mark}")
    return "\n".join(lines)


def single_table(values: Mapping[str, float | None]) -> str:
    """Return figures that belong to the relay alone, those that were measured."""
    lines = []
    for name, value in values.items():
        if value is not None:
            is_limited = name == "idle_kib_per_connection"
            limit = f"   at most {IDLE_LIMIT_KIB:g}" if is_limited else ""
            mark = "  NOT HELD" if is_limited and value > IDLE_LIMIT_KIB else ""
            lines.append(f"{name:<28}{value:>8.2f}{limit}{mark}")
    return "\n".join(lines)
