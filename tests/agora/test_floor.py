"""What importing the client brings along: start-up time and the floors of the house depend on it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def imported_by(module: str) -> set[str]:
    program = f"import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(json.loads(done.stdout))


EDITION = "tui.agora.editions.reference_2020"


@pytest.mark.parametrize("module", [f"{EDITION}.endpoints", "tui.agora.errors", f"{EDITION}.wire"])
def test_tables_errors_and_wire_are_read_without_an_http_library(module: str) -> None:
    assert not imported_by(module) & {"httpx", "textual", "rich", "tui.store", "tui.domain.glossary"}


def test_the_client_brings_no_drawing_library_of_its_own() -> None:
    # httpx's command line, where its optional parts are installed, imports rich: that is not ours to forbid.
    assert not imported_by("tui.agora.client") & {"textual", "tui.store", "tui.domain.glossary"}
