"""The number of the engine stands for its code: a kept verdict of another code must not be shown."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tui.analysis.cause.engine import ENGINE

ROOT = Path(__file__).parents[2]
# The judge and the sum of its verdicts; beside the rooms that they import: the levels and the numbers of metrics.
BEGIN = ("tui.analysis.cause.engine", "tui.analysis.calls.named")
BESIDE = ("tui.domain.glossary.levels", "tui.domain.records.curve_metrics")
# Where this test fails, the code that judges has changed: count ENGINE on, and note the number and the digest here.
NOTED = (1, "f509ff6987fe0b37")


def path_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.exists() else None


def rooms(module: str, found: dict[str, str]) -> None:
    """The code of the module and of those of the analysis that it imports."""
    path = path_of(module)
    if path is None or module in found:
        return
    source = path.read_text()
    found[module] = code_of(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tui.analysis."):
            rooms(node.module or "", found)


def code_of(source: str) -> str:
    """Without comments, docstrings and empty lines: any Python reads the same of it."""
    lines = [*source.splitlines(), ""]
    for token in reversed([*tokenize.generate_tokens(io.StringIO(source).readline)]):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for first, last in docstrings(ast.parse(source)):
        lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """The lines of each text that stands by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.end_lineno or node.lineno


def test_the_engine_has_another_number_whenever_its_code_is_another() -> None:
    found: dict[str, str] = {}
    for module in BEGIN:
        rooms(module, found)
    assert len(found) > 15
    assert "tui.analysis.curves.tracks" in found
    for module in BESIDE:
        path = path_of(module)
        assert path is not None
        found[module] = code_of(path.read_text())
    digest = sha256("\n".join(f"{name}\n{found[name]}" for name in sorted(found)).encode()).hexdigest()[:16]
    assert (ENGINE, digest) == NOTED


def test_a_comment_is_no_code_and_a_number_is() -> None:
    plain = 'def judge():\n    return "# 1"\n'
    told = '"""Told\nat length."""\n\n# why\ndef judge():\n    """Told."""\n    return "# 1"  # so\n'
    assert code_of(told) == code_of(plain)
    assert code_of(plain.replace("1", "2")) != code_of(plain)
