"""From a match of the scanner to atoms: what the numbers in each form say.

A form that names nothing (month 13, 2025.99.1) gives no atom. Years of two digits are of this century up to
`PIVOT`, of the last one above it.
"""

import re
from collections.abc import Callable
from datetime import date

from pipeline.quantities.period_atoms import Atom, number, word_entries
from pipeline.quantities.period_calendar import feast_entries, reigns

PIVOT = 49
ROC_EPOCH = 1911

_NUMBER = re.compile(r"\d+|[〇零○一二三四五六七八九十百两俩仨几数廿]+|半")
_YEAR_DIGITS = re.compile(r"\d+|[〇零○一二三四五六七八九]+")
_LENGTH = re.compile(
    r"(\d+|几十|数十|[一二三四五六七八九]?十几|[一二三四五六七八九十百两俩仨几数]+|半)[多余]?\s?(个?半?)[多]?"
    r"(年|月|季度|星期|周|天|日|交易日|工作日)(半?)"
)
_FEW = re.compile("[-—~～至到]")  # 3至6个月
UNITS = {
    "年": "year",
    "季度": "quarter", "月": "month", "星期": "week", "周": "week", "天": "day", "日": "day",
}  # fmt: skip


def full_year(year: int, digits: int = 2) -> int:
    """A year of two digits as one of four."""
    if digits > 2 or year > 99:
        return year
    return year + (2000 if year <= PIVOT else 1900)


def _numbers(text: str) -> list[int]:
    found = (number(m.group()) for m in _NUMBER.finditer(text))
    return [n for n in found if n is not None]


def _year_number(word: str) -> int:
    value = number(word) or 0
    return full_year(value, len(word))


def _year(m: str, s: int, e: int) -> list[Atom]:
    digits = _YEAR_DIGITS.match(m)
    year = _year_number(digits.group()) if digits else 0
    return [Atom(s, e, "year", year, year)]


def _date(m: str, s: int, e: int) -> list[Atom]:
    year, month, day = _numbers(m) if not m.isdecimal() else (int(m[:4]), int(m[4:6]), int(m[6:]))
    try:
        date(year, month, day)
    except ValueError:
        return []
    return [Atom(s, e, "year", year, year), Atom(s, e, "month", month, month), Atom(s, e, "day", day, day)]


def _year_month(m: str, s: int, e: int) -> list[Atom]:
    year, month = _numbers(m)
    return [Atom(s, e, "year", year, year), Atom(s, e, "month", month, month)]


def _date_reversed(m: str, s: int, e: int) -> list[Atom]:
    first, second, year = _numbers(m)
    if first == second or second > 12:
        return _date(f"{year}-{first}-{second}", s, e)
    return _date(f"{year}-{second}-{first}", s, e) if first > 12 else []


def _years_short(m: str, s: int, e: int) -> list[Atom]:
    first, last = (full_year(n) for n in _numbers(m))
    return [Atom(s, e, "year", first, last, weak=True, name="short")] if 0 < last - first <= 5 else []


def _month_day(m: str, s: int, e: int) -> list[Atom]:
    month, _, day = m.partition("月")
    count = 20 + (number(day[1:]) or 0) if day.startswith("廿") else number(day) or 0
    month_number = number(month) or 0
    return [Atom(s, e, "month", month_number, month_number), Atom(s, e, "day", count, count)]


def _month_day_slash(m: str, s: int, e: int) -> list[Atom]:
    month, day = _numbers(m)
    return [Atom(s, e, "month", month, month), Atom(s, e, "day", day, day)]


def _month_day_bare(m: str, s: int, e: int) -> list[Atom]:
    month, day = _month_day_slash(m, s, e)
    return [month._replace(weak=True, name="slash"), day]


def _years(m: str, s: int, e: int) -> list[Atom]:
    first, last = re.findall(r"\d+", m)[:2]
    stop = int(last) if len(last) == 4 else int(first[:2] + last)
    return [Atom(s, e, "year", int(first), stop)] if int(first) < stop else []


def _fiscal(m: str, s: int, e: int) -> list[Atom]:
    years = re.findall(r"\d+", m)
    first = full_year(int(years[0]), len(years[0]))
    last = full_year(int(years[1]), len(years[1])) if len(years) > 1 else first
    split = "/" in m and last == first + 1  # 2024/25: one fiscal year that ends in the second
    name = "" if "财" in m or "F" in m else "crop"
    return [Atom(s, e, "fiscal", last if split else first, last, name=name)]


def _fiscal_code(m: str, s: int, e: int) -> list[Atom]:
    return [Atom(s, e, "fiscal")]  # the months of the fiscal year are not known


def _in_brackets(m: str, s: int, e: int) -> list[Atom]:
    count = _numbers(m)[0]
    if m[-1] == "年":
        year = count if count > 999 else ROC_EPOCH + count
        return [Atom(s, e, "year", year, year, name="roc")]
    op, most = ("day", 31) if m[-1] == "日" else ("month", 12)
    return [Atom(s, e, op, count, count)] if 1 <= count <= most else []


def _quarter_code(m: str, s: int, e: int) -> list[Atom]:
    letter = re.search("[QqHh]", m)
    assert letter is not None
    left, right = m[: letter.start()].rstrip(" 年"), m[letter.end() :]
    if " " in right:  # Q1 2025
        right, _, left = right.partition(" ")
    if left and right and len(left) == 1:  # 1Q25
        count, year = int(left), full_year(int(right), len(right))
    elif right:  # 2025Q1, Q1
        count, year = int(right), full_year(int(left), len(left)) if left else 0
    else:  # 1Q
        count, year = int(left), 0
    op = "quarter" if letter.group() in "Qq" else "half"
    if op == "half" and count > 2:
        return []
    atoms = [Atom(s, e, op, count, count)]
    return [Atom(s, e, "year", year, year), *atoms] if year else atoms


def _months(m: str, s: int, e: int) -> list[Atom]:
    first, last = _numbers(m)[:2]
    return [Atom(s, e, "month", first, last if last >= first else last + 12)]


def _days(m: str, s: int, e: int) -> list[Atom]:
    first, last = _numbers(m)[:2]
    apart = re.search("[、和及与]", m) and last != first + 1
    return [Atom(s, e, "day", first, last, weak=True)] if first < last and not apart else []


def _plain(op: str, *, weak: bool = False) -> Callable[[str, int, int], list[Atom]]:
    def read(m: str, s: int, e: int) -> list[Atom]:
        found = _numbers(m)
        return [Atom(s, e, op, found[0], found[0], weak)] if found else []

    return read


def _quarter(m: str, s: int, e: int) -> list[Atom]:
    count = 4 if m.startswith(("最", "末")) else _numbers(m)[0]
    return [Atom(s, e, "fiscal_quarter" if "财" in m else "quarter", count, count)]


def _quarter_short(m: str, s: int, e: int) -> list[Atom]:
    count = _numbers(m)[0]
    return [Atom(s, e - m.endswith("末"), "quarter", count, count, weak=True)]


def _quarters(m: str, s: int, e: int) -> list[Atom]:
    first, last = _numbers(m)[:2]
    return [Atom(s, e, "quarter", first, last)] if first < last else []


def _first(op: str) -> Callable[[str, int, int], list[Atom]]:
    def read(m: str, s: int, e: int) -> list[Atom]:
        count = _numbers(m[1:])[0]
        return [Atom(s, e, op, count, count)]

    return read


def _roc(m: str, s: int, e: int) -> list[Atom]:
    year = re.sub(r"^民国|[\s年度]", "", m)
    hundreds, _, rest = year.partition("百")
    if year.isdecimal():
        count = int(year)
    elif "百" in year:
        count = 100 * (number(hundreds) or 1) + (number(rest.lstrip("〇零")) or 0 if rest else 0)
    else:
        count = number(year) or 0
    return [Atom(s, e, "year", ROC_EPOCH + count, ROC_EPOCH + count, name="roc")] if count else []


def _roc_date(m: str, s: int, e: int) -> list[Atom]:
    year, month, day = _numbers(m)
    atoms = _date(f"{ROC_EPOCH + year}-{month}-{day}", s, e)
    return [atoms[0]._replace(weak=True, name="roc"), *atoms[1:]] if atoms else []


def _roc_bare(m: str, s: int, e: int) -> list[Atom]:
    year = ROC_EPOCH + int(m[:3])
    return [Atom(s, e, "year", year, year, weak=True, name="roc")]


def _year_short(m: str, s: int, e: int) -> list[Atom]:
    edge = m[-1] in "末底初"
    year = full_year(int(m[:2]))
    weak = not (m[0] == "0" or edge or m[-1] in "度版")
    return [Atom(s, e - edge, "year", year, year, weak, name="short")]


def _year_chinese_short(m: str, s: int, e: int) -> list[Atom]:
    year = full_year(number(m[:2]) if m[0] in "〇零" else int("".join(str(number(c) or 0) for c in m[:2])))  # type: ignore[arg-type]
    spoken = m[0] in "〇零" or (m[0] in "五六七八九" and (number(m[1]) or 0) != (number(m[0]) or 0) + 1)
    return [Atom(s, e, "year", year, year, weak=not spoken, name="short")]


def _decade(m: str, s: int, e: int) -> list[Atom]:
    era, _, rest = m.rpartition("世纪")
    tens = re.match(r"\d+|[一二三四五六七八九]十", rest)
    value = (number(tens.group()) if tens else None) or 0
    if value < 100:
        if era:
            century = 21 if era == "本" else 20 if era.startswith("上") else number(era) or 0
            value += 100 * (century - 1)
        else:
            value += 1900 if value >= 30 else 2000
    return [Atom(s, e, "decade", value, value)]


def _century(m: str, s: int, e: int) -> list[Atom]:
    value = 21 if m[0] == "本" else number(m[:-2])
    return [Atom(s, e, "century", value, value)] if value and value <= 21 else []


_WEEKDAYS = {c: i + 1 for i, c in enumerate("一二三四五六日")} | {"天": 7}


def _weekday(m: str, s: int, e: int) -> list[Atom]:
    return [Atom(s, e, "weekday", _WEEKDAYS[m[-1]])]


def _nth_weekday(m: str, s: int, e: int) -> list[Atom]:
    return [Atom(s, e, "nth_weekday", _numbers(m)[0], _WEEKDAYS[m[-1]], weak=True)]


def _nth_day(m: str, s: int, e: int) -> list[Atom]:
    if m[0] == "最":
        return [Atom(s, e, "last_day", weak=True)]
    return _plain("day", weak=True)(m, s, e)


def _nth_week(m: str, s: int, e: int) -> list[Atom]:
    if m[0] == "首":
        return [Atom(s, e, "nth_week", 1, weak=True)]
    return _plain("nth_week", weak=True)(m, s, e)


def _lunar(m: str, s: int, e: int) -> list[Atom]:
    if m.startswith("大年"):
        return [Atom(s, e, "lunar", 1, number(m[3:]) or 0)]
    body = re.sub("^(?:农历|阴历)", "", m)
    leap = body.startswith("闰")
    month, _, rest = body.removeprefix("闰").partition("月")
    rest = rest.removesuffix("日").removeprefix("初")
    number_of = {"正": 1, "腊": 12, "冬": 11}
    day = 20 + (number(rest[1:]) or 0) if rest.startswith("廿") else number(rest) or 0
    return [Atom(s, e, "lunar", number_of.get(month) or number(month) or 0, day, name="leap" if leap else "")]


def _pair(m: str, s: int, e: int) -> list[Atom]:
    op = "rel_year" if m[-1] == "年" else "rel_day"
    return [Atom(s, e, op, 0 if m[0] == "今" else 1, 2 if m[0] == "明" or m[2] == "后" else 1, name="pair")]


def _length(op: str) -> Callable[[str, int, int], list[Atom]]:
    """Lengths of time: `a` halves of the unit `name`, 0 where the number is indefinite; `b` is the direction:
    -1 before, 1 after, 0 within, -2 since."""

    def read(m: str, s: int, e: int) -> list[Atom]:
        found = _LENGTH.search(m)
        if not found:
            return []
        count, half, unit, trailing = found.groups()
        value = 0 if re.search("[几数]", count) or _FEW.search(m) else 2 * (number(count) or 0)
        value = 1 if count == "半" else value + (value > 0 and bool("半" in half or trailing))
        if op == "front":
            sign = 1 if m.lstrip("往").startswith("后") else -1
        elif op == "ago":
            sign = -1 if m[-1] == "前" else -2 if m[-1] == "来" else 0 if m[-1] == "内" else 1
        else:
            sign = -1 if op == "past" else 1
        follows = op == "future" and m.startswith(("其后", "此后", "随后"))
        return [Atom(s, e, "following" if follows else op, value, sign, name=UNITS.get(unit, unit))]

    return read


def _to_report(m: str, s: int, e: int) -> list[Atom]:
    return [Atom(s, e, "to_report")]


def _word(m: str, s: int, e: int) -> list[Atom]:
    entry = word_entries()[m]
    return [Atom(s, e, entry["op"], entry["n"], entry.get("to", entry["n"]), bool(entry.get("tail")), name=m)]


def _reign(m: str, s: int, e: int) -> list[Atom]:
    name = next(w for w in reigns() if m.startswith(w))
    count = number(m[len(name) : -1])
    year = reigns()[name]["first"] + (count or 0) - 1
    return [Atom(s, e, "year", year, year, name="reign")] if count else []


def _feast(m: str, s: int, e: int) -> list[Atom]:
    return [Atom(s, e, "feast", weak=feast_entries()[m].get("alone") is False, name=m)]


READERS: dict[str, Callable[[str, int, int], list[Atom]]] = {
    "date": _date,
    "compact": _date,
    "year_month": _year_month,
    "fiscal": _fiscal,
    "years": _years,
    "years_bare": _years,
    "date_reversed": _date_reversed,
    "years_short": _years_short,
    "month_day": _month_day_slash,
    "month_day_bare": _month_day_bare,
    "month_day_chinese": _month_day,
    "nth_month": _plain("month", weak=True),
    "to_report": _to_report,
    "fiscal_code": _fiscal_code,
    "in_brackets": _in_brackets,
    "quarter_code": _quarter_code,
    "year": _year,
    "year_bare": _year,
    "year_short": _year_short,
    "roc": _roc,
    "roc_date": _roc_date,
    "roc_bare": _roc_bare,
    "year_chinese": _year,
    "year_chinese_short": _year_chinese_short,
    "months": _months,
    "first_months": _first("first_months"),
    "first_quarters": _first("first_quarters"),
    "ended_quarter": _plain("ended_quarter"),
    "month": _plain("month"),
    "month_chinese": _plain("month"),
    "days": _days,
    "day": _plain("day", weak=True),
    "quarters": _quarters,
    "quarter": _quarter,
    "quarter_short": _quarter_short,
    "fiscal_quarter": _quarter,
    "decade": _decade,
    "century": _century,
    "nth_week": _nth_week,
    "nth_weekday": _nth_weekday,
    "weekday": _weekday,
    "nth_day": _nth_day,
    "lunar": _lunar,
    "pair": _pair,
    "past": _length("past"),
    "future": _length("future"),
    "front": _length("front"),
    "ago": _length("ago"),
    "word": _word,
    "feast": _feast,
    "reign": _reign,
}


def read_atoms(match: re.Match[str]) -> list[Atom]:
    """The atoms of one match of the scanner: none where its numbers are impossible, three for 2025-08-20."""
    return READERS[match.lastgroup or ""](match.group(), match.start(), match.end())
