"""The atoms of calendar expressions: one year, quarter, month, day or calendar word each.

One compiled alternation finds them all in one pass; a lookahead on the possible first characters lets it skip
the others. `Atom.op` says what an atom means, `a` and `b` are its numbers, `level` its place in the order of
sizes (YEAR > HALF > QUARTER > MONTH > WEEK > DAY) by which period_chain puts atoms together.

A `weak` atom counts only beside another one or where period_chain finds a cue: 25年 alone is a length of
time, 五一 alone a number, 20日 after 近 a length of time.
"""

import re
from collections import defaultdict
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.quantities.period_calendar import feast_entries, reigns
from pipeline.tables import Table, load_table

CENTURY, DECADE, YEAR, HALF, QUARTER, MONTH, WEEK, DAY = 10, 9, 8, 7, 6, 5, 4, 3

_OPS = {
    CENTURY: "century",
    DECADE: "decade",
    YEAR: "plan year roc rel_year ctx_year fiscal fiscal_tail",
    HALF: "half season",
    QUARTER: "quarter first_quarters fiscal_quarter rel_quarter ctx_quarter quarter_edge year_edge"
    " report report_edge same",
    MONTH: "month first_months ended_quarter rel_month ctx_month same_month lunar",
    WEEK: "month_edge ten_days rel_week nth_week nth_weekday",
    DAY: "weekend weekday day last_day date rel_day ctx_day trading_day feast to_report"
    " past future following front ago vague",
}
LEVELS = {op: level for level, ops in _OPS.items() for op in ops.split()}


class Atom(NamedTuple):
    """One calendar word or number with its unit, at `start` to `end`."""

    start: int
    end: int
    op: str
    a: int = 0
    b: int = 0
    weak: bool = False
    name: str = ""  # of a feast, or the unit of a length of time

    @property
    def level(self) -> int:
        """Its place in the order of sizes."""
        return LEVELS[self.op]


_DIGITS = "一二三四五六七八九"
NUMERALS: dict[str, int] = {c: i + 1 for i, c in enumerate(_DIGITS)}
NUMERALS |= {f"{t if t != '一' else ''}十{d}": (NUMERALS[t] * 10 + (NUMERALS[d] if d else 0))
             for t in _DIGITS for d in ["", *_DIGITS]}  # fmt: skip
NUMERALS |= {"一" + w: n for w, n in NUMERALS.items() if w.startswith("十")}
NUMERALS |= {"两": 2, "俩": 2, "仨": 3, "首": 1, "元": 1, "廿": 20}
_YEAR_DIGITS = {"〇": "0", "零": "0", "○": "0"} | {c: str(i + 1) for i, c in enumerate(_DIGITS)}


def number(word: str) -> int | None:
    """An Arabic or Chinese number below a hundred, or digit by digit (二〇二五); None where it is neither."""
    if word.isdecimal():
        return int(word)
    if word in NUMERALS:
        return NUMERALS[word]
    digits = "".join(_YEAR_DIGITS.get(c, "x") for c in word)
    return int(digits) if digits.isdecimal() else None


_C = "一二三四五六七八九十"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"  # a month's number
_CM = r"(?:十[一二]?|[一二三四五六七八九])"  # the same in Chinese
_D = r"(?:[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]|[一二三四五六七八九])"
_N = (  # how many
    r"(?:\d{1,3}|几十|数十|[一二三四五六七八九]?十几|[一二三四五六七八九十百]{1,4}|[两俩仨几数半])"
)
# 3至6 · 三到五
_FEW = r"(?:\d{1,3}\s?[-—~～至到]\s?\d{1,3}|[一二三四五六七八九两]{1,2}[至到][一二三四五六七八九十]{1,2})"
_TO = r"\s?(?:[-—–－―~～至到]{1,2}|\s-\s)\s?"
_UNIT = r"(?:年度?|月|季度|星期|周|天|日|交易日|工作日)"

# Named alternatives, each with the literal forms it matches, commonest first.
_FORMS: dict[str, str] = {
    # 90年代 · 二十世纪九十年代
    "decade": rf"(?:(?:\d\d|[{_C}]{{1,3}}|本|上个?)世纪)?(?:(?<!\d)(?:19|20)?\d0|[一二三四五六七八九]十)年代",
    # 2025财年 · 2024/25财年 · 2023-2025财年 · 2021/22年度 · FY2025 · FY24/25
    "fiscal": r"(?<!\d)(?<!\d[.,])(?:(?:19|20)?\d\d(?:(?:年?\s?[-/—–~～至]\s?)(?:19|20)?\d\d)?"
    r"\s?年?\s?财(?:政年度|年度?)"
    r"|(?<!/)(?:19|20)\d\d/(?:19|20)?\d\d\s?(?:年度|榨季|年(?!\d)|(?=第?[一二三四]财?季))"
    r"|(?<![A-Za-z])FY\s?'?(?:20\d\d|\d\d?)(?:/\d\d)?(?!\s?Q?\d))",
    # 3QFY25 · Q3 FY2025 · FY25Q3 · FY3Q26
    "fiscal_code": r"(?<![A-Za-z\d])(?:(?:[1-4]Q|Q[1-4])\s?FY\s?(?:20)?\d\d|FY\s?(?:20)?\d\d\s?Q[1-4]"
    r"|FY\s?[1-4]Q\s?\d\d)(?!\d)",
    # 今（13）日 · 去（2024）年 · 本（8）月
    "in_brackets": r"[今昨明去前本上下]\s?[（(]\s?\d{1,4}\s?[)）]\s?[日年月]",
    # 1Q25 · Q1 · 2Q · 2025Q1 · 25Q1 · 1H25 · H1
    "quarter_code": r"(?:(?<![A-Za-z\d.\-/])|(?<=年-)|(?<=Q[1-3]-))(?:(?:19|20)?\d\d\s?年?\s?[QqHh][1-4]"
    r"|[1-4][QqHh](?:20)?\d\d"
    r"|(?<!奥迪)Q[1-4](?:\s20\d\d)?|[1-4]Q|H[12](?:\s20\d\d|(?=[营业净财获毛收同年累]))|[12]H)(?![A-Za-z\d.]|-(?!Q[1-4]))",
    # 2025-08-20 · 2025/8/20 · 2025.8.20
    "date": r"(?<![\d.\-/])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/]|[-.]\d)",
    # 20250820
    "compact": r"(?<![\w.\-/])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w.\-/])",
    # 3/15/2025 · 15/3/2025
    "date_reversed": r"(?<![\w.\-/])\d{1,2}/\d{1,2}/20\d\d(?![\w.\-/])",
    # 2025-08 · 2025/08
    "year_month": r"(?<![A-Za-z\d.\-/])(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])(?![\w.\-/])",
    # 5/15起 · 4/12除息 · 延至7/23, as in Taiwan
    "month_day": r"(?<![\dA-Za-z.\-/])(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?![\dA-Za-z.\-/%％])"
    r"(?=\s?(?:起|前(?![年后所])|后|止|除[权息]|上市|上柜|生效|挂牌|股东会|公布|召开|法说|登场|截止|停牌|复牌|恢复|发放|开卖|开跑|下市|上架|登))"
    r"|(?:(?<=日至)|(?<=延至)|(?<=溯至)|(?<=截至)|(?<=将于)|(?<=订于)|(?<=自))"
    r"(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?![\dA-Za-z.\-/%％])",
    # 7/23 (only where the text is of Taiwan)
    "month_day_bare": r"(?<![\dA-Za-z.\-/])(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?![\dA-Za-z.\-/%％])",
    # 2021-2025年 · 2024至2026年 · 2024-25年
    "years": rf"(?<!\d)(?<!\d[.,])(?<![\-/])(?:19|20)\d\d{_TO}(?:19|20)?\d\d\s?年"
    r"(?!期|级|[-—]\d)(?:度(?!假))?",
    # 从2016到2018
    "years_bare": r"(?<=从)(?:19|20)\d\d[至到](?:19|20)\d\d(?![\d年])",
    # 2025年 · 2025 年度 · 1998年版 · 2015版
    "year": r"(?<!\d)(?<!\d[.,])(?:1[0-9]|2[01])\d\d(?:\s{0,2}年(?:度(?!假)|份|版)?|版(?=$|[\W_]))",
    # 2024 before 上半年, 一季度, 前三季度, （第十八届, 、2025年
    "year_bare": r"(?<![A-Za-z\d.\-/])(?:19|20)\d\d"
    r"(?=\s?(?:[上下]半|全年|第?[一二三四]季|前[一二三]季|三季报|半年[度报]|[（(]第|[、和及与](?:19|20)\d\d年))",
    # 25-27年
    "years_short": rf"(?<!\d)(?<!\d[.,])(?<![/\-~—–～A-Za-z])\d\d{_TO}\d\d\s?年(?!期)",
    # 25年 · 08年 · 25年度 · 15年版
    "year_short": r"(?<!\d)(?<!\d[.,])(?<![/\-~—–～A-Za-z])(?:0\d\s?年"
    r"|\d\d\s?年(?![之以]?[前后内]|以?来))(?:度(?!假)|版|末|底|初)?",
    # 114/3/31 (only where the text is of Taiwan)
    "roc_date": r"(?<![A-Za-z\d.\-/])1[0-2]\d[/.]\d{1,2}[/.]\d{1,2}(?![\w/]|[-.]\d)",
    # 114年 · 114年度 (only where the text is of Taiwan)
    "roc_bare": r"(?<!\d)(?<!\d[.,])1[0-3]\d\s?年度?",
    # 截至…12月季度
    "ended_quarter": r"(?<!\d)(?<!\d[.,])(?:3|6|9|12)月(?:份)?季度",
    # 8月 · 08月 · 8月份
    "month": r"(?<!\d)(?<!\d[.,])(?<![近逾满超足每续])(?<!(?<!大)连)(?:1[0-2]|0?[1-9])\s{0,2}月份?"
    r"(?![龄嫂薪租供牙饼球均]|期(?![间内末]))",
    # 20-22日 · 20、21日
    "days": rf"(?<!\d)(?<!\d[.,])(?<![/])(?:[12]\d|3[01]|0?[1-9])(?:{_TO}|[、和及与])"
    r"(?:[12]\d|3[01]|0?[1-9])\s?[日号]",
    # 1-6月 · 1—9月份 · 一至六月
    "months": rf"(?<!\d)(?<!\d[.,])(?<![%/]){_M}{_TO}{_M}\s?月份?(?!\s?\d{{1,2}}\s?[日号]|[初中末底]?旬)",
    # 20日 · 20号 · 二十日
    "day": rf"(?<!\d)(?<!\d[.,])(?<![/:：{_C}]){_D}\s?[日号]",
    # 二〇二五年 · 二零二五年度
    "year_chinese": r"[一二][〇零○一二三四五六七八九]{3}(?:年(?:度(?!假)|版)?|版(?!\w))",
    # 零八年 · 九八年 · 二五年上半年
    "year_chinese_short": r"(?<![一二三四五六七八九十百千万〇零第])[〇零一二三四五六七八九]{2}年",
    # 四月十三 with no 日
    "month_day_chinese": rf"(?<!\w){_CM}月(?:[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])(?!\w)",
    # 八月 · 十一月份
    "month_chinese": r"(?<!不到)(?<![连近逾满超足每个整几数一二三四五六七八九十百千万这那又闰历上下前后首头])"
    r"(?:十[一二]?|[一二三四五六七八九])月份?(?![天龄嫂薪租供牙饼球均]|期(?![间内末])|一[次个])",
    # 第一至三季度 · 一至三季度
    "quarters": rf"第?[一二三1-3](?:季度)?(?:{_TO}|[、和及与])第?[二三四2-4]季度",
    # 第一财季 · 第二财政季度
    "fiscal_quarter": r"第?[一二三四1-4]财(?:季度?|政季度)|末财季",
    # 一季度 · 第三季度 · 1季度 · 第三季 · 最后一个季度
    "quarter": r"第?(?:(?<![\d.每])[1-4]|(?<!每)[一二三四])\s?季度|第\s?[一二三四1-4]\s?季|最后一个?季度",
    # 三季 after a year
    "quarter_short": r"(?<![每这那一二三四几两第])[一二三四](?:季末?|季(?=比))(?![度节])",
    # 前11个月 · 首两个月 · 前八月
    "first_months": r"(?<![提目以之此])[前首头]\s?(?:1[0-2]|[2-9]|十[一二]?|[二两三四五六七八九])"
    r"\s?个?月(?!\d{1,2}[日号])",
    # 前三季度 · 前3季度 · 前三个季度 · 前三季 · 首三季
    "first_quarters": r"(?<![提目以之此])[前首]\s?[一二两三1-3]\s?个?季度?",
    # 第8个月 after a year
    "nth_month": r"第(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])个月",
    # 第一个星期一
    "nth_weekday": r"第[一二三四五1-5]个?(?:星期|周)[一二三四五六日天]",
    # 第二周 after a month or year
    "nth_week": rf"第(?:\d{{1,2}}|[{_C}]{{1,3}})个?周(?![年期岁末一二三四五六日])|首周",
    # 第二天 · 最后一天 after a month
    "nth_day": rf"第(?:\d{{1,2}}|[{_C}]{{1,3}})[天日]|最后一[天日]",
    # 民国114年
    "roc": rf"民国\s?(?:\d{{1,3}}|[{_C}百〇零]{{1,5}})\s?年度?",
    # 19世纪 · 二十一世纪
    "century": rf"(?<!天)(?<!\d)(?<!\d[.,])(?:\d{{1,2}}|[{_C}]{{1,3}}|本)世纪"
    "(?!经济|证券|华通|佳缘|互联|不动产|网|财|报道|传媒|银行)",
    # 周三 · 星期五
    "weekday": r"(?<![每一二两三四\d])(?:星期|礼拜)[一二三四五六日天]"
    r"|(?<![每一二两三四\d])周[一二三四五六日](?![十次个报刊年更福])|(?<![\w])周天(?!\w)",
    # 农历八月十五 · 正月初一 · 闰四月 · 大年初三
    "lunar": rf"(?:(?:农历|阴历)(?:正|腊|冬|闰?{_CM})月|(?:正|腊|闰{_CM})月)"
    rf"(?:初[{_C}]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九])?日?|大年初[{_C}]",
    # 今明两年 · 明后两天
    "pair": r"(?:今明|明后)[两二][年天日]|今明后三[年天日]",
    # 截至本公告披露日 · 截至发稿 · 截至收盘 · 截至公告日
    "to_report": r"截[至止](?:本次?|该|上述)?(?:公告|报告书?|年报|预案|招股书|问询函|说明书|意见书)"
    r"(?:披露|发布|发出|刊登|签署|出具)?之?(?:日期?|时)(?![后前])"
    r"|截[至止]?(?:本报|记者|本文|今日|北京时间)?(?:发稿|收盘)(?:[前时])?",
    # 近三年 · 过去5年 · 最近12个月 · 过去的一周
    "past": rf"(?<![接将靠附逼临贴邻])(?:过去的?|最近的?|过往|近)这?"
    rf"\s?(?:{_FEW}|{_N})[多余]?\s?个?半?{_UNIT}半?(?:以来|来|间|内|里|中(?=[，,]))?",
    # 未来五年 · 今后三年 · 接下来6个月 · 下三天
    "future": rf"(?:未来的?|今后|接下来的?|往后|其后|此后|随后|(?<![创写跌录留拿打立定签攻])下)"
    rf"\s?(?:{_FEW}|{_N})[多余]?\s?个?半?{_UNIT}[内里间]?",
    # 前两天 · 前5年 · 后三个月 · 上两周
    "front": r"(?:(?<![提目以之此最])(?:往?前|往?后)|(?<![\u4e00-\u9fff])上"
    r"|(?<=[在较比从自与和及了为是于的])上)"
    rf"\s?{_N}\s?个?{_UNIT}(?!\d{{1,2}}[日号])",
    # 两年前 · 三个月后 · 30天内 · 一年半以前
    "ago": rf"(?<!\d)(?<!\d[.,])(?<![第{_C}多余几数个])(?!(?<=[指参系基点])数)"
    rf"{_N}[多余]?\s?个?[多半]?{_UNIT}[半多]?"
    r"(?:[之以]?前|[之以]?后|[之以]?内|以?来)(?![\d期])",
}  # fmt: skip

# What may begin an atom. A run of digits counts only before a sign of a date, so that prices are passed over.
_FIRSTS = (
    "一二三四五六七八九十〇零两俩仨几数半第前首头最近过未今昨去明后接往其此随下上"
    "民农阴正截腊闰大本周星礼末FQH"
)
# What the forms begin with: runs of forms with one gate are tried together, or passed over together.
_NUMERAL = "一二三四五六七八九十〇零"
_ANY = rf"\d{_FIRSTS}"
_GATES = {
    **dict.fromkeys(
        [
            "date",
            "compact",
            "date_reversed",
            "year_month",
            "month_day",
            "month_day_bare",
            "years",
            "years_bare",
        ],
        r"\d",
    ),
    "year": r"\d",
    **dict.fromkeys(
        ["year_bare", "years_short", "year_short", "roc_date", "roc_bare", "ended_quarter"], r"\d"
    ),
    "days": r"\d",
    "month": r"\d",
    "fiscal": r"\dF",
    "quarter_code": r"\dQH",
    "fiscal_code": r"\dQF",
    "in_brackets": "今昨明去前本上下",
    "months": rf"\d{_NUMERAL}",
    "day": rf"\d{_NUMERAL}廿",
    **dict.fromkeys(["year_chinese", "year_chinese_short", "month_chinese", "month_day_chinese"], _NUMERAL),
    "quarter_short": _NUMERAL,
    "quarters": r"第一二三1-3",
    "fiscal_quarter": r"第一二三四1-4末",
    "quarter": r"第一二三四1-4最",
    **dict.fromkeys(["first_months", "first_quarters"], "前首头"),
    **dict.fromkeys(["nth_month", "nth_weekday"], "第"),
    "nth_week": "第首",
    "nth_day": "第最",
    "century": rf"\d{_NUMERAL}本",
    "roc": "民",
    "weekday": "星礼周",
    "lunar": "农阴正腊闰大",
    "pair": "今明",
    "to_report": "截",
    "past": "过最近",
    "future": "未今接往其此随下",
    "front": "往前后上",
    "ago": rf"\d{_NUMERAL}百两俩仨几数半",
}
_DIGIT_START = (
    r"(?<!\d)(?:\d{1,4}\s{0,2}[年月日号季个财QqHh版世周星天交工多余半上下全第前三一二四（(]|\d{1,2}\s?[-—–－―~～至到/、和及与]"
    r"|\d{4}\s?[-—–－―~～至到/.、和及与]|1[0-2]\d[/.]|\d{8}(?!\d)|618)"
)


@cache
def words() -> Table:
    """The table of calendar words."""
    return load_table("pipeline.quantities", "period")


@cache
def word_entries() -> dict[str, dict[str, Any]]:
    """The calendar words with their properties."""
    return words().words()


def _around(word: str, properties: dict[str, Any]) -> str:
    """A word as a pattern with what may not stand before and after it."""
    pattern = re.escape(word)
    for bad in filter(None, properties.get("not_before", "").split("|")):
        pattern += f"(?<!{bad}{re.escape(word)})"
    if properties.get("not_after"):
        pattern += f"(?!{properties['not_after']})"
    return pattern


def _by_first(entries: dict[str, dict[str, Any]]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(entries, key=lambda w: (-len(w), w)):
        groups[word[0]].append(_around(word, entries[word]))
    return "|".join(f"(?={re.escape(first)})(?:{'|'.join(group)})" for first, group in groups.items())


@cache
def scanner() -> re.Pattern[str]:
    """The one alternation over all atoms."""
    named, feasts = word_entries(), feast_entries()
    reign = rf"(?P<reign>(?:{'|'.join(reigns())})(?:元|\d{{1,2}}|[{_C}]{{1,3}})年)"
    firsts = "".join(sorted({re.escape(w[0]) for w in [*named, *feasts, *reigns()] if not w[0].isdecimal()}))
    parts = [f"(?P<word>{_by_first(named)})", f"(?=[{''.join(sorted({w[0] for w in reigns()}))}]){reign}"]
    gated = [(_GATES.get(name, _ANY), f"(?P<{name}>{form})") for name, form in _FORMS.items()]
    for gate, run in groupby(gated, key=itemgetter(0)):
        parts.append(f"(?=[{gate}])(?:{'|'.join(form for _, form in run)})")
    parts.append(f"(?P<feast>{_by_first(feasts)})")  # last: 十一月 is no 十一
    return re.compile(rf"(?=[{_FIRSTS}{firsts}]|(?=\d){_DIGIT_START})(?:{'|'.join(parts)})")
