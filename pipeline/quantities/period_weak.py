"""Whether a chain that rests on a weak atom is a calendar expression: 25年, 114年, 20日, 五一.

25年   a year before or after a word of what companies report (预计26年EPS, 25年营收), else a length of time
114年  a year of the Republic where the text is of Taiwan, else a length of time
20日   a day unless a word of length stands beside it (近20日, 20日内, 20日均线)
五一   a feast before 假期, 黄金周, 期间 and the like
A year or feast that fills a line of its own is the head of a column. Other weak atoms need a neighbour.
"""

import re

from pipeline.quantities.period_atoms import DAY
from pipeline.quantities.period_chain import Chain, Read

ROC_CENTURY = 2011  # 100年 is more often a hundred years than the year 2011
_OLDEST = 1500
_OLDEST_SHORT = 2010

# 民国 · 台湾 · 新台币
_TAIWAN = re.compile("民国|新台币|台湾|台股|台币|金管会|证交所|柜买|立法院|行政院")
# 预计26年
_YEAR_CUE_BEFORE = re.compile("(?:预计|预测|预期|上调|下调|维持|对应|公司)$")
# 占1/3 · 减至1/2
_SHARED = re.compile("[占约近逾超达降减缩增仅剩][^，。；\\d]{0,4}$|第$")
# 从14年开始
_YEAR_OPENED = ("开始", "起", "以来", "至今")
# 25年营收 · 24年年报 · 26年估
_YEAR_CUE = re.compile(
    r"\s?(?:实现|营收|收入|营业|净利|归母|业绩|EPS|PE|PB|销量|出货|产量|产能|毛利|全年|同期|开年|年报|中报|预期"
    r"|预测|有望|预计|同比|奥运|估|上修|下修|上调|下调|获利|配息|盈利|的?[财三]报)"
)
# 民国百年: a hundred years of something
_ROC_LENGTH = ("历史", "老", "来", "后", "期")
# 五一假期 · 十一黄金周 · “双11”期间
_FEAST_CUE = re.compile(
    '[”"」]?(?:小?长假|黄金周|假[期日]|节日|期间|档|当[天日晚]|节?前|前[夕后]|节?后|大促|购物节)'
)
# 近20日 · 连涨3日 · 第20日
_NO_DAY_BEFORE = re.compile(
    r"[近前后每各第隔续满超逾达为期共连跌涨个多余不首的上下阳阴破过了在映市线限\d.+至到A-Za-z]$|未来$|过去$|之日起$"
)
# 30日内 · 20日均线 · 10日以上
_NO_DAY_AFTER = re.compile(r"\s?(?:[内后前均线游期龄无之净累\d]|以[内后前上]|平均|SMA|EMA|MA)")
# 16日晚 · 20日16时
_TIME_OF_DAY = re.compile(r"\s?(?:凌晨|早|上午|中午|下午|傍晚|晚|\d{1,2}[时点:：])")
_LIST = re.compile("[、和及与,，]")


def is_taiwanese(text: str) -> bool:
    """Whether the text speaks of Taiwan, so that 114年 may be a year of the Republic."""
    return bool(_TAIWAN.search(text))


def stands(text: str, read: Read, *, taiwan: bool, day_before: int | None) -> bool:
    """Whether what was read is a calendar expression; `day_before`: where the last one ended, if in a day."""
    left, end = read.left, read.end
    first = left[0]
    if first.op == "year" and first.name == "roc":
        if not first.weak:
            return True
        if len(left) > 1 and first.a != ROC_CENTURY:
            return True
        return taiwan and (first.a != ROC_CENTURY or len(left) > 1) and not text.startswith(_ROC_LENGTH, end)
    if first.name == "slash":
        return (
            taiwan
            and not _SHARED.search(text, max(0, first.start - 6), first.start)
            and text[end : end + 1] != "的"
        )
    if first.op == "year" and first.a <= _OLDEST and len(left) == 1 and first.name != "reign":
        return False
    if not first.weak:
        return True
    if first.op in ("year", "feast") and _fills_line(text, first.start, end):
        return True
    if first.op == "year":
        if len(left) > 1:
            return True
        if text[first.start - 1 : first.start] in ("从", "自") and text.startswith(_YEAR_OPENED, end):
            return first.a >= _OLDEST_SHORT
        before = _YEAR_CUE_BEFORE.search(text, max(0, first.start - 4), first.start)
        return first.a >= _OLDEST_SHORT and bool(before or _YEAR_CUE.match(text, end) or read.right)
    if first.op == "feast":
        return bool(_FEAST_CUE.match(text, end))
    return first.op == "day" and _is_day(text, left, read.right, end, day_before)


def _fills_line(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _is_day(text: str, left: Chain, right: Chain, end: int, day_before: int | None) -> bool:
    first = left[0]
    if not text[first.start].isdecimal() or text[end - 1] != "日":
        return False
    before = text[max(0, first.start - 4) : first.start]
    if before.endswith(("截至", "截止", "截止至")) or (right and before.endswith(("从", "自"))):
        return True
    if _TIME_OF_DAY.match(text, end) and not before.endswith("第"):
        return True
    if day_before is not None and _LIST.fullmatch(text, day_before, first.start):  # 8月20日、21日
        return True
    return not _NO_DAY_BEFORE.search(before) and not _NO_DAY_AFTER.match(text, end)


def ends_in_day(chain: Chain) -> bool:
    """Whether a chain names days, so that a bare day may follow it in a list."""
    return chain[-1].level == DAY
