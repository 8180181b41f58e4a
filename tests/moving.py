"""`python -m tests.moving [DIRECTORY]`: draw the moving pictures of `screenshots/`, one a language.

From the alarm over the culprit to the report in 20 s: the simulator's incident, a manual clock, a seed and UTC, so that
every drawing is the same. An SVG holds each distinct line of the terminal once; a frame names its lines.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from textual.pilot import Pilot
from textual.strip import Strip

from tests.manual_clock import ManualClock
from tests.screenshots import PICTURES, SLOT_S, Jobs, Shot, at_rest, press, settled, staged
from tests.worlds import manual_clock
from tui.domain.records import WantState
from tui.domain.text import Lang
from tui.export.picture import to_svg
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of

LANGS: tuple[Lang, ...] = ("en", "zh")
SIZE = (120, 36)
# Minutes of the incident before the alarm, and how long each is shown.
MINUTES, MINUTE_S = 7, 0.6
# The keys from the alarm to the report, each with the seconds that its screen is shown.
KEYS: tuple[tuple[str, float], ...] = (
    ("N", 1.6),
    ("enter", 2.4),
    ("enter", 2.6),
    ("enter", 2.4),
    ("v", 2.8),
    ("R", 2.0),
    ("ctrl+s", 2.0),
)
# The height of a line in Rich's drawings, and of the line that names the pressed key.
LINE, FOOT = 24.4, 44
_PIECE = re.compile(r'<(?:rect fill|text class)="[^"]*"[^>]* y="([\d.]+)"[^>]*(?:/>|>[^<]*</text>)')
_PLACE = re.compile(r' y="[\d.]+"')
_CLIP = re.compile(r' clip-path="url\(#terminal-line-\d+\)"')


@dataclass(frozen=True, slots=True)
class Frame:
    """The terminal's lines, the key that led there ("" for none) and the seconds that they are shown."""

    lines: Sequence[Strip]
    key: str
    shown_s: float


async def frames(lang: Lang) -> list[Frame]:
    """The walk from calm to a sent report."""
    shot = Shot(f"moving-{lang}", SIZE, lang, onset_ago_s=60.0)
    clock = manual_clock()
    async with staged(shot, clock) as (app, pilot):
        jobs = Jobs()
        taken = [Frame(drawn(app), "", MINUTE_S)]
        for _ in range(MINUTES):
            clock.advance(SLOT_S)
            await settled(app, pilot, jobs)
            taken.append(Frame(drawn(app), "", MINUTE_S))
        for key, shown_s in KEYS:
            await press([key], app, pilot, jobs)
            await answered(app, pilot, jobs, clock)
            taken.append(Frame(drawn(app), key, shown_s))
        return taken


async def answered(app: ScryApp, pilot: Pilot[None], jobs: Jobs, clock: ManualClock) -> None:
    """Until nothing that was asked on demand waits for a slot; the clock goes on to each slot."""
    while True:
        await at_rest(app, pilot, jobs)
        statuses = app.context.feed.statuses if app.context.feed else {}
        waits = [
            status.next_ts
            for want in frames_of(app)[-1].wants()
            if want.window is not None
            and (status := statuses.get(want)) is not None
            and status.state is WantState.WAITING
            and status.next_ts
        ]
        if not waits:
            return
        clock.advance(max(0.0, min(waits) - app.context.clock.now()))


def drawn(app: ScryApp) -> list[Strip]:
    return list(app.screen._compositor.render_strips())


def moving(taken: Sequence[Frame]) -> str:
    """The SVG of frames that follow each other, for ever."""
    cols, rows = SIZE
    # One drawing of all lines below each other, so that a style has one name in all frames.
    svg = to_svg([[*strip] for frame in taken for strip in frame.lines], "scry")
    pieces: list[list[str]] = [[] for _ in range(len(taken) * rows)]
    body = svg[svg.index('clip-path="url(#terminal-clip-terminal)"') :]
    for found in _PIECE.finditer(body):
        # A rectangle begins 1.5 below the top of its line, a text stands 20 below.
        offset = 1.5 if found.group().startswith("<rect") else 20.0
        row = round((float(found.group(1)) - offset) / LINE)
        pieces[row].append(_CLIP.sub("", _PLACE.sub(f' y="{offset:g}"', found.group())))
    names: dict[str, str] = {}
    lines = [names.setdefault("".join(line), f"l{len(names)}") for line in pieces]
    total_s = sum(frame.shown_s for frame in taken)
    ends_s = list(accumulate(frame.shown_s for frame in taken))
    style = svg[svg.index("<style>") + len("<style>") : svg.index("</style>")]
    width, height = cols * 12.2 + 18, rows * LINE + 50
    parts = [
        f'<svg class="rich-terminal" viewBox="0 0 {width:g} {height + FOOT:g}" xmlns="http://www.w3.org/2000/svg">',
        f"<style>{style}",
        f".frame {{ visibility: hidden; animation: {total_s:g}s steps(1, end) infinite }}",
        ".key { font: bold 20px Fira Code, monospace; fill: #c5c8c6 }",
    ]
    for number, (frame, end_s) in enumerate(zip(taken, ends_s, strict=True)):
        begin, end = 100 * (end_s - frame.shown_s) / total_s, 100 * end_s / total_s
        shown = f"{begin:.3f}% {{ visibility: visible }} {end:.3f}% {{ visibility: hidden }}"
        before = "0% { visibility: hidden } " if number else ""
        after = " 100% { visibility: hidden }" if number + 1 < len(taken) else ""
        parts.append(f"@keyframes f{number} {{ {before}{shown}{after} }} #f{number} {{ animation-name: f{number} }}")
    parts.append("</style><defs>")
    parts.extend(f'<g id="{name}">{line}</g>' for line, name in names.items())
    parts.append(
        f'</defs><rect fill="#292929" x="1" y="1" width="{width - 2:g}" height="{height + FOOT - 2:g}" rx="8"/>'
    )
    parts.append('<g transform="translate(9, 41)" class="terminal-matrix">')
    for number, frame in enumerate(taken):
        parts.append(f'<g class="frame" id="f{number}">')
        parts.extend(
            f'<use href="#{name}" y="{y * LINE:g}"/>'
            for y, name in enumerate(lines[number * rows : (number + 1) * rows])
        )
        if frame.key:
            parts.append(f'<text class="key" x="12" y="{rows * LINE + 28:g}">{frame.key}</text>')
        parts.append("</g>")
    parts.append("</g></svg>")
    return "\n".join(parts)


def main(directory: Path) -> None:
    for lang in LANGS:
        (directory / f"moving-{lang}.svg").write_text(moving(asyncio.run(frames(lang))), encoding="utf-8")
        print(f"moving-{lang}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
