"""`python -m tests.flows.hurried EPOCH ORIGIN SPEED [argument …]`: scry, its clock running SPEED times as fast."""

from __future__ import annotations

import sys
from unittest.mock import patch

from tui.cli import main
from tui.clock import ScaledClock

if __name__ == "__main__":
    epoch_ts, origin, speed = (float(number) for number in sys.argv[1:4])
    with patch("tui.cli.watch.SystemClock", lambda: ScaledClock(epoch_ts, speed, origin)):
        sys.argv[1:] = sys.argv[4:]
        sys.exit(main())
