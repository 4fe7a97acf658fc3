"""Line ends that a page's columns made are joined; those that its author made stay.

A block is what stands between blank lines. A block was wrapped where most of its lines break off in
mid-sentence at about one width and it reads as prose (it has commas and stops): its lines are joined,
except before an indented line and behind a full stop well short of the width. In any text a line is joined
to the one before it where no writer could have ended or begun there: it begins with a closing mark
(、，。）), the one before it ends with an opening one (（“《、，), or a number stands there without its
unit. Across a blank line only strong evidence joins, and each such join is listed as a repair. Headings,
captions, list items and rows of tables stay apart. Chinese is joined without a space, Latin words with one.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from pipeline.clean.draft import Draft, Edit, apply_edits
from pipeline.clean.links import LIST_ITEM, OPEN_END, joins_at_links

MAX_COLUMN = 60.0  # a wider line (in Chinese characters) is a paragraph, not a line of a column
_CLAUSE_MARK = re.compile(r"[，。；！？]")
_DIGIT = re.compile(r"\d")
# 增加8 | 为2, (not iPhone 17)
_CUT_NUMBER = re.compile(r"[\u4e00-\u9fff]\d[\d,.]{0,15}\Z")
_STOPS = "。！？!?；;…"
_CLOSERS = "”’」』》）)】〉\"'"
_PROSE_MARKS = re.compile(r"[，。；：、！？]")
_STARTS_NEVER = "”’、，。；：！？）】》」』〉％%‰"
_ENDS_NEVER = "（【《“「『〈、，("
_NUMBER_END = re.compile(r"\d[\d,.]*\Z")
_SCALE_START = re.compile(r"[万亿萬億%％‰元]|个百分点|個百分點|美元|港元|平方米|公里")
_LATIN_EDGE = re.compile(r"[A-Za-z0-9.,;:!?)&%+-]")
_PAGE_NUMBER = re.compile(r"[-—– ]{0,3}\d{1,3}[-—– ]{0,3}\Z")


class Line(NamedTuple):
    """A line of the draft without the blanks at its edges. `width` counts a Chinese character as one."""

    start: int
    end: int
    text: str
    indent: float
    width: float
    block: int

    @property
    def stops(self) -> bool:
        """Whether a sentence ends with the line."""
        bare = self.text.rstrip(_CLOSERS)
        return not bare or bare[-1] in _STOPS or bare.endswith("...")

    @property
    def open(self) -> bool:
        """Whether the line breaks off: no stop and no colon at its end."""
        return not self.stops and self.text[-1] not in "：:"

    @property
    def prose(self) -> bool:
        """Whether the line has marks inside, as sentences do and headings seldom."""
        return _PROSE_MARKS.search(self.text, 0, len(self.text) - 1) is not None


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank, with the number of the block in which each stands."""
    found: list[Line] = []
    begin = block = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            lead = len(raw) - len(raw.lstrip())
            wide = raw.count("\u3000", 0, lead)
            start = begin + lead
            found.append(Line(start, start + len(line), line, wide + (lead - wide) / 2, _width(line), block))
        else:
            block += 1
        begin += len(raw) + 1
    return found


def _width(line: str) -> float:
    narrow = 3 * len(line) - len(line.encode("utf-8", "surrogatepass"))
    return len(line) - max(narrow, 0) / 4


class Joined(NamedTuple):
    """A draft with one paragraph, heading or row a line.

    `repairs`: what was joined across a gap. `columns`: whether the text was set in columns.
    """

    draft: Draft
    repairs: tuple[str, ...] = ()
    columns: bool = False


def join_lines(draft: Draft, *, laid_out: bool = False) -> Joined:
    """The draft with its paragraphs each on one line.

    `laid_out`: the text comes from a page's layout, so that every line end but those of paragraphs is one of
    the page, and paragraphs show in their indent.
    """
    text = draft.text
    lines = lines_of(text)
    if not lines:
        return Joined(apply_edits(draft, [Edit(0, len(text))]))
    blocks = _blocks(lines)
    columns = laid_out or _wrapped_text(lines, blocks)
    joined, repairs = _joins(lines, blocks, text, columns=columns, laid_out=laid_out)
    edits = [Edit(0, lines[0].start)]
    for here, there, together in zip(lines, lines[1:], joined, strict=False):
        if together:
            latin = _LATIN_EDGE.match(here.text[-1]) and _latin(there.text[0])
            glue = " " if latin and not _number_cut(here.text, there.text) else ""
        else:
            glue = "\n"
        if text[here.end : there.start] != glue:
            edits.append(Edit(here.end, there.start, glue))
    edits.append(Edit(lines[-1].end, len(text)))
    return Joined(apply_edits(draft, edits), repairs, columns)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _number_cut(here: str, there: str) -> bool:
    """Whether the line end stands inside a number: 增加8 + 7座."""
    return _CUT_NUMBER.search(here) is not None and there[0].isdigit()


def _blocks(lines: list[Line]) -> list[tuple[int, int]]:
    """First line and end of each block."""
    blocks: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].block != lines[start].block:
            blocks.append((start, i))
            start = i
    return blocks


def _joins(
    lines: list[Line], blocks: list[tuple[int, int]], text: str, *, columns: bool, laid_out: bool
) -> tuple[list[bool], tuple[str, ...]]:
    """For each line but the last, whether the next one goes on with it."""
    joined = [False] * len(lines)
    for first, last in blocks:
        if last - first > 1:
            block = lines[first:last]
            widths = _page_columns(block) if laid_out else _wrapped_columns(block, columns)
            for i in range(first, last - 1):
                column = widths[i - first] if widths else 0.0
                joined[i] = _joins_in_block(lines[i], lines[i + 1], column)
            if not widths and last - first > 2:
                sentence = joined[first:last]
                joins_at_links(lines[first:last], text, sentence, first_of_text=first == 0)
                joined[first:last] = sentence
    repairs = []
    indented = laid_out and any(line.indent for line in lines)
    for _, last in blocks[:-1]:
        if _joins_across(lines, last - 1, joined, columns) or (indented and _flows_on(lines, last - 1)):
            joined[last - 1] = True
            repairs.append(f"joined across a gap: …{lines[last - 1].text[-6:]} + {lines[last].text[:6]}…")
    return joined[:-1], tuple(repairs)


def _wrapped_text(lines: list[Line], blocks: list[tuple[int, int]]) -> bool:
    """Whether the text as a whole was set in columns: most line ends inside blocks break a sentence."""
    inner = [line for first, last in blocks for line in lines[first : last - 1]]
    even = [e for first, last in blocks for e in _even(lines[first:last])]
    return len(inner) >= 6 and _reads_as_column(inner, even)


def _reads_as_column(inner: list[Line], even: list[bool]) -> bool:
    """Whether lines break off in mid-sentence where their column ends, and have the marks of prose.

    A column shows in lines of one width: a list of headlines breaks off as well, but where each of them ends.
    """
    broken = [e for line, e in zip(inner, even, strict=True) if line.open]
    if len(broken) < 0.6 * len(inner) or sum(broken) < 0.75 * len(broken):
        return False
    wide = [line for line in inner if line.width >= 8]
    if sum(_CLAUSE_MARK.search(line.text) is not None for line in wide) < 0.4 * len(wide):
        return False
    width = sum(line.width for line in inner)
    marks = sum(len(_CLAUSE_MARK.findall(line.text)) for line in inner)
    return width <= MAX_COLUMN * len(inner) and marks * 40 >= width


def _even(block: list[Line]) -> list[bool]:
    """For each line but the last, whether a neighbour is as wide, give or take a character and a half."""
    near = [abs(a.width - b.width) <= max(1.5, 0.1 * a.width) for a, b in pairwise(block)]
    return [here or before for here, before in zip(near, [False, *near], strict=False)]


def _columns(block: list[Line]) -> list[float]:
    """For each line the width of the column around it: a column narrows beside a picture and widens again."""
    widths = [line.width for line in block]
    before = [widths[0], *widths[:-1]]
    after = [*widths[1:], widths[-1]]
    return [min(max(a, x), max(x, b)) for a, x, b in zip(before, widths, after, strict=True)]


def _wrapped_columns(block: list[Line], wrapped_text: bool) -> list[float]:
    """The widths around the lines where the block was wrapped, else nothing."""
    columns = _columns(block)
    if max(columns) > MAX_COLUMN:
        return []
    marks = sum(len(_CLAUSE_MARK.findall(line.text)) for line in block)
    if not wrapped_text:
        return columns if len(block) >= 6 and _reads_as_column(block[:-1], _even(block)) else []
    if not marks:  # a headline in pieces
        return columns if len(block) <= 3 and not any(map(_DIGIT.search, (x.text for x in block))) else []
    broken = sum(line.open for line in block[:-1])
    full = sum(line.width >= 0.6 * column for line, column in zip(block[:-1], columns, strict=False))
    return columns if broken * 2 >= len(block) - 1 and full >= 0.7 * (len(block) - 1) else []


def _page_columns(block: list[Line]) -> list[float]:
    """The widths around the lines of a page's block; a table's rows and a list of short lines have none."""
    if any("\t" in line.text for line in block) or not any(line.prose or line.stops for line in block):
        return []
    return [max(line.width for line in block)] * len(block)


def _joins_in_block(here: Line, there: Line, column: float) -> bool:
    if there.text[0] in _STARTS_NEVER or here.text[-1] in _ENDS_NEVER:
        return True
    if LIST_ITEM.match(there.text) or (column >= 12 and _PAGE_NUMBER.match(there.text)):
        return False
    if column:
        if 0 < there.indent < 4 and there.indent > here.indent:
            return False
        if here.stops or not here.open:
            return here.width >= 0.8 * column
        return here.width >= 0.5 * column or here.prose
    return bool(_NUMBER_END.search(here.text) and _SCALE_START.match(there.text) and here.prose)


def _joins_across(lines: list[Line], last: int, joined: list[bool], wrapped_text: bool) -> bool:
    """Whether line `last` goes on behind the blank line that follows it."""
    here, there = lines[last], lines[last + 1]
    if not here.open or there.indent > 0:
        return False
    if there.text[0] in _STARTS_NEVER or here.text[-1] in _ENDS_NEVER:
        return True
    if not wrapped_text:
        return False
    paragraph = (last > 0 and joined[last - 1]) or _CLAUSE_MARK.search(here.text) is not None
    if OPEN_END.search(here.text):
        return True
    if not paragraph:
        return False
    return there.text[0] in "“「『" or _word_across(here.text, there.text)


def _word_across(here: str, there: str) -> bool:
    """Whether a word of the dictionary runs across the two: 概 + 括, 集 + 齐."""
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    frequency = jieba.dt.FREQ
    seams = ((k, m) for k in (1, 2) for m in (1, 2) if len(here) >= k and len(there) >= m)
    return any(frequency.get(here[-k:] + there[:m], 0) >= 3 for k, m in seams)


def _flows_on(lines: list[Line], last: int) -> bool:
    """Whether a paragraph goes on at the top of the next column: full line, no stop, no indent in the next.

    Only on pages whose paragraphs have indents: elsewhere a heading would look the same.
    """
    here, there = lines[last], lines[last + 1]
    if not (here.open or here.text[-1] in "；;") or there.indent or "\t" in here.text + there.text:
        return False
    block = [line for line in lines[last + 1 : last + 40] if line.block == there.block]
    width = max(line.width for line in block)
    prose = any(line.prose or line.stops for line in block)
    return prose and abs(here.indent + here.width - width) <= 1.5
