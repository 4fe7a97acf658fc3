"""Quantities in articles: newsclaims, Recognizers-Text and JioNLP against the same gold.

    python benchmarks/peers.py [GOLD.jsonl] [--environments FOLDER]

Each peer is installed in an environment of its own (`venv` and pip for JioNLP, npm and node for
Recognizers-Text, whose Python edition does not import with current libraries), in a temporary folder or in
one that is kept. What it answers becomes records, and `pipeline.evaluate` scores them: a quantity counts
where its span overlaps the gold one and kind, value and unit are right.

The peers extract neither claims nor all kinds, so the table has a column only for the kinds that at least one
of them knows (money, percent, measure, duration, and rank, which ordinals are counted with) and one, *any
number*, in which the value alone counts, whatever its kind and unit. What a peer takes for a date is left out
of its numbers; of overlapping answers the longest stays.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pipeline.evaluate import Figures, evaluate
from pipeline.extractor import Extractor
from pipeline.gold import GoldArticle, GoldQuantity, read_gold
from pipeline.read import read_text
from pipeline.records import to_json

HERE = Path(__file__).resolve().parent
RECOGNIZERS, RECOGNIZERS_VERSION = "@microsoft/recognizers-text-suite", "1.3.1"
JIONLP_VERSION = "1.5.31"
KINDS = ("money", "percent", "measure", "duration", "rank")
ANY = "any number"
# Recognizers-Text's names of units → unit of the record, and how many of it one is.
UNITS: dict[str, tuple[str, float]] = {
    "Centimeter": ("cm", 1), "Gigabit": ("Gbit", 1), "Gram": ("g", 1), "Hectare": ("ha", 1),
    "Inch": ("inch", 1), "Kilogram": ("kg", 1), "Kilometer": ("km", 1), "Kilometer per hour": ("km/h", 1),
    "Liter": ("L", 1), "Meter": ("m", 1), "Micrometer": ("um", 1), "Microns": ("um", 1),
    "Millimeter": ("mm", 1), "Mu": ("mu", 1), "Nanometer": ("nm", 1), "Ounce": ("oz", 1),
    "Square meter": ("m2", 1), "Square kilometer": ("km2", 1), "Terabit": ("Tbit", 1), "Ton": ("t", 1),
    "C": ("degC", 1), "Degree": ("degC", 1),
}  # fmt: skip
CENTS = {"Fen": ("CNY", 0.01), "Jiao": ("CNY", 0.1), "Cent": ("USD", 0.01), "Chinese yuan": ("CNY", 1)}
CURRENCIES = {
    "元": "CNY",
    "美元": "USD",
    "港元": "HKD",
    "日元": "JPY",
    "欧元": "EUR",
    "英镑": "GBP",
    "韩元": "KRW",
}
SPANS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}

# P3Y · P0.5Y · PT18H
_TIMEX = re.compile(r"P(T?)(\d+(?:\.\d+)?)([YMWDHS])\Z")


def run(command: list[str], **more: Any) -> str:
    """Standard output of a command. Raises CalledProcessError with its last words shown."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, **more)
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        done.check_returncode()
    return done.stdout


def jionlp_command(folder: Path) -> list[str]:
    """What runs JioNLP, in an environment that is made where there is none yet."""
    home = folder / "jionlp"
    python = home / "bin/python"
    if not python.exists():
        run([sys.executable, "-m", "venv", str(home)])
        run([str(python), "-m", "pip", "install", "--quiet", f"jionlp=={JIONLP_VERSION}"])
    return [str(python), str(HERE / "peers_jionlp.py")]


def recognizers_command(folder: Path) -> list[str]:
    """What runs Recognizers-Text, in a folder of modules that is made where there is none yet."""
    home = folder / "recognizers"
    if not (home / "node_modules" / RECOGNIZERS).exists():
        home.mkdir(parents=True, exist_ok=True)
        run(["npm", "install", "--silent", "--prefix", str(home), f"{RECOGNIZERS}@{RECOGNIZERS_VERSION}"])
    script = home / "peers_recognizers.js"  # node looks for modules beside the script
    script.write_bytes((HERE / script.name).read_bytes())
    return ["node", str(script)]


def answers(command: list[str], articles: Iterable[GoldArticle]) -> dict[str, list[list[Any]]]:
    """What a peer finds in the articles, by their ids."""
    rows = "".join(json.dumps({"id": a.id, "text": a.text}) + "\n" for a in articles)
    lines = map(json.loads, run(command, input=rows).splitlines())
    return {line["id"]: line["found"] for line in lines}


def quantity(kind: str, value: Any, unit: str | None, times: float = 1) -> dict[str, Any]:
    """The fields of a quantity that are compared; a pair of numbers is a range."""
    if isinstance(value, list):
        low, high = (float(one) * times for one in value)
        return {"kind": kind, "value": None, "low": low, "high": high, "unit": unit}
    return {"kind": kind, "value": float(value) * times, "low": None, "high": None, "unit": unit}


def of_recognizers(name: str, resolution: Any) -> dict[str, Any] | None:
    """One answer of Recognizers-Text; None for a calendar expression, a lone unit, no value."""
    if name == "DateTime":
        first = ((resolution or {}).get("values") or [{}])[0]
        match = _TIMEX.match(first.get("timex", ""))
        if first.get("type") != "duration" or not match:
            return None
        return quantity("duration", match[2], SPANS["T" * bool(match[1]) + match[3]])
    value, unit = (resolution or {}).get("value"), (resolution or {}).get("unit", "")
    if value is None or not re.fullmatch(r"-?[\d.]+(?:[eE]\+?\d+)?%?", value):
        return None
    value = value.rstrip("%")
    if name == "Currency":
        currency, times = CENTS.get(unit, (resolution.get("isoCurrency"), 1))
        return quantity("money", value, currency, times)
    if name in ("Dimension", "Temperature"):
        return quantity("measure", value, *UNITS.get(unit, (unit, 1)))
    kinds = {"Percentage": ("percent", "%"), "Age": ("duration", unit.lower()), "Ordinal": ("rank", None)}
    kind, named = kinds.get(name, ("number", None))
    return quantity(kind, value, named)


def of_jionlp(name: str, detail: Any) -> dict[str, Any] | None:
    """One answer of JioNLP; None for a calendar expression."""
    if name == "money":
        return quantity("money", detail["num"], CURRENCIES.get(detail["case"], detail["case"]))
    if name != "time_delta":
        return None
    times = detail["time"] if isinstance(detail["time"], list) else [detail["time"]]
    units = {unit for time in times for unit in time}
    if len(units) != 1:
        return None
    [unit] = units
    numbers = [time[unit] for time in times if unit in time]
    return quantity("duration", numbers if len(numbers) == 2 else numbers[0], unit)


def record(article: GoldArticle, found: list[list[Any]], read: Any) -> dict[str, Any]:
    """A record with a peer's answers, the longest of those that overlap."""
    utf16 = read is of_recognizers
    places = [0]
    for char in article.text:
        places.append(places[-1] + (2 if utf16 and ord(char) > 0xFFFF else 1))
    offset = {place: index for index, place in enumerate(places)}
    taken: list[tuple[int, int]] = []
    kept = []
    # the sort is stable and the peers' plain numbers come last, so that of equals the richer answer stays
    for name, text, start, end, detail in sorted(found, key=lambda one: one[2] - one[3]):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        fields = read(name, detail)
        if fields:
            span = {"text": text, "source_start": offset[start], "source_end": offset[end]}
            kept.append({**fields, **span, "role": "claim"})
    return {"article": {"id": article.id}, "claims": kept, "qualifiers": [], "entities": []}


def one_kind(kind: str | None) -> str | None:
    """Rank and ordinal are one column: the peers do not tell them apart."""
    return "rank" if kind == "ordinal" else kind


def bare(article: GoldArticle) -> GoldArticle:
    """The article with numbers instead of quantities: kind and unit are not compared."""
    numbers = [
        msgspec.structs.replace(q, kind="number", unit=None) if q.kind else q for q in article.quantities
    ]
    return msgspec.structs.replace(article, quantities=numbers)


def merged(article: GoldArticle) -> GoldArticle:
    """The article with ordinals as ranks."""
    quantities = [msgspec.structs.replace(q, kind=one_kind(q.kind)) for q in article.quantities]
    return msgspec.structs.replace(article, quantities=quantities)


def figures(articles: list[GoldArticle], records: list[dict[str, Any]]) -> dict[str, Figures]:
    """The figures of the columns."""

    def changed(change: Any) -> Iterator[dict[str, Any]]:
        for one in records:
            parts = {part: [{**q, **change(q)} for q in one[part]] for part in ("claims", "qualifiers")}
            yield {**one, **parts}

    kinds = evaluate(map(merged, articles), changed(lambda q: {"kind": one_kind(q["kind"])})).kinds
    numbers = evaluate(map(bare, articles), changed(lambda q: {"kind": "number", "unit": None})).quantity
    return {**{kind: kinds[kind] for kind in KINDS if kind in kinds}, ANY: numbers}


def table(articles: list[GoldArticle], of: dict[str, dict[str, Figures]]) -> Iterator[str]:
    """The lines of a Markdown table: F1 (precision/recall) of each program and column."""
    wanted: list[GoldQuantity] = [q for a in articles for q in a.quantities if not q.optional]
    columns = (*KINDS, ANY)
    count = {k: sum(one_kind(q.kind) == k for q in wanted) for k in KINDS} | {ANY: len(wanted)}
    yield f"| F1 (precision/recall) | {' | '.join(columns)} |"
    yield f"| --- |{' --- |' * len(columns)}"
    yield f"| *in the gold* | {' | '.join(str(count[column]) for column in columns)} |"
    for name, row in of.items():
        cells = [_cell(row.get(column)) for column in columns]
        yield f"| {name} | {' | '.join(cells)} |"


def _cell(figure: Figures | None) -> str:
    if figure is None or not figure.got:
        return "–"
    return f"{figure.f1:.3f} ({figure.precision:.2f}/{figure.recall:.2f})"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="?", type=Path, default=HERE.parent / "tests/gold/corpus.jsonl")
    parser.add_argument("--environments", type=Path, help="where the peers are installed, and stay")
    arguments = parser.parse_args()
    articles = read_gold(arguments.gold)
    sources = (read_text(a.text, id=a.id, published=a.published) for a in articles)
    own = [msgspec.json.decode(to_json(one)) for one in Extractor().pipe(sources)]
    rows = {"newsclaims": figures(articles, own)}
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.environments or Path(temporary)).absolute()
        for name, command, read in (
            (f"Recognizers-Text {RECOGNIZERS_VERSION}", recognizers_command(folder), of_recognizers),
            (f"JioNLP {JIONLP_VERSION}", jionlp_command(folder), of_jionlp),
        ):
            found = answers(command, articles)
            rows[name] = figures(articles, [record(a, found.get(a.id, []), read) for a in articles])
    print("\n".join(table(articles, rows)))


if __name__ == "__main__":
    main()
