"""Report: FAULTS.md, the display of every network fault on every screen, written anew by `python -m tests.faults`; then
the other faults of the surroundings, from surroundings.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults.stage import Seen, Told

FAULTS = Path(__file__).parents[1] / "FAULTS.md"
# The second part, which no run measures.
SURROUNDINGS = Path(__file__).parent / "surroundings.md"
HEAD = """# What broken networks do to Scry

`uv run python -m tests.faults` writes this file: Scry, whole, against the simulator, and between them a proxy on the
loopback that does the harm to real bytes on real sockets. While it lasts every screen is opened and `r` is pressed on
it; what it then says stands here, word for word. Then the harm ends and nothing is pressed any more, but `r` on Usage,
whose ten requests a day are not spent on trying.

`…` stands for what is another each time. The second part tells what broken terminals, boxes and clocks do.

The line *Lost* under each is measured. While it lasted no list was emptied, and no endpoint that allows one request a
minute got more. Afterwards the store held every point, diagnosis, call, session and day that it had held before, and
every minute of the outage; and six minutes later (after *over the limit*: thirty, since somebody else is believed to
spend the same quota) each screen was as if nothing had been. Credentials went to nobody but the server.

The screens are opened one after the other, a minute each: `stale` is what the newest datum has become by then. It
stays where it is. `Not asked again until you press r` stands where something was asked for once, and tried five times.
"""


def written(told: Iterable[Told]) -> str:
    return "\n".join([HEAD, *(_section(one) for one in told), SURROUNDINGS.read_text(encoding="utf-8")])


def _section(told: Told) -> str:
    lines = [
        f"## {told.case.name}",
        "",
        f"{told.case.what[0].upper()}{told.case.what[1:]}.",
        "",
        "| screens | top line | beside the data |",
        "| --- | --- | --- |",
    ]
    alike: dict[Seen, list[str]] = {}
    for screen, seen in told.seen.items():
        alike.setdefault(seen, []).append(screen)
    lines += [f"| {', '.join(names)} | `{seen.state}` | {_cell(seen.said)} |" for seen, names in alike.items()]
    return "\n".join([*lines, "", f"Lost: {'; '.join(told.lost) or 'nothing'}.", ""])


def _cell(said: str) -> str:
    return said.replace("|", "\\|").replace("\n", "<br>") or "(nothing)"


def of_screen(text: str, case: str, screen: str) -> tuple[str, str]:
    """A screen's words in the report: the top line and the words beside the data."""
    section = text.partition(f"## {case}\n")[2].partition("\n## ")[0]
    rows: Sequence[Sequence[str]] = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in section.splitlines()
        if line.startswith("| ")
    ]
    return next(((state, said) for screens, state, said in rows if screen in screens.split(", ")), ("", ""))


def shown(seen: Seen) -> tuple[str, str]:
    return f"`{seen.state}`", _cell(seen.said)
