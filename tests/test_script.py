"""Which script a text is in, and the form of it that rules are matched against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.script import matching_text, script_of

MIXED = "华昌能源与藝術馆合作，投资 12 亿元。"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("华昌能源前三季度净利润9.7亿元", "simplified"),
        ("華昌能源第三季淨利潤9.7億元", "traditional"),
        ("台積電", "traditional"),
        ("著名品牌乾隆后人", "simplified"),
        ("iPhone 17", "simplified"),
        ("", "simplified"),
        (MIXED, "simplified"),
    ],
)
def test_script_of(text: str, script: str) -> None:
    assert script_of(text) == script


def test_matching_text() -> None:
    assert matching_text("營收達1.5兆元，年增12%，後來下滑") == "营收达1.5兆元，年增12%，后来下滑"
    assert matching_text("乾隆年間的淨值") == "乾隆年间的净值"  # a phrase that keeps its character
    assert matching_text(MIXED) == "华昌能源与艺术馆合作，投资 12 亿元。"


def test_simplified_text_is_returned_itself() -> None:
    text = "华昌能源前三季度净利润9.7亿元，著名投资人后来增持。"
    assert matching_text(text) is text


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("淨營億後著乾隆華於裏臺"))))
def test_length_is_kept(text: str) -> None:
    assert len(matching_text(text)) == len(text)
