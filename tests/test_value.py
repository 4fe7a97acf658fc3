"""The value of a plain number and the last scale in it, which members of a range or a list share."""

from decimal import Decimal

import pytest

from pipeline.quantities import find
from pipeline.quantities.value import evaluate, plain, product


@pytest.mark.parametrize(
    "text, value, scale",
    [
        ("四十五", 45, 1),
        ("三百", 300, 100),
        ("一百五", 150, 1),
        ("一百零五", 105, 1),
        ("三万五", 35000, 1),
        ("4亿", 4 * 10**8, 10**8),
        ("3千万", 3 * 10**7, 10**7),
        ("一百五十万", 1500000, 10**5),
        ("十亿", 10**9, 10**9),
        ("两万万", 2 * 10**8, 10**4),
        ("三千万万", 3 * 10**11, 10**4),
        ("1亿3千万", 130000000, 10**7),
        ("2万3千", 23000, 1000),
        ("廿五", 25, 1),
        ("一点五亿", 150000000, 10**8),
    ],
)
def test_value_and_scale(text: str, value: int, scale: int) -> None:
    assert evaluate(text) == (Decimal(value), Decimal(scale))


@pytest.mark.parametrize("text", ["万一", "一二三万"])
def test_what_is_no_number(text: str) -> None:
    assert evaluate(text) is None


def test_the_first_of_a_range_takes_the_scale_of_the_second() -> None:
    [quantity] = find("补贴五到八千万元。").quantities
    assert (quantity.low, quantity.high) == (Decimal(50_000_000), Decimal(80_000_000))


def test_plain_numbers() -> None:
    assert str(plain(Decimal("1.20E+3"))) == "1200"
    assert str(plain(Decimal("0.50"))) == "0.5"
    assert product("千万") == 10**7
