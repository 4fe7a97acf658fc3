"""Cells of tables: a number that stands alone takes the unit of its row head, its column head or the table's
line.

Row head or label: 办公费(万元) 12.5 12.8, 周转率（次）：3.2. Column heads: a line of heads with units in
brackets above lines with as many cells, divided by tabs, bars or runs of blanks. Table: 单位：万元,
金额单位均为人民币百万元, down to the next such line or the next sentence of prose. The span is the cell's
number; (531) is 531.

Refuses years, numbers of notes and lines (small whole numbers without comma or point under a table's
unit) and everything in a line of prose.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from pipeline.quantities.unit_word import Unit, unit_at
from pipeline.quantities.value import evaluate

# (万元) （%） （单位：亿元） (人民币百万元) (次)
_BRACKET = re.compile(r"[（(][ ]*(?:单位[:：]?)?[ ]*(?:人民币)?([十百千万亿]*)([^（）()\d\n]{1,8}?)[ ]*[)）]")
# 单位：万元  金额单位均为人民币百万元  (单位:千股)
_TABLE = re.compile(r"单位(?:[:：]|均?为|[:：]?[ ])[ ]*(?:人民币)?([十百千万亿]*)([^，,。；;）)\s\d]{1,6})")
_COLUMN = re.compile(r"\t|\||[ \u3000]{2,}")
_PROSE = re.compile(r"[。！？；]|[\u4e00-\u9fff]{30}")


class Cell(NamedTuple):
    """A unit that reaches from `start` to `end`; `table` where it is a table's and not a row's."""

    start: int
    end: int
    unit: Unit
    table: bool


def _named(scale: str, word: str) -> Unit | None:
    found = unit_at(word, 0)
    if found is None or found[1] != len(word) or found[0].noun:
        return None
    unit = found[0]
    if not scale:
        return unit
    evaluated = evaluate(scale)
    return unit._replace(factor=unit.factor * evaluated[0]) if evaluated else None


class Cells:
    """The units that reach cells of one text, looked up by position."""

    def __init__(self, text: str) -> None:
        found = [*_labels(text), *(_tables(text) if "单位" in text else ())]
        self._cells = sorted(found, key=lambda c: (c.start, c.table))
        self._starts = [c.start for c in self._cells]
        self._text = text

    def unit(self, start: int, end: int) -> Unit | None:
        """The unit of the cell whose number is text[start:end], if it is a cell."""
        around = self._text[start - 1 : start] + self._text[end : end + 1]
        if any(c.isdecimal() or c in ",." for c in around):
            return None  # columns that ran together
        if end - start < 3 and around in ("()", "（）"):
            return None  # a footnote
        index = bisect_right(self._starts, start) - 1
        while index >= 0 and index > bisect_right(self._starts, start) - 8:
            cell = self._cells[index]
            if cell.end >= end and (not cell.table or _amount(self._text, start, end)):
                return cell.unit
            index -= 1
        return None


def _amount(text: str, start: int, end: int) -> bool:
    number = text[start:end].lstrip("-−")
    if "," in number or "." in number:
        return True
    if len(number) < 4 and text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n"):
        return False  # the number of a page
    return number.isdecimal() and len(number) >= 3 and not 1900 <= int(number[:9]) <= 2100


def _labels(text: str) -> list[Cell]:
    """Row heads with their cells, and columns under a line of heads."""
    found: list[Cell] = []
    if "(" not in text and "（" not in text:
        return found
    lines = _lines(text)
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        if "(" not in line and "（" not in line:
            continue
        heads = [(m, unit) for m in _BRACKET.finditer(line) if (unit := _named(m[1], m[2]))]
        if not heads:
            continue
        for index, (match, unit) in enumerate(heads):
            stop = heads[index + 1][0].start() if index + 1 < len(heads) else len(line)
            run = re.match(
                r"[ \t\u3000|:：]*(?:[-−]?[(（]?\d[\d,，.]*%?[)）]?[ \t\u3000|]*|[-–—][ \t\u3000|]+)+",
                line[match.end() : stop],
            )
            if run:
                found.append(Cell(start + match.end(), start + match.end() + run.end(), unit, False))
        if len(heads) >= 1 and not any(c.isdecimal() for c in _COLUMN.split(line)[-1]):
            found.extend(_columns(text, lines[number + 1 :][:60], line))
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        lines.append((start, end))
        start = end + 1
    return lines


def _split(line: str) -> list[tuple[int, int]]:
    """Bounds of the columns of a line; empty where it has none."""
    bounds, start = [], 0
    for match in _COLUMN.finditer(line):
        bounds.append((start, match.start()))
        start = match.end()
    bounds.append((start, len(line)))
    bounds = [(a, b) for a, b in bounds if line[a:b].strip()]
    return bounds if len(bounds) > 1 else []


def _columns(text: str, lines: list[tuple[int, int]], head: str) -> list[Cell]:
    columns = _split(head)
    units: list[Unit | None] = []
    for a, b in columns:
        match = _BRACKET.search(head[a:b])
        units.append(_named(match[1], match[2]) if match else None)
    if not any(units):
        return []
    found: list[Cell] = []
    for start, end in lines:
        cells = _split(text[start:end])
        if len(cells) != len(columns):
            if set(text[start:end]) <= set("|-: \t"):
                continue
            break
        found.extend(
            Cell(start + a, start + b, unit, False) for (a, b), unit in zip(cells, units, strict=True) if unit
        )
    return found


def _tables(text: str) -> list[Cell]:
    found: list[Cell] = []
    matches = list(_TABLE.finditer(text))
    for index, match in enumerate(matches):
        unit = _named(match[1], match[2])
        if unit is None:
            continue
        if "人民币" in match.group() and unit.word == "元":
            unit = unit._replace(word="人民币元")
        limit = (
            matches[index + 1].start() if index + 1 < len(matches) else min(len(text), match.end() + 8_000)
        )
        start = text.find("\n", match.end(), limit)
        if start < 0:
            continue
        for line_start, line_end in _lines(text[start:limit]):
            if _PROSE.search(text, start + line_start, start + line_end):
                break
            found.append(Cell(start + line_start, start + line_end, unit, True))
    return found
