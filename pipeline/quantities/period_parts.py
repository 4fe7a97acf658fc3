"""The days that one atom names: inside a period, or counted from a day. No context, no text.

Inside a period: `narrowed` (上半年, 8月, 第二周, 末, 国庆 of a year; 20日, 上旬 of a month).
From a day: `relative` (上月, 本周, 昨日), `weekday` (周五), `length` (近三年, 未来五年, 两年前, 上两周),
`nearest` (a part of a year without its year). With an end open: `opened_days` (截至, 自, 止三个月).

末 and 底 are one day; 初 is five days of a month, two months of a year or more, the first day of what a
report covers; 中 is the second ten days of a month, June of a year. 近三年 ends on the day it is counted
from; 未来三年 is three whole years, the current one the first; 两年前 is the whole year, 三个月前 the month.
"""

from datetime import date, timedelta

from pipeline.quantities import period_calendar as cal
from pipeline.quantities.period_atoms import DAY, HALF, QUARTER, Atom
from pipeline.quantities.period_calendar import Days

_STEP = {"year": 12, "quarter": 3, "month": 1}
_MONTHS_AHEAD = {HALF: 5, QUARTER: 7}  # from how many months on a part of a year is the last year's
_ONCE_A_YEAR = frozenset({"feast", "lunar", "year_edge"})
_MONDAY, _FRIDAY = 0, 5
_MOST_WORKDAYS = 260


def one(day: date | None) -> Days | None:
    """A single day."""
    return Days(day, day) if day else None


def span(first: Days | None, last: Days | None) -> Days | None:
    """From the beginning of one to the end of the other."""
    return Days(first.first, last.last) if first and last else None


def year_of(days: Days) -> int | None:
    """The year that a stretch of days ends in, or begins in where it has no end."""
    day = days.last or days.first
    return day.year if day else None


def narrowed(days: Days | None, atom: Atom, before: Atom | None = None) -> Days | None:
    """The part of `days` that an atom names, after the atom `before`; None where there is none such."""
    if days is None or days.first is None or days.last is None:
        return None
    first, last = days.first, days.last
    match atom.op:
        case "half":
            return _part(days, 6 * atom.a - 5, 6 * atom.a)
        case "quarter" | "fiscal_quarter":
            return _part(days, 3 * atom.a - 2, 3 * atom.b)
        case "first_quarters":
            return _part(days, 1, 3 * atom.a)
        case "first_months":
            return _part(days, 1, atom.a)
        case "month":
            year = first.year if first.month == 1 else last.year
            return cal.months(year, atom.a, atom.b) if 1 <= atom.a <= 12 else None
        case "ended_quarter":
            return cal.months(first.year, atom.a - 2, atom.a)
        case "day":
            return _days_of_month(first, last, atom)
        case "ten_days" if _months_in(first, last) == 1 and last.day - first.day > 20:
            begin = first + timedelta(10 * (atom.a - 1))
            return Days(begin, last if atom.b == 3 else first + timedelta(10 * atom.b - 1))
        case "nth_week":
            return cal.nth_week(days, atom.a)
        case "nth_weekday":
            return one(cal.nth_weekday(first.year, first.month, atom.a, atom.b))
        case "weekday":
            of_week = before is not None and before.op == "rel_week"
            return one(first + timedelta(atom.a - 1)) if of_week else days
        case "weekend":
            return Days(last - timedelta(1), last)
        case "last_day":
            return one(last)
        case "ctx_day":
            return one(cal.plus_days(last, atom.a))
        case "ago":
            return _moved_by(last, atom)
        case "front":
            of_day = before is not None and before.level == DAY
            return _moved_by(last, atom) if of_day else _ends_of(first, last, atom)
        case "feast":
            off = cal.days_off(atom.name, first.year) if atom.a else None
            return off or one(cal.feast_day(atom.name, first.year))
        case "lunar":
            return _lunar(first.year, atom)
        case "year_edge" | "quarter_edge" | "month_edge" | "report_edge":
            return _edge(first, last, atom)
        case "ctx_year" | "report":
            return days
    return None


def _months_in(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _part(days: Days, start: int, stop: int) -> Days | None:
    """The months `start` to `stop` of a period, counted from 1, None where it is shorter."""
    assert days.first is not None and days.last is not None
    if stop > _months_in(days.first, days.last):
        return None
    return cal.months(days.first.year, days.first.month + start - 1, days.first.month + stop - 1)


def _days_of_month(first: date, last: date, atom: Atom) -> Days | None:
    stop = max(atom.b, atom.a)
    if _months_in(first, last) > 1 or not 1 <= atom.a <= stop <= last.day:
        return None
    return Days(first.replace(day=atom.a), first.replace(day=stop))


def _lunar(year: int, atom: Atom) -> Days | None:
    month = cal.lunar_month(year, atom.a, leap=atom.name == "leap")
    if month is None or month.first is None or month.last is None or not atom.b:
        return month
    day = month.first + timedelta(atom.b - 1)
    return one(day) if day <= month.last else None


def _moved_by(day: date, atom: Atom) -> Days | None:
    """2月13号31天前: a day counted from another one."""
    if not atom.a:
        return None
    count = atom.b * atom.a // 2
    if atom.name == "month":
        return one(cal.plus_months(day, count))
    return one(cal.plus_days(day, count * (7 if atom.name == "week" else 1)))


def _ends_of(first: date, last: date, atom: Atom) -> Days | None:
    """去年前10天, 本月后三天: the first or last days or months of a period."""
    count = atom.a // 2
    if not count:
        return None
    if atom.name == "day":
        if atom.b > 0:
            return Days(last - timedelta(count - 1), last)
        return Days(first, first + timedelta(count - 1))
    if atom.b > 0:
        begin = cal.plus_months(last.replace(day=1), 1 - count)
        return Days(begin, last) if begin else None
    return cal.months(first.year, first.month, first.month + count - 1)


def _edge(first: date, last: date, atom: Atom) -> Days | None:
    """初, 中, 末 of a period."""
    months = _months_in(first, last)
    if atom.a == 2:
        return one(last)
    if atom.a == 1:
        if months == 1:
            return Days(first.replace(day=11), first.replace(day=20))
        return cal.months(first.year, first.month + 5, first.month + 5) if months == 12 else None
    if atom.op == "report_edge":
        return one(first)
    if months == 1:
        return Days(first, first + timedelta(4))
    return cal.months(first.year, first.month, first.month + (239 if months > 12 else 1))


def relative(op: str, steps: int, day: date, last_step: int | None = None) -> Days | None:
    """The quarter, month, week or day that lies `steps` from that of `day`; to `last_step` where given."""
    if last_step is not None and last_step != steps:
        return span(relative(op, steps, day), relative(op, last_step, day))
    match op:
        case "rel_quarter":
            moved = cal.plus_months(day.replace(day=1), 3 * steps)
            return cal.quarter_of(moved) if moved else None
        case "rel_month":
            moved = cal.plus_months(day.replace(day=1), steps)
            return cal.month_of(moved) if moved else None
        case "rel_week":
            moved = cal.plus_days(day, 7 * steps)
            return cal.week_of(moved) if moved else None
        case "weekend":
            return narrowed(cal.week_of(day), Atom(0, 0, "weekend"))
    return one(cal.plus_days(day, steps))


def weekday(number: int, published: date) -> Days | None:
    """周五 alone: in the week of publication; what a Monday calls Friday or later was last week's."""
    days = cal.week_of(published)
    assert days.first is not None
    last_week = number >= _FRIDAY and published.weekday() == _MONDAY
    return one(days.first + timedelta(number - 1 - 7 * last_week))


def nearest(atom: Atom, published: date) -> Days | None:
    """A part of a year without its year: this year's, or the last one's where this year's lies far ahead."""
    days = narrowed(cal.year_days(published.year), atom)
    if days is None or days.first is None:
        return days
    if atom.op == "first_months" and published.month <= atom.a < 6:  # 前两个月 in February: the two before it
        first = cal.plus_months(published.replace(day=1), -atom.a)
        return Days(first, published.replace(day=1) - timedelta(1)) if first else None
    ahead = days.first.month - published.month
    if atom.op not in _ONCE_A_YEAR and ahead >= _MONTHS_AHEAD.get(atom.level, 9):
        return narrowed(cal.year_days(published.year - 1), atom)
    return days


def length(atom: Atom, day: date) -> Days | None:
    """近三年, 未来五年, 两年前, 三年内: counted from `day`; None for 几年."""
    if atom.op == "front":
        return _whole_units(atom, day)
    sign = -1 if atom.b < 0 else 1
    far = _far(atom, day, sign) if atom.a else None
    if far is None:
        return None
    if atom.op == "ago" and atom.b in (0, -2) and atom.name == "year" and atom.a % 2:  # 三年半以来, by months
        return span(cal.month_of(min(far, day)), cal.month_of(max(far, day)))
    if atom.op == "past" or atom.b == -2:  # 近三年, 三年以来
        return Days(far, day)
    if atom.op == "future" and atom.name == "day":
        return Days(day + timedelta(1), far) if far > day else one(day)
    if atom.op == "future" and atom.name in _STEP and not atom.a % 2:  # whole ones, the current one included
        return span(_unit(atom.name, day, 0), _unit(atom.name, day, atom.a // 2 - 1))
    if atom.op in ("future", "following"):
        return Days(day, far - timedelta(1))
    if atom.b == 0:  # 三年内
        return Days(day, far)
    if atom.name == "week":
        return Days(far, far + timedelta(6))
    if atom.name == "year" and not atom.a % 2:
        return cal.year_days(far.year)
    return cal.month_of(far) if atom.name in _STEP else one(far)


def _unit(name: str, day: date, steps: int) -> Days | None:
    """The year, quarter or month that lies `steps` from that of a day."""
    return cal.year_days(day.year + steps) if name == "year" else relative(f"rel_{name}", steps, day)


def _far(atom: Atom, day: date, sign: int) -> date | None:
    """The day that lies the length away; half a month is fifteen days, 交易日 pass over days off."""
    if atom.name in _STEP:
        months, half = divmod(atom.a * _STEP[atom.name], 2)
        whole = cal.plus_months(day, sign * months)
        return cal.plus_days(whole, 15 * sign) if whole and half else whole
    if atom.name in ("week", "day"):
        return cal.plus_days(day, sign * (atom.a * (7 if atom.name == "week" else 1) // 2))
    far: date | None = day
    for _ in range(min(atom.a // 2, _MOST_WORKDAYS)):
        far = cal.next_workday(far, sign) if far else None
    return far


def _whole_units(atom: Atom, day: date) -> Days | None:
    """上两周, 前两个月, 后三个月: whole weeks, months or years before or after that of `day`."""
    count = atom.a // 2
    if not count or atom.name not in ("day", "week", *_STEP):
        return None
    if atom.b > 0 and atom.name in ("day", "year"):  # 后三天, 后一年: from this day on
        last = cal.plus_days(day, count - 1) if atom.name == "day" else cal.plus_years(day, count)
        return Days(day if atom.name == "day" else day + timedelta(1), last) if last else None
    ends = _unit(atom.name, day, atom.b), _unit(atom.name, day, atom.b * count)
    return span(*ends) if atom.b > 0 else span(*ends[::-1])


def opened_days(days: Days, opening: str, *, months: int, feast: bool) -> Days:
    """The days with the end open that 截至, 自, 以来, 前 or 后 opens, or as long as 止三个月 says."""
    first, last = days
    match opening:
        case "until" | "before":
            return Days(None, last)
        case "strictly_before":
            return Days(None, cal.plus_days(first, -1) if first else None)
        case "since":
            return Days(first, None)
        case "after":
            behind = last and (first == last or feast)
            return Days(cal.plus_days(last, 1) if last and behind else first, None)
        case "ended" if last:
            return Days(cal.plus_months(last.replace(day=1), 1 - months), last)
        case "ended_week" if last:
            return Days(cal.plus_days(last, -6), last)
        case "week" if last:
            return cal.week_of(last)
    return days
