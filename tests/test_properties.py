"""Values rendered into the surface forms of Chinese business text and read back."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quantities import find
from pipeline.quantities.numeral import numerals
from pipeline.quantities.value import evaluate
from pipeline.spans import Quantity

settings.register_profile("steady", deadline=None, max_examples=60)
settings.load_profile("steady")

DIGITS = "零一二三四五六七八九"
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
FULL = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
MONEY = {
    "元": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "韩元": "KRW",
    "新台币": "TWD",
}
COUNTS = ("家", "名", "台", "辆", "户", "套", "款", "例", "宗", "股", "件", "座")
MEASURES = {
    "平方米": "m2",
    "公里": "km",
    "万吨": "t",
    "千瓦时": "kWh",
    "nm": "nm",
    "mAh": "mAh",
    "GB": "GB",
    "英寸": "inch",
    "亩": "mu",
}
DURATIONS = {
    "个月": "month",
    "小时": "hour",
    "天": "day",
    "分钟": "minute",
    "个季度": "quarter",
    "个交易日": "day",
    "周": "week",
}
BEFORE = {
    "": "exact",
    "约": "approx",
    "超过": "more_than",
    "不低于": "at_least",
    "不到": "less_than",
    "不超过": "at_most",
    "接近": "approx",
}
AFTER = {"": "exact", "以上": "at_least", "左右": "approx", "以内": "at_most"}
RANGES = ("-", "—", "～", "~", "至", "到", "–")


def han(number: int) -> str:
    """A whole number below 10^12 in Chinese numerals."""
    if number == 0:
        return "零"
    words, pending_zero = "", False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, scale)
        if not group:
            pending_zero = pending_zero or bool(words)
            continue
        part = _group(group)
        if words and (pending_zero or group < 1000):
            part = "零" + part
        words += part + name
        pending_zero = False
    return words.removeprefix("一十") and (words[1:] if words.startswith("一十") else words)


def _group(number: int) -> str:
    words, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return words


decimals = st.builds(lambda n, places: Decimal(n).scaleb(-places), st.integers(1, 999_999), st.integers(0, 3))
wholes = st.integers(11, 10**11 - 1)


def one(text: str) -> Quantity:
    quantities = find(text).quantities
    assert len(quantities) == 1, [q.text for q in quantities]
    return quantities[0]


@given(wholes)
def test_chinese_numerals(number: int) -> None:
    for words in (han(number), han(number).translate(FINANCIAL)):
        evaluated = evaluate(words)
        assert evaluated is not None and evaluated[0] == number, words


@given(wholes)
def test_digits_with_and_without_commas(number: int) -> None:
    for words in (str(number), f"{number:,}", f"{number}".translate(FULL)):
        assert one(f"合计{words}元").value == number, words


@given(
    decimals,
    st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8), ("千万", 10**7), ("万亿", 10**12)]),
    st.sampled_from(sorted(MONEY)),
)
def test_money(number: Decimal, scale: tuple[str, int], word: str) -> None:
    quantity = one(f"融资{number}{scale[0]}{word}")
    assert (quantity.kind, quantity.value, quantity.unit) == ("money", number * scale[1], MONEY[word])


@given(
    st.integers(2, 10**8),
    st.sampled_from(sorted(BEFORE)),
    st.sampled_from(sorted(AFTER)),
    st.sampled_from(COUNTS),
)
def test_counts_and_bounds(number: int, before: str, after: str, word: str) -> None:
    quantity = one(f"该地共有{before}{number}{word}{after}。")
    assert (quantity.kind, quantity.value, quantity.unit, quantity.text) == (
        "count",
        number,
        word,
        f"{number}{word}",
    )
    if not before or not after:
        assert quantity.bound == (BEFORE[before] if before else AFTER[after])


@given(st.integers(11, 10**8), st.sampled_from(COUNTS))
def test_counts_in_chinese_numerals(number: int, word: str) -> None:
    quantity = one(f"该地共有{han(number)}{word}。")
    assert (quantity.value, quantity.unit) == (number, word)


@given(decimals, st.sampled_from(sorted(MEASURES)))
def test_measures(number: Decimal, word: str) -> None:
    quantity = one(f"达到{number}{word}的水平")
    factor = 10_000 if word == "万吨" else 1
    assert (quantity.kind, quantity.value, quantity.unit) == ("measure", number * factor, MEASURES[word])


@given(st.integers(2, 500), st.sampled_from(sorted(DURATIONS)))
def test_durations(number: int, word: str) -> None:
    quantity = one(f"历时{number}{word}完成")
    assert (quantity.kind, quantity.value, quantity.unit) == ("duration", number, DURATIONS[word])


@given(decimals, st.booleans())
def test_percentages(number: Decimal, wide: bool) -> None:
    written = f"{number}%".translate(FULL) if wide else f"{number}%"
    for text in (f"毛利率为{written}", f"毛利率为百分之{number}"):
        quantity = one(text)
        assert (quantity.kind, quantity.value, quantity.unit) == ("percent", number, "%")


@given(
    st.integers(1, 4999),
    st.integers(1, 4999),
    st.sampled_from(RANGES),
    st.sampled_from(["亿元", "万元", "%", "家", "个月", "万吨", "nm"]),
    st.booleans(),
)
def test_ranges(first: int, width: int, separator: str, word: str, twice: bool) -> None:
    second = first + width
    text = f"区间为{first}{word if twice else ''}{separator}{second}{word}，"
    quantity = one(text)
    factor = {"亿元": 10**8, "万元": 10**4, "万吨": 10**4}.get(word, 1)
    assert (quantity.low, quantity.high, quantity.bound) == (first * factor, second * factor, "range"), text


@given(st.lists(st.integers(1, 999), min_size=2, max_size=6), st.sampled_from("/、"))
def test_lists_share_their_unit(numbers: list[int], separator: str) -> None:
    found = find(f"目标分别为{separator.join(map(str, numbers))}亿元。").quantities
    assert [q.value for q in found] == [n * 10**8 for n in numbers]
    assert {q.unit for q in found} == {"CNY"}


@given(st.integers(1000, 10**9), st.sampled_from(["元", "股", "港元"]))
def test_digits_grouped_by_blanks(number: int, word: str) -> None:
    quantity = one(f"合计{number:,}".replace(",", " ") + f" {word}")
    assert quantity.value == number


@given(st.integers(1, 9999), st.integers(1, 9))
def test_mixed_scales(large: int, small: int) -> None:
    quantity = one(f"总投资{large}亿{small}千万元")
    assert (quantity.value, quantity.unit) == (large * 10**8 + small * 10**7, "CNY")


@given(st.integers(1, 99), st.integers(1, 9999), st.sampled_from(["元", "美元"]))
def test_trillions_in_traditional_characters(trillions: int, rest: int, word: str) -> None:
    quantity = one(f"營收達{trillions}兆{rest}億{word}")
    assert quantity.value == trillions * 10**12 + rest * 10**8
    assert quantity.unit == ("TWD" if word == "元" else "USD")


@given(st.integers(2, 9), st.sampled_from(["个亿", "個億"]))
def test_hundreds_of_millions_in_talk(number: int, word: str) -> None:
    digit = "两" if number == 2 else DIGITS[number]
    quantity = one(f"花了{digit}{word}")
    assert (quantity.kind, quantity.value) == ("money", number * 10**8)


@given(st.integers(11, 99))
def test_discounts(number: int) -> None:
    value = Decimal(number)
    words = DIGITS[number // 10] + (DIGITS[number % 10] if number % 10 else "")
    assert one(f"全场打{value / 10}折").value == value
    if number % 10 != number // 10 + 1 and number != 35:  # 六七折 is six or seven tenths
        assert one(f"全场打{words}折").value == value


@given(st.integers(1, 99), st.integers(2, 100))
def test_fractions(over: int, under: int) -> None:
    if under in (10, 100):  # percentages
        return
    quantity = one(f"约占{under}分之{over}。")
    assert (quantity.kind, quantity.value) == ("fraction", round(Decimal(over) / under, 6).normalize())


@given(
    st.sampled_from(["标普", "沪深", "中证", "科创", "日经", "罗素"]),
    st.sampled_from([50, 100, 225, 300, 500, 1000, 2000]),
    st.sampled_from(["只涨不跌", "对全球指数", "股指期货", "成分股", "指数", "个股"]),
)
def test_names_of_indices_count_nothing(name: str, number: int, after: str) -> None:
    assert not find(f"买入{name}{number}{after}").quantities


@given(st.sampled_from(["不得", "不能", "不应"]), st.integers(2, 10**6))
def test_bounds_that_are_denied(word: str, number: int) -> None:
    for verb, bound in (("低于", "at_least"), ("少于", "at_least"), ("超过", "at_most")):
        assert one(f"份额{word}{verb}{number}家。").bound == bound


@given(st.text(alphabet="零一二三四五六七八九十百千万亿两半几数点0123456789.,", max_size=24))
@settings(max_examples=300, deadline=None)
def test_every_numeral_lies_in_its_text(text: str) -> None:
    end = 0
    for numeral in numerals(text):
        assert end <= numeral.start < numeral.end <= len(text)
        assert (numeral.value is None) == (numeral.low is not None)
        end = numeral.end


@pytest.mark.parametrize(
    ("words", "value"),
    [("两百五", 250), ("三万五", 35000), ("1亿3千万", 130_000_000), ("一千零一", 1001), ("廿五", 25)],
)
def test_short_forms(words: str, value: int) -> None:
    evaluated = evaluate(words)
    assert evaluated is not None and evaluated[0] == value
