"""Writing: a stretch of a store's time into a bundle: first the whole file under another name, then one rename."""

from __future__ import annotations

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from tui.domain.names import Names
from tui.domain.text import Said
from tui.files import PRIVATE
from tui.messages import bundle as words
from tui.store.manifest import BundleError, BundleProgress, Manifest, PreparedBundle
from tui.store.sqlite.bundle import checking, envelope, shape
from tui.store.sqlite.bundle.contents import Contents, Stretch
from tui.store.sqlite.bundle.plain import plain, plainer
from tui.store.sqlite.bundle.redaction import Redaction
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.schema import STEPS

# Rows that go from one file to the other at a time.
_BATCH = 2000


def write(
    source: Path,
    project: tuple[str, str],
    target: Path,
    stretch: Stretch,
    about: Manifest,
    names: Names,
    tell: BundleProgress,
) -> Manifest:
    """The bundle at `target`, at once. Blocks. Raises BundleError."""
    with prepared(source, project, target, stretch, about, names, tell) as bundle:
        bundle.place()
        return bundle.manifest


@contextmanager
def prepared(
    source: Path,
    project: tuple[str, str],
    target: Path,
    stretch: Stretch,
    about: Manifest,
    names: Names,
    tell: BundleProgress,
) -> Iterator[PreparedBundle]:
    """The whole file under another name beside `target`, which must not exist; it is gone afterwards, unless it was
    placed. `project` is its base URL and app id, `about` has all that is not counted here. Blocks. Raises
    BundleError."""
    unfinished = target.parent / f".{target.name}.{secrets.token_hex(6)}.tmp"
    try:
        if target.exists():
            raise BundleError(target, Said(words.THERE, {}))
        with tempfile.TemporaryDirectory(prefix="scry-bundle-") as directory:
            content = Path(directory) / "content.db"
            redaction = Redaction(names)
            counts = _gather(source, project, content, stretch, redaction, tell)
            manifest = _plain(
                replace(
                    redaction.manifest(about),
                    size_bytes=content.stat().st_size,
                    sha256=envelope.sum_of(content),
                    counts=counts,
                    channels=redaction.counted(dict.fromkeys(stretch.channels)),
                )
            )
            if not sum(count for table, count in counts.items() if table != "notes"):
                raise BundleError(target, Said(words.NOTHING, {"start": stretch.start_ts, "end": stretch.end_ts}))
            put(unfinished, target, content, manifest, tell)
        yield PreparedBundle(manifest, unfinished.stat().st_size, partial(_place, unfinished, target))
    except (OSError, sqlite3.Error) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BundleError(target, Said(words.NOT_WRITTEN, {"detail": detail})) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def put(unfinished: Path, target: Path, content: Path, manifest: Manifest, tell: BundleProgress) -> None:
    """A new file at `unfinished`, which any scry opens as `target`. Raises BundleError, OSError."""
    checking.check(target, content, manifest)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        envelope.pack(content, file, manifest, tell)
        file.flush()
        os.fsync(file.fileno())
    if envelope.read_manifest(unfinished) != manifest:
        raise BundleError(target, Said(words.DAMAGED, {"detail": "manifest"}))


def _plain(manifest: Manifest) -> Manifest:
    """Its texts without control characters, as those of the content."""
    named = {name: plain(getattr(manifest, name)) for name in ("project", "edition", "plan", "writer", "call_id")}
    listed = {name: tuple(map(plain, getattr(manifest, name))) for name in ("channels", "watched", "together")}
    rules = tuple(
        replace(rule, name=plain(rule.name), channels=tuple(map(plain, rule.channels))) for rule in manifest.rules
    )
    return replace(manifest, rules=rules, **named, **listed)


def _place(unfinished: Path, target: Path) -> None:
    """Under its name, unless another file came there meanwhile."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise BundleError(target, Said(words.THERE, {})) from None
    except OSError:  # a file system without links
        if target.exists():
            raise BundleError(target, Said(words.THERE, {})) from None
        unfinished.rename(target)


def _gather(
    source: Path,
    project: tuple[str, str],
    content: Path,
    stretch: Stretch,
    redaction: Redaction,
    tell: BundleProgress,
) -> dict[str, int]:
    """The content, unpacked; returns the rows of each table."""
    counts: dict[str, int] = {}
    with closing(connect(source, read_only=True)) as store, closing(_empty(content)) as made:
        with transaction(store, "DEFERRED"), transaction(made, "IMMEDIATE"):
            found = store.execute(
                "SELECT project_id FROM projects WHERE base_url = ? AND app_id = ?", project
            ).fetchone()
            contents = Contents(store, found[0] if found else 0, stretch)
            # Sentences last: by then the names that they may hold have been seen.
            for name in sorted(shape.TABLES, key=lambda name: name in ("notes", "alerts", "reports")):
                before = sum(counts.values())
                counts[name] = _fill(made, shape.TABLES[name], contents, redaction, lambda n, of: tell(before + n, of))  # noqa: B023 - called at once
        made.execute("PRAGMA journal_mode=OFF")
    return counts


def _fill(
    made: sqlite3.Connection,
    table: shape.BundleTable,
    contents: Contents,
    redaction: Redaction,
    tell: BundleProgress,
) -> int:
    insert = f"INSERT OR IGNORE INTO {table.name} VALUES ({', '.join('?' * len(table.every))})"  # noqa: S608 - constants
    batch: list[tuple[object, ...]] = []
    count = 0

    def put() -> None:
        nonlocal count
        count += made.executemany(insert, batch).rowcount if batch else 0
        tell(count, 0)
        batch.clear()

    plain_row = plainer(table)
    for row in contents.rows(table.name):
        batch.append(plain_row(redaction.row(table, row)))
        if len(batch) == _BATCH:
            put()
    put()
    return count


def _empty(content: Path) -> sqlite3.Connection:
    """A bundle's content without rows."""
    made = sqlite3.connect(content, isolation_level=None)
    try:
        made.execute("PRAGMA page_size=4096")
        made.execute("PRAGMA journal_mode=MEMORY")
        made.execute("PRAGMA synchronous=OFF")
        made.execute(f"PRAGMA application_id={shape.APPLICATION_ID}")
        made.execute(f"PRAGMA user_version={shape.FORMAT}")
        for statement in shape.creation():
            made.execute(statement)
    except BaseException:
        made.close()
        raise
    return made


def newest_schema() -> int:
    return len(STEPS)
