"""JSON ⇄ records. These rooms alone know the wire's field names; beyond them a thing has one name everywhere.

Each decoder takes the decoded body of a successful answer and gives the value and the parts set aside. It forgives the
cases of the field notes (unknown fields, codes outside the tables, numbers as strings, nulls, points unsorted, twice or
off the minute), sets aside every other unreadable row, with path and reason, and raises `Unreadable` only when the
whole answer has the wrong shape.
"""

from tui.agora.editions.reference_2020.wire.calls import call_list
from tui.agora.editions.reference_2020.wire.details import call_details
from tui.agora.editions.reference_2020.wire.diagnoses import diagnoses
from tui.agora.editions.reference_2020.wire.envelope import Body, accepted
from tui.agora.editions.reference_2020.wire.incoming import decoded, received, records, streamed
from tui.agora.editions.reference_2020.wire.minutes import series, usage
from tui.agora.editions.reference_2020.wire.outgoing import outgoing, query, report_body, reporting, reserves
from tui.agora.editions.reference_2020.wire.receipt import receipt
from tui.agora.editions.reference_2020.wire.stream import DetailsStream

__all__ = [
    "Body",
    "DetailsStream",
    "accepted",
    "call_details",
    "call_list",
    "decoded",
    "diagnoses",
    "outgoing",
    "query",
    "receipt",
    "received",
    "records",
    "report_body",
    "reporting",
    "reserves",
    "series",
    "streamed",
    "usage",
]
