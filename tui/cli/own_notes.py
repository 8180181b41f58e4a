"""The notes of the replays of one's own store: their place beside the store, and the way into the store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tui.cli.settings import Settings
from tui.cli.stores import open_store, place_of
from tui.config.values import state_directory
from tui.store.api import Store
from tui.store.notebook import Pages, notebook_path, notebooks_beside, read_pages

MOST_NOTES = 100_000


def beside_store(settings: Settings) -> Path:
    """A name beside the store, as of a bundle; the note files have the same begin."""
    place = place_of(settings.store)
    return (state_directory() if place is None else place.parent) / f"replay-{settings.app_id}.scry"


def merge_own(settings: Settings) -> tuple[int, int]:
    """The number of changed notes, and of files. Blocks. Raises BundleError, StoreError."""
    beside = beside_store(settings)
    books = {each: read_pages(each) for each in notebooks_beside(beside)} if beside.parent.is_dir() else {}
    store = open_store(settings.store, base_url=settings.base_url, app_id=settings.app_id)
    try:
        changed = asyncio.run(_merge(store, beside, books))
    finally:
        store.close()
    return changed, len(books)


async def _merge(store: Store, beside: Path, books: dict[Path, Pages]) -> int:
    changed = 0
    for book, pages in books.items():
        for note in pages.notes:
            changed += await store.write_to_disk(lambda changes, note=note: changes.put_note(note))  # type: ignore[misc]
        for known in await store.read(lambda snapshot: snapshot.notes(None, MOST_NOTES)):
            # A file deletes the notes of its author alone.
            if known.note_id in pages.deleted and notebook_path(beside, known.author) == book:
                drop = known.note_id, known.author
                changed += await store.write_to_disk(
                    lambda changes, drop=drop: changes.drop_note(drop[0], author=drop[1])  # type: ignore[misc]
                )
    return changed
