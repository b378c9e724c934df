"""A second way of reading the tables, for where the first leaves identities broken.

A broken identity is a misprint of the report or a fault of the reading, and the first reading
cannot tell which. The second one shares neither grid expansion nor label matching nor PDF engine
with it: it takes the value cells of a table by the order of the printed rows, and knows a table
by the number of its rows alone. What two such readings agree on stands in the report; where they
differ nobody knows, so the cell is null.

Shared are what comes before any table: the charset that was found, and the bounded unpacking of
office packages and of MHTML.
"""

from __future__ import annotations

from pipelines.second.figures import Lines, SecondCell, SecondReading
from pipelines.second.judge import Opinions, printed_so, second_opinions, strays_printed_so
from pipelines.second.reading import second_reading

__all__ = [
    "Lines",
    "Opinions",
    "SecondCell",
    "SecondReading",
    "printed_so",
    "second_opinions",
    "second_reading",
    "strays_printed_so",
]
