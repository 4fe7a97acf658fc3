"""Amounts of money: a number and a currency word (1020亿元, 12亿港元), a sign before it ($29.9), or 万 and
亿 whose currency is understood (售价12.98万).

Bare 元 is the home currency: CNY; in Traditional characters TWD, or HKD where the text speaks of Hong
Kong and not of Taiwan. An amount without a currency word is money where its sentence speaks of money and
not, nearer to the number, of things counted. Refuses units of tables (单位：百万元), pieces (两块屏幕,
集成电路437亿块), 一角, 第二块.
"""

import re
from decimal import Decimal
from functools import cache

from pipeline.quantities.bound import bound_before
from pipeline.quantities.reading import Reading
from pipeline.quantities.scene import SENTENCE_END, Scene
from pipeline.quantities.unit_word import Unit, alternation, table, words

_HOME = frozenset(("元", "块", "块钱", "圆", "角", "毛"))
_SMALL = frozenset(("块", "块钱", "毛", "角", "刀", "欧", "镑", "铢", "分钱"))
_SHORT = frozenset(("角", "刀", "欧", "镑", "铢", "里拉"))
_LARGE = ("美元", "美金", "港元", "港币", "欧元", "英镑", "日元", "韩元", "新台币", "人民币", "元")
# 30万以上的车, 20万级轿车
_PRICED = re.compile(
    "(?:以[上下内]|左右|级别?|起步?)的?(?:[高中低]端|国产|豪华|纯电|新能源|家用|中型|紧凑型){0,2}"
    "(?:轿车|汽车|车型|乘用车|越野车|电动车|豪车|SUV|MPV|价位|价格带|价格段|车(?![站次流辆主友]))"
)
# 3731亿销售额, 6.29亿到期债务, 31万的罚款, 千亿房企
_OWED = re.compile(
    r"的?[\u4e00-\u9fff]{0,4}?(?:金额|销售额|成交额|营业额|交易额|罚款|债务|资金|资产|预付款|担保|借款|贷款|债券|亏损"
    r"|损失|产值|募资|融资|赛道|股权|商机|市场(?![主占份]))"
)
_LARGE_DEAL = re.compile(r"(?:成交|销售|花[了费]?|估计?值|拟)[^，。；、]{0,8}\Z")  # 成交超74亿
_VAST = frozenset(("十亿", "百亿", "千亿", "万亿", "千万亿"))
_QUARTER = Decimal(25)  # a quarter of a percentage point
_OPENED, _CLOSED = tuple("：:（(位为币"), ("", *"）)\n，、；。 /")


@cache
def _pieces() -> tuple[str, ...]:
    return tuple(words("money", "pieces"))


@cache
def _made() -> re.Pattern[str]:
    return re.compile(alternation("money", "made"))


@cache
def _counted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is counted, not paid: before the number, and right after it (7.31亿月活跃用户)."""
    ahead = rf"的?(?:[新老活月日]?跃?)?(?:月活|日活|活跃|注册|付费)?(?:{alternation('money', 'people')})"
    return re.compile(alternation("money", "counted")), re.compile(ahead)


@cache
def _foreign() -> re.Pattern[str]:
    """万 or 亿 with a currency word: what an amount without one takes from the amount before it."""
    return re.compile(rf"[万亿]({'|'.join(_LARGE)})")


@cache
def _paid() -> tuple[str, ...]:
    return tuple(words("money", "ahead"))


def recast(scene: Scene, reading: Reading, unit: Unit) -> Unit:
    """块 after what is made in pieces is a classifier, everywhere else money; 码 of interest is 25 bp."""
    if unit.word == "块" and _made().search(scene.matching, max(0, reading.start - 14), reading.start):
        return unit._replace(family="count", kind="count", unit="块")
    if unit.word == "码" and "息" in scene.matching[max(0, reading.start - 8) : reading.start]:
        return unit._replace(family="percent", kind="point", unit="bp", factor=_QUARTER)  # 升息1碼
    return unit


def accepts(scene: Scene, reading: Reading, unit: Unit) -> bool:
    """Whether the reading is an amount."""
    numeral, text, start = reading.numeral, scene.matching, reading.start
    before = text[start - 1] if start else ""
    if numeral.form == "bare" and numeral.bound == "exact":
        ahead = text[reading.end : reading.end + 1]
        if (numeral.big == 1 and not bound_before(text, start, bare=True)) or (
            before in ("（", "(") and ahead in ("）", ")", "/")
        ):
            return False  # 百元; 营收（亿元） heads a column
        if before in _OPENED and ahead in _CLOSED and "单位" in text[max(0, start - 14) : start]:
            return False
    if unit.word in _SMALL and before in ("第", "这", "那"):
        return False
    if unit.word == "块" and (
        (numeral.form == "han" and numeral.value == 1) or text.startswith(_pieces(), reading.end)
    ):
        return False
    if unit.word == "毛" and numeral.form == "han" and reading.value is None:
        return not "一" <= text[reading.end : reading.end + 1] <= "鿿" or text[reading.end] in "的多左上以"
    if unit.word in _SHORT and numeral.form == "bare" and numeral.end - numeral.start == 1:
        return False  # 亿欧
    if unit.word in _SHORT and numeral.form in ("han", "bare"):
        return numeral.scale >= 100 or reading.value is not None
    return before != "第"


def currency(scene: Scene, reading: Reading, unit: Unit) -> str | None:
    """The currency: bare 元 is the home currency unless a word before the number says otherwise."""
    if unit.word in _HOME:
        return reading.currency or scene.home
    return unit.unit


def understood(scene: Scene, start: int, end: int) -> str | None:
    """The currency of an amount without a word for it, None where it counts things."""
    text = scene.matching
    before, ahead = _counted()
    if ahead.match(text, end):
        return None
    if text.startswith(_paid(), end) or _PRICED.match(text, end) or "个" in text[start:end]:
        return scene.home  # 两个亿
    if _OWED.match(text, end) or text[start:end] in _VAST:
        return scene.home
    if (same := _same_number(text, start, end)) is not None:
        return same or scene.home
    low = scene.clause_start(start, reach=40, stops=SENTENCE_END)
    counted = max((m.end() for m in before.finditer(text, low, start)), default=-1)
    where = -1
    if text[end - 1] == "亿" and (large := _LARGE_DEAL.search(text, low, start)):
        where = large.end()
    for word in words("money", "context"):
        at = text.rfind(word, low, start)
        if at >= 0 and (word != "元" or start - at < 22):
            where = max(where, at + len(word))
    return _currency_before(scene, low, start) if where >= 0 and where > counted else None


def _currency_before(scene: Scene, low: int, start: int) -> str:
    """The currency of the amount before it in the sentence."""
    found = None
    for match in _foreign().finditer(scene.matching, low, start):
        found = match
    if found and "人民币" in scene.matching[found.end() : start]:
        return "CNY"
    return (_code(found[1]) if found else "") or scene.home


def _same_number(text: str, start: int, end: int) -> str | None:
    """The currency of the same number earlier in the text: 1000亿美元 … 这1000亿; empty for 元."""
    number = text[start:end]
    at = text.find(number, 0, start) if end - start > 3 else -1
    found = _foreign().match(text, at + len(number) - 1) if at >= 0 else None
    return _code(found[1]) if found else None


def _code(word: str) -> str:
    return "" if word == "元" else str(table("money").words()[word]["unit"])
