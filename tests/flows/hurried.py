"""`python -m tests.flows.hurried EPOCH ORIGIN SPEED [argument …]`: scry, its clock running SPEED times as fast."""

from __future__ import annotations

import sys
from importlib import import_module

from tui.cli import main
from tui.clock import ScaledClock

if __name__ == "__main__":
    epoch_ts, origin, speed = (float(number) for number in sys.argv[1:4])
    sys.argv[1:] = sys.argv[4:]
    room = import_module("tui.cli.collect.project" if sys.argv[1] == "collect" else "tui.cli.watch")
    # Set by hand: `unittest.mock` is memory that scry itself does not take, and the benchmark of memory counts it.
    room.SystemClock = lambda: ScaledClock(epoch_ts, speed, origin)  # type: ignore[attr-defined]
    sys.exit(main())
