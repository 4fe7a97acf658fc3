"""Days, months and feasts: arithmetic on first and last days, the moon calendar and the days off as tables.

`Days` is a stretch of days, both ends inclusive; an end that is None is open. The feasts, the moon calendar
(2000 to 2035) and the days off (2010 to 2026) come from period_holidays.toml; outside those years a date of
the moon calendar or a holiday cannot be told and is None.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from pipeline.tables import Table, load_table

YEARS = range(1, 2200)


class Days(NamedTuple):
    """First and last day, inclusive; None where that end is open."""

    first: date | None
    last: date | None


def plus_days(day: date, days: int) -> date | None:
    """`day` moved by a number of days; None where no such date exists."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def plus_months(day: date, months: int) -> date | None:
    """The same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year not in YEARS:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plus_years(day: date, years: int) -> date | None:
    """The same day of another year; 29 February becomes the 28th."""
    return plus_months(day, 12 * years)


def months(year: int, first: int, last: int) -> Days | None:
    """The months `first` to `last` of a year, counted from 1; months past 12 run into the next year."""
    start = plus_months(date(year, 1, 1), first - 1) if year in YEARS else None
    stop = plus_months(date(year, 1, 1), last) if year in YEARS else None
    return Days(start, stop - timedelta(1)) if start and stop and start < stop else None


def year_days(year: int) -> Days | None:
    """1 January to 31 December."""
    return months(year, 1, 12)


def month_of(day: date) -> Days:
    """The month that a day lies in."""
    return Days(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Days | None:
    """The calendar quarter that a day lies in."""
    first = (day.month - 1) // 3 * 3 + 1
    return months(day.year, first, first + 2)


def week_of(day: date) -> Days:
    """Monday to Sunday of the week that a day lies in."""
    monday = day - timedelta(day.weekday())
    return Days(monday, monday + timedelta(6))


def moved(days: Days, by_months: int) -> Days | None:
    """The same stretch some months later; the end of a month stays the end of a month."""

    def move(day: date | None) -> date | None:
        if day is None:
            return None
        target = plus_months(day, by_months)
        is_month_end = day.day == monthrange(day.year, day.month)[1]
        return month_of(target).last if target and is_month_end and days.first != days.last else target

    result = Days(move(days.first), move(days.last))
    return result if result.first or result.last else None


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The nth Monday (1) … Sunday (7) of a month."""
    first = date(year, month, 1)
    day = first + timedelta((weekday - 1 - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day.month == month else None


def nth_week(days: Days, nth: int) -> Days | None:
    """The nth week of a month or year: the first is the one with its first Monday."""
    if days.first is None or days.last is None:
        return None
    monday = days.first + timedelta(-days.first.weekday() % 7 + 7 * (nth - 1))
    return week_of(monday) if monday <= days.last else None


@cache
def holidays() -> Table:
    """The table of feasts, moon years and days off."""
    return load_table("pipeline.quantities", "period_holidays")


@cache
def feast_entries() -> dict[str, dict[str, Any]]:
    """The feasts with their properties."""
    return holidays().words("feasts")


@cache
def reigns() -> dict[str, dict[str, Any]]:
    """The reigns with the year that each began in."""
    return holidays().words("reigns")


def lunar_year(year: int) -> Days | None:
    """The moon year that begins in `year`; None outside the table."""
    entry = holidays().sections["lunar"].get(str(year))
    return Days(entry["first"], entry["first"] + timedelta(sum(entry["months"]) - 1)) if entry else None


def lunar_month(year: int, month: int, *, leap: bool = False) -> Days | None:
    """A month of the moon calendar; None outside the table, or where that year repeats another month."""
    entry = holidays().sections["lunar"].get(str(year))
    if not entry or (leap and entry["leap"] != month) or not 1 <= month <= 12:
        return None
    index = month - 1 + (leap or (bool(entry["leap"]) and month > entry["leap"]))
    first = entry["first"] + timedelta(sum(entry["months"][:index]))
    return Days(first, first + timedelta(entry["months"][index] - 1))


def feast_day(name: str, year: int) -> date | None:
    """The day of a feast in a year, None where the tables do not reach."""
    feast: dict[str, Any] = feast_entries()[name]
    if "nth" in feast:
        return nth_weekday(year, feast["month"], feast["nth"], feast["weekday"])
    if "term" in feast:
        return date(year, feast["month"], int(year % 100 * 0.2422 + feast["term"]) - year % 100 // 4)
    if "month" in feast:
        return date(year, feast["month"], feast["day"])
    if feast["lunar_day"] == 0:  # the eve of the moon year that begins in `year`
        following = lunar_year(year)
        return following.first - timedelta(1) if following and following.first else None
    month = lunar_month(year, feast["lunar_month"])
    return month.first + timedelta(feast["lunar_day"] - 1) if month and month.first else None


def next_workday(day: date, step: int) -> date | None:
    """The next (1) or previous (-1) weekday that is no listed day off."""
    off = holidays().sections["breaks"].values()
    for count in range(1, 30):
        other = plus_days(day, step * count)
        if other is None:
            return None
        listed = (years.get(str(other.year)) for years in off)
        if other.weekday() < 5 and not any(span and span[0] <= other <= span[1] for span in listed):
            return other
    return None


def days_off(name: str, year: int) -> Days | None:
    """The days off at a feast; None where the list has none."""
    feast: dict[str, Any] = feast_entries()[name]
    listed = holidays().sections["breaks"].get(feast.get("break"), {}).get(str(year))
    return Days(listed[0], listed[1]) if listed else None
