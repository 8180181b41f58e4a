"""`python -m tests.bench [name …]`: run the benchmarks, print one table, write results.json beside this file."""

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
from tests.bench.measure import Row, table

HERE = Path(__file__).parent
PARTS = ("__main__", "measure", "programs", "bare_app")  # of benchmarks, not benchmarks


def main(argv: list[str] | None = None) -> int:
    """0 where every target is met, 1 where one is missed or could not be measured."""
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__) if found.name not in PARTS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(names)}; default: all")
    asked = parser.parse_args(argv).names or names
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
                "machine": f"{platform.system()} {platform.machine()}",
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
    return int(any(row.verdict in ("MISSED", "not measured") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
