"""Chains of atoms: 今年 + 8月 + 20日, 2018年 + 末, and two of them as a range: 2021年~2025年.

A chain goes from large to small without a gap (white space and 的 aside): the atom that follows must be
smaller than the one before, or belong to it by its meaning (去年 + 同期, 国庆 + 前一天). 初, 中, 末 and 底
close a chain that ends in a period; a weekday may stand behind 上周 without its own 周.

至, 到, a dash or 起至 joins two chains to a range; the second may leave out what the first has said
(从1月10日至12日). So are days listed one after another (8月20日、21日).
"""

import re
from typing import NamedTuple

from pipeline.quantities.period_atoms import DAY, HALF, MONTH, QUARTER, WEEK, YEAR, Atom

Chain = tuple[Atom, ...]

SOFT = frozenset({"past", "future", "following", "front", "ago"})  # lengths of time
_ANCHORED = frozenset({"rel_month", "rel_quarter", "rel_week", "rel_day"})
_ANCHORED |= {"vague", "plan", "century", "decade"}
_STARTS_ANEW = frozenset({"rel_year", "year", "fiscal", "report", "report_edge", "quarter_edge", *SOFT})
_ENDS = frozenset({"lunar", "vague", "same", "same_month", *SOFT})  # nothing smaller stands behind these
_DATED = frozenset({"day", "feast", "rel_day"})
_WITHOUT_EDGE = frozenset({"plan", "ten_days", "season", "same", *SOFT})
_POINTING_YEARS = frozenset({"本年", "本年度", "当年", "同年", "该年"})
_GAPS = frozenset({"", " ", "\u3000", "的", "之"})

# 至 · 到 · - · — · ~ · 起至
_CONNECT = re.compile(r"[\s起]{0,2}(?:[至到]|[-—–－―~～]{1,2})\s?")
_LIST = re.compile(r"\s?[、及和与,，]\s?")
# 上周五: the weekday without its 周, and no 上周三大指数
_DAY_OF_WEEK = re.compile(
    "[一二三四五六日天](?![大个家只次天项条点批轮届季成位名股地国部类款座份支年月周十百千万亿者])"
)
# 底 · 末 · 初 · 中 (before a pause only)
_EDGE = re.compile(
    r"[的年]?(?:(?P<end>末(?![端班尾位])|底(?![部层盘气价色座线蕴特仓]))"
    r"|(?P<begin>初(?![步次级始创衷中稿值露期审选]))|(?P<middle>中(?=[，。、；：,;)）\s至到前后以的将在起]|投产|量产|上市|完成|$)))"
)


class Read(NamedTuple):
    """A chain, or a range of two, where it ends in the text, and the piece to go on with."""

    left: Chain
    right: Chain
    end: int
    at: int


def read_range(text: str, pieces: list[Chain], at: int) -> Read:
    """The chain that begins with piece `at`, with the one that a dash or 至 joins to it."""
    left, end, following = _chain(text, pieces, at)
    connect = _CONNECT.match(text, end)
    if connect and following < len(pieces) and pieces[following][0].start == connect.end():
        right, right_end, right_at = _chain(text, pieces, following)
        if _may_join(left, right):
            return Read(left, right, right_end, right_at)
    return _listed(text, pieces, Read(left, (), end, following))


def _listed(text: str, pieces: list[Chain], read: Read) -> Read:
    """8月20日、21日和22日: days one after another are one range."""
    last = read.left[-1]
    right, end, at = read.right, read.end, read.at
    while last.op == "day" and last.a == last.b and at < len(pieces):
        (following, *more) = pieces[at]
        gap = _LIST.match(text, end)
        if more or following.op != "day" or not gap or gap.end() != following.start:
            break
        if following.a != last.a + 1 or following.b != following.a:
            break
        last, right, end, at = following, (following,), following.end, at + 1
    return Read(read.left, right, end, at)


def _chain(text: str, pieces: list[Chain], at: int) -> tuple[Chain, int, int]:
    """Atoms from large to small, where they end, and the piece after them."""
    atoms = list(pieces[at])
    end = atoms[-1].end
    at += 1
    while at < len(pieces):
        first = pieces[at][0]
        if first.start < end or text[end : first.start] not in _GAPS or not _joins(atoms[-1], first):
            break
        atoms += pieces[at]
        end = atoms[-1].end
        at += 1
    edge, end = _edge(text, atoms[-1], end)
    return (*atoms, *edge), end, at


def _joins(large: Atom, small: Atom) -> bool:
    """Whether `small` can stand right behind `large` in one expression."""
    if small.op in _ANCHORED:
        return large.op in ("rel_year", "year") and small.op in ("rel_month", "rel_day") and small.a <= 0
    if small.op in ("ago", "front", "ctx_day") and large.op in _DATED:  # 2月13日前三天
        if small.op == "ctx_day":
            return small.a != 0
        return small.b != 0 and small.name in ("day", "month", "week")
    if small.op == "front":  # 去年的前10天
        return large.op not in SOFT and small.name in ("day", "month") and large.level > LARGEST[small.name]
    if small.op == "day" and large.level >= HALF:  # 2022年11号通告
        return False
    if small.op in _STARTS_ANEW or large.op in _ENDS or large.op.endswith("_edge"):
        return False
    if small.op == "ctx_year":  # 2019年年度, 今年全年
        return large.level == YEAR and small.a == 0 and small.name not in _POINTING_YEARS
    if small.op == "fiscal_tail":
        return large.op in ("year", "rel_year")
    if small.op == "weekday" and large.level == DAY:
        return large.op in ("day", "rel_day")
    if small.op == "nth_weekday":
        return large.level == MONTH
    return small.level < large.level


LARGEST = {"day": DAY, "month": MONTH}


def _edge(text: str, last: Atom, end: int) -> tuple[Chain, int]:
    """初, 中, 末 or 底 behind a period, 五 or 末 behind 上周; nothing where there is none."""
    if last.op == "century" and text.startswith("初", end):
        return (Atom(end, end + 1, "year_edge"),), end + 1
    if not WEEK <= last.level <= YEAR or last.op.endswith("_edge") or last.op in _WITHOUT_EDGE:
        return (), end
    if last.op == "rel_week" and (day := _DAY_OF_WEEK.match(text, end)):
        return (Atom(end, end + 1, "weekday", "一二三四五六日".find(day.group()) + 1 or 7),), end + 1
    edge = _EDGE.match(text, end)
    if not edge or (edge.group().startswith("年") and last.level != YEAR):
        return (), end
    if last.level == WEEK:
        if last.op != "rel_week" or not edge["end"]:
            return (), end
        return (Atom(end, edge.end(), "weekend", name="末"),), edge.end()
    if edge["middle"] and last.op not in ("year", "rel_year", "month", "rel_month"):
        return (), end
    number = 2 if edge["end"] else 0 if edge["begin"] else 1
    return (Atom(end, edge.end(), _edge_of(last), number, number),), edge.end()


def _edge_of(last: Atom) -> str:
    if last.op == "report":
        return "report_edge"
    return {MONTH: "month_edge", QUARTER: "quarter_edge", HALF: "quarter_edge"}.get(last.level, "year_edge")


def _may_join(left: Chain, right: Chain) -> bool:
    """Whether two chains make a range: no lengths of time, and no bare number but a day or a short year."""
    if left[0].op in (*SOFT, "vague") or right[0].op in (*SOFT, "vague", "same"):
        return False
    if right[0].weak and len(right) == 1:
        return (right[0].op == "day" and left[-1].level == DAY) or right[0].name == "short"
    return True
