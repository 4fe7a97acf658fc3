"""The quantities stage on sentences written for the purpose, and on annotated articles where they are at hand."""

import importlib.util
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pipeline.clean import clean
from pipeline.quantities import find
from pipeline.spans import Quantity

SHARED = Path(__file__).parents[2] / "shared"

SENTENCES = [
    # money: written forms, understood currency, shared units, rates
    ("合同总价人民币叁佰贰拾万元整。", ["叁佰贰拾万元 money 3200000 CNY exact"]),
    ("三款车售价分别为12.98万、15.98万和18.98万元。", ["12.98万 money 129800 CNY exact", "15.98万 money 159800 CNY exact", "18.98万元 money 189800 CNY exact"]),
    ("考核目标为营收不低于2/2.6/3.5亿元。", ["2 money 200000000 CNY at_least", "2.6 money 260000000 CNY at_least", "3.5亿元 money 350000000 CNY at_least"]),
    ("期货报1012美分/蒲式耳。", ["1012美分/蒲式耳 money 10.12 USD exact per 蒲式耳"]),
    ("每股派息0.35港元，合计约7亿。", ["0.35港元 money 0.35 HKD exact per 股", "7亿 money 700000000 CNY approx"]),
    ("该基金募集约百亿元，首期超20个亿。", ["百亿元 money 10000000000 CNY approx", "20个亿 money 2000000000 CNY more_than"]),
    # percent and points
    ("毛利率由18.4%升至21%，提高2.6个百分点。", ["18.4% percent 18.4 % exact", "21% percent 21 % exact", "2.6个百分点 point 2.6 pp exact"]),
    ("近七成门店盈利，两成半持平，全场八折起。", ["七成 percent 70 % approx", "两成半 percent 25 % exact", "八折 percent 80 % at_least"]),
    ("央行降息25个基点，沪指报3210.55点。", ["25个基点 point 25 bp exact", "3210.55点 point 3210.55 pt exact"]),
    ("上浮百分之五，费率万分之三。", ["百分之五 percent 5 % exact", "万分之三 percent 0.03 % exact"]),
    # counts
    ("招聘岗位6000多个，简历3.2万份，用户数破亿。", ["6000多个 count 6000 个 more_than", "3.2万份 count 32000 份 exact", "亿 count 100000000 None more_than"]),
    ("新增门店30—50家，覆盖34城。", ["30—50家 count 30..50 家 range", "34城 count 34 城 exact"]),
    # measures, durations, ratios, ranks
    ("采用14/10nm制程，功耗不超过45W。", ["14 measure 14 nm exact", "10nm measure 10 nm exact", "45W measure 45 W at_most"]),
    ("工期一年半，质保3年多，交期5-8周。", ["一年半 duration 1.5 year exact", "3年多 duration 3 year more_than", "5-8周 duration 5..8 week range"]),
    ("利润翻两番，产能是去年的3.5倍，约1/3出口。", ["翻两番 multiple 4 x exact", "3.5倍 multiple 3.5 x exact", "1/3 fraction 0.333333 None approx"]),
    ("销量排名第三，跻身全球前十，入选世界500强。", ["第三 rank 3 None exact", "前十 rank 10 None at_most", "500强 rank 500 None at_most"]),
    ("这是公司年内第六次回购，第100万辆新车下线。", ["第六次 ordinal 6 次 exact", "第100万辆 ordinal 1000000 辆 exact"]),
    ("8月制造业PMI为50.2，欧元兑美元报1.0853。", ["50.2 number 50.2 None exact", "1.0853 number 1.0853 None exact"]),
    ("会员九五折，非会员打8.8折，套餐七五折。", ["九五折 percent 95 % exact", "8.8折 percent 88 % exact", "七五折 percent 75 % exact"]),
    ("花了两个亿，还差几个亿。", ["两个亿 money 200000000 CNY exact", "几个亿 money 200000000..900000000 CNY range"]),
    ("融资从10亿美元增至20亿，折合人民币约140亿。", ["10亿美元 money 1000000000 USD exact", "20亿 money 2000000000 USD exact", "140亿 money 14000000000 CNY approx"]),
    ("流动比率分别为1.50、1.45和1.30。", ["1.50 number 1.5 None exact", "1.45 number 1.45 None exact", "1.30 number 1.3 None exact"]),
    # bounds
    ("股东减持不超过公司总股本的2%，流通量不得低于25%。", ["2% percent 2 % at_most", "25% percent 25 % at_least"]),
    ("不到20家、至多5天、逾300人、上百台。", ["20家 count 20 家 less_than", "5天 duration 5 day at_most", "300人 count 300 人 more_than", "百台 count 100 台 at_least"]),
    # Traditional characters are read as written
    ("營收約12.5億元，年增8%，賣出逾3,000張。", ["12.5億元 money 1250000000 TWD approx", "8% percent 8 % exact", "3,000張 count 3000 張 more_than"]),
    ("公司市值突破1.2兆元，持股九成以上。與此同時，員工增至5萬個。", ["1.2兆元 money 1200000000000 TWD more_than", "九成 percent 90 % at_least", "5萬個 count 50000 個 exact"]),
    ("預算1兆2,345億元，三大法人買超76.7億元，5/15起實施。", ["1兆2,345億元 money 1234500000000 TWD exact", "76.7億元 money 7670000000 TWD exact"]),
    # tables
    ("单位：万元\n项目 本年 上年\n货币资金 1,200.50 980.00", ["1,200.50 money 12005000 CNY exact", "980.00 money 9800000 CNY exact"]),
    ("差旅费(万元) 3.5 4.2", ["3.5 money 35000 CNY exact", "4.2 money 42000 CNY exact"]),
]  # fmt: skip

NOTHING = [
    "一家公司的一个决定改变了一切。", "小米17与iPhone 17同日发布。", "三星、九江、百度和四川长虹。", "公告编号2025-046，代码600519。", "会议于上午9:30开始，比分3:1。",
    "三大领域的两个原因如下：", "第二块屏幕、第一款车型、二手房和一线城市。", "拨打400-123-4567咨询。", "国发〔2023〕5号文件。", "千方百计、三番五次、万无一失。", "5G手机配4K屏。",
    "看好两家公司最终合并。", "标普500对全球指数的比值。", "封住20CM涨停，搭载2.0T发动机。", "数家机构与几位专家到场，两国合作。", "中石化二公司驻小区2栋。", "第六次会员大会三次会议。",
    "360公司、58同城、36氪与第一财经。", "沪深300与中证500双双走低。", "三元锂电池与二元结构。", "版本号1.2.3，章节2.1。", "第十八届年会与第二次全体会议。",
]  # fmt: skip


def shown(quantity: Quantity) -> str:
    value = f"{quantity.value:f}" if quantity.value is not None else f"{quantity.low:f}..{quantity.high:f}"
    per = f" per {quantity.per}" if quantity.per else ""
    return f"{quantity.text} {quantity.kind} {value} {quantity.unit} {quantity.bound}{per}"


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_sentences(text: str, expected: list[str]) -> None:
    assert [shown(q) for q in find(text).quantities] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_a_quantity(text: str) -> None:
    assert find(text).quantities == []


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[s for s, _ in SENTENCES])
def test_spans_are_their_text_and_rules_are_named(text: str, expected: list[str]) -> None:
    for quantity in find(text).quantities:
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.rule.split(":")[0] in {
            "money",
            "percent",
            "count",
            "measure",
            "duration",
            "ratio",
            "rank",
            "bare",
        }


def test_values_are_exact_decimals() -> None:
    assert find("净利润2.3亿元").quantities[0].value == Decimal("230000000")
    assert find("占比0.1%").quantities[0].value == Decimal("0.1")


def test_calendar_expressions_are_no_quantities() -> None:
    found = find("2025年8月销量为3万辆，较去年同期增长两成。", published=date(2025, 9, 3))
    assert [q.text for q in found.quantities] == ["3万辆", "两成"]
    assert next(t.text for t in found.times) == "2025年8月"


def scorer(folder: str, name: str) -> ModuleType:
    path = SHARED / folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        pytest.skip(f"{path.name} of the annotated texts is not at hand")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def record(row: dict[str, Any]) -> dict[str, Any]:
    """The quantities of a row as the scorer reads them, with offsets into its source."""
    cleaned = clean(row["text"])
    day = row.get("published")
    found = find(cleaned.text, published=date.fromisoformat(day) if day else None).quantities
    claims = []
    for q in found:
        start, end = cleaned.offsets.source_span(q.start, q.end) or (q.start, q.end)
        claims.append(
            {"text": q.text, "kind": q.kind, "value": q.value, "low": q.low, "high": q.high, "unit": q.unit}
            | {"bound": q.bound, "source_start": start, "source_end": end, "role": "claim"}
        )
    return {"claims": claims, "qualifiers": []}


def test_annotated_articles() -> None:
    gold = {r["id"]: r for r in rows(SHARED / "gold" / "dev.jsonl")}
    result, _ = scorer("gold", "score").score(gold, {key: record(row) for key, row in gold.items()})
    assert result["quantity"]["f1"] >= 0.97
    assert result["fields"]["bound"] >= 0.97
    for kind, figures in result["kinds"].items():
        if figures["gold"] >= 10:
            assert figures["f1"] >= 0.94, kind


def test_annotated_passages() -> None:
    gold = {r["id"]: r for r in rows(SHARED / "claims_train" / "dev.jsonl")}
    result, _ = scorer("gold", "score").score(gold, {key: record(row) for key, row in gold.items()})
    assert result["quantity"]["f1"] >= 0.95
