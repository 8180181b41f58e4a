"""`python -m tests.bench [name …]`: run the benchmarks, print one table, write results.json beside this file.

With --readme the table goes into the README beside this file, in the place of the one that stands there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import tests.bench
from tests.bench.machine import machine
from tests.bench.measure import Row, markdown, table

HERE = Path(__file__).parent
README = HERE / "README.md"
# What stands between the two is written by --readme.
BEGINS, ENDS = "<!-- benchmarks: ", "<!-- end of the benchmarks -->"
PARTS = ("__main__", "machine", "measure", "programs", "bare_app")  # of benchmarks, not benchmarks


def main(argv: list[str] | None = None) -> int:
    """0 where every target is met, 1 where one is missed or could not be measured."""
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__) if found.name not in PARTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(names)}; default: all")
    parser.add_argument("--readme", action="store_true", help="write the table into tests/bench/README.md, too")
    options = parser.parse_args(argv)
    asked = options.names or names
    for name in asked:
        if name not in names:
            parser.error(f"no benchmark {name!r}; there are: {', '.join(names)}")
    results: dict[str, list[Row]] = {}
    for name in asked:
        print(f"measuring {name} …", file=sys.stderr)
        run: Callable[[], list[Row]] = importlib.import_module(f"tests.bench.{name}").run
        try:
            results[name] = run()
        except AssertionError as error:
            print(error, file=sys.stderr)
            results[name] = [Row(name.replace("_", " "), None, "", note=str(error).partition("\n")[0])]
    rows = [row for found in results.values() for row in found]
    print(table(rows))
    (HERE / "results.json").write_text(
        json.dumps(
            {
                "python": platform.python_version(),
                "machine": machine(),
                "rows": {
                    name: [asdict(row) | {"verdict": row.verdict} for row in found] for name, found in results.items()
                },
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n",
        encoding="utf-8",
    )
    if options.readme:
        told = into(README.read_text(encoding="utf-8"), f"{machine()}\n\n{markdown(rows)}")
        README.write_text(told, encoding="utf-8")
    return int(any(row.verdict in ("MISSED", "not measured") for row in rows))


def into(readme: str, told: str) -> str:
    """The README with `told` between its two marks. ValueError where it has none."""
    head, begins, rest = readme.partition(BEGINS)
    mark, newline, _ = rest.partition("\n")
    found = rest.find(ENDS)
    if not begins or found < 0:
        raise ValueError(f"the README has no line that begins with {BEGINS!r}, or none that is {ENDS!r}")
    return f"{head}{begins}{mark}{newline}{told}\n{rest[found:]}"


if __name__ == "__main__":
    sys.exit(main())
