"""Calendar expressions from atoms: the longest natural wording, not yet resolved.

A chain is atoms from large to small without a gap (今年 + 8月 + 20日, 2018年 + 末); 至, 到 or a dash joins two
chains to a range (2021年~2025年, 从1月10日至12日); words before and after open it (截至…, 自…起, …以来, …前)
or belong to its text (8月20日晚间, 报告期内, “十四五”期间). A relative expression takes a date in brackets
(周一（8月20日）) for its days.

Lengths of time (近三年, 两年前) are expressions as well, marked `soft`: they hold a quantity. Numbers that
only look like parts of a date are left: 25年, 五一 or 20日 need a neighbour or a cue.
"""

import re
from typing import NamedTuple

from pipeline.quantities.period_atoms import DAY, HALF, MONTH, QUARTER, WEEK, YEAR, Atom, scanner
from pipeline.quantities.period_values import read_atoms

Chain = tuple[Atom, ...]

SOFT = frozenset({"past", "future", "following", "front", "ago"})
_ANCHORED = frozenset({"rel_month", "rel_quarter", "rel_week", "rel_day", "vague", "plan", "century", "decade"})


class Expression(NamedTuple):
    """One calendar expression: a chain or a range of two, how it is open, and the chain in brackets after it."""

    start: int
    end: int
    left: Chain
    right: Chain = ()
    opening: str = ""  # until, since, before, strictly_before, after, ended (`months`), week
    months: int = 0
    bracket: tuple[Chain, Chain] | None = None
    named: bool = False  # a report is named right after it
    planned: bool = False  # it is said to lie ahead (预计, 到, 将于)

    @property
    def soft(self) -> bool:
        """Whether it is a length of time, which is a quantity too."""
        return self.left[0].op in SOFT


# 底 · 末 · 初 · 中 (before a pause only)
# 上周五: the weekday without its 周
_DAY_OF_WEEK = re.compile("[一二三四五六日天](?![大个家只次天项条点批轮届季成位名股地国部类款座份支年月周十百千万亿条者])")
_EDGE = re.compile(
    r"(?:的|年)?(?:(?P<end>末(?!端|班|尾|位)|底(?!部|层|盘|气|价|色|座|线|蕴|特|仓))|(?P<begin>初(?!步|次|级|始|创|衷|中|稿|值|露|期|审|选))"
    r"|(?P<middle>中(?=[，。、；：,;)）\s至到前后以的]|$)))"
)
# 至 · 到 · - · — · ~ · 起至
_CONNECT = re.compile(r"[\s起]{0,2}(?:[至到]|[-—–－―~～]{1,2})\s?")
# 晚间 · 上午9时30分 · 15:00 · 9点半
_CLOCK = re.compile(
    r"\s?(?:凌晨|清晨|早间?|晨间?|上午|中午|午间|午后|下午|傍晚|晚[间上]?(?![会餐宴报])|夜间?|深夜|午夜)?"
    r"(?:\s?\d{1,2}\s?(?:[:：]\d{2}(?:[:：]\d{2})?|[时点]半?(?:整|\d{1,2}分)?))?"
)
# 以来 · 至今 · 起 · 开始
_SINCE = re.compile(
    r"\s?(?:[起以]?(?:至今|迄今)(?:为止)?|以来|开始(?=[，。,.\s]|$|[^\d，。]{1,12}(?:以来|至今))|(?:之日)?起(?!诉|草|拟|价|点|码|飞|跌|涨|伏|步|家|源|重|火|动|跳|底|色|因|亮|息|租|薪|征|来|至|到|航|初|见|用))"
)
# 前 · 之前 · 及以前 · 或之前
_BEFORE = re.compile(
    r"\s?(?:(?P<strict>[之以]前)|(?P<or>[或及][之以]前)|前(?!期|往|后|述|列|景|端|夕|瞻|置|沿|任|身|海|者|提|程|董|首|总|锋|台|途|不久|[一二三四五六七八九十两几\d]))"
)
# 后 · 以后 · 之后
_AFTER = re.compile(
    r"\s?(?:[或及]?[之以]后|后(?!续|期|市|台|者|备|端|盘|勤|果|来|面|排|代|天|年|又|再|第|的第|缀|轮|置|起|[一二三四五六七八九十两几\d]))"
)
# 期间 · 时期 · 内 · 间 · 止三个月 · 止年度 · 止 · 当周 · 当日
_WITHIN = re.compile(
    r"\s?(?:止?的?(?:(?P<span>[三六九]|十二|[369]|12)个月(?:期间)?|(?P<interim>止(?:的)?中期)|(?P<year>止(?:的)?(?:财政|会计)?年度|的(?:财政|会计)年度|止财年))|(?P<week>当周)"
    r"|期间|时期|之间|间(?!接|隙|歇|谍|距|或|断)|之?内(?!地|部|容|需|外|蒙|存|生|资|控|幕|置|涵|销|贸|饰|阻|核|衣)|[当全]天|当[日晚]|之?中(?=[，,])|止(?!跌|损|盈|步|血|付|痛|于))"
)
# 截至 · 截止到 · 到(2030年) · 自 · 从
_PREFIX = re.compile(
    r"(?:(?P<until>(?:暂计至|截[至止](?:到|至|于)?)本?)"
    r"|(?:^|(?<=[，。；：、,;:（(\s\n“\"预计划直并而将争标使但且即就要会望测指起料计]))(?P<to>[到至])"
    r"|(?P<since>自从|自|从|始于))\s?$"
)
_ZONE = re.compile("(?:北京|当地|美东|美国东部|纽约|伦敦|首尔|东京|香港|欧洲|美国)时间(?:周[一二三四五六日])?$")
_SINCE_AHEAD = re.compile(r"[^，。；,;\n\d]{0,12}?(?:以来|至今)")
_AHEAD = re.compile("(?:预计|预期|预测|计划|将于?|拟于?|有望|力争|目标|规划|至|到|最快|最晚|最迟|延|推迟)[^，。；\\n]{0,6}$")
_REPORT = re.compile(r"[^，。；,;\n]{0,10}?(?:报告|财报|业绩|季报|年报|快报|预告|成绩单)")
_OPEN_BRACKET = re.compile(r"\s?[（(]\s?(?:即|截至)?")
_CLOSE_BRACKET = re.compile(r"\s?[)）]")
_WEEKDAY_BRACKET = re.compile(r"\s?[（(](?:星期|周|礼拜)[一二三四五六日天][)）]")
_DAYS_OFF = re.compile("(?:小?长假|黄金周|假期|假日|期间|档期?)(?:期间)?")
_FEAST_CUE = re.compile("[”\"」]?(?:小?长假|黄金周|假[期日]|节日|期间|档|当[天日晚]|节?前|前[夕后]|节?后|大促|购物节)")
_PLAN_TAIL = re.compile(r"[”\"」]?(?:期间|时期|末期?|以来|初期|开局之?年|收官之?年)?")
_SENTENCE_BREAK = re.compile(r"[。！？\n]")
_TAIWAN = re.compile("民国|新台币|台湾|台股|台币|金管会|证交所|柜买|立法院|行政院")
# 24年 before what a company reports is a year
_YEAR_CUE_BEFORE = re.compile("(?:预计|预测|预期|上调|下调|维持|对应|公司)$")
_YEAR_CUE = re.compile(
    r"\s?(?:估|上修|下修|上调|下调|获利|配息|盈利|实现|营收|收入|营业|净利|归母|业绩|EPS|PE|PB|销量|出货|产量|产能|毛利|全年|同期|开年|年报|中报|预期|预测|有望|预计|同比|奥运|的?[财三]报)"
)
_NO_DAY_BEFORE = re.compile(r"[近前后每各第隔续满超逾达为期共续连跌涨个多余不首的上下阳阴破过了在\d.至到]$|[A-Za-z]$|未来$|过去$|之日起$")
_NO_DAY_AFTER = re.compile(r"\s?(?:[内后前均线游期龄无之净累\d]|以[内后前上]|平均|SMA|EMA|MA)")


def find_expressions(text: str) -> list[Expression]:
    """Every calendar expression of `text` in order, none overlapping another."""
    pieces = [atoms for match in scanner().finditer(text) if (atoms := tuple(read_atoms(match)))]
    taiwan = bool(_TAIWAN.search(text))
    found: list[Expression] = []
    at = 0
    while at < len(pieces):
        end = found[-1].end if found else 0
        if pieces[at][0].start < end:
            at += 1
            continue
        expression, at = _expression(text, pieces, at, taiwan=taiwan, after=found[-1] if found else None)
        if expression is not None:
            found.append(expression)
    return found


def _expression(
    text: str, pieces: list[Chain], at: int, *, taiwan: bool, after: Expression | None
) -> tuple[Expression | None, int]:
    """The expression that begins with piece `at`, None where it is none, and the piece to go on with."""
    left, end, next_at = _chain(text, pieces, at)
    right: Chain = ()
    connect = _CONNECT.match(text, end)
    if connect and next_at < len(pieces) and pieces[next_at][0].start == connect.end() and _rangeable(left):
        right, right_end, right_at = _chain(text, pieces, next_at)
        if _may_end(left, right):
            end, next_at = right_end, right_at
        else:
            right = ()
    if not _stands(text, left, right, end, taiwan=taiwan, after=after):
        return None, at + 1
    return _dressed(text, pieces, next_at, left, right, end, after)


def _chain(text: str, pieces: list[Chain], at: int) -> tuple[Chain, int, int]:
    """Atoms from large to small, where they end, and the piece after them."""
    atoms = list(pieces[at])
    end = atoms[-1].end
    at += 1
    while at < len(pieces):
        following = pieces[at]
        gap = text[end : following[0].start]
        if following[0].start < end or (gap and gap not in (" ", "的", "之", "　")):
            break
        if gap == "的" and following[0].op in ("rel_day",) and atoms[-1].level < YEAR:
            break
        if not _joins(atoms[-1], following[0]):
            break
        atoms += following
        end = following[-1].end
        at += 1
    atoms, end = _with_edge(text, atoms, end)
    return tuple(atoms), end, at


def _joins(large: Atom, small: Atom) -> bool:
    if small.op in _ANCHORED:
        return large.op in ("rel_year", "year") and small.op in ("rel_month", "rel_day") and small.a <= 0
    if small.op in ("ago", "front") and large.op in ("day", "feast", "rel_day") and small.name in ("day", "month", "week"):
        return small.b != 0
    if small.op == "ctx_day":
        return large.op in ("day", "feast", "rel_day") and small.a != 0
    if small.op == "front":
        return large.op not in SOFT and small.name in ("day", "month") and large.level > (DAY if small.name == "day" else MONTH)
    if large.op == "lunar":
        return False
    if small.op in SOFT or small.op in ("report", "report_edge", "quarter_edge"):
        return False
    if small.op == "ctx_year":
        return large.level == YEAR and small.a == 0 and small.name not in ("本年", "当年", "同年", "该年", "本年度")
    if small.op == "fiscal_tail":
        return large.op in ("year", "rel_year")
    if small.op == "weekday" and large.level == DAY:
        return large.op in ("day", "rel_day")
    if small.op == "nth_weekday":
        return large.level == MONTH
    if small.op in ("rel_year", "year", "fiscal") or large.op in ("vague", *SOFT):
        return False
    return small.level < large.level


def _with_edge(text: str, atoms: list[Atom], end: int) -> tuple[list[Atom], int]:
    """The chain with 初, 中, 末, 底 behind a period; 本周 + 末 is a weekend."""
    last = atoms[-1]
    if last.op == "century" and text.startswith("初", end):
        return [*atoms, Atom(end, end + 1, "year_edge", 0, 0)], end + 1
    if not (WEEK <= last.level <= YEAR) or last.op.endswith("_edge") or last.op in ("ten_days", "season", "same", *SOFT):
        return atoms, end
    if last.op == "rel_week" and (day := _DAY_OF_WEEK.match(text, end)):
        number = "一二三四五六日".find(day.group()) + 1 or 7
        return [*atoms, Atom(end, end + 1, "weekday", number)], end + 1
    edge = _EDGE.match(text, end)
    if not edge or last.op == "plan":
        return atoms, end
    if edge.group()[0] == "年" and last.level != YEAR:
        return atoms, end
    if last.level == WEEK:
        if last.op == "rel_week" and edge["end"] == "末":
            return [*atoms, Atom(end, edge.end(), "weekend", name="末")], edge.end()
        return atoms, end
    if edge["middle"] and last.op not in ("year", "rel_year", "month", "rel_month"):
        return atoms, end
    number = 2 if edge["end"] else 0 if edge["begin"] else 1
    op = "report_edge" if last.op == "report" else "month_edge" if last.level == MONTH else "year_edge"
    if op == "year_edge" and last.level in (HALF, QUARTER):
        op = "quarter_edge"
    return [*atoms, Atom(end, edge.end(), op, number, number)], edge.end()


def _rangeable(chain: Chain) -> bool:
    return chain[0].op not in SOFT and chain[0].op != "vague"


def _may_end(left: Chain, right: Chain) -> bool:
    """Whether `right` can be the end of a range that `left` begins: no smaller in size than its unit alone."""
    if right[0].op in SOFT or right[0].op == "vague" or right[0].op == "same":
        return False
    if right[0].weak and len(right) == 1:
        return (right[0].op == "day" and left[-1].level == DAY) or right[0].name == "short"
    return True


def _stands(text: str, left: Chain, right: Chain, end: int, *, taiwan: bool, after: Expression | None) -> bool:
    """Whether a chain that rests on a weak atom is a calendar expression all the same."""
    first = left[0]
    if first.op == "year" and first.a < 1500 and len(left) == 1 and first.name != "roc":
        return False
    if first.name == "roc" and first.weak:
        tail = text[end : end + 2]
        return taiwan and (first.a != ROC_CENTURY or len(left) > 1) and not tail.startswith(("历史", "老", "来", "后", "期"))
    if not first.weak:
        return True
    line_start, line_end = text[first.start - 1 : first.start], text[end : end + 1]
    if line_start in ("", "\n") and line_end in ("", "\n") and first.op in ("year", "feast"):
        return True  # a line of its own: the head of a column
    if first.op == "year":
        if len(left) > 1:
            return True
        cued = _YEAR_CUE.match(text, end) or _YEAR_CUE_BEFORE.search(text, max(0, first.start - 4), first.start)
        return first.a > 2009 and (bool(cued) or bool(right))
    if first.op == "day":
        return _bare_day(text, left, right, end, after)
    if first.op == "feast":
        return bool(_FEAST_CUE.match(text, end))
    return False


ROC_CENTURY = 2011  # 100年 is more often a hundred years than the year 2011


def _bare_day(text: str, left: Chain, right: Chain, end: int, after: Expression | None) -> bool:
    """Whether 20日 without a month is a day: in news it is, unless a word of length stands beside it."""
    first = left[0]
    if not text[first.start].isdecimal() or text[end - 1] not in "日" or first.a > 31:
        return False
    before = text[max(0, first.start - 4) : first.start]
    if before.endswith(("截至", "截止", "截止至")):
        return True
    if after and not after.soft and after.left[-1].level == DAY and re.fullmatch(r"[、和及与,，]", text[after.end : first.start]):
        return True
    if before[-1:] in ("从", "自") and right:
        return True
    return not _NO_DAY_BEFORE.search(before) and not _NO_DAY_AFTER.match(text, end)


def _dressed(
    text: str, pieces: list[Chain], at: int, left: Chain, right: Chain, end: int, after: Expression | None
) -> tuple[Expression, int]:
    """The expression with the words before and after it that belong to it."""
    last = (right or left)[-1]
    start = left[0].start
    floor = after.end if after else 0
    opening, months, bracket = "", 0, None
    if last.op == "feast":
        tail = _DAYS_OFF.match(text, end)
        if tail:
            end = tail.end()
            left, right = (left, _off(right)) if right else (_off(left), right)
    if left[0].op == "plan" and len(left) == 1:
        quote = text[start - 1 : start] in ("“", '"', "「") and start > floor
        start -= quote
        tail = _PLAN_TAIL.match(text, end)
        end = tail.end() if tail and (quote or not tail.group().startswith(("”", '"', "」"))) else end
        if tail and "末" in tail.group():
            left = (*left, Atom(end, end, "year_edge", 2, 2))
        elif tail and "以来" in tail.group():
            opening = "since"
    weekday = _WEEKDAY_BRACKET.match(text, end)
    if weekday:
        end = weekday.end()
        while at < len(pieces) and pieces[at][0].start < end:
            at += 1
    elif _takes_bracket(left):
        opened = _OPEN_BRACKET.match(text, end)
        if opened and at < len(pieces) and pieces[at][0].start == opened.end():
            inner, inner_end, inner_at = _chain(text, pieces, at)
            inner_right: Chain = ()
            connect = _CONNECT.match(text, inner_end)
            if connect and inner_at < len(pieces) and pieces[inner_at][0].start == connect.end():
                inner_right, inner_end, inner_at = _chain(text, pieces, inner_at)
            closed = _CLOSE_BRACKET.match(text, inner_end)
            if closed and inner[0].op in ("year", "month", "day"):
                bracket, end, at = (inner, inner_right), closed.end(), inner_at
    if last.level == DAY and last.op not in (*SOFT, "vague"):
        clock = _CLOCK.match(text, end)
        end = clock.end() if clock and clock.group().strip() else end
    if left[0].op == "to_report":
        return Expression(start, end, left, opening="until"), at
    if left[0].op in SOFT or left[0].op == "vague":
        return Expression(start, end, left, right, bracket=bracket), at
    zone = _ZONE.search(text, max(floor, start - 8), start) if last.level == DAY else None
    start = zone.start() if zone else start
    prefix = _PREFIX.search(text, max(floor, start - 10), start)
    if prefix:
        kind = prefix.lastgroup or ""
        if kind == "until" or (kind == "to" and not right):
            start, opening = prefix.start(kind), "until"
        elif kind == "since" and right:
            start = prefix.start(kind)
        elif kind == "since":
            ahead = _SINCE_AHEAD.match(text, end)
            if ahead and not (at < len(pieces) and pieces[at][0].start < ahead.end() and pieces[at][0].op != "vague"):
                start, end, opening = prefix.start(kind), ahead.end(), "since"
            elif prefix[kind] == "自从" or not text[end : end + 1].strip(" ，。；,;") or _SINCE.match(text, end):
                start, opening = prefix.start(kind), "since"
    end, opening, months = _suffix(text, end, left, right, opening)
    while at < len(pieces) and pieces[at][0].start < end:
        at += 1
    named = bool(_REPORT.match(text, end)) or any("报" in a.name or a.name == "半年度" for a in left)
    planned = bool(_AHEAD.search(text, max(0, start - 12), start))
    return Expression(start, end, left, right, opening, months, bracket, named, planned), at


def _suffix(text: str, end: int, left: Chain, right: Chain, opening: str) -> tuple[int, str, int]:
    within = _WITHIN.match(text, end)
    if within and within.group().strip():
        if within["span"]:
            number = {"三": 3, "六": 6, "九": 9, "十二": 12}.get(within["span"]) or int(within["span"])
            return (within.end(), "ended", number) if opening == "until" else (end, opening, 0)
        if within["interim"]:
            return within.end(), "ended", 6
        if within["year"]:
            return (within.end(), "ended", 12) if opening == "until" else (end, opening, 0)
        if within["week"]:
            return within.end(), "ended_week" if opening == "until" else "week", 0
        return within.end(), opening, 0
    if opening == "until" or right:
        return end, opening, 0
    if left[-1].a != left[-1].b and left[-1].op == "year":  # 2020至2025年前
        before = _BEFORE.match(text, end)
        return (before.end() if before else end), opening, 0
    if since := _SINCE.match(text, end):
        return since.end(), "since", 0
    if before := _BEFORE.match(text, end):
        whole = left[-1].level >= MONTH and not left[-1].op.endswith("_edge")
        return before.end(), "strictly_before" if before["strict"] and whole else "before", 0
    if after := _AFTER.match(text, end):
        return after.end(), "after", 0
    return end, opening, 0


def _takes_bracket(chain: Chain) -> bool:
    return chain[0].op in (
        "weekday", "rel_day", "ctx_day", "rel_week", "fiscal", "fiscal_quarter", "feast", "vague", "past", "report",
        "rel_quarter", "front", "rel_month", "trading_day",
    ) or chain[-1].op in ("feast", "quarter", "fiscal_quarter")  # fmt: skip


def _off(chain: Chain) -> Chain:
    """The chain with its feast's days off instead of its day."""
    return (*chain[:-1], chain[-1]._replace(a=1))
