"""Merging: the notes of replays into the bundle that was replayed; the file is whole at every moment."""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from msgspec.structs import replace

from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.manifest import BundleError
from tui.store.notebook import Pages, notebook_path, notebooks_beside, read_pages
from tui.store.rows.report_rows import as_text
from tui.store.sqlite.bundle import envelope
from tui.store.sqlite.bundle.contents import PROJECT
from tui.store.sqlite.bundle.plain import plain, plainer
from tui.store.sqlite.bundle.replayed import opened
from tui.store.sqlite.bundle.shape import EVER, TABLES
from tui.store.sqlite.bundle.writing import put
from tui.store.sqlite.connection import transaction


def merge(path: Path) -> tuple[int, int]:
    """How many note files lie beside it, and how many notes changed. Raises BundleError, and then it is as it was."""
    books = {each: read_pages(each) for each in notebooks_beside(path)}
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with opened(path) as (manifest, content):
            with closing(sqlite3.connect(content, isolation_level=None)) as connection:
                connection.execute("PRAGMA trusted_schema=OFF")
                with transaction(connection, "IMMEDIATE"):
                    changed = 0
                    for book, pages in books.items():
                        changed += _merge(connection, pages, hides=manifest.is_redacted)
                        changed += _delete(connection, path, book, pages, hides=manifest.is_redacted)
                    (count,) = connection.execute("SELECT count(*) FROM notes").fetchone()
            if changed:
                manifest = replace(
                    manifest,
                    counts={**manifest.counts, "notes": count},
                    size_bytes=content.stat().st_size,
                    sha256=envelope.sum_of(content),
                )
                put(unfinished, path, content, manifest, lambda _, __: None)
                unfinished.replace(path)
    except (OSError, sqlite3.Error) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise BundleError(path, Said(words.NOT_WRITTEN, {"detail": detail})) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return len(books), changed


def _merge(connection: sqlite3.Connection, pages: Pages, *, hides: bool) -> int:
    """`hides`: names are aliases in this bundle, so the authors must be, too."""
    changed, plain_row = 0, plainer(TABLES["notes"])
    aliases = _aliases(connection, pages) if hides else {}
    for note in pages.notes:
        author = aliases.get(note.author, note.author)
        known = connection.execute("SELECT changed_ts, author FROM notes WHERE note_id = ?", (note.note_id,)).fetchone()
        if known is not None and (known[0] >= note.changed_ts or known[1] != plain(author)):
            continue
        text = note.text
        for name in sorted(aliases, key=len, reverse=True):
            text = text.replace(name, aliases[name])
        row = (note.note_id, note.ts, note.written_ts, note.changed_ts, author, json.dumps(text))
        connection.execute(
            "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0.0, ?)",
            plain_row((PROJECT, *row, as_text(note.scope), note.metric, EVER)),
        )
        changed += 1
    return changed


def _delete(connection: sqlite3.Connection, path: Path, book: Path, pages: Pages, *, hides: bool) -> int:
    """The deleted notes of the author of `book` alone; `hides`: nothing tells the author of a note in the bundle."""
    authors = {plain(note.author) for note in pages.notes}
    changed = 0
    for note_id in pages.deleted:
        row = connection.execute("SELECT author FROM notes WHERE note_id = ?", (note_id,)).fetchone()
        if row is not None and (hides or row[0] in authors or notebook_path(path, row[0]) == book):
            connection.execute("DELETE FROM notes WHERE note_id = ?", (note_id,))
            changed += 1
    return changed


def _aliases(connection: sqlite3.Connection, pages: Pages) -> dict[str, str]:
    """Author → alias: that of the author's notes in the bundle, else a random one. The key of the other aliases stayed
    in the store."""
    found: dict[str, str] = {}
    for note in pages.notes:
        known = connection.execute("SELECT author FROM notes WHERE note_id = ?", (note.note_id,)).fetchone()
        if known is not None:
            found.setdefault(note.author, known[0])
    for note in pages.notes:
        if note.author not in found:
            found[note.author] = f"process-{secrets.token_hex(4)}"
    return found
