"""What the finders of the entity stage hand to the one that decides: a span with a label and where it comes
from.
"""

from collections.abc import Iterable

import msgspec

# Who is believed where two candidates overlap: higher first, then the longer span, then the earlier one.
USER, PATTERN, LEXICON, MODEL, HINT, DICTIONARY = 5, 3, 2, 2, 1, 0


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A possible name. `canonical` and `code` where its finder knows them."""

    start: int
    end: int
    label: str
    by: str
    rank: int
    canonical: str | None = None
    code: str | None = None


def settle(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that stay, none overlapping another, in order of position."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    for c in sorted(candidates, key=lambda c: (-c.rank, c.start - c.end, c.start)):
        if taken.isdisjoint(range(c.start, c.end)):
            taken.update(range(c.start, c.end))
            kept.append(c)
    return sorted(kept, key=lambda c: c.start)
