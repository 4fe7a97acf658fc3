"""Calendar expressions: what governs what in a text, junk, and dates rendered in every form and read back."""

import importlib.util
import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quantities.period import find_times
from pipeline.quantities.period_calendar import (
    Days,
    feast_day,
    lunar_month,
    months,
    moved,
    next_workday,
    nth_week,
)
from pipeline.script import matching_text
from pipeline.spans import TimeExpression

PUBLISHED = date(2025, 10, 15)
SHARED = Path(__file__).parents[1] / ".." / "shared"


def days(found: TimeExpression) -> tuple[str | None, str | None]:
    """First and last day as ISO dates."""
    return found.first and found.first.isoformat(), found.last and found.last.isoformat()  # type: ignore[return-value]


def read(text: str, published: date | None = None) -> dict[str, tuple[str | None, str | None]]:
    """The expressions of a text with their days (of the last one where two read alike)."""
    return {t.text: days(t) for t in find_times(text, published=published)}


def test_article_without_a_date_takes_its_year_from_its_first_report() -> None:
    found = read(
        "某公司8月20日晚公布2019年半年度报告。\n上半年收入增长。\n截至6月底有存款。\n公司今年2月发债。"
    )
    assert found["上半年"] == ("2019-01-01", "2019-06-30")
    assert found["截至6月底"] == (None, "2019-06-30")
    assert found["今年2月"] == ("2019-02-01", "2019-02-28")


def test_an_end_of_year_does_not_date_an_article() -> None:
    assert read("公司2005年年底有四百万用户，计划今年突破一千万。")["今年"] == (None, None)


def test_a_planned_year_does_not_date_an_article() -> None:
    assert read("工厂预计2027年6月投产。今年已投入十亿元。")["今年"] == (None, None)
    assert read("新车将在2027年第一季度交付。今年已投入十亿元。")["今年"] == (None, None)


def test_a_forecast_of_results_is_what_the_report_is_about() -> None:
    assert read("甲公司公告，预计2021年净利润两亿元；报告期内，公司扭亏。")["报告期内"] == (
        "2021-01-01",
        "2021-12-31",
    )
    assert read("乙公司预计2026年半年度亏损。Q2亏损收窄。")["Q2"] == ("2026-04-01", "2026-06-30")


def test_as_of_a_day_dates_an_article_and_a_whole_year_does_not() -> None:
    found = read("2017年全年有三百起。截至2018年6月11日，有一百起。6月8日又有一起。今年会更多。")
    assert found["6月8日"] == ("2018-06-08", "2018-06-08")
    assert found["今年"] == ("2018-01-01", "2018-12-31")


def test_days_without_a_month_or_year_stay_open_in_a_text_without_dates() -> None:
    assert read("统计局7日公布数据，12月出口增长。") == {"7日": (None, None), "12月": (None, None)}


def test_same_period_of_last_year_follows_the_period_not_the_day_of_the_report() -> None:
    found = read(
        "甲公司2026年第二季度增速放缓。\n8月4日公布的财报显示，第二季度增长1.3%，低于去年同期的3.8%。"
    )
    assert found["去年同期"] == ("2025-04-01", "2025-06-30")
    assert found["第二季度"] == ("2026-04-01", "2026-06-30")


def test_same_period_twice_does_not_go_back_two_years() -> None:
    found = find_times("2024年上半年增长5%，去年同期为3%；利润增长2%，去年同期为1%。")
    assert [days(t) for t in found if t.text == "去年同期"] == [("2023-01-01", "2023-06-30")] * 2


def test_the_year_of_the_clause_goes_before_the_date_of_publication() -> None:
    assert read("2023年的收入，其中上半年为3亿元", PUBLISHED)["上半年"] == ("2023-01-01", "2023-06-30")
    assert read("2023年成立。上半年收入3亿元", PUBLISHED)["上半年"] == ("2025-01-01", "2025-06-30")


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("12月", date(2026, 1, 8), ("2025-12-01", "2025-12-31")),
        ("四季度", date(2026, 1, 20), ("2025-10-01", "2025-12-31")),
        ("下半年", date(2026, 1, 20), ("2025-07-01", "2025-12-31")),
        ("一月", date(2026, 1, 8), ("2026-01-01", "2026-01-31")),
        ("2月29日", date(2025, 3, 1), ("2024-02-29", "2024-02-29")),
        ("前两个月", date(2025, 3, 9), ("2025-01-01", "2025-02-28")),
        ("前两个月", date(2025, 2, 9), ("2024-12-01", "2025-01-31")),
        ("周五", date(2025, 10, 13), ("2025-10-10", "2025-10-10")),
        ("周一", date(2025, 10, 15), ("2025-10-13", "2025-10-13")),
        ("上月31日", date(2025, 10, 15), (None, None)),
        ("上一交易日", date(2025, 10, 9), ("2025-09-30", "2025-09-30")),
    ],
)
def test_counted_from_the_day_of_publication(
    text: str, published: date, expected: tuple[str | None, str | None]
) -> None:
    assert list(read(text, published).values()) == [expected]


def test_rules_of_lengths_of_time_are_soft() -> None:
    for text in ("近三年", "过去5年", "未来十年", "两年前", "三个月内", "前两天"):
        assert [t.rule.split(":")[1] for t in find_times(text, published=PUBLISHED)] == ["soft"], text


def test_calendar_arithmetic() -> None:
    assert months(2024, 13, 14) == Days(date(2025, 1, 1), date(2025, 2, 28))
    assert moved(Days(date(2024, 2, 1), date(2024, 2, 29)), -12) == Days(date(2023, 2, 1), date(2023, 2, 28))
    assert nth_week(Days(date(2021, 6, 1), date(2021, 6, 30)), 2) == Days(
        date(2021, 6, 14), date(2021, 6, 20)
    )
    assert lunar_month(2020, 4, leap=True) == Days(date(2020, 5, 23), date(2020, 6, 20))
    assert lunar_month(2021, 4, leap=True) is None
    assert feast_day("春节", 2099) is None
    assert feast_day("清明", 2025) == date(2025, 4, 4)
    assert next_workday(date(2025, 9, 30), 1) == date(2025, 10, 9)


# ---------------------------------------------------------------- rendered and read back

_DIGITS = "〇一二三四五六七八九"
DATES = st.dates(date(1990, 1, 1), date(2049, 12, 31))


def chinese(number: int) -> str:
    """1 to 31 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


FORMS = {
    "full": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "spaced": lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    "padded": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    "spoken": lambda d: f"{d.year}年{d.month}月{d.day}号",
    "chinese": lambda d: (
        f"{''.join(_DIGITS[int(c)] for c in str(d.year))}年{chinese(d.month)}月{chinese(d.day)}日"
    ),
    "short": lambda d: f"{d.year % 100:02}年{d.month}月{d.day}日",
    "republic": lambda d: f"民国{d.year - 1911}年{d.month}月{d.day}日",
}
JOINTS = ("至", "到", "-", "—", "~", "～", " 至 ", "起至")


@given(
    day=DATES,
    form=st.sampled_from(sorted(FORMS)),
    tail=st.sampled_from(["", "，公司签约", "签约", "（周一）"]),
)
@settings(max_examples=300, deadline=None)
def test_a_day_reads_the_same_in_every_form(day: date, form: str, tail: str) -> None:
    found = find_times(f"公司于{FORMS[form](day)}{tail}")
    assert [(t.first, t.last) for t in found] == [(day, day)]


@given(
    first=DATES,
    length=st.integers(1, 900),
    form=st.sampled_from(["full", "chinese", "padded"]),
    joint=st.sampled_from(JOINTS),
)
@settings(max_examples=200, deadline=None)
def test_a_range_has_both_its_ends(first: date, length: int, form: str, joint: str) -> None:
    last = min(first + timedelta(length), date(2049, 12, 31))
    if last > first:
        found = find_times(f"在{FORMS[form](first)}{joint}{FORMS[form](last)}期间减持")
        assert [(t.first, t.last) for t in found] == [(first, last)]


@given(year=st.integers(1990, 2049), part=st.integers(1, 12), wording=st.integers(0, 4))
@settings(max_examples=200, deadline=None)
def test_parts_of_a_year(year: int, part: int, wording: int) -> None:
    quarter, half = (part - 1) % 4 + 1, (part - 1) % 2 + 1
    text, first, last = [
        (f"{year}年{part}月", part, part),
        (f"{year}年第{'一二三四'[quarter - 1]}季度", 3 * quarter - 2, 3 * quarter),
        (f"{year}Q{quarter}", 3 * quarter - 2, 3 * quarter),
        (f"{year}年{'上下'[half - 1]}半年", 6 * half - 5, 6 * half),
        (f"{year}年1-{max(part, 2)}月", 1, max(part, 2)),
    ][wording]
    expected = months(year, first, last)
    assert expected is not None
    (found,) = find_times(f"公司{text}的收入")
    assert Days(found.first, found.last) == expected
    (until,) = find_times(f"截至{text}，公司")
    assert (until.first, until.last) == (None, expected.last)


# ---------------------------------------------------------------- junk

_ALPHABET = "0123456789年月日号季度周上下半本今去明前后同期至到自从起以来截止的第一二三四五六七八九十零〇两几近（）()-—~/.，。 \nQH"


def check(text: str, published: date | None) -> None:
    """What holds of every text: spans in order, apart, and saying what stands there; days in order."""
    end = 0
    for found in find_times(text, published=published):
        assert end <= found.start < found.end <= len(text)
        assert found.text == text[found.start : found.end]
        assert found.first is None or found.last is None or found.first <= found.last
        end = found.end


@given(st.text(alphabet=_ALPHABET, max_size=200))
@settings(max_examples=400, deadline=None)
def test_calendar_characters_in_any_order(text: str) -> None:
    check(text, PUBLISHED)
    check(text, None)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    check(text, PUBLISHED)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "9年",
        "2025年",
        "2025年8月",
        "1-",
        "（",
        "周一（",
        "至",
        "前",
        "近",
        "自2024年",
        "上",
        "2020-",
        "年",
        "1月、",
        "本",
        "去年同期",
        "报告期内",
        "截至",
        "2025年8月20日至",
        "一",
        "十",
        "民国",
        "8日",
        "近三",
        "第",
        "20",
        "年初",
        "12/",
    ],
)
def test_endless_repetition(unit: str) -> None:
    check(unit * (40_000 // len(unit)), PUBLISHED)


@pytest.mark.parametrize("published", [date.min, date.max, date(1000, 1, 1), date(2199, 12, 31)])
def test_days_of_publication_at_the_ends_of_time(published: date) -> None:
    text = "近三年、未来十年、去年同期、上上月、下周五、大后天、前三季度、999年后、明年腊月、本季度、两周前、次日"
    check(text, published)


def test_random_walks_through_the_calendar_words() -> None:
    from pipeline.quantities.period_atoms import words
    from pipeline.quantities.period_calendar import holidays

    pool = [
        *words().words(),
        *holidays().words("feasts"),
        "2025年",
        "8月",
        "20日",
        "至",
        "（",
        "）",
        "的",
        "，",
        "Q3",
        "截至",
        "前",
        "起",
    ]
    dice = random.Random(7)
    for _ in range(600):
        text = "".join(dice.choices(pool, k=12))
        check(text, PUBLISHED)
        check(text, None)


# ---------------------------------------------------------------- measured on read texts, where they are there


def rows(name: str) -> list[dict[str, object]]:
    """The rows of a shared file; the test is skipped where it is absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{name} is not here")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_days_of_the_gold_articles_are_among_those_found() -> None:
    wanted = found = 0
    for row in rows("gold/dev.jsonl"):
        published = date.fromisoformat(str(row["published"])) if row["published"] else None
        have = {days(t) for t in find_times(matching_text(str(row["text"])), published=published)}
        for quantity in row["quantities"]:  # type: ignore[attr-defined]
            time = quantity.get("time") or {}
            if time.get("from") or time.get("to"):
                wanted += 1
                found += (time.get("from"), time.get("to")) in have
    assert wanted > 150
    assert found / wanted >= 0.93


def test_no_quantity_of_the_read_passages_lies_in_a_calendar_expression() -> None:
    touched = total = 0
    for row in rows("claims_train/dev.jsonl"):
        times = find_times(matching_text(str(row["text"])))
        hard = [(t.start, t.end) for t in times if not t.rule.startswith("period:soft")]
        for quantity in row["quantities"]:  # type: ignore[attr-defined]
            total += 1
            touched += any(start < quantity["end"] and quantity["start"] < end for start, end in hard)
    assert total > 1000
    assert touched / total <= 0.003


def test_share_of_the_other_suites_facts_that_are_right() -> None:
    cases = rows("peers/cases.jsonl")
    spec = importlib.util.spec_from_file_location("score_peers", SHARED / "peers" / "score_peers.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases:
        published = date.fromisoformat(str(case["ref_date"])[:10]) if case["ref_date"] else None
        found = find_times(matching_text(str(case["text"])), published=published)
        got = [{"start": t.start, "end": t.end, "from": days(t)[0], "to": days(t)[1]} for t in found]
        if not case["expected"] and case["kind"] in scorer.CALENDAR:
            assert not found, case["id"]
        for fact in case["expected"]:  # type: ignore[attr-defined]
            if fact["kind"] in ("date", "date_range") and fact.get("interval_any"):
                total[fact["kind"]] += 1
                over = [g for g in got if g["start"] < fact["end"] and fact["start"] < g["end"]]
                right[fact["kind"]] += any(scorer.right_time(fact, g) for g in over)
    assert right["date"] / total["date"] >= 0.85
    assert right["date_range"] / total["date_range"] >= 0.69
