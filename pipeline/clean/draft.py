"""A text on its way from the source to the clean form, with the map back kept exact through every edit."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.clean.offsets import NOWHERE, OffsetMap, from_segments

# What a reader does not see: white space, zero-width and control characters, soft hyphens, byte-order marks
ZERO_WIDTH = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
)
INVISIBLE = r"\s" + ZERO_WIDTH
_VISIBLE = re.compile(f"[^{INVISIBLE}]")

Segment = tuple[int, int, int, bool]  # clean length, source start, source end, seam before it


class Edit(NamedTuple):
    """Replace `start:end` of the draft by `text`, which says to a reader the same or nothing."""

    start: int
    end: int
    text: str = ""


class Draft(NamedTuple):
    """A text and its segments; `note`s of repairs are kept by the caller."""

    text: str
    segments: list[Segment]


def draft_of(text: str) -> Draft:
    """The draft of an unedited source."""
    return Draft(text, [(len(text), 0, len(text), False)])


def offsets_of(draft: Draft) -> OffsetMap:
    """The finished map of a draft."""
    return from_segments(draft.segments)


def apply_edits(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """The draft after edits that are sorted by `start` and do not overlap.

    Dropping something visible leaves a seam; a replacement stands for all that it replaces, but a line end or
    space in the place of something visible stands nowhere in the source.
    """
    ordered = [e for e in edits if e.end > e.start or e.text]
    if not ordered:
        return draft
    text = draft.text
    pieces: list[str] = []
    ranges: list[_Range] = []
    position = 0
    seam = False
    for edit in ordered:
        if edit.start > position:
            pieces.append(text[position : edit.start])
            ranges.append(_Range(position, edit.start, None, seam))
            seam = False
        if edit.text:
            pieces.append(edit.text)
            if edit.text.isspace() and _VISIBLE.search(text, edit.start, edit.end):  # a tag that ends a line
                ranges.append(_Range(edit.start, edit.start, edit.text, True))
                seam = True
            else:
                ranges.append(_Range(edit.start, edit.end, edit.text, seam))
                seam = False
        elif _VISIBLE.search(text, edit.start, edit.end):
            seam = True
        position = edit.end
    if position < len(text):
        pieces.append(text[position:])
        ranges.append(_Range(position, len(text), None, seam))
    return Draft("".join(pieces), _mapped(draft.segments, ranges))


def reorder(draft: Draft, ranges: Sequence[tuple[int, int]]) -> Draft:
    """The draft made of these stretches in this order, with a seam where one does not follow the other."""
    segments: list[Segment] = []
    previous = 0
    for start, end in ranges:  # each walks the segments anew: ranges are few
        segments.extend(_mapped(draft.segments, [_Range(start, end, None, start != previous)]))
        previous = end
    return Draft("".join(draft.text[a:b] for a, b in ranges), segments)


class _Range(NamedTuple):
    """A stretch of the draft that stays, or that `text` stands for."""

    start: int
    end: int
    text: str | None
    seam: bool


def _mapped(segments: list[Segment], ranges: list[_Range]) -> list[Segment]:
    """The segments under ranges of the draft, which are sorted and do not overlap."""
    found: list[Segment] = []
    index, begin = 0, 0  # the segment that the walk has reached, and its draft offset
    pending = bool(segments) and segments[0][3]  # a seam since the last segment found
    for start, end, text, seam in ranges:
        pending |= seam
        low = high = NOWHERE
        while index < len(segments):
            length, source, source_end, _ = segments[index]
            if pending and text is not None:
                low = high = NOWHERE  # only what stands behind the seam is contiguous
            first, last = max(start - begin, 0), min(end - begin, length)
            if first < last:
                plain = source_end - source == length and source != NOWHERE
                stretch = (source + first, source + last) if plain else (source, source_end)
                if text is None:
                    found.append((last - first, *stretch, pending))
                    pending = False
                elif source != NOWHERE:
                    low = stretch[0] if low == NOWHERE else min(low, stretch[0])
                    high = max(high, stretch[1])
            if begin + length > end:
                break
            begin += length
            index += 1
            pending |= index < len(segments) and segments[index][3]
        if text is not None:
            found.append((len(text), low, high, pending or low == NOWHERE))
            pending = low == NOWHERE
    return found
