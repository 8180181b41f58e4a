"""The options of `scry demo`: those of a project and a store are refused, wherever they stand."""

from __future__ import annotations

import pytest

from tui.cli.options import parse


@pytest.mark.parametrize(
    "argv",
    [
        ["demo", "--store", "sqlite:///x.db"],
        ["--store", "sqlite:///x.db", "demo"],
        ["demo", "--scene=calm", "--store=sqlite:///x.db"],
    ],
)
def test_an_option_that_the_demo_would_not_heed_is_refused(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("scry: --store does not apply to the demo")


def test_what_changes_its_looks_is_heeded_on_either_side() -> None:
    parsed = parse(["--lang", "zh", "demo", "--utc", "--at", "-15m", "--log-file", "x"])
    assert (parsed.command, parsed.lang, parsed.utc, parsed.at) == ("demo", "zh", True, "-15m")


def test_what_no_command_knows_is_still_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["demo", "--frob", "x"])
    assert "unrecognized arguments: --frob x" in capsys.readouterr().err
