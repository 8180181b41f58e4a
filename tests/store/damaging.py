"""Damaging: opens many damaged copies of one bundle in a process of its own, and tells the memory that it took at most.

python -m tests.store.damaging BUNDLE DIRECTORY COUNT
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.manual_clock import ManualClock
from tui.store.manifest import BundleError
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened


def damaged(whole: bytes, random: Random) -> bytes:
    """Cut, or with some bytes changed, gone or doubled."""
    at = random.choice((random.randrange(1500), random.randrange(len(whole))))
    size = random.choice((1, 1, 2, 40))
    kind = random.randrange(4)
    if kind == 0:
        return whole[:at]
    between = (random.randbytes(size), b"", whole[at : at + size] * 2)[kind - 1]
    return whole[:at] + between + whole[at + size :]


def main(bundle: Path, directory: Path, count: int) -> None:
    whole, path, random = bundle.read_bytes(), directory / "x.scry", Random(7)
    written = read = 0
    for _ in range(count):
        path.write_bytes(damaged(whole, random))
        before = path.read_bytes()
        with suppress(BundleError), opened(path) as (_, content):
            ReplayedStore(path, content, ManualClock(0.0), Notebook(None)).close()
            read += 1
        written += path.read_bytes() != before
    # Of this program alone: getrusage would tell that of the process which began it, too.
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    most_bytes = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    print(json.dumps({"tried": count, "read": read, "written": written, "most_bytes": most_bytes}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
