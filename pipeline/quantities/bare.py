"""Numbers without a unit of their own: amounts whose currency is understood, counts, values in their own right.

With 万 or 亿: money where a money word in the clause (营收, 售价, 市值) makes it so, else a count without classifier
(注册用户达400万). A bare scale (千亿, 百万) is an amount where a bound or 级 says so or it is of at least three digits
more than 万. Without a scale: only where a metric that has no unit takes it (PMI为50.2, 英镑兑美元报1.2855), after
每10股's 送 and 转 (10转8), or where the number is the whole text.
"""

import re
from typing import Any

from pipeline.quantities.bound import bound_after, bound_before
from pipeline.quantities.numeral import plain
from pipeline.quantities.reading import Group, Reading, shared
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import words
from pipeline.spans import Kind, Quantity

# 指数103.3 PMI终值60.9 预期100.6 前值43 系数为1.50 PE为17.6
_METRIC = re.compile(
    r"(?:指数|PMI|终值|初值|预期|预期值|前值|预估|中间价|汇率|评分|得分|系数|市盈率|市净率|市销率|PE|PB|PS|差值|比率|读数|点位|β|贝塔|夏普比率"
    r"|基尼系数|恩格尔系数|NPS|CPI|PPI|修正为|修正至)(?:[（(][^）)]{1,12}[）)])?(?:目前|同比|环比)?(?:约?为|是|达到?|报|升至|降至|跌至|录得|仅|等于|[:：＝= ])?\Z"
)
# 报7.0552 至2874 站上101关口 交投1.3226
_LEVEL = re.compile(
    r"(?:报|收报|暂报|现报|收于|升至|降至|跌至|涨至|至|为|预期|站上|站稳|升破|跌破|失守|支撑位|阻力位|低点|高点|交投于?|目标位?|执行价[ ]?-?|前值从|环比涨|环比跌|在)[ ]?\Z"
)
_QUOTED = re.compile(
    r"[兑对][^，。；]{0,6}[元币郎镑铢布比]|汇率|指数|中间价|PMI|离岸|在岸|现货|系数|韩元|日元|费城|波罗的海|道指|纳指|标普"
)
_SHARES = re.compile(r"10股?(?:转增|转|送|派)\Z|[转送]增?\d+(?:\.\d+)?(?:股)?[转送派]增?\Z")


def bare(scene: Scene, group: Group) -> Quantity | None:
    """The quantity of a group without unit, if it is one."""
    text = scene.matching
    first, last = group.members[0], group.members[-1]
    numeral = last.numeral
    if first.start and text[first.start - 1] == "第":
        return None
    if numeral.form == "digits" and group.joint is None and not first.currency:
        if last.end - last.start >= 5 and text[last.end : last.end + 1] in (")", "）", ".") and "." not in text[last.start : last.end]:
            return None  # a stock code
        cell = scene.cells.unit(last.start, last.end)
        if cell is not None:
            assert numeral.value is not None
            return Quantity(
                start=last.start,
                end=last.end,
                text=scene.text[last.start : last.end],
                kind=cell.kind,
                value=plain(numeral.value * cell.factor),
                unit=scene.home if cell.word == "元" else cell.unit,
                rule=f"{cell.family}:cell:{cell.word}",
            )
    kind: Kind
    unit: str | None = None
    before = after = None
    if numeral.big == 1 and not first.currency and numeral.form != "bare":
        if text[first.start : last.end] == scene.stripped:
            kind = "number"
        elif numeral.form == "digits" and group.joint is None and _shares(text, first.start, last.end):
            kind, unit = "count", "股"
        elif (numeral.form == "digits" and _own_right(scene, first.start, last.end)) or _bounded(
            text, first, last.end, joined=group.joint == "range" and last.start - first.end > 3
        ):
            kind = "number"
        else:
            return None
        before, after = bound_before(text, first.start), bound_after(text, last.end)
    else:
        before = bound_before(text, first.start, bare=numeral.form == "bare")
        after = bound_after(text, last.end)
        if first.currency:
            kind, unit = "money", first.currency
        elif numeral.big == 1 and not before:
            return None
        else:
            if numeral.form == "bare" and not _amount(text, last.start, last.end, bool(before or after)):
                return None
            if text.startswith("科", last.end) and text[last.end + 1 : last.end + 2] in tuple("MAH0123456789债"):
                return None  # 22万科MTN005
            unit = _currency(scene, first.start, last.end)
            kind = "money" if unit else "count"
    common: dict[str, Any] = {
        "start": first.start,
        "end": last.end,
        "text": scene.text[first.start : last.end],
        "kind": kind,
        "unit": unit,
        "rule": f"bare:{kind}",
    }
    if group.joint == "range":
        ends = [
            v
            for n in (shared(first.numeral, numeral), numeral)
            for v in (n.value, n.low, n.high)
            if v is not None
        ]
        return Quantity(low=min(ends), high=max(ends), bound="range", **common)
    if numeral.value is None:
        return Quantity(low=numeral.low, high=numeral.high, bound="range", **common)
    bound = before[0] if before else after[0] if after else numeral.bound
    if bound in ("exact", "approx") and numeral.bound == "more_than":
        bound = "more_than"
    return Quantity(value=plain(numeral.value), bound=bound, **common)


def _amount(text: str, start: int, end: int, bounded: bool) -> bool:
    """Whether a bare scale is an amount: 千亿, 百万 and longer; 万, 亿 only with a bound."""
    if bounded:
        return True
    if end - start < 2 or text[start - 1 : start] in ("成", "几", "数", "好", "亿", "万"):
        return False
    return text.startswith("年薪", end) or not text.startswith(
        ("别", "不", "要", "富翁", "富豪", "个", "年", "雄", "大", "里", "层"), end
    )


def _shares(text: str, start: int, end: int) -> bool:
    if text[start:end] == "10" and text.startswith(("转", "送", "派"), end):
        return True
    return bool(_SHARES.search(text[max(0, start - 12) : start]))


def _own_right(scene: Scene, start: int, end: int) -> bool:
    text = scene.matching
    after = text[end : end + 1]
    if after and (after in "-–/年月日号:：" or (after.isascii() and after.isalnum())):
        return False
    window = text[max(0, start - 26) : start]
    if _METRIC.search(window):
        return True
    if "." in text[start:end] or text.startswith(("关口", "上方", "附近", "下方", "一线", "，", "。"), end):
        return bool(_LEVEL.search(window)) and bool(_QUOTED.search(text[max(0, start - 120) : start]))
    return False


# 大于50 不超过300 ≥50, then the end, 的 or punctuation
_COMPARED = re.compile(
    r"(?:[大小高低多少等]于(?:或?等于)?|[大小]于[ ]?(?:或者?)[ ]?等于|超过|不超过|不足|不到|至少|最多|最少|至多|跌破|升破|突破|[≥≤＞＜<>]=?)[ ]?(?:为|是|有)?[ ]?\Z"
)
_STOPS = frozenset("，,。；;的且并而之）)、 \n！？而")


def _bounded(text: str, first: Reading, end: int, *, joined: bool) -> bool:
    """Whether words of comparison make a plain number a value: 大于50, 500以上的."""
    after = text[end : end + 1]
    value = first.numeral.value
    if value is not None and 1900 <= value <= 2100:
        return False
    if text.startswith(("以上", "以下", "之上", "之下"), end + (after == " ")):
        after = text[end + 2 + (after == " ") : end + 3 + (after == " ")]
        return not after or after in _STOPS
    if after and after not in _STOPS and not text.startswith("小于", end):
        return False
    return bool(_COMPARED.search(text[max(0, first.start - 9) : first.start])) or joined


# 用户 客户数量 销量: what is counted, not paid
_COUNTED = re.compile(
    r"数量|人数|[户家店单件次台辆]数|用户|客户|粉丝|销量|产量|会员|订单|人口|播放|下载|浏览|点击|阅读|门店|日活|月活|DAU|MAU|装机|就业|参数|岗位|失业|申请"
    r"|出货|保有|库存|交付|注册|读者|观众|样本|词汇|Token|token|流量|关注|转发|评论|点赞|人次|旅客|客流|游客"
)
_COUNTED_AHEAD = re.compile(
    r"(?:的)?(?:[新老活月日]?[跃]?)?(?:月活|日活|活跃|注册|付费)?(?:受害人|出借人|投资者|投资人|中小股东|股东|储户|用户|会员|粉丝|参数|人口|观众|读者|订单|会员|消费者|客户|人|家|台|辆|学生|员工|居民|网民|考生|毕业生|农民|岗位|词|字|条|Token|token|播放|下载|点赞|浏览|步)"
)


_MONEY_AHEAD = (
    "市值", "营收", "融资", "投资", "债务", "资产", "市场规模", "规模", "的价格", "价格", "补贴", "订单", "罚单", "美元级", "净利", "利润", "资金", "PPP", "合同",
)  # fmt: skip


def _currency(scene: Scene, start: int, end: int) -> str | None:
    """The currency of an amount whose sentence speaks of money, nearer than of things counted."""
    text = scene.matching
    if _COUNTED_AHEAD.match(text, end):
        return None
    home = scene.home
    if text.startswith(_MONEY_AHEAD, end):
        return home
    low = scene.clause_start(start, reach=40, stops=SENTENCE_END)
    window = text[low:start]
    counted = max((m.end() for m in _COUNTED.finditer(window)), default=-1)
    best, where = None, -1
    for word, properties in words("money", "context").items():
        at = window.rfind(word)
        if at >= 0 and at + len(word) > where and (word != "元" or len(window) - at < 22):
            best, where = properties, at + len(word)
    if best is None or counted > where:
        return None
    return home
