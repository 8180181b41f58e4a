"""Compositor: where little changed, a frame renders only the lines with a change.

    Textual's   every widget in the rectangle around all changes, each of its lines
    here        front to back, the widgets over a change, from their first to their last changed line;
                nothing behind a widget that covers the change

Between a clock in one corner and an age in the other, or between two charts' cursors, lies most of the screen.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    def __init__(self) -> None:
        super().__init__()
        self._changed: tuple[Region, ...] = ()

    def spoil(self) -> None:
        """Another screen was drawn meanwhile: the next frame is whole, a frame of a layout too."""
        self._dirty_regions.add(self.size.region)

    def render_partial_update(self) -> ChopsUpdate | None:
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Region, clip and strips of each widget that is seen in a change; of all widgets in a whole frame."""
        if not self._changed:
            yield from super()._get_renders(crop)
            return
        changed = list(self._changed)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            over = [each for each in changed if each.overlaps(seen)]
            if not over:
                continue
            rows = Region.from_union(over).intersection(seen)
            lines = Region(seen.x, rows.y, seen.width, rows.height)
            yield region, lines, widget.render_lines(lines.translate(-region.offset))
            changed = [each for each in changed if not seen.contains_region(each)]
            if not changed:
                return
