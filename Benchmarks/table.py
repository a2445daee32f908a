"""The table that `make bench` prints: what was measured, beside what, and how far from its goal."""

from dataclasses import dataclass

HEAD = ("what", "measured", "yardsticks, same run", "ratio", "target", "how far off")


@dataclass
class Goal:
    """A bound: `at_most` or `at_least` `bound`, shown as `words`."""

    sense: str
    bound: float
    words: str

    def verdict(self, value: float) -> str:
        """Says whether `value` meets the goal, and by how much of the goal."""
        if self.sense == "at_most":
            over = value / self.bound - 1
        else:
            over = 1 - value / self.bound
        if over <= 0:
            return f"met, {percent(-over)} to spare"
        return f"MISSED by {percent(over)}"


class Table:
    """Rows in the order in which they are added; a row that could not be measured says why."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.notes: list[str] = []

    def add(self, what: str, measured: str, yardsticks: str, ratio: str, goal: Goal, value: float | None) -> None:
        """Adds a row; `value` is what the goal is about, None where only a yardstick is missing."""
        verdict = "no yardstick" if value is None else goal.verdict(value)
        self.rows.append((what, measured, yardsticks or "-", ratio or "-", goal.words, verdict))

    def missing(self, what: str, goal: Goal, why: str) -> None:
        """Adds a row without a figure, and the reason below the table."""
        self.rows.append((what, "-", "-", "-", goal.words, "not measured"))
        self.note(f"{what}: {why}")

    def note(self, text: str) -> None:
        """Adds a sentence below the table, once."""
        if text not in self.notes:
            self.notes.append(text)

    def __str__(self) -> str:
        lines = [HEAD, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
        text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
        text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
        return "\n".join(text + [""] * bool(self.notes) + [f"- {note}" for note in self.notes])


def percent(part: float) -> str:
    """A part of one, in per cent."""
    return f"{part * 100:.0f} %"


def rate(value: float) -> str:
    """Requests a second."""
    return f"{value:,.0f}/s"


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds >= 1e-3:
        return f"{seconds * 1e3:,.2f} ms"
    return f"{seconds * 1e6:,.1f} µs"


def megabytes(count: float) -> str:
    """Bytes in MB of 10⁶."""
    return f"{count / 1e6:.1f} MB"
