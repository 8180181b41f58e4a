"""Export and copy through a real terminal: files where they were asked for, OSC 52 to the clipboard."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

from tests.flows.served import scry
from tests.term import Terminal

R = re.compile


def copied(terminal: Terminal) -> list[str]:
    return [base64.b64decode(text).decode() for text in re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", terminal.raw)]


def test_e_writes_files_and_y_copies_by_osc_52(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    with scry(
        "demo", "--speed", "1", "--export-dir", str(exports), home=tmp_path, env={"TMUX": "default,1,0"}
    ) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        for key, ending in (("1", "csv"), ("2", "json"), ("3", "svg"), ("4", "md")):
            terminal.send("e")
            terminal.wait_for("1 CSV", "5 Markdown", R(r"scry-demo-live-\d{8}T\d{6}Z\.csv"))
            terminal.send(key)
            text = terminal.wait_for(R(rf"written: scry-demo-live-\d{{8}}T\d{{6}}Z\.{ending}"))
            assert "5 Markdown" not in text, "the sentence is told beside a dialog in sight"
        (document,) = exports.glob("*.json")
        assert len(json.loads(document.read_text())["rows"]) == 10
        assert len([*exports.iterdir()]) == 4
        # Live begins with what is wrong, if anything is: from here on the user chooses.
        terminal.send("j", "g", "y")
        terminal.wait_for("set -g set-clipboard on")
        terminal.send("Y")
        terminal.wait_for("copied: metric ")
        terminal.send("ctrl+y")
        terminal.wait_for("copied the view as Markdown")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0
        name, row, view = copied(terminal)
        assert name == "pcu"
        assert "\n" not in row
        assert row.startswith("metric Users | value ")
        assert view.startswith("## scry · demo · Live\n")


def test_keys_pressed_right_behind_e_are_for_the_dialog(tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    with scry("demo", "--speed", "1", "--export-dir", str(exports), home=tmp_path) as terminal:
        terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
        terminal.send("e", "4")
        terminal.wait_for(R(r"written: scry-demo-live-\d{8}T\d{6}Z\.md"))
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0


def test_a_directory_that_is_none_is_refused_at_once(tmp_path: Path) -> None:
    with scry("demo", "--export-dir", str(tmp_path / "none"), home=tmp_path) as terminal:
        terminal.wait_for("is not a directory")
        assert terminal.exit_status() == 2
