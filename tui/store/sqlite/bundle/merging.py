"""Merging: the notes of replays into the bundle that was replayed; the file is whole at every moment."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

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


class Merged(NamedTuple):
    """How many note files lie beside the bundle, how many notes changed, and whether names are aliases in it."""

    files: int
    notes: int
    is_redacted: bool


def merge(path: Path) -> Merged:
    """Raises BundleError, and then the bundle is as it was."""
    books = {each: read_pages(each) for each in notebooks_beside(path)}
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with opened(path) as (manifest, content):
            with closing(sqlite3.connect(content, isolation_level=None)) as connection:
                connection.execute("PRAGMA trusted_schema=OFF")
                with transaction(connection, "IMMEDIATE"):
                    changed = 0
                    for book, pages in books.items():
                        aliases = _aliases(connection, pages) if manifest.is_redacted else None
                        changed += _merge(connection, pages, aliases or {})
                        changed += _delete(connection, path, book, pages, aliases)
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
    return Merged(len(books), changed, manifest.is_redacted)


def _merge(connection: sqlite3.Connection, pages: Pages, aliases: Mapping[str, str]) -> int:
    """`aliases` of the authors, where names are aliases in this bundle."""
    changed, plain_row = 0, plainer(TABLES["notes"])
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


def _delete(
    connection: sqlite3.Connection, path: Path, book: Path, pages: Pages, aliases: Mapping[str, str] | None
) -> int:
    """The deleted notes of the author of `book` alone. `aliases`: an author stands in the bundle by the alias alone."""
    own = {plain(note.author) for note in pages.notes} if aliases is None else {*aliases.values(), _alias(pages)}
    changed = 0
    for note_id in pages.deleted:
        row = connection.execute("SELECT author FROM notes WHERE note_id = ?", (note_id,)).fetchone()
        if row is not None and (row[0] in own or (aliases is None and notebook_path(path, row[0]) == book)):
            connection.execute("DELETE FROM notes WHERE note_id = ?", (note_id,))
            changed += 1
    return changed


def _aliases(connection: sqlite3.Connection, pages: Pages) -> dict[str, str]:
    """Author → alias: that of the author's notes in the bundle, else that of the file. The key of the other aliases
    stayed in the store."""
    found: dict[str, str] = {}
    for note in pages.notes:
        known = connection.execute("SELECT author FROM notes WHERE note_id = ?", (note.note_id,)).fetchone()
        if known is not None:
            found.setdefault(note.author, known[0])
    return {note.author: found.get(note.author, _alias(pages)) for note in pages.notes}


def _alias(pages: Pages) -> str:
    """By the secret of the note file, which no bundle holds: it proves the author after all other notes are gone. A
    file of an older version has no secret."""
    secret = pages.secret or secrets.token_hex(16)
    return f"process-{hashlib.sha256(secret.encode()).hexdigest()[:8]}"
