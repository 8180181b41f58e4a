"""The confusion table: how often each grade was given, kind by kind, and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, field

from tests.verdicts.judging import Answered
from tests.verdicts.truth import Grade

COLUMNS = (Grade.RIGHT, Grade.ALLOWED, Grade.PARTIAL, Grade.MISSED, Grade.WRONG, Grade.ALL_CLEAR)


class Tally(Struct):
    """Of one kind. `known` is how many of the questions have their answer in the numbers, `untold` how many answers
    left out a fact that should be told."""

    worlds: int = 0
    questions: int = 0
    known: int = 0
    untold: int = 0
    grades: Counter[Grade] = field(default_factory=Counter)

    def add(self, answers: Iterable[Answered]) -> None:
        self.worlds += 1
        for one in answers:
            self.questions += 1
            self.known += one.question.truth.is_known
            self.untold += bool(one.untold)
            self.grades[one.grade] += 1

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.worlds + other.worlds,
            self.questions + other.questions,
            self.known + other.known,
            self.untold + other.untold,
            self.grades + other.grades,
        )

    @property
    def missed_percent(self) -> float:
        """Undecided answers, in percent of the questions with the truth in the numbers."""
        return 100 * self.grades[Grade.MISSED] / self.known if self.known else 0.0


def total(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole = whole + one
    return whole


def markdown(tallies: dict[str, Tally]) -> str:
    head = ["kind", "worlds", "questions", *(one.value for one in COLUMNS), "a fact untold"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    whole = total(tallies.values())
    for name, one in (*tallies.items(), ("**all**", whole)):
        cells = [one.worlds, one.questions, *(one.grades[grade] for grade in COLUMNS), one.untold]
        lines.append(f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |")
    lines += [
        "",
        f"Undecided, of the {whole.known:,} questions with their answer in the numbers: {whole.missed_percent:.2f} %.",
    ]
    return "\n".join(lines) + "\n"
