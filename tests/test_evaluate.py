"""The project's own scorer and the gate."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.evaluate import evaluate, evaluate_files
from pipeline.gate import MARGIN, Gate, GateError, below, moved, read_gate, to_toml
from pipeline.gold import GoldArticle, read_gold

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "gold"
GATE = ROOT / "tests" / "gate.toml"
OWN = ROOT / "tests" / "gold" / "corpus.jsonl"

TEXT = "远航动力营收达12亿元，同比增长5%。"
GOLD: dict[str, Any] = {
    "id": "a",
    "text": TEXT,
    "quantities": [
        {
            "text": "12亿元", "start": 7, "end": 11, "kind": "money", "value": 1.2e9, "unit": "CNY", "role": "claim",
            "subject": ["远航动力"], "metric": ["营收"],
            "time": {"text": "2025年", "from": "2025-01-01", "to": "2025-12-31"},
        },
        {
            "text": "5%", "start": 16, "end": 18, "kind": "percent", "value": 5, "unit": "%", "role": "claim",
            "subject": ["远航动力"], "metric": ["营收"], "direction": "up", "basis": "yoy",
        },
    ],
    "entities": [["远航动力", "ORG"]],
}  # fmt: skip
RECORD: dict[str, Any] = {
    "article": {"id": "a"},
    "entities": [{"text": "远航动力", "label": "ORG"}],
    "claims": [
        {
            "text": "12亿元", "kind": "money", "value": 1200000000, "unit": "CNY", "bound": "exact", "role": "claim",
            "source_start": 7, "source_end": 11, "subject": "远航动力", "metric": "营收",
            "time": {"text": "2025年", "from": "2025-01-01", "to": "2025-12-31"}, "modality": "actual",
        },
        {
            "text": "5%", "kind": "percent", "value": 5, "unit": "%", "bound": "exact", "role": "claim",
            "source_start": 16, "source_end": 18, "subject": "远航动力", "metric": "营收", "direction": "up",
            "basis": "yoy", "modality": "actual",
        },
    ],
    "qualifiers": [],
}  # fmt: skip


def measured(**changes: Any) -> Any:
    """The evaluation of the record with changes to its first claim."""
    claims = [{**RECORD["claims"][0], **changes}, RECORD["claims"][1]]
    return evaluate([msgspec.convert(GOLD, GoldArticle)], [{**RECORD, "claims": claims}])


def test_a_right_record_is_right_in_everything() -> None:
    figures = measured().named()
    assert figures == dict.fromkeys(figures, 1.0)
    assert len(figures) == 11


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": 12}, {"quantity", "claim"}),
        ({"unit": "USD"}, {"quantity", "claim"}),
        ({"kind": "count"}, {"quantity", "claim"}),
        ({"source_start": 0, "source_end": 4}, {"quantity", "claim"}),
        ({"source_start": None, "source_end": None}, {"quantity", "claim"}),
        ({"bound": "approx"}, {"field.bound"}),
        ({"role": "qualifier"}, {"field.role", "claim"}),
        ({"subject": "远洋"}, {"field.subject", "claim"}),
        ({"subject": None}, {"field.subject", "claim"}),
        ({"metric": "净利润"}, {"field.metric", "claim"}),
        ({"time": None}, {"field.time"}),
        ({"time": {"text": "2025年", "from": "2024-01-01", "to": "2024-12-31"}}, {"field.time"}),
        ({"direction": "up"}, {"field.direction"}),
        ({"basis": "qoq"}, {"field.basis"}),
        ({"modality": "target"}, {"field.modality"}),
    ],
)
def test_each_mistake_costs_what_it_should(changes: dict[str, Any], wrong: set[str]) -> None:
    figures = measured(**changes).named()
    assert {name for name, figure in figures.items() if figure < 1.0} == wrong


def test_what_nobody_asked_for_costs_precision() -> None:
    extra = {**RECORD["claims"][1], "source_start": 0, "source_end": 2, "text": "远航"}
    result = evaluate(
        [msgspec.convert(GOLD, GoldArticle)], [{**RECORD, "claims": [*RECORD["claims"], extra]}]
    )
    assert (result.quantity.precision, result.quantity.recall) == (round(2 / 3, 4), 1.0)
    assert any("spurious" in error for error in result.errors)


def test_an_optional_quantity_counts_neither_way() -> None:
    gold = {**GOLD, "quantities": [{**GOLD["quantities"][0], "optional": True}, GOLD["quantities"][1]]}
    for claims in (RECORD["claims"], RECORD["claims"][1:]):
        result = evaluate([msgspec.convert(gold, GoldArticle)], [{**RECORD, "claims": claims}])
        assert (result.quantity.f1, result.quantity.gold) == (1.0, 1)


def scorer() -> ModuleType:
    """The reference scorer, from outside the project."""
    path = SHARED / "score.py"
    if not path.is_file():
        pytest.skip(f"{path} is not here: agreement with the reference scorer is not tested")
    spec = importlib.util.spec_from_file_location("reference_score", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("gold", [SHARED / "dev.jsonl", OWN], ids=["dev", "own"])
def test_agrees_with_the_reference_scorer(gold: Path, tmp_path: Path) -> None:
    reference = scorer()
    rows = {row["id"]: row for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    records = tmp_path / "records.jsonl"
    lines = "".join(json.dumps(spoiled(row, n)) + "\n" for n, row in enumerate(rows.values()))
    records.write_text(lines, encoding="utf-8")
    got = {r["article"]["id"]: r for r in map(json.loads, lines.splitlines())}
    theirs, _ = reference.score(rows, got)
    ours = json.loads(msgspec.json.encode(evaluate_files(gold, records=records)))
    del ours["errors"]
    theirs["kinds"] = {str(kind): figures for kind, figures in theirs["kinds"].items()}
    assert ours == theirs
    assert 0.3 < ours["claim"]["f1"] < 0.95


def spoiled(row: dict[str, Any], number: int) -> dict[str, Any]:
    """A record made of the gold with every sort of mistake in it."""
    quantities = []
    for index, q in enumerate(row["quantities"]):
        found = {**q, "source_start": q["start"], "source_end": q["end"]}
        found["subject"], found["metric"] = (next(iter(q.get(k) or []), None) for k in ("subject", "metric"))
        spoil = (index * 7 + number) % 12
        if spoil == 0:
            continue
        if spoil == 1:
            found["value"] = 1
        elif spoil == 2:
            found["subject"] = None
        elif spoil == 3:
            found["metric"] = (found["metric"] or "") + "很长的尾巴"
        elif spoil == 4:
            found["role"] = "qualifier"
        elif spoil == 5:
            found["time"] = None
        elif spoil == 6:
            found["unit"], found["direction"] = "台", "up"
        elif spoil == 7:
            found["source_start"] = max(0, found["source_start"] - 1)
            quantities.append({**found, "source_end": found["source_start"] + 2, "text": "x"})
        quantities.append(found)
    return {
        "article": {"id": row["id"]},
        "claims": [q for q in quantities if q["role"] == "claim"],
        "qualifiers": [q for q in quantities if q["role"] != "claim"],
        "entities": [{"text": text, "label": label} for text, label in row["entities"][number % 3 :]],
    }


def test_the_gate_holds() -> None:
    """The figures on the project's own gold are not below their floors."""
    gate = read_gate(GATE)
    figures = evaluate_files(GATE.parent / gate.gold).named()
    assert below(gate, figures) == []
    assert set(gate.floors) == set(figures)


def test_floors_lie_close_below_and_low_ones_say_why() -> None:
    gate = read_gate(GATE)
    assert all(0 < floor <= 1 for floor in gate.floors.values())
    assert set(gate.lowered) <= set(gate.floors)
    assert all(len(reason) > 20 for reason in gate.lowered.values())


def test_floors_rise_by_measure_and_fall_by_reason(tmp_path: Path) -> None:
    gate = Gate(gold="g.jsonl", floors={"quantity": 0.9, "claim": 0.6})
    assert moved(gate, {"quantity": 0.95, "claim": 0.605}).floors == {"quantity": 0.95 - MARGIN, "claim": 0.6}
    with pytest.raises(GateError, match="claim"):
        moved(gate, {"quantity": 0.95, "claim": 0.5})
    fallen = moved(gate, {"quantity": 0.9, "claim": 0.5}, reason="the gold changed", today=date(2026, 1, 2))
    assert fallen.floors == {"quantity": 0.9, "claim": 0.49}
    assert fallen.lowered == {"claim": "0.6 → 0.49 on 2026-01-02: the gold changed"}
    file = tmp_path / "gate.toml"
    file.write_text(to_toml(fallen), encoding="utf-8")
    assert read_gate(file) == fallen


def test_the_command_fails_below_a_floor(tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (tmp_path / "r.jsonl").write_text(
        json.dumps({**RECORD, "claims": RECORD["claims"][1:]}) + "\n", encoding="utf-8"
    )
    gate = tmp_path / "gate.toml"
    gate.write_text('gold = "g.jsonl"\n[floors]\nquantity = 0.9\n', encoding="utf-8")
    arguments = ["evaluate", "--records", str(tmp_path / "r.jsonl"), "--gate", str(gate)]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 1
    assert "quantity: 0.6667 lies below its floor 0.9000" in result.output
    assert CliRunner().invoke(command, [*arguments, "--update"]).exit_code != 0
    assert (
        CliRunner().invoke(command, [*arguments, "--update", "--lower", "half of it is gone"]).exit_code == 0
    )
    assert read_gate(gate).floors["quantity"] == round(0.6667 - MARGIN, 4)
    assert CliRunner().invoke(command, arguments).exit_code == 0
    figures = CliRunner().invoke(command, [*arguments, "--json"]).output
    assert json.loads(figures)["quantity"]["recall"] == 0.5


def test_a_line_that_is_no_article_is_named(tmp_path: Path) -> None:
    file = tmp_path / "g.jsonl"
    file.write_text(json.dumps(GOLD) + "\n{]\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["evaluate", str(file)])
    assert result.exit_code == 2
    assert "g.jsonl, line 2" in result.output
    assert len(read_gold(OWN)) >= 20
