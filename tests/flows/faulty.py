"""`python -m tests.flows.faulty [argument …]`: scry that logs everything, and fails at `?` in words that hold its
secret."""

from __future__ import annotations

import base64
import logging
import os
import sys
from pathlib import Path
from unittest.mock import patch

from tui.cli import main
from tui.cli.run import log_to
from tui.ui.app import ScryApp

SECRET = os.environ["SCRY_CUSTOMER_SECRET"]


def log_all_to(path: Path) -> None:
    """Log the libraries too."""
    log_to(path)
    everything = logging.getLogger()
    everything.setLevel(logging.DEBUG)
    everything.addHandler(logging.getLogger("tui").handlers[0])
    everything.info("the secret is %s", SECRET)


def fail(app: ScryApp) -> None:
    token = base64.b64encode(f"{os.environ['SCRY_CUSTOMER_ID']}:{SECRET}".encode()).decode()
    raise RuntimeError(f"{app} cannot send Basic {token} of {SECRET}, nor {SECRET[3:]}")


if __name__ == "__main__":
    with patch("tui.cli.projects.log_to", log_all_to), patch.object(ScryApp, "action_keys", fail):
        sys.exit(main())
