"""The lines of a laid-out page in the order in which people read them.

A page is cut where white space runs through it: into columns where a gutter runs from top to bottom, else
into what stands above and below the widest gap, and so on within (recursive XY-cut); a headline across
columns thus comes before them. Rows of cells with numbers are a table and stay rows. Within a column a new
paragraph shows in an indent, a gap or another size of type. Running heads and page numbers are what pages
have in common at their edges.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_NUMBER_CELL = re.compile(r"[-+(（]?[\d,.]+%?[)）]?\Z|[-—–]\Z")
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]{0,4}(?:第\s?)?\d{1,4}(?:\s?[页頁/]\s?(?:共\s?)?\d{0,4}\s?[页頁]?)?[-—–·\s]{0,4}\Z"
)
# what browsers print at the edges of a page: 11/25/26, 4:32 AM | https://example.com
_PRINTED = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}[, ]|(?:https?|file)://")
_DIGITS = re.compile(r"\d+")
_EDGE = 0.09  # share of a page's height at top and bottom where running heads stand
_MAX_DEPTH = 40


class Box(NamedTuple):
    """A line of text on a page: its box in points from the lower left corner, its size of type."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    page: int


class Placed(NamedTuple):
    """A line in reading order.

    `gap`: a blank line stands before it; `indent`: it is set in; `row`: it is a row of a table.
    """

    cells: tuple[Box, ...]
    gap: bool
    indent: bool = False
    row: bool = False

    @property
    def text(self) -> str:
        """The line's text, cells separated by tabs."""
        return "\t".join(cell.text for cell in self.cells)


def without_furniture(pages: Sequence[tuple[float, list[Box]]]) -> tuple[list[list[Box]], list[str]]:
    """The lines of each page without running heads and page numbers, and what was set apart.

    `pages`: height and lines of each.
    """
    seen: Counter[str] = Counter()
    for height, boxes in pages:
        seen.update({_DIGITS.sub("#", b.text) for b in boxes if _at_edge(b, height)})
    kept, apart = [], []
    for height, boxes in pages:
        body = []
        for box in boxes:
            common = len(pages) > 2 and seen[_DIGITS.sub("#", box.text)] > max(2, 0.4 * len(pages))
            printed = _PAGE_NUMBER.match(box.text) or _PRINTED.match(box.text)
            if _at_edge(box, height) and (printed or common):
                apart.append(box.text)
            else:
                body.append(box)
        kept.append(body)
    return kept, apart


def _at_edge(box: Box, height: float) -> bool:
    return box.y0 > height * (1 - _EDGE) or box.y1 < height * _EDGE


def reading_order(boxes: list[Box]) -> list[Placed]:
    """The lines of one page in reading order."""
    if not boxes:
        return []
    size = median(b.size for b in boxes)
    return list(_ordered(boxes, size, 0))


def _ordered(boxes: list[Box], size: float, depth: int) -> Iterator[Placed]:
    if depth < _MAX_DEPTH and len(boxes) > 1:
        before, table, after = _table(boxes, size)
        if table:
            if before:
                yield from _ordered(before, size, depth + 1)
            for i, row in enumerate(table):
                yield Placed(row, gap=i == 0, row=True)
            if after:
                yield from _ordered(after, size, depth + 1)
            return
        for cut in (_sections, _columns, _bands):
            parts = cut(boxes, size)
            if len(parts) > 1:
                for part in parts:
                    yield from _ordered(part, size, depth + 1)
                return
    yield from _column(boxes)


def _sections(boxes: list[Box], size: float) -> list[list[Box]]:
    """What stands above a heading that white space sets off from everything above it, and the rest."""
    rows = _rows(boxes)
    for i in range(1, len(rows)):
        low = min(b.y0 for row in rows[:i] for b in row)
        heading = rows[i][0]
        alone = len(rows[i]) == 1 and heading.size > 1.15 * size
        if alone and low - heading.y1 > 0.5 * size:
            return [[b for row in rows[:i] for b in row], [b for row in rows[i:] for b in row]]
    return []


def _columns(boxes: list[Box], size: float) -> list[list[Box]]:
    """The boxes left and right of each gutter that nothing crosses, from left to right."""
    return _split(sorted(boxes, key=lambda b: b.x0), 0.6 * size, lambda b: b.x0, lambda b: b.x1)


def _bands(boxes: list[Box], size: float) -> list[list[Box]]:
    """What stands above and below the widest gap, if it is wider than that between lines."""
    ordered = sorted(boxes, key=lambda b: -b.y1)
    best, at, low = 0.0, 0, ordered[0].y0
    gaps = []
    for i, box in enumerate(ordered[1:], 1):
        gaps.append(low - box.y1)
        if low - box.y1 > best:
            best, at = low - box.y1, i
        low = min(low, box.y0)
    if best > 0.25 * size and (best > 1.3 * median(gaps) or _crossing(ordered, at)):
        return [ordered[:at], ordered[at:]]
    for i in range(1, len(ordered)):  # a headline stands close above columns
        if gaps[i - 1] >= 0 and (_crossing(ordered, i) or _crossing(ordered[::-1], len(ordered) - i)):
            return [ordered[:i], ordered[i:]]
    return []


def _crossing(ordered: list[Box], at: int) -> bool:
    """Whether the boxes behind `at` part into columns that those before it cross."""
    rest = ordered[at:]
    return len(rest) > 1 and len(_columns(rest, median(b.size for b in rest))) > 1 and at <= 3


def _split(
    ordered: list[Box], least: float, low: Callable[[Box], float], high: Callable[[Box], float]
) -> list[list[Box]]:
    """Parts of boxes between which more than `least` is free."""
    parts = [[ordered[0]]]
    reach = high(ordered[0])
    for box in ordered[1:]:
        if low(box) - reach > least:
            parts.append([])
        parts[-1].append(box)
        reach = max(reach, high(box))
    return parts


def _rows(boxes: Iterable[Box]) -> list[list[Box]]:
    """Boxes at one height, from top to bottom, each row from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda b: (-b.y1, b.x0)):
        if rows and rows[-1][0].y0 < (box.y0 + box.y1) / 2 < rows[-1][0].y1:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda b: b.x0) for row in rows]


def _table(boxes: list[Box], size: float) -> tuple[list[Box], list[tuple[Box, ...]], list[Box]]:
    """What stands above the first table, its rows, and what stands below; no rows where there is none."""
    rows = _rows(boxes)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and len(rows[end]) >= 2:
            end += 1
        block = rows[start:end]
        cells = [cell for row in block for cell in row]
        numbers = sum(_NUMBER_CELL.match(c.text) is not None for c in cells)
        short = sum(len(c.text) <= 16 for c in cells)
        if len(block) >= 2 and numbers >= 0.35 * len(cells) and short >= 0.9 * len(cells):
            before = [b for row in rows[:start] for b in row]
            after = [b for row in rows[end:] for b in row]
            return before, [tuple(row) for row in block], after
        start = max(end, start + 1)
    return boxes, [], []


def _column(boxes: list[Box]) -> Iterator[Placed]:
    """Lines from top to bottom; a gap where the paragraph, the size of type or the place changes."""
    rows = _rows(boxes)
    left = min(b.x0 for b in boxes)
    steps = [a[0].y0 - b[0].y0 for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    previous: Box | None = None
    for row in rows:
        first = row[0]
        gap = previous is None or (
            previous.y0 - first.y0 > 1.45 * usual or abs(previous.size - first.size) > 0.15 * first.size
        )
        indent = 0.9 * first.size < first.x0 - left < 5 * first.size
        whole = first._replace(text=" ".join(b.text for b in row), x1=row[-1].x1)
        yield Placed((whole,), gap=gap, indent=indent)
        previous = first
