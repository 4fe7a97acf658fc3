"""The whole wording of a calendar expression: a chain or range with the words that open or round it off.

Before it: 截至, 到 (to that day), 自, 从 (from it, where 起, 以来, 至今 follow), a time zone (北京时间).
Behind it: 以来, 至今, 起 (from it), 前 (to it), 后; 期间, 内, 当周, 止三个月; a time of day (晚间, 15:00);
the date of a relative expression in brackets: 周一（8月20日）; 假期 and 黄金周 behind a feast.

Lengths of time (近三年, 两年前) are expressions too, marked `soft`: they hold a quantity.
"""

import re
from typing import NamedTuple

from pipeline.quantities.period_atoms import DAY, MONTH, Atom, scanner
from pipeline.quantities.period_chain import SOFT, Chain, Read, read_range
from pipeline.quantities.period_values import read_atoms
from pipeline.quantities.period_weak import ends_in_day, is_taiwanese, stands

_UNDRESSED = frozenset({"vague", *SOFT})
_RELATIVE = frozenset(
    {"weekday", "rel_day", "ctx_day", "rel_week", "rel_month", "rel_quarter", "trading_day", "fiscal"}
    | {"fiscal_quarter", "feast", "report", "past", "front", "vague"}
)
_RELATIVE_END = frozenset({"feast", "quarter", "fiscal_quarter"})
_MONTHS = {"三": 3, "六": 6, "九": 9, "十二": 12}


class Expression(NamedTuple):
    """One calendar expression: a chain or a range of two, how it is open, and what stands in brackets."""

    start: int
    end: int
    left: Chain
    right: Chain = ()
    opening: str = ""  # until, since, before, strictly_before, after, ended, ended_week, week
    months: int = 0  # of an `ended` one
    bracket: tuple[Chain, Chain] | None = None
    named: bool = False  # a report is named right behind it
    planned: bool = False  # it is said to lie ahead (预计, 到, 将于)

    @property
    def soft(self) -> bool:
        """Whether it is a length of time, which is a quantity too."""
        return self.left[0].op in SOFT


# 截至 · 截止到 · 到(2030年) · 自 · 从
_PREFIX = re.compile(
    r"(?:(?P<until>(?:暂计至|截[至止](?:到|至|于)?)本?)"
    r"|(?:^|(?<=[，。；：、,;:（(\s“\"预计划直并而将争标使但且即就要会望测指起料]))(?P<to>[到至])"
    r"|(?P<since>自从|自|从|始于))\s?$"
)
# 北京时间 · 当地时间 · 美东时间
_ZONE = re.compile(
    "(?:北京|当地|美东|美国东部|纽约|伦敦|首尔|东京|香港|欧洲|美国)时间(?:周[一二三四五六日])?$"
)
# 自2024年3月上市以来
_SINCE_AHEAD = re.compile(r"[^，。；,;\n\d]{0,12}?(?:以来|至今)")
# 预计到 · 力争 · 将于
_AHEAD = re.compile(
    "(?:预计|预期|预测|计划|将于?|拟于?|有望|力争|目标|规划|至|到|最快|最晚|最迟|延|推迟)[^，。；\\n]{0,6}$"
)
# 2019年半年度报告 · 第二季度业绩
_REPORT = re.compile(r"[^，。；,;\n]{0,10}?(?:报告|财报|业绩|季报|年报|快报|预告|成绩单)")
# 晚间 · 上午9时30分 · 15:00 · 9点半
_CLOCK = re.compile(
    r"\s?(?:凌晨|清晨|早间?|晨间?|上午|中午|午间|午后|下午|傍晚|晚[间上]?(?![会餐宴报])|夜间?|深夜|午夜)?"
    r"(?:\s?\d{1,2}\s?(?:[:：]\d{2}(?:[:：]\d{2})?|[时点]半?(?:整|\d{1,2}分)?))?"
)
# 以来 · 至今 · 起 · 开始
_SINCE = re.compile(
    r"\s?(?:[起以]?(?:至今|迄今)(?:为止)?|以来|开始(?=[，。,.\s]|$|[^\d，。]{1,12}(?:以来|至今))"
    r"|(?:之日)?起(?![诉草拟价点码飞跌涨伏步家源重火动跳底色因亮息租薪征来至到航初见用]))"
)
# 前 · 之前 · 及以前 · 或之前
_BEFORE = re.compile(
    r"\s?(?:(?P<strict>[之以]前)|[或及][之以]前"
    r"|前(?!不久|[期往后述列景端夕瞻置沿任身海者提程董首总锋台途一二三四五六七八九十两几\d]))"
)
# 后 · 以后 · 之后 · 或之后
_AFTER = re.compile(
    r"\s?(?:(?P<or>[或及][之以]后)|[之以]后"
    r"|后(?!的第|疫情|[继续期市台者备端盘勤果来面排代天年又再第缀轮置起一二三四五六七八九十两几\d]))"
)
# 期间 · 内 · 间 · 止三个月 · 止年度 · 止 · 当周 · 当日
_WITHIN = re.compile(
    r"\s?(?:止?的?(?P<span>[三六九]|十二|[369]|12)个月(?:期间)?|(?P<interim>止的?中期)"
    r"|(?P<year>止的?(?:财政|会计)?年度|的(?:财政|会计)年度|止财年)|(?P<week>当周)"
    r"|期间|时期|之间|间(?![接隙歇谍距或断])|之?内(?![地部容需外蒙存生资控幕置涵销贸饰阻核衣])"
    r"|[当全]天|当[日晚]|之?中(?=[，,])|止(?![跌损盈步血付痛于]))"
)
_OPEN_BRACKET = re.compile(r"\s?[（(]\s?(?:即|截至)?")
_CLOSE_BRACKET = re.compile(r"\s?[)）]")
# （星期三）
_WEEKDAY_BRACKET = re.compile(r"\s?[（(](?:星期|周|礼拜)[一二三四五六日天][)）]")
# 春节假期 · 国庆黄金周
_DAYS_OFF = re.compile("(?:小?长假|黄金周|假期|假日|期间|档期?)(?:期间)?")
# “十四五”期间 · 十三五末
_PLAN_TAIL = re.compile(r"[”\"」]?(?:期间|时期|末期?|以来|初期|开局之?年|收官之?年)?")
_QUOTES = ("“", '"', "「")
_CLOSING_QUOTES = ("”", '"', "」")


def find_expressions(text: str) -> list[Expression]:
    """Every calendar expression of `text` in order, none overlapping another."""
    pieces = [atoms for match in scanner().finditer(text) if (atoms := tuple(read_atoms(match)))]
    taiwan = is_taiwanese(text)
    found: list[Expression] = []
    at = end = 0
    day_before: int | None = None
    while at < len(pieces):
        if pieces[at][0].start < end:
            at += 1
            continue
        read = read_range(text, pieces, at)
        if not stands(text, read, taiwan=taiwan, day_before=day_before):
            at += 1
            continue
        expression, at = _dressed(text, pieces, read, end)
        found.append(expression)
        end = expression.end
        day_before = end if not expression.soft and ends_in_day(expression.left) else None
    return found


def _dressed(text: str, pieces: list[Chain], read: Read, floor: int) -> tuple[Expression, int]:
    """The expression with the words before and behind it, which begin at `floor` at the earliest."""
    left, right, end, at = read
    start, opening = left[0].start, ""
    last = (right or left)[-1]
    if last.op == "feast" and (tail := _DAYS_OFF.match(text, end)):
        end = tail.end()
        left, right = (left, _off(right)) if right else (_off(left), right)
    if left[0].op == "plan" and not right:
        start, end, left, opening = _plan(text, left, end, floor)
    bracket, end, at = _bracket(text, pieces, left, end, at)
    if last.level == DAY and last.op not in _UNDRESSED and (clock := _CLOCK.match(text, end)):
        end = clock.end() if clock.group().strip() else end
    if left[0].op == "to_report":
        return Expression(start, end, left, opening="until"), at
    if left[0].op in _UNDRESSED:
        return Expression(start, end, left, right, bracket=bracket), at
    if last.level == DAY and (zone := _ZONE.search(text, max(floor, start - 8), start)):
        start = zone.start()
    until = pieces[at][0].start if at < len(pieces) and pieces[at][0].op != "vague" else len(text)
    ranges = bool(right) or (last.op in ("year", "quarter", "month", "day") and last.a != last.b)
    start, end, opening = _opened_before(text, start, end, opening, floor, ranges=ranges, until=until)
    end, opening, months = _opened_behind(text, end, left, right, opening)
    while at < len(pieces) and pieces[at][0].start < end:
        at += 1
    named = bool(_REPORT.match(text, end)) or any("报" in a.name or a.name == "半年度" for a in left)
    planned = text.startswith(("到", "至"), start) or bool(_AHEAD.search(text, max(0, start - 12), start))
    return Expression(start, end, left, right, opening, months, bracket, named, planned), at


def _off(chain: Chain) -> Chain:
    """The chain with its feast's days off instead of its day."""
    return (*chain[:-1], chain[-1]._replace(a=1))


def _plan(text: str, left: Chain, end: int, floor: int) -> tuple[int, int, Chain, str]:
    """“十四五”期间: start, end, chain and opening with the quotes and what stands behind them."""
    start = left[0].start
    quoted = text[start - 1 : start] in _QUOTES and start > floor
    tail = _PLAN_TAIL.match(text, end)
    if tail is None or (not quoted and tail.group().startswith(_CLOSING_QUOTES)):
        return start - quoted, end, left, ""
    if "末" in tail.group():
        left = (*left, Atom(tail.end(), tail.end(), "year_edge", 2, 2))
    return start - quoted, tail.end(), left, "since" if "以来" in tail.group() else ""


def _bracket(
    text: str, pieces: list[Chain], left: Chain, end: int, at: int
) -> tuple[tuple[Chain, Chain] | None, int, int]:
    """The date in brackets behind a relative expression, or the weekday behind a date."""
    if weekday := _WEEKDAY_BRACKET.match(text, end):
        while at < len(pieces) and pieces[at][0].start < weekday.end():
            at += 1
        return None, weekday.end(), at
    if left[0].op not in _RELATIVE and left[-1].op not in _RELATIVE_END:
        return None, end, at
    opened = _OPEN_BRACKET.match(text, end)
    if not opened or at >= len(pieces) or pieces[at][0].start != opened.end():
        return None, end, at
    inner = read_range(text, pieces, at)
    closed = _CLOSE_BRACKET.match(text, inner.end)
    if not closed or inner.left[0].op not in ("year", "month", "day"):
        return None, end, at
    return (inner.left, inner.right), closed.end(), inner.at


def _opened_before(
    text: str, start: int, end: int, opening: str, floor: int, *, ranges: bool, until: int
) -> tuple[int, int, str]:
    """Start, end and opening with 截至, 到, 自 or 从; 自 reaches to the 以来 that follows before `until`."""
    prefix = _PREFIX.search(text, max(floor, start - 10), start)
    if prefix is None:
        return start, end, opening
    kind = prefix.lastgroup or ""
    begin = prefix.start(kind)
    if kind == "until" or (kind == "to" and not ranges):
        return begin, end, "until"
    if kind == "to":
        return start, end, opening
    if ranges:
        return begin, end, opening
    ahead = _SINCE_AHEAD.match(text, end)
    if ahead and until >= ahead.end():
        return begin, ahead.end(), "since"
    pause = not text[end : end + 1].strip(" ，。；,;\n")
    if prefix[kind] == "自从" or pause or _SINCE.match(text, end):
        return begin, end, "since"
    return start, end, opening


def _opened_behind(text: str, end: int, left: Chain, right: Chain, opening: str) -> tuple[int, str, int]:
    """End, opening and months with what stands behind: 期间, 止三个月, 以来, 前, 后."""
    within = _WITHIN.match(text, end)
    if within:
        if within["interim"]:
            return within.end(), "ended", 6
        if within["span"] or within["year"]:
            months = _MONTHS.get(within["span"]) or int(within["span"]) if within["span"] else 12
            ends = opening == "until" or within.group().lstrip().startswith("止")
            return (within.end(), "ended", months) if ends else (end, opening, 0)
        if within["week"]:
            return within.end(), "ended_week" if opening == "until" else "week", 0
        return within.end(), opening, 0
    if opening == "until" or right:
        return end, opening, 0
    before = _BEFORE.match(text, end)
    last = left[-1]
    if last.op == "year" and last.a != last.b:  # 2020至2025年前
        return (before.end() if before else end), opening, 0
    if since := _SINCE.match(text, end):
        return since.end(), "since", 0
    if before:
        whole = last.level >= MONTH and not last.op.endswith("_edge")
        return before.end(), "strictly_before" if before["strict"] and whole else "before", 0
    if after := _AFTER.match(text, end):
        return after.end(), "since" if after["or"] else "after", 0
    return end, opening, 0
