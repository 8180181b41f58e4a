"""Note: a text of several lines beside a list, told anew as its cursor moves."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Note(Static):
    """Repaints only if its text changed. A layout would repaint the whole screen: there is one only where its height
    follows the text, and changes."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._told = Content()

    def tell(self, text: Content) -> None:
        if text == self._told and text.spans == self._told.spans:
            return
        before = self._height()
        self._told = text
        self.update(text, layout=False)
        if self._height() != before:
            self.refresh(layout=True)

    def _height(self) -> int:
        """Of its text, in lines; 0 where that moves nothing, or where it is not on screen."""
        if not self.styles.is_auto_height:
            return 0
        self.clear_cached_dimensions()
        return self.get_content_height(self.container_size, self.app.size, self.content_region.width)
