"""The days of calendar expressions, read in order through a text.

What an expression leaves out it takes from, in this order: a governing expression of the same sentence, the
date of publication, the article's year, the latest year given. The article's year, used only where the date
of publication is not known, is the first year that the text gives with a month, quarter, half or report (not
an end of year, which may be any year's, and not one that is planned).

`published` counts as the day of writing: 今年, 上月, 周五, 近三年 are counted from it. 上年, 次年, 同期, 当月
and 报告期 are counted from the expression that governs them. A fiscal year is resolved where the text says in
which month it ends.

An expression looks back at most `MEMORY` expressions, so that time stays linear in the length of the text.
"""

import re
from calendar import isleap
from collections import deque
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from pipeline.quantities import period_calendar as cal
from pipeline.quantities.period_atoms import CENTURY, DAY, HALF, MONTH, QUARTER, YEAR, Atom
from pipeline.quantities.period_calendar import Days
from pipeline.quantities.period_chain import SOFT, Chain
from pipeline.quantities.period_parts import (
    length,
    narrowed,
    nearest,
    one,
    opened_days,
    relative,
    span,
    weekday,
    year_of,
)
from pipeline.quantities.period_wording import Expression

MEMORY = 64
_PUBLISHED = range(1000, 2199)  # a date of publication outside these years counts as unknown
_NEAR = 40  # characters to a governing expression of the same clause
_NEAR_DAY = 60
_SENTENCE = 300

# what is derived from another expression or from the day of writing governs nothing
_DERIVED = frozenset({"same", "same_month", "vague", "fiscal", "fiscal_quarter", *SOFT})
_OF_REPORT = frozenset({"本年", "本年度", "上年", "上年度", "上一年度"})
# 预计2026年半年度净利润: planned, and yet what the article is about
_RESULTS = re.compile(r"[^，。；\n]{0,12}?(?:净利|营收|归母|业绩|亏损|盈利|利润)")
_REPORTED = frozenset({"half", "quarter", "first_quarters", "first_months"})
_SENTENCE_END = re.compile(r"[。！？\n]")
# 2019（第十八届）年会
_EDITION = re.compile("[（(]第")
# 2025财年（2024年4月至2025年3月 · 截至2025年3月31日止财年
_FISCAL_END = re.compile(
    r"财年度?\s?[（(](?:即|截至)?[^（()）]{0,14}?(?:至|到|[-—–~～]|止于|截至)\s?\d{4}年(\d{1,2})月"
    r"|财(?:政年度|年度?)[于为是从自]?(?:每年)?(?:截至|止于)?(?:\d{1,2}月(?:1日)?[至到]次年)?(\d{1,2})月(?:\d{1,2}日|底|末)?"
    r"(?=[结截止，。；）)])"
    r"|截[至止](?:\d{4}年)?(\d{1,2})月\d{1,2}日止?的?\d{0,4}(?:财年|财政年度)"
)


class _Known(NamedTuple):
    """A resolved expression that may govern later ones."""

    end: int
    days: Days
    level: int


class Context:
    """What is known at a place in the text; `resolve` reads the expressions in order and remembers them."""

    def __init__(self, text: str, expressions: list[Expression], published: date | None) -> None:
        self.text = text
        self.published = published if published and published.year in _PUBLISHED else None
        self.year = self.published.year if self.published else article_year(text, expressions)
        self.known: deque[_Known] = deque(maxlen=MEMORY)
        self.latest_year: int | None = None  # given as past
        self.latest_period: Days | None = None  # a quarter or longer, given as past where one is
        self.latest_is_planned = True
        self.report: Days | None = None  # that a report named in the text is about
        fiscal = _FISCAL_END.search(text)
        end = int(next(g for g in fiscal.groups() if g)) if fiscal else 0
        self.fiscal_end = end if 1 <= end <= 12 else None

    def resolve(self, expression: Expression) -> Days | None:
        """First and last day of the next expression, None where they cannot be told."""
        left, right = expression.bracket or (expression.left, expression.right)
        days = self._range(left, right, expression.start)
        if days is None:
            return None
        if expression.left[0].op not in _DERIVED and expression.left[-1].op not in _DERIVED:
            self._remember(expression, days)
        feast = expression.left[-1].op == "feast"
        opened = opened_days(days, expression.opening, months=expression.months, feast=feast)
        return opened if opened.first or opened.last else None

    def _remember(self, expression: Expression, days: Days) -> None:
        level = (expression.right or expression.left)[-1].level
        self.known.append(_Known(expression.end, days, level))
        period = level >= QUARTER and days.first is not None
        if period and expression.named and self.report is None:
            self.report = days
        if not expression.planned:
            self.latest_year = max(year_of(days) or 0, self.latest_year or 0) or None
        latest = self.latest_period
        later = latest is None or (days.last or date.min) > (latest.last or date.min)
        if period and (self.latest_is_planned or (later and not expression.planned)):
            self.latest_period, self.latest_is_planned = days, expression.planned

    def _range(self, left: Chain, right: Chain, at: int) -> Days | None:
        if not right:
            return self._point(left, at)
        if left[0].level < YEAR and right[0].op == "year":  # 8月25日至2025年9月1日
            end = self._point(right, at)
            begin = self._point(left, at, base=end) if end else None
            if begin and end and begin.first and end.last and begin.first > end.last:
                begin = cal.moved(begin, -12)
        else:
            begin = self._point(left, at)
            end = self._point(right, at, base=begin)
            turned = begin and end and begin.first and end.last and begin.first > end.last
            if turned and end and right[0].level < YEAR:
                month = right[0].level <= DAY and left[0].level <= DAY
                end = cal.moved(end, 1 if month else 12)
        if not begin or not end or not begin.first or not end.last or begin.first > end.last:
            return None
        return Days(begin.first, end.last)

    def _point(self, chain: Chain, at: int, base: Days | None = None) -> Days | None:
        """The days of a chain; `base` is what the other side of its range has said."""
        days = self._head(chain[0], at, base)
        for before, atom in pairwise(chain):
            if atom.op in ("same", "same_month"):
                return self._same(chain[0], at, month=atom.op == "same_month")
            if atom.op in ("rel_month", "rel_day"):
                days = self._in_year(atom, days)
            else:
                days = narrowed(days, atom, before)
        if days is None and self.year and [(a.op, a.a) for a in chain] == [("month", 2), ("day", 29)]:
            leap = next((y for y in range(self.year, self.year - 9, -1) if isleap(y)), None)
            return one(date(leap, 2, 29)) if leap else None
        return days

    def _in_year(self, atom: Atom, year: Days | None) -> Days | None:
        """去年本月, 1956年的昨天: the month or day of publication, in another year."""
        days = relative(atom.op, atom.a, self.published) if self.published else None
        if days is None or days.first is None or year is None or year.first is None:
            return None
        return cal.moved(days, 12 * (year.first.year - days.first.year))

    def _head(self, atom: Atom, at: int, base: Days | None) -> Days | None:
        """The days of the first atom of a chain."""
        match atom.op:
            case "year":
                return span(cal.year_days(atom.a), cal.year_days(atom.b))
            case "plan":
                return span(cal.year_days(atom.a), cal.year_days(atom.a + 4))
            case "decade":
                return span(cal.year_days(atom.a), cal.year_days(atom.a + 9))
            case "century":
                return span(cal.year_days(100 * atom.a - 100), cal.year_days(100 * atom.a - 1))
            case "rel_year" if self.year:
                return span(cal.year_days(self.year + atom.a), cal.year_days(self.year + atom.b))
            case "ctx_year":
                year = year_of(base) if base else self._governing_year(atom, at)
                return cal.year_days(year + atom.a) if year else None
            case "fiscal":
                return self._fiscal(atom)
            case "following":
                day = self._day(at, CENTURY)
                return length(atom, day + timedelta(1)) if day else None
            case "to_report":
                return one(self.published)
            case "rel_quarter" | "rel_month" | "rel_week" | "rel_day" | "weekend" if self.published:
                return relative(atom.op, atom.a, self.published, atom.b if atom.name == "pair" else None)
            case "trading_day":
                day = self._day(at, DAY)
                return one(cal.next_workday(day, atom.a)) if day else None
            case "ctx_quarter" | "ctx_month" | "ctx_day":
                day = self._day(at, {"ctx_quarter": QUARTER, "ctx_month": MONTH, "ctx_day": DAY}[atom.op])
                return relative(atom.op.replace("ctx", "rel"), atom.a, day) if day else None
            case "same" | "same_month":
                return self._same(None, at, month=atom.op == "same_month")
            case "report":
                return self.report or self.latest_period
            case "report_edge":
                return narrowed(self.report or self.latest_period, atom)
            case "quarter_edge":
                quarters = (k.days for k in reversed(self.known) if k.level == QUARTER)
                return narrowed(next(quarters, None), atom)
            case "weekday" if self.published:
                return weekday(atom.a, self.published)
            case "past" | "future" | "front" | "ago" if self.published:
                return length(atom, self.published)
            case "day" | "ten_days" | "month_edge" | "last_day":
                return self._monthless(atom, at, base)
            case "half" | "quarter" | "first_quarters" | "month" | "first_months" | "ended_quarter":
                return self._yearless(atom, at, base)
            case "lunar" | "feast" | "year_edge":
                return self._yearless(atom, at, base)
        return None

    def _governing(self, at: int, *, below: int = CENTURY, sentence: int = 0) -> _Known | None:
        """The nearest earlier expression of at most the size `below`; of the same sentence and no more than
        `sentence` characters away where that is given."""
        for known in reversed(self.known):
            if sentence and at - known.end > sentence:
                return None
            if known.level <= below and known.end <= at:
                apart = sentence and _SENTENCE_END.search(self.text, known.end, at)
                return None if apart else known
        return None

    def _day(self, at: int, size: int) -> date | None:
        """The last day of the governing expression of at most a size, else the day of publication."""
        governing = self._governing(at, below=size)
        return (governing.days.last or governing.days.first) if governing else self.published

    def _governing_year(self, atom: Atom, at: int) -> int | None:
        """The year from which 本年, 上年 and 次年 are counted."""
        near = self._governing(at, sentence=_NEAR_DAY)
        if near is None and atom.name in _OF_REPORT and self.report:
            return year_of(self.report)
        governing = near or self._governing(at)
        return year_of(governing.days) if governing else self.year

    def _yearless(self, atom: Atom, at: int, base: Days | None) -> Days | None:
        """A part of a year without its year."""
        if at and self.text[at - 1] == "年":  # 康熙三年五月: a year that is not read
            return None
        if base:
            day = base.first or base.last
            return narrowed(cal.year_days(day.year), atom) if day else None
        near = self._governing(at, sentence=_NEAR)
        if near and (near.level > atom.level or atom.level <= near.level < YEAR):
            year = year_of(near.days)
        elif self.published:
            return nearest(atom, self.published)
        else:
            governing = self._governing(at, below=HALF, sentence=_SENTENCE)
            year = year_of(governing.days) if governing else self.year or self._given_year(atom, at)
        return narrowed(cal.year_days(year), atom) if year else None

    def _given_year(self, atom: Atom, at: int) -> int | None:
        """The latest year given; a month or day takes it only from its own paragraph."""
        if atom.level >= QUARTER or self.latest_year is None:
            return self.latest_year
        near = self._governing(at)
        if near is None or at - near.end > _SENTENCE or "\n" in self.text[near.end : at]:
            return None
        return self.latest_year

    def _monthless(self, atom: Atom, at: int, base: Days | None) -> Days | None:
        """A day, ten days or an end of month without its month."""
        if base and base.first:
            return narrowed(cal.month_of(base.first), atom)
        near = self._governing(at, below=MONTH, sentence=_NEAR_DAY) if atom.op == "day" else None
        if near is None and not self.published:
            near = self._governing(at, below=MONTH)
        if near and near.days.first:
            return narrowed(cal.month_of(near.days.first), atom)
        if not self.published:
            return None
        days = narrowed(cal.month_of(self.published), atom)
        ahead = days is None or (days.first is not None and days.first > self.published + timedelta(7))
        if atom.op == "day" and ahead:  # 28日 in the middle of a month: the last month's
            return narrowed(relative("rel_month", -1, self.published), atom)
        return days

    def _same(self, year: Atom | None, at: int, *, month: bool) -> Days | None:
        """同期 and 同月: the governing period, in the year said; periods go before single days."""
        size = MONTH if month else CENTURY
        fitting = [k.days for k in reversed(self.known) if k.end <= at and k.level <= size]
        governing = next((d for d in fitting if d.first != d.last), fitting[0] if fitting else None)
        if governing is None or year is None:
            return governing
        own = year_of(governing) or 0
        if year.op == "year":
            return cal.moved(governing, 12 * (year.a - own))
        if year.op == "rel_year" and self.published and year.a != -1:
            return cal.moved(governing, 12 * (self.published.year + year.a - own))
        return cal.moved(governing, 12 * year.a) if year.op in ("rel_year", "ctx_year") else None

    def _fiscal(self, atom: Atom) -> Days | None:
        if self.fiscal_end is None or not atom.a or atom.name == "crop":
            return None
        ends = cal.months(atom.b, self.fiscal_end, self.fiscal_end)
        begins = cal.months(atom.a - 1, self.fiscal_end + 1, self.fiscal_end + 1)
        return span(begins, ends)


def article_year(text: str, expressions: list[Expression]) -> int | None:
    """The year that an article without a date is about: the first with a month, quarter, half or report."""
    for expression in expressions:
        chain = expression.left
        if chain[0].op != "year" or chain[0].a != chain[0].b:
            continue
        if expression.planned and not _RESULTS.match(text, expression.end):
            continue
        if len(chain) > 1 and chain[1].op in _REPORTED:
            return chain[0].a
        if expression.planned:
            continue
        if len(chain) > 1 and chain[1].op in ("month", "feast") and not chain[-1].op.endswith("_edge"):
            return chain[0].a
        if (expression.named and not expression.opening) or _EDITION.match(text, expression.end):
            return chain[0].a
    return None
