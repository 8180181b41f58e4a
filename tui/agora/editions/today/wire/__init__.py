"""JSON ⇄ records for today's edition. These rooms alone know its field names.

The rooms of the reference read values, rows and points; here are the differences of today's edition.
"""

from tui.agora.editions.today.endpoints import NAME as EDITION_NAME
from tui.agora.editions.today.hosts import reserves
from tui.agora.editions.today.wire.incoming import decoded, received, streamed
from tui.agora.editions.today.wire.outgoing import outgoing, reporting

__all__ = ["EDITION_NAME", "decoded", "outgoing", "received", "reporting", "reserves", "streamed"]
