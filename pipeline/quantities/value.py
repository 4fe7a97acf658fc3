"""The value of a number in digits, Chinese numerals and scales, as an exact decimal."""

from decimal import Decimal

DIGITS = dict(
    zip(
        "零〇○一二三四五六七八九两俩仨壹贰叁肆伍陆柒捌玖幺",
        (0, 0, 0, *range(1, 10), 2, 2, 3, *range(1, 10), 1),
        strict=True,
    )
)
FINANCIAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
SCALES = {**SMALL, **BIG}
ONE = Decimal(1)
_LARGEST = Decimal(10) ** 27


def evaluate(text: str) -> tuple[Decimal, Decimal] | None:
    """Value and last scale of a plain number, None where it is not one.

    >>> evaluate("1亿3千万")
    (Decimal('130000000'), Decimal('10000000'))
    >>> evaluate("一百五")[0]
    Decimal('150')
    >>> evaluate("万一") is None
    True
    """
    whole, point, decimals = text.partition("点")
    total = section = Decimal(0)
    number: Decimal | None = None
    last_big, last_small, scale, run, after_zero = 0, 0, ONE, 0, False
    index, size = 0, len(whole)
    while index < size:
        char = whole[index]
        if char.isdecimal() or char == ".":
            end = index
            while end < size and (whole[end].isdecimal() or whole[end] in ".,，"):
                end += 1
            number = Decimal(whole[index:end].replace(",", "").replace("，", ""))
            index, run = end, 9
            continue
        index += 1
        if char in DIGITS:
            digit = DIGITS[char]
            number = Decimal(digit) if number is None else number * 10 + digit
            run += 1
            after_zero = after_zero or (digit == 0 and run == 1)
            continue
        if run > 1 and run != 9 and not after_zero:
            return None
        if run == 1 and number == 0:
            number = None  # 一百零十万
        if char in SMALL:
            step = SMALL[char]
            if number is None and section and step >= last_small and run != 9:
                section *= step  # 十百 does not occur; 百千万 as bare scales multiplies
            else:
                if step in (20, 30):
                    section += step
                    step = 10
                else:
                    section += (ONE if number is None else number) * step
            last_small = step
            scale = Decimal(step)
        else:
            big = BIG[char]
            section += number or 0
            if not section and not total:
                section = ONE
            if not section and big == last_big:
                total *= big  # 万万
            elif big > last_big:
                total = (total + section) * big
            else:
                total += section * big
            scale = Decimal(big) * (last_small if last_small and number is None else 1)
            section, last_small, last_big = Decimal(0), 0, big if not last_big else min(big, last_big)
        number, run, after_zero = None, 0, False
    if number is not None:
        if run == 1 and not after_zero and (last_small > 10 or (last_big and not section)):
            if text == "万一":
                return None
            number *= Decimal(last_small or last_big) / 10  # 一百五, 三万五
        section += number
        if run and run != 9 and scale != 1:
            scale = ONE
    value = total + section
    if point:
        digits = decimals.rstrip("百千万亿")
        tail = decimals[len(digits) :]
        if not digits:
            return None
        value += Decimal("0." + "".join(str(DIGITS[d]) for d in digits))
        for char in tail:
            value *= SCALES[char]
            scale *= SCALES[char]
    return value, scale


def plain(value: Decimal) -> Decimal:
    """The number without trailing zeros and without an exponent.

    >>> plain(Decimal("1.20E+3")), plain(Decimal("0.50"))
    (Decimal('1200'), Decimal('0.5'))
    """
    if value == value.to_integral_value():
        return value.quantize(ONE) if abs(value) < _LARGEST else value.to_integral_value()
    return value.normalize()


def product(scales: str) -> Decimal:
    """What scale characters are worth together: 千万 is 10⁷."""
    value = ONE
    for char in scales:
        value *= SCALES[char]
    return value
