"""Which times a quantity may have, and what the rules alone say of it.

In reach are the times of the quantity's sentence, the nearest before it, and those that claims before took
last.

Two rules go before the ranker. A time that is bound to the number is its time: 去年同期为3.8%, 2023年的8亿元,
126万人（2012年）. Of several whole years that as many numbers share with 分别 each number has its own.

The rule alone: the nearest time before the number in its sentence, else the one after it in its clause, else
that of the claim before in the same line.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from msgspec import structs

from pipeline.claims.evidence import Evidence
from pipeline.claims.timeline import Timeline
from pipeline.spans import TimeExpression

_MAX_EARLIER = 5
# between a time and its number: 去年同期为3.8% · 2023年的8亿元 · 上年同期则为约3亿元
_BOUND = re.compile(r"(?:同期)?则?(?:仅为|分别为|仅|约)?(?:为|的|是)(?:约|近)?")
# 去年的5倍, 全年的四分之一: said of the time and not at it
_RELATIVE = frozenset(("multiple", "fraction", "rank", "ordinal", "duration"))
_NO_PERIOD = frozenset(("此前", "以前", "之前", "目前"))
# the times of the claims before, in order; None where a claim had none
Earlier = Sequence[TimeExpression | None]


def options(evidence: Evidence, line: Timeline, i: int, earlier: Earlier) -> list[int]:
    """Indices of the candidates for quantity `i`: its sentence, the nearest before it, those last taken."""
    context = evidence.context
    quantity = context.quantities[i]
    sentence = context.quantity_sentence[i]
    last = bisect_left(line.starts, context.sentences[sentence][1])
    first = bisect_left(line.starts, context.sentences[sentence][0])
    chosen = [
        c for c in range(first, last) if not _inside(line.candidates[c].time, quantity.start, quantity.end)
    ]
    chosen = chosen[-12:] if len(chosen) > 12 else chosen
    found = list(range(max(first - _MAX_EARLIER, 0), first)) + chosen
    for time in last_taken(earlier):
        at = bisect_left(line.starts, time.start)
        if at < len(line.starts) and line.starts[at] == time.start and at not in found:
            found.insert(0, at)
    return found


def last_taken(earlier: Earlier, count: int = 3) -> list[TimeExpression]:
    """The last different times that claims before took, the latest first."""
    taken: list[TimeExpression] = []
    for time in reversed(earlier[-12:]):
        if time is not None and all(time.text != other.text for other in taken):
            taken.append(time)
            if len(taken) == count:
                break
    return taken


def _inside(time: TimeExpression, start: int, end: int) -> bool:
    return time.start < end and start < time.end


def governing(evidence: Evidence, line: Timeline, i: int) -> int | None:
    """Index of the time that is bound to the very number."""
    context = evidence.context
    quantity = context.quantities[i]
    text = context.matching
    after = bisect_left(line.starts, quantity.end)
    if after < len(line.starts):
        time = line.candidates[after].time
        opened = text[quantity.end : time.start]
        if opened in ("（", "(") and text[time.end : time.end + 1] in ("）", ")"):
            return after
    before = bisect_left(line.starts, quantity.start) - 1
    if before >= 0 and quantity.kind not in _RELATIVE:
        time = line.candidates[before].time
        if time.text not in _NO_PERIOD and _BOUND.fullmatch(text, time.end, quantity.start):
            return before
    return None


def own_year(evidence: Evidence, i: int, time: TimeExpression) -> TimeExpression:
    """Of several whole years the one that is the quantity's: 2021年至2023年分别为1亿元、2亿元和3亿元."""
    if time.first is None or time.last is None or time.first.year == time.last.year:
        return time
    first, last = time.first, time.last
    parallel = evidence.context.parallel(i)
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if not whole or not parallel.respectively or len(parallel.members) != last.year - first.year + 1:
        return time
    year = first.year + parallel.place
    return structs.replace(time, first=date(year, 1, 1), last=date(year, 12, 31))


def rule_when(evidence: Evidence, line: Timeline, i: int, earlier: Earlier) -> int | None:
    """Index of the candidate that the rule alone would take."""
    bound = governing(evidence, line, i)
    if bound is not None:
        return bound
    context = evidence.context
    start = context.quantities[i].start
    sentence = context.sentence_span(i)
    reach = options(evidence, line, i, earlier)
    before = [c for c in reach if line.candidates[c].time.end <= start]
    if before and line.starts[before[-1]] >= sentence[0]:
        return before[-1]
    clause_end = context.clause_span(i)[1]
    for c in reach:
        if start <= line.starts[c] < clause_end:
            return c
    previous = earlier[-1] if earlier else None
    if previous is not None and previous.start >= context.line_of(start)[0]:
        return bisect_left(line.starts, previous.start)
    return None
