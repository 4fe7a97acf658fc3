"""The days of calendar expressions, read in order through a text.

What an expression leaves out it takes from, in this order: a governing expression of the same sentence, the
date of publication, the governing expression before it, and the year that the article is about. The article's
year, used only where `published` is not known, is the first year that the text gives with a month, quarter,
half or report (not an end of year, which may be any year's).

`published` counts as the day of writing: 今年, 上月, 周五, 近三年 are counted from it. 上年, 次年, 同期, 当月
and 报告期 are counted from the expression that governs them. A fiscal year is resolved where the text says in
which month it ends.
"""

import re
from calendar import isleap
from datetime import date, timedelta
from typing import NamedTuple

from pipeline.quantities import period_calendar as cal
from pipeline.quantities.period_atoms import CENTURY, DAY, DECADE, HALF, MONTH, QUARTER, WEEK, YEAR, Atom
from pipeline.quantities.period_calendar import Days
from pipeline.quantities.period_chain import Chain
from pipeline.quantities.period_wording import Expression

_DERIVED = frozenset({"same", "same_month", "past", "future", "following", "front", "ago", "vague", "fiscal", "fiscal_quarter"})
_EDITION = re.compile("[（(]第")  # 2019（第十八届）年会
_SENTENCE_END = re.compile(r"[。！？\n]")
# 2025财年（2024年4月至2025年3月 · 截至2025年3月31日止财年
_FISCAL_END = re.compile(
    r"财年度?\s?[（(](?:即|截至)?[^（()）]{0,14}?(?:至|到|[-—–~～]|止于|截至)\s?\d{4}年(\d{1,2})月"
    r"|截[至止](?:\d{4}年)?(\d{1,2})月\d{1,2}日止?的?\d{0,4}(?:财年|财政年度)"
)


class _Known(NamedTuple):
    """A resolved expression that may govern later ones."""

    start: int
    end: int
    days: Days
    level: int
    planned: bool


class Context:
    """What is known at a place in the text; `resolve` reads the expressions in order and remembers them."""

    def __init__(self, text: str, expressions: list[Expression], published: date | None) -> None:
        self.text = text
        self.published = published
        self.year = published.year if published else _article_year(text, expressions)
        self.known: list[_Known] = []
        self.report: Days | None = None
        fiscal = _FISCAL_END.search(text)
        self.fiscal_end = int(next(g for g in fiscal.groups() if g)) if fiscal else None

    def resolve(self, expression: Expression) -> Days | None:
        """First and last day of the next expression, None where they cannot be told."""
        days = self._closed(expression)
        if days is None:
            return None
        if expression.left[0].op not in _DERIVED and expression.left[-1].op not in _DERIVED:
            level = (expression.right or expression.left)[-1].level
            ahead = expression.planned or expression.opening == "until"
            self.known.append(_Known(expression.start, expression.end, days, level, ahead))
            if expression.named and self.report is None and level >= QUARTER:
                self.report = days
        opened = _opened(days, expression)
        return opened if opened and (opened.first or opened.last) else None

    def _closed(self, expression: Expression) -> Days | None:
        if expression.bracket:
            left, right = expression.bracket
            return self._range(left, right, expression.start)
        return self._range(expression.left, expression.right, expression.start)

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
            if begin and end and begin.first and end.last and begin.first > end.last and right[0].level < YEAR:
                end = cal.moved(end, 12 if right[0].level > DAY or left[0].level > DAY else 1)
        if begin is None or end is None or begin.first is None or end.last is None or begin.first > end.last:
            return None
        return Days(begin.first, end.last)

    def _point(self, chain: Chain, at: int, base: Days | None = None) -> Days | None:
        days = self._head(chain[0], at, base, alone=len(chain) == 1)
        for before, atom in zip(chain, chain[1:], strict=False):
            if atom.op in ("same", "same_month"):
                return self._same(chain[0], at, month=atom.op == "same_month")
            if atom.op in ("rel_month", "rel_day"):
                days = self._in_year(atom, days)
            else:
                days = _narrowed(days, atom, before) if days else None
        if days is None and [(a.op, a.a) for a in chain] == [("month", 2), ("day", 29)] and self.year:
            years = (y for y in range(self.year, self.year - 9, -1) if isleap(y))
            return _one(date(next(years), 2, 29))
        return days

    def _in_year(self, atom: Atom, year: Days | None) -> Days | None:
        """去年本月, 1956年的昨天: the month or day of publication, in another year."""
        relative = _relative(atom, self.published) if self.published else None
        if relative is None or relative.first is None or year is None or year.first is None:
            return None
        return cal.moved(relative, 12 * (year.first.year - relative.first.year))

    def _head(self, atom: Atom, at: int, base: Days | None, *, alone: bool) -> Days | None:
        """The days of the first atom of a chain."""
        match atom.op:
            case "year":
                return _span(cal.year_days(atom.a), cal.year_days(atom.b))
            case "plan":
                return _span(cal.year_days(atom.a), cal.year_days(atom.a + 4))
            case "decade":
                return _span(cal.year_days(atom.a), cal.year_days(atom.a + 9))
            case "century":
                return _span(cal.year_days(max(100 * atom.a - 100, 1000)), cal.year_days(100 * atom.a - 1))
            case "rel_year":
                if self.year is None:
                    return None
                return _span(cal.year_days(self.year + atom.a), cal.year_days(self.year + atom.b))
            case "ctx_year":
                governing = self._governing(at)
                year = _year_of(base or governing.days) if base or governing else self.year
                return cal.year_days(year + atom.a) if year else None
            case "fiscal":
                return self._fiscal(atom)
            case "following":
                governing = self._governing(at)
                day = governing.days.last if governing else self.published
                return _length(atom._replace(op="future"), day + timedelta(1)) if day else None
            case "to_report":
                return _one(self.published)
            case "rel_quarter" | "rel_month" | "rel_week" | "rel_day" | "weekend" if self.published:
                return _relative(atom, self.published)
            case "trading_day":
                governing = self._governing(at, below=DAY)
                day = governing.days.last if governing else self.published
                return _one(cal.next_workday(day, atom.a)) if day else None
            case "ctx_quarter" | "ctx_month" | "ctx_day":
                return self._contextual(atom, at)
            case "same" | "same_month":
                return self._same(None, at, month=atom.op == "same_month")
            case "report" | "report_edge":
                report = self._report()
                return _narrowed(report, atom, atom) if report and atom.op == "report_edge" else report
            case "quarter_edge":
                quarter = next((k.days for k in reversed(self.known) if k.level == QUARTER), None)
                return _narrowed(quarter, atom, atom) if quarter else None
            case "weekday" if self.published:
                return _weekday(atom, self.published)
            case "past" | "future" | "front" | "ago" if self.published:
                return _length(atom, self.published)
            case "lunar" | "feast" | "half" | "quarter" | "first_quarters" | "month" | "first_months":
                return self._yearless(atom, at, base)
            case "ended_quarter" | "year_edge":
                return self._yearless(atom, at, base)
            case "day" | "ten_days" | "month_edge" | "last_day":
                return self._monthless(atom, at, base)
        return None

    def _governing(self, at: int, *, below: int = CENTURY, sentence: bool = False, reach: int = 10_000) -> _Known | None:
        """The nearest earlier expression of at most the size `below`, within the sentence where asked."""
        for known in reversed(self.known):
            if at - known.end > reach:
                return None
            if known.level <= below and known.end <= at:
                if sentence and _SENTENCE_END.search(self.text, known.end, at):
                    return None
                return known
        return None

    def _yearless(self, atom: Atom, at: int, base: Days | None) -> Days | None:
        """A part of a year without its year."""
        if at and self.text[at - 1] == "年":  # 康熙三年五月: a year that is not read
            return None
        if base:
            year = base.first.year if base.first else base.last.year if base.last else None
            return _narrowed(cal.year_days(year), atom, atom) if year else None
        near = self._governing(at, sentence=True, reach=40)
        if near and (near.level > atom.level or (near.level >= atom.level and near.level < YEAR)):
            year = _year_of(near.days)
        elif self.published:
            return _nearest(atom, self.published)
        else:
            governing = self._governing(at, below=HALF, sentence=True)
            year = _year_of(governing.days) if governing else self.year or self._latest_year()
        return _narrowed(cal.year_days(year), atom, atom) if year else None

    def _monthless(self, atom: Atom, at: int, base: Days | None) -> Days | None:
        """A day, ten days or an end of month without its month."""
        if base and base.first:
            return _narrowed(cal.month_of(base.first), atom, atom)
        near = self._governing(at, below=MONTH, sentence=True, reach=60) if atom.op == "day" else None
        near = near or (self._governing(at, below=MONTH) if not self.published else None)
        if near and near.days.first:
            return _narrowed(cal.month_of(near.days.first), atom, atom)
        if not self.published:
            return None
        days = _narrowed(cal.month_of(self.published), atom, atom)
        future = days and days.first and days.first > self.published + timedelta(7)
        if atom.op == "day" and (future or not days):
            before = cal.plus_months(self.published.replace(day=1), -1)
            return _narrowed(cal.month_of(before), atom, atom) if before else None
        return days

    def _contextual(self, atom: Atom, at: int) -> Days | None:
        """当季, 次月, 当日: counted from the governing expression, else from the date of publication."""
        size = {"ctx_quarter": QUARTER, "ctx_month": MONTH, "ctx_day": DAY}[atom.op]
        governing = self._governing(at, below=size)
        day = (governing.days.last or governing.days.first) if governing else self.published
        if day is None:
            return None
        return _relative(Atom(0, 0, "rel_" + atom.op[4:], atom.a), day)

    def _same(self, year: Atom | None, at: int, *, month: bool) -> Days | None:
        """同期 and 同月: the governing period, in the year said."""
        size = MONTH if month else CENTURY
        governing = next(
            (k.days for k in reversed(self.known) if k.end <= at and k.level <= size and k.days.first != k.days.last),
            None,
        ) or next((k.days for k in reversed(self.known) if k.end <= at and k.level <= size), None)
        if governing is None or year is None:
            return governing
        if year.op == "year":
            shift = year.a - (_year_of(governing) or year.a)
        elif year.op in ("rel_year", "ctx_year"):
            shift = year.a
            if year.op == "rel_year" and self.published and year.a != -1:
                shift = self.published.year + year.a - (_year_of(governing) or 0)
        else:
            return None
        return cal.moved(governing, 12 * shift)

    def _latest_year(self) -> int | None:
        """The latest year that the text has given as past, for an article without a date."""
        return max((year for k in self.known if not k.planned and (year := _year_of(k.days))), default=None)

    def _report(self) -> Days | None:
        """The period of the report that the text names, else the latest quarter or longer that it has given."""
        periods = [k.days for k in self.known if k.level >= QUARTER and k.days.first and not k.planned]
        return self.report or max(periods, key=lambda d: d.last or date.min, default=None)

    def _fiscal(self, atom: Atom) -> Days | None:
        if self.fiscal_end is None or not atom.a or atom.name == "crop":
            return None
        ends = cal.months(atom.b, self.fiscal_end, self.fiscal_end)
        begins = cal.months(atom.a - 1, self.fiscal_end + 1, self.fiscal_end + 1)
        return Days(begins.first, ends.last) if ends and begins else None


def _article_year(text: str, expressions: list[Expression]) -> int | None:
    """The year that an article without a date is about: the first with a month, quarter, half or report."""
    for expression in expressions:
        chain = expression.left
        if chain[0].op != "year" or chain[0].a != chain[0].b or expression.planned:
            continue
        if len(chain) > 1 and not chain[-1].op.endswith("_edge") and chain[1].op not in ("same", "same_month"):
            return chain[0].a
        if (expression.named and not expression.opening) or _EDITION.match(text, expression.end):
            return chain[0].a
    return None


def _year_of(days: Days) -> int | None:
    day = days.last or days.first
    return day.year if day else None


def _span(first: Days | None, last: Days | None) -> Days | None:
    return Days(first.first, last.last) if first and last else None


def _one(day: date | None) -> Days | None:
    return Days(day, day) if day else None


def _relative(atom: Atom, day: date) -> Days | None:
    """The quarter, month, week or day that lies `atom.a` from that of `day`."""
    match atom.op:
        case "rel_quarter":
            moved = cal.plus_months(day.replace(day=1), 3 * atom.a)
            return cal.quarter_of(moved) if moved else None
        case "rel_month":
            moved = cal.plus_months(day.replace(day=1), atom.a)
            return cal.month_of(moved) if moved else None
        case "rel_week":
            moved = cal.plus_days(day, 7 * atom.a)
            return cal.week_of(moved) if moved else None
        case "weekend":
            sunday = cal.week_of(day).last
            return Days(sunday - timedelta(1), sunday) if sunday else None
    if atom.name == "pair":
        first, last = cal.plus_days(day, atom.a), cal.plus_days(day, atom.b)
        return Days(first, last) if first and last else None
    return _one(cal.plus_days(day, atom.a))


def _weekday(atom: Atom, published: date) -> Days | None:
    """A weekday alone: of the week of publication; from Friday on, early in the week, the last one."""
    monday = cal.week_of(published).first
    assert monday is not None
    day = monday + timedelta(atom.a - 1)
    return _one(day - timedelta(7) if atom.a >= 5 and published.weekday() == 0 else day)


def _nearest(atom: Atom, published: date) -> Days | None:
    """A part of a year without its year, by the date of publication: this year's, or the last one's that ended."""
    days = _narrowed(cal.year_days(published.year), atom, atom)
    if days is None or days.first is None or days.last is None:
        return None
    if atom.op == "first_months" and published.month <= atom.a < 6:  # 前两个月 in February: the two before it
        first = cal.plus_months(published.replace(day=1), -atom.a)
        return Days(first, published.replace(day=1) - timedelta(1)) if first else None
    ahead = days.first.month - published.month if days.first.year == published.year else 0
    limit = {HALF: 5, QUARTER: 7}.get(atom.level, 9)
    if atom.op not in ("feast", "lunar", "year_edge") and ahead >= limit:
        return _narrowed(cal.year_days(published.year - 1), atom, atom)
    return days


def _narrowed(days: Days | None, atom: Atom, before: Atom) -> Days | None:
    """The part of `days` that an atom names, None where there is none such."""
    if days is None or days.first is None or days.last is None:
        return None
    first, last = days.first, days.last
    months = (last.year - first.year) * 12 + last.month - first.month + 1

    def part(start: int, stop: int) -> Days | None:
        begin = cal.months(first.year, first.month + start - 1, first.month + stop - 1)
        return begin if stop <= months or start > stop else None

    match atom.op:
        case "ctx_year" | "report" | "vague" | "weekday" if atom.op != "weekday" or before.op != "rel_week":
            return days
        case "half":
            return part(6 * atom.a - 5, 6 * atom.a)
        case "quarter" | "fiscal_quarter":
            return part(3 * atom.a - 2, 3 * atom.b)
        case "first_quarters":
            return part(1, 3 * atom.a)
        case "first_months":
            return part(1, atom.a)
        case "month":
            if not 1 <= atom.a <= 12:
                return None
            return cal.months(first.year if first.month == 1 else last.year, atom.a, atom.b)
        case "ended_quarter":
            return cal.months(first.year, atom.a - 2, atom.a)
        case "ctx_day":
            return _one(cal.plus_days(last, atom.a))
        case "ago":
            return _moved_by(last, atom)
        case "day":
            return _days_of_month(first, last, atom)
        case "last_day":
            return _one(last)
        case "ten_days":
            begin = first + timedelta(10 * (atom.a - 1))
            return Days(begin, last if atom.b == 3 else first + timedelta(10 * atom.b - 1))
        case "nth_week":
            return cal.nth_week(days, atom.a)
        case "nth_weekday":
            return _one(cal.nth_weekday(first.year, first.month, atom.a, atom.b))
        case "weekday":
            return _one(first + timedelta(atom.a - 1))
        case "weekend":
            return Days(last - timedelta(1), last)
        case "front":
            return _moved_by(last, atom) if before.level == DAY else _first_of(days, atom)
        case "feast":
            return (cal.days_off(atom.name, first.year) if atom.a else None) or _one(cal.feast_day(atom.name, first.year))
        case "lunar":
            month = cal.lunar_month(first.year, atom.a, leap=atom.name == "leap")
            if month is None or month.first is None or not atom.b:
                return month
            day = month.first + timedelta(atom.b - 1)
            return _one(day) if month.last and day <= month.last else None
        case "year_edge" | "quarter_edge" | "month_edge" | "report_edge":
            return _edge(days, atom, months)
    return None


def _days_of_month(first: date, last: date, atom: Atom) -> Days | None:
    if (first.year, first.month) != (last.year, last.month):
        return None
    stop = max(atom.b, atom.a)
    if not 1 <= atom.a <= stop <= last.day:
        return None
    return Days(first.replace(day=atom.a), first.replace(day=stop))


def _moved_by(day: date, atom: Atom) -> Days | None:
    """2月13号31天前: a day counted from another one."""
    count = atom.b * atom.a // 2
    if not atom.a:
        return None
    if atom.name == "month":
        return _one(cal.plus_months(day, count))
    return _one(cal.plus_days(day, count * (7 if atom.name == "week" else 1)))


def _first_of(days: Days, atom: Atom) -> Days | None:
    """去年前10天, 本月后三天: the first or last days or months of a period."""
    assert days.first is not None and days.last is not None
    count = atom.a // 2
    if not count or atom.name not in ("day", "month"):
        return None
    if atom.name == "day":
        if atom.b > 0:
            return Days(days.last - timedelta(count - 1), days.last)
        return Days(days.first, days.first + timedelta(count - 1))
    if atom.b > 0:
        begin = cal.plus_months(days.last.replace(day=1), 1 - count)
        return Days(begin, days.last) if begin else None
    return cal.months(days.first.year, days.first.month, days.first.month + count - 1)


def _edge(days: Days, atom: Atom, months: int) -> Days | None:
    """初, 中, 末: the end is one day; the beginning five days of a month, two months of a year, the first day of
    what a report covers; the middle the second ten days of a month, June of a year."""
    first, last = days.first, days.last
    assert first is not None and last is not None
    if atom.a == 2:
        return _one(last)
    if atom.a == 0:
        if months > 12:
            return cal.months(first.year, 1, 240)
        if atom.op == "report_edge":
            return _one(first)
        return Days(first, first + timedelta(4)) if months == 1 else cal.months(first.year, first.month, first.month + 1)
    if months == 1:
        return Days(first.replace(day=11), first.replace(day=20))
    return cal.months(first.year, first.month + 5, first.month + 5) if months == 12 else None


_STEP = {"year": 12, "quarter": 3, "month": 1}


def _length(atom: Atom, day: date) -> Days | None:
    """近三年, 未来五年, 两年前: days counted from `day`; None for an indefinite number."""
    if not atom.a:
        return None
    sign = -1 if atom.b < 0 else 1
    if atom.name in _STEP:
        steps = atom.a * _STEP[atom.name]
        months, half = divmod(steps, 2)
        far = cal.plus_months(day, sign * months)
        far = cal.plus_days(far, 15 * sign) if far and half else far
    elif atom.name in ("week", "day"):
        far = cal.plus_days(day, sign * (atom.a * (7 if atom.name == "week" else 1) // 2))
    else:
        return None
    if far is None:
        return None
    match atom.op:
        case "past":
            return Days(far, day)
        case "future":
            return Days(day + timedelta(1), far) if atom.name == "day" else Days(day, far - timedelta(1))
        case "front":
            return _whole_units(atom, day)
    if atom.b == 0:
        return Days(day, far)
    if atom.b == -2:
        return Days(far, day)
    if atom.name == "year":
        return cal.year_days(far.year) if not atom.a % 2 else cal.month_of(far)
    if atom.name == "week":
        return Days(far, far + timedelta(6))
    return cal.month_of(far) if atom.name in _STEP else _one(far)


def _whole_units(atom: Atom, day: date) -> Days | None:
    """上两周, 前两个月, 后三个月: whole weeks, months or years before or after that of `day`."""
    count = atom.a // 2
    if not count:
        return None
    if atom.name == "day":
        near, far = cal.plus_days(day, atom.b), cal.plus_days(day, atom.b * count)
        return Days(min(near, far), max(near, far)) if near and far else None
    op = {"week": "rel_week", "month": "rel_month", "quarter": "rel_quarter"}.get(atom.name)
    if op is None:
        ends = cal.year_days(day.year + atom.b), cal.year_days(day.year + atom.b * count)
    else:
        ends = _relative(Atom(0, 0, op, atom.b), day), _relative(Atom(0, 0, op, atom.b * count), day)
    return _span(ends[0], ends[1]) if atom.b > 0 else _span(ends[1], ends[0])


def _opened(days: Days, expression: Expression) -> Days | None:
    """The days with the end open that 截至, 自, 以来, 前 or 后 opens."""
    first, last = days
    match expression.opening:
        case "until" | "before":
            return Days(None, last)
        case "strictly_before":
            return Days(None, cal.plus_days(first, -1) if first else None)
        case "since":
            return Days(first, None)
        case "after":
            following = last and (first == last or expression.left[-1].op == "feast")
            return Days(cal.plus_days(last, 1) if last and following else first, None)
        case "ended" if last:
            begin = cal.plus_months(last.replace(day=1), 1 - expression.months)
            return Days(begin, last)
        case "ended_week" if last:
            return Days(last - timedelta(6), last)
        case "week" if last:
            return cal.week_of(last)
    return days


def rule_of(expression: Expression) -> str:
    """The name of the rule that found an expression: `period:soft:past`, `period:range:month`, `period:until:year`."""
    last = (expression.right or expression.left)[-1]
    if expression.soft:
        return f"period:soft:{expression.left[0].op}"
    if last.op == "vague":
        return "period:vague"
    sizes = {DECADE: "decade", YEAR: "year", HALF: "half", QUARTER: "quarter", MONTH: "month", WEEK: "week", DAY: "day"}
    special = {"same": "same", "same_month": "same", "report": "report", "report_edge": "report", "feast": "feast",
               "fiscal": "fiscal", "plan": "plan", "lunar": "lunar", "season": "season"}  # fmt: skip
    name = special.get(last.op) or special.get(expression.left[0].op) or sizes.get(last.level, "century")
    shape = "range" if expression.right else expression.opening
    return f"period:{shape}:{name}" if shape else f"period:{name}"
