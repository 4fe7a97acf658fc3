"""Every example in the tables of quantities: exactly the marked spans are found, with the value that is written.

An expectation is `[sign]value[ unit][ per X]`: `≈` approx, `>` more_than, `≥` at_least, `<` less_than, `≤` at_most,
`low..high` a range. The examples of the calendar tables are run by test_period_examples.
"""

from decimal import Decimal
from importlib.resources import files

import pytest

from pipeline.quantities import find
from pipeline.spans import Quantity
from pipeline.tables import Example, load_table

SIGNS = {
    "approx": "≈",
    "more_than": ">",
    "at_least": "≥",
    "less_than": "<",
    "at_most": "≤",
    "exact": "",
    "range": "",
}
TABLES = sorted(
    f.name.removesuffix(".toml")
    for f in files("pipeline.quantities").iterdir()
    if f.name.endswith(".toml") and not f.name.startswith("period")
)


def described(quantity: Quantity) -> str:
    """The quantity in the notation of the tables."""
    if quantity.value is not None:
        number = f"{SIGNS[quantity.bound]}{_plain(quantity.value)}"
    else:
        number = f"{_plain(quantity.low)}..{_plain(quantity.high)}"
    unit = f" {quantity.unit}" if quantity.unit else ""
    return number + unit + (f" per {quantity.per}" if quantity.per else "")


def _plain(value: Decimal | None) -> str:
    text = format(value if value is not None else Decimal(0), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cases() -> list[object]:
    found: list[object] = []
    for name in TABLES:
        for example in load_table("pipeline.quantities", name).examples:
            marks = [pytest.mark.xfail(strict=True)] if example.known_failure else []
            found.append(pytest.param(example, id=f"{name}:{example.text}", marks=marks))
    return found


@pytest.mark.parametrize("example", cases())
def test_example(example: Example) -> None:
    quantities = find(example.text).quantities
    assert [(q.start, q.end) for q in quantities] == list(example.spans), [q.text for q in quantities]
    assert [described(q) for q in quantities] == list(example.expected)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_negatives_or_only_words(name: str) -> None:
    """A table whose words can be mistaken shows what they are not."""
    table = load_table("pipeline.quantities", name)
    assert table.examples
    if name != "bound":
        assert any(not e.spans for e in table.examples), f"{name}.toml has no negative example"
