"""The map from the clean text back to the source.

For every character of the clean text the map holds the source offsets that it came from, so that any span
of the clean text has an exact source span. Characters that cleaning dropped in between belong to the span
that encloses them. Where cleaning moved a fragment, a span across the seam has no contiguous source: None.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec


class OffsetMap(msgspec.Struct, frozen=True):
    """`starts[i]` and `ends[i]`: source offsets (code points, end exclusive) of clean character i."""

    starts: Sequence[int]
    ends: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Source offsets of the clean span, or None where it does not stand there in one piece.

        Raises IndexError for a span outside the text or an empty one.
        """
        if not 0 <= start < end <= len(self.starts):
            raise IndexError(f"span {start}:{end} outside a text of {len(self.starts)} characters")
        if any(b < a for a, b in pairwise(self.starts[start:end])):
            return None
        return self.starts[start], self.ends[end - 1]


def identity(length: int) -> OffsetMap:
    """The map of a text that cleaning left as it was."""
    return OffsetMap(range(length), range(1, length + 1))


def compose(inner: OffsetMap, outer: Iterable[int]) -> OffsetMap:
    """The map after a further step that kept the characters `outer` (offsets into the text before it)."""
    kept = list(outer)
    return OffsetMap([inner.starts[i] for i in kept], [inner.ends[i] for i in kept])
