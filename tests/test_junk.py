"""Junk thrown at the quantities stage: whatever comes in, no exception, and spans that hold what they say."""

import random
import sys

import pytest

from pipeline.quantities import find

SIZE = 20_000
ATOMS = (
    "0123456789.,，%％‰+-–—~～/:：（）()[]【】{}「」《》“”年月日时分秒个亿万千百十元角块美港日欧圆点半多余来几数约超近逾第前"
    "一二三四五六七八九零〇两壹贰叁至到和与及、。；！？ \n\tTOPkWhGBnm½①Ⅷ²°℃￥$€"
)


def check(text: str) -> None:
    found = find(text)
    for spans in (found.quantities, found.times):
        end = 0
        for span in spans:
            assert text[span.start : span.end] == span.text
            assert end <= span.start < span.end <= len(text)
            end = span.end


@pytest.mark.parametrize("seed", range(4))
def test_random_unicode(seed: int) -> None:
    generator = random.Random(seed)
    points = (generator.randrange(sys.maxunicode + 1) for _ in range(SIZE))
    check("".join(chr(p) for p in points if not 0xD800 <= p < 0xE000))


@pytest.mark.parametrize("seed", range(12))
def test_random_atoms(seed: int) -> None:
    generator = random.Random(seed)
    check("".join(generator.choice(ATOMS) for _ in range(SIZE)))


@pytest.mark.parametrize(
    "unit",
    [
        "9", "0", "1,", "1.", "1、", "1/", "1-", "1至", "-", "−5", "+", "%", "1%", "9.9.", "，", "1:", "三", "十", "百", "万", "亿", "零", "两",
        "半", "几", "数", "多", "一百", "一万亿", "十万百", "点", "三点", "分之", "三分之", "每3", "每1辆有", "第", "第三", "前十", "元", "1元",
        "块三", "年", "1年", "1年半", "个", "1个半", "1天1时", "约", "超过", "以上", "1以上", " ", "1 ", "1 a", "A1", "\n1", "TOP", "TOP1",
        "(", "(1", "[[", "】", "（（（", "℃", "零下", "度", "10转", "报1.", "单位：万元\n1\n", "2020年", "1月", "去年", "至今", "不低于1/", "翻番",
        "1/1", "两个亿", "个多亿", "分别为1.1、", "1 234 ", "兆", "一兆", "折", "标普500只", "前两家", "1每", "公司总股本的1%", "Q1-", "5/15起",
    ],
)  # fmt: skip
def test_repetition(unit: str) -> None:
    check(unit * (SIZE // len(unit)))


def test_hundred_kilobytes_of_digits() -> None:
    check("1234567890" * 10_000)
    check("一二三四五六七八九〇" * 3_000)
    check("9" * 100_000 + "亿元")


def test_nested_brackets() -> None:
    check("（" * 10_000 + "3亿元" + "）" * 10_000)
    check("(1[2{3" * 5_000 + "}])" * 5_000)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\0", "\ufeff", "\u202e12元", "1\u200b2元", "１２．５％", "½元", "²²个", "①②③家"]
)
def test_small_oddities(text: str) -> None:
    check(text)
