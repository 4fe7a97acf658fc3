"""Contradictions from the text on: what `newsclaims conflicts` says of articles written to contradict each other."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import command

# id → text; the first is what the others are compared with.
ARTICLES = {
    "report": "北辰电池公布，2025年前三季度营业收入386.4亿元，同比增长17.8%，净利润41.2亿元，毛利率24.1%。",
    "rounded": "北辰电池2025年前三季度营业收入386亿元，毛利率24.14%。",
    "bounded": "北辰电池2025年前三季度营业收入超过380亿元，净利润不到42亿元。",
    "about": "北辰电池2025年前三季度净利润约41亿元。",
    "half": "北辰电池2025年上半年营业收入251亿元，净利润27亿元。",
    "expected": "机构预计，北辰电池2025年前三季度净利润为39亿元。",
    "misprint": "北辰电池2025年前三季度营业收入368.4亿元，同比增长17.8%。",
    "profit": "北辰电池2025年前三季度净利润45.2亿元。",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("conflicts")
    rows = [{"id": name, "text": text, "published": "2025-10-28"} for name, text in ARTICLES.items()]
    file = folder / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    result = CliRunner().invoke(
        command, ["run", str(file), "--outputs", str(folder / "out"), "--jobs", "1", "--quiet"]
    )
    assert result.exit_code == 0, result.output
    return str(folder / "out")


@pytest.fixture(scope="module")
def found(outputs: str) -> dict[str, dict[str, Any]]:
    """Metric → contradiction."""
    lines = CliRunner().invoke(command, ["conflicts", "--outputs", outputs, "--json"]).output.splitlines()
    return {conflict["metric"]: conflict for conflict in map(json.loads, lines)}


def sources(conflict: dict[str, Any]) -> set[str]:
    return {claim["article_id"].rpartition(".")[2] for claim in conflict["claims"]}


def test_only_what_differs_beyond_rounding_and_bounds(found: dict[str, dict[str, Any]]) -> None:
    assert set(found) == {"营业收入", "净利润"}  # not 毛利率: 24.14 % is 24.1 %
    assert "misprint" in sources(found["营业收入"]) and "report" in sources(found["营业收入"])
    profit = sources(found["净利润"])
    assert {"report", "profit"} <= profit
    assert not {"expected", "half"} & profit


def test_both_evidences_are_given(found: dict[str, dict[str, Any]]) -> None:
    for claim in found["营业收入"]["claims"]:
        assert claim["text"] in claim["sentence"] and claim["published"] == "2025-10-28"
    assert (found["营业收入"]["time_from"], found["营业收入"]["time_to"]) == ("2025-01-01", "2025-09-30")


@pytest.mark.parametrize("width", ["40", "120"])
def test_side_by_side_in_the_window(outputs: str, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    output = CliRunner().invoke(command, ["conflicts", "--outputs", outputs]).output
    assert "368.4亿元" in output and "386.4亿元" in output and "2 contradictions" in output


def test_the_page_has_them(outputs: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(command, ["view", "--outputs", outputs, "--output", str(page)])
    assert result.exit_code == 0, result.output
    data = page.read_text(encoding="utf-8").partition('id="data">')[2].partition("</script>")[0]
    assert len(json.loads(data)["conflicts"]) == 2


def test_open_shows_the_page(outputs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    page = tmp_path / "page.html"
    assert (
        CliRunner().invoke(command, ["view", "--open", "--outputs", outputs, "-o", str(page)]).exit_code == 0
    )
    assert opened == [page.as_uri()]
