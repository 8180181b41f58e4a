"""`python -m tests.flows.hurried EPOCH ORIGIN SPEED [argument …]`: scry, its clock running SPEED times as fast."""

from __future__ import annotations

import sys
from unittest.mock import patch

from tui.cli import main
from tui.clock import ScaledClock

if __name__ == "__main__":
    epoch_ts, origin, speed = (float(number) for number in sys.argv[1:4])
    sys.argv[1:] = sys.argv[4:]
    room = "tui.cli.collect.project" if sys.argv[1] == "collect" else "tui.cli.watch"
    with patch(f"{room}.SystemClock", lambda: ScaledClock(epoch_ts, speed, origin)):
        sys.exit(main())
