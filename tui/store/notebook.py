"""Notebook: the notes of a replay, in a file beside the bundle: `incident.scry` → `incident.ann@ops.notes.json`.

Each author has a file, so that several people can replay one bundle. A note that its author deleted leaves its number,
so that a merge deletes it, too.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from tui.domain.records import MOST_NOTE, KeptNote, Window
from tui.domain.text import Said
from tui.files import unfinished
from tui.messages import bundle as words
from tui.store.manifest import BundleError

_MOST_BYTES = 16 * 1024 * 1024
_SUFFIX = ".notes.json"
_MOST_TS = 2.0**33


class Pages(Struct, frozen=True):
    """`secret`: by it the author of the file is known again in a bundle with aliases."""

    format: int = 1
    notes: tuple[KeptNote, ...] = ()
    deleted: tuple[str, ...] = ()
    secret: str = ""


def notebook_path(bundle: Path, author: str) -> Path:
    """The author's own file; letters that a file name cannot hold are left out."""
    safe = re.sub(r"[^\w@.+-]", "_", author)[:100]
    return bundle.with_name(f"{bundle.stem}.{safe}{_SUFFIX}")


def notebooks_beside(bundle: Path) -> list[Path]:
    """Without those of `incident.2.scry` beside `incident.scry`."""
    start, beside = f"{bundle.stem}.", [*bundle.parent.iterdir()]
    others = tuple(f"{each.stem}." for each in beside if each.suffix == bundle.suffix and each.stem.startswith(start))
    found = (each for each in beside if each.name.startswith(start) and each.name.endswith(_SUFFIX))
    return sorted(each for each in found if not each.name.startswith(others))


def read_pages(path: Path) -> Pages:
    """Raises BundleError."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise BundleError(path, Said(words.NO_NOTES, {}))
        pages = msgspec.json.decode(text, type=Pages)
    except OSError as error:
        raise BundleError(path, Said(words.NOT_READ, {"detail": error.strerror or error})) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BundleError(path, Said(words.NO_NOTES, {})) from error
    if pages.format != 1 or not all(map(_is_sound, pages.notes)):
        raise BundleError(path, Said(words.NO_NOTES, {}))
    return pages


def _is_sound(note: KeptNote) -> bool:
    times = (note.written_ts, note.changed_ts, note.ts)
    return len(note.text) <= MOST_NOTE and all(0 <= ts < _MOST_TS for ts in times)


class Notebook:
    """`path` None: the notes are kept while the replay lasts."""

    def __init__(self, path: Path | None) -> None:
        """Raises BundleError for a file that cannot be read."""
        self.path = path
        pages = read_pages(path) if path is not None and path.exists() else Pages()
        self._notes = {note.note_id: note for note in pages.notes}
        self._deleted = dict.fromkeys(pages.deleted)
        self._secret = pages.secret or secrets.token_hex(16)
        # Those of the bundle itself, as they were read last: an author may change and delete them, too.
        self._known: dict[str, KeptNote] = {}

    def over(self, notes: Iterable[KeptNote], window: Window | None) -> Iterator[KeptNote]:
        """The bundle's notes with those of the notebook in their places."""
        known = {note.note_id: note for note in notes}
        self._known |= known
        for note in (known | self._notes).values():
            if note.note_id not in self._deleted and (window is None or window.holds(note.ts)):
                yield note

    def put(self, note: KeptNote) -> bool:
        known = self._notes.get(note.note_id) or self._known.get(note.note_id)
        if known is not None and (known.author != note.author or known.changed_ts >= note.changed_ts):
            return False
        self._notes[note.note_id] = note
        self._write()
        return True

    def drop(self, note_id: str, *, author: str) -> bool:
        known = self._notes.get(note_id) or self._known.get(note_id)
        if known is None or known.author != author or note_id in self._deleted:
            return False
        self._notes.pop(note_id, None)
        self._deleted[note_id] = None
        self._write()
        return True

    def _write(self) -> None:
        """Raises OSError."""
        if self.path is not None:
            pages = Pages(notes=tuple(self._notes.values()), deleted=tuple(self._deleted), secret=self._secret)
            os.replace(unfinished(self.path, msgspec.json.encode(pages)), self.path)  # noqa: PTH105 - atomic
