"""Where exports go and whether names are hidden: command line, then environment; checked before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.cli.display import display_of
from tui.cli.options import parse
from tui.config.values import ConfigError


def test_the_command_line_wins_over_the_environment(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    environment = {"SCRY_EXPORT_DIR": str(tmp_path / "one"), "SCRY_REDACT": "1"}
    heard = display_of(parse([]), environment)
    assert (heard.export_dir, heard.redact) == (tmp_path / "one", True)
    said = display_of(
        parse(["demo", "--export-dir", str(tmp_path / "other"), "--redact"]), {**environment, "SCRY_REDACT": "0"}
    )
    assert (said.export_dir, said.redact) == (tmp_path / "other", True)
    assert display_of(parse([]), {}).export_dir == Path()


def test_what_is_no_directory_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(ConfigError, match="is not a directory; make it, or give another"):
            display_of(parse(["--export-dir", str(path)]), {})
