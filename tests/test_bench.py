"""What benchmarks stand on: pairs taken in turns, ratios of pairs, verdicts, and a control that starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import first_paint, measure
from tests.bench.measure import Pairs, Row, interleave, markdown, table
from tests.bench.programs import BARE, Program, started


def test_candidate_and_control_take_turns_and_the_first_pair_does_not_count() -> None:
    order: list[str] = []
    times = iter(range(1, 100))

    def taking(name: str) -> float:
        order.append(name)
        return float(next(times))

    pairs = interleave(lambda: taking("A"), lambda: taking("B"), pairs=3)
    assert order == ["A", "B"] * 4
    assert (pairs.candidate, pairs.control) == ((3, 5, 7), (4, 6, 8))
    assert measure.PAIRS >= 9


def test_the_ratio_is_the_median_of_ratios_not_the_ratio_of_medians() -> None:
    pairs = Pairs(candidate=(1, 40, 6), control=(1, 10, 2))
    assert pairs.ratio == 3
    assert pairs.row("x", 2.5, "ms").verdict == "MISSED"
    assert pairs.row("x", 3, "ms").verdict == "ok"


def test_what_could_not_be_measured_is_not_passed_off_as_met() -> None:
    assert Row("x", None, "ms", 80).verdict == "not measured"
    assert Row("x", 5, "ms").verdict == "-"


def test_the_table_names_figure_target_and_verdict() -> None:
    lines = table([Row("first", 1.0123, "×", 1.25, "how"), Row("second", None, "B", note="why")]).split("\n")
    assert lines[1].split() == ["first", "1.012", "×", "≤", "1.25", "×", "ok", "how"]
    assert lines[2].split() == ["second", "not", "measured", "why"]


def test_the_readmes_table_is_replaced_and_nothing_else() -> None:
    readme = f"before\n\n{bench.BEGINS}by hand? no -->\nold\n{bench.ENDS}\nafter\n"
    told = markdown([Row("first", 1.0123, "×", 1.25, "this | that")])
    written = bench.into(readme, told)
    assert written == readme.replace("old", told)
    assert bench.into(written, told) == written
    assert told.split("\n")[2] == "| first | 1.012 × | ≤ 1.25 × | ok | this \\| that |"
    with pytest.raises(ValueError, match="end of the benchmarks"):
        bench.into("none", told)


def test_a_program_that_never_paints_is_reported_and_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(first_paint, "SCRY", Program((*BARE.argv[:1], "-c", "print('no such thing')"), ("1 Live",)))
    assert bench.main(["first_paint"]) == 1
    assert "not measured" in capsys.readouterr().out
    (row,) = json.loads((tmp_path / "results.json").read_text())["rows"]["first_paint"]
    assert row["value"] is None
    assert "the program ended (0)" in row["note"]


def test_an_unknown_benchmark_is_refused_with_the_names_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["first_pant"])
    assert "first_paint" in capsys.readouterr().err


def test_the_bare_app_paints_and_its_first_frame_is_timed() -> None:
    with started(BARE) as terminal:
        assert terminal.row(0) == "bare"
    assert 0 < first_paint.first_paint_ms(BARE) < 20_000
