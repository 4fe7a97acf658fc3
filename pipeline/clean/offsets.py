"""The map from the clean text back to the source.

The map is a list of segments, each a run of clean characters with its stretch of the source. In a plain
segment clean character i is source character i; in a folded one (a `&amp;` that became `&`) every clean
character stands for the whole stretch. White space and invisible characters that cleaning dropped between
two segments belong to a span that encloses them. A *seam* stands where a reader of the source would not
read on from one segment to the next: text was dropped, moved or never stood in the source. A span across a
seam has no source span.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

import msgspec

NOWHERE = -1  # the source offset of clean characters that stand nowhere in the source


class OffsetMap(msgspec.Struct, frozen=True):
    """Segments of a clean text of `length` characters, in order; all offsets are code points.

    `starts[k]`: clean offset of segment k. `sources[k]`, `ends[k]`: its source stretch, end exclusive.
    `seams[k]`: how many seams stand at or before the start of segment k.
    """

    length: int
    starts: Sequence[int]
    sources: Sequence[int]
    ends: Sequence[int]
    seams: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Source offsets of the clean span, or None where it does not stand there in one piece.

        Raises IndexError for a span outside the text or an empty one.
        """
        if not 0 <= start < end <= self.length:
            raise IndexError(f"span {start}:{end} outside a text of {self.length} characters")
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1, first) - 1
        if self.seams[first] != self.seams[last] or self.sources[first] == NOWHERE:
            return None
        return self.source_start(start, first), self.source_end(end, last)

    def source_start(self, offset: int, segment: int) -> int:
        """Source offset of the clean character `offset`, which lies in `segment`."""
        return self.sources[segment] + (offset - self.starts[segment] if self.is_plain(segment) else 0)

    def source_end(self, offset: int, segment: int) -> int:
        """Source offset behind the clean character before `offset`, which lies in `segment`."""
        if not self.is_plain(segment):
            return self.ends[segment]
        return self.sources[segment] + offset - self.starts[segment]

    def is_plain(self, segment: int) -> bool:
        """Whether the segment's characters stand one for one in the source."""
        following = self.starts[segment + 1] if segment + 1 < len(self.starts) else self.length
        return self.ends[segment] - self.sources[segment] == following - self.starts[segment]


def identity(length: int) -> OffsetMap:
    """The map of a text that cleaning left as it was."""
    return OffsetMap(length, (0,), (0,), (length,), (0,))


def from_segments(segments: Iterable[tuple[int, int, int, bool]]) -> OffsetMap:
    """The map of segments `(clean length, source start, source end, seam before it)`, in clean order."""
    kept = [s for s in segments if s[0] > 0]
    if not kept:
        return identity(0)
    lengths = [s[0] for s in kept]
    starts = [0, *accumulate(lengths[:-1])]
    seams = list(accumulate(int(s[3]) for s in kept))
    return OffsetMap(sum(lengths), starts, [s[1] for s in kept], [s[2] for s in kept], seams)
