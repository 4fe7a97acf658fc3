"""Throughput, scaling, memory and overheads of `newsclaims run`, as a table and as JSON.

    python benchmarks/run.py [--input JSONL] [--articles 5000] [--files 100000] [--json FILE] [PART ...]

Without an input the articles of the corpus are taken over and over, each time with other figures. PARTs are
run parent floor stages store no_change cluster; all where none is named. What can be compared between
machines are the ratios: everything in one table was measured in one go.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

Figures = dict[str, Any]
Table = list[tuple[str, str]]


def part(name: str, *arguments: object) -> Figures:
    """Runs a part of run_parts.py in a process of its own."""
    script = Path(__file__).with_name("run_parts.py")
    done = subprocess.run(
        [sys.executable, str(script), name, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr[-2000:]}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def write_input(target: Path, given: Path | None, articles: int) -> None:
    """The articles to run over as one JSONL file."""
    if given:
        with given.open("rb") as lines, target.open("wb") as out:
            out.writelines(islice(lines, articles))
        return
    from pipeline.config import Settings
    from pipeline.read import Source, find_files, read_path

    found = [
        s for f in find_files([ROOT / "corpus"]) for s in read_path(f, Settings()) if isinstance(s, Source)
    ]
    with target.open("w", encoding="utf-8") as out:
        for number in islice(count(), articles):
            source = found[number % len(found)]
            text = re.sub(r"\d", partial(_other_digit, by=number), source.text)
            out.write(json.dumps({"id": number, "text": text, "published": source.published}) + "\n")


def _other_digit(digit: re.Match[str], by: int) -> str:
    return str((int(digit[0]) + by) % 10)


def measure_run(folder: Path, file: Path) -> tuple[Figures, Table]:
    one = part("run", file, folder / "one", 1)
    two = part("run", file, folder / "two", 2)
    characters = sum(len(json.loads(line)["text"]) for line in file.open("rb"))
    table = [("articles, characters, claims", f"{one['articles']:,}  {characters:,}  {one['claims']:,}")]
    for name, figures in (("1 worker", one), ("2 workers", two)):
        figures["articles_per_second"] = figures["articles"] / figures["wall"]
        figures["characters_per_second"] = characters / figures["wall"]
        figures["characters_per_cpu_second"] = characters / (figures["cpu_workers"] + figures["cpu_parent"])
        table += [
            (f"{name}: articles, characters a second", f"{figures['articles_per_second']:,.0f}  "
                                                       f"{figures['characters_per_second']:,.0f}"),
            (f"{name}: CPU of workers, of the parent", f"{figures['cpu_workers']:.1f} s  "
                                                       f"{figures['cpu_parent']:.1f} s"),
            (f"{name}: peak memory of parent, of a worker", f"{figures['peak_parent_mb']:.0f} MB  "
                                                            f"{figures['peak_worker_mb']:.0f} MB"),
            (f"{name}: parent's peak by articles", "  ".join(
                f"{int(n):,}: {mb:.0f} MB" for n, mb in figures["peak_parent_mb_at"].items())),
        ]  # fmt: skip
    speed_up = one["wall"] / two["wall"]
    work, writing = one["cpu_workers"], one["cpu_parent"]
    table += [
        ("speed-up of the second worker, by the clock", f"{speed_up:.2f}"),
        ("at most, by the parent's share of CPU", f"{2 * work / (work + writing):.2f}"),
    ]
    return {"characters": characters, "one": one, "two": two, "speed_up": speed_up}, table


def measure_parent(folder: Path, file: Path) -> tuple[Figures, Table]:
    figures = part("run", file, folder / "parent", 2, "stand-in")
    return figures, [
        ("the parent alone: articles, CPU for one",
         f"{figures['articles']:,}  {figures['cpu_parent'] / figures['articles'] * 1000:.2f} ms"),
        ("its peak by articles", "  ".join(
            f"{int(n):,}: {mb:.0f} MB" for n, mb in figures["peak_parent_mb_at"].items())),
    ]  # fmt: skip


def measure_floor(folder: Path, file: Path) -> tuple[Figures, Table]:
    figures = part("floor", file, 3000)
    return figures, [
        ("CPU of jieba, of the model with its words, of the whole",
         f"{figures['cpu_jieba']:.2f} s  {figures['cpu_model']:.2f} s  {figures['cpu_whole']:.2f} s"),
        ("whole pipeline / (jieba + model)", f"{figures['ratio_to_floor']:.2f}"),
        ("whole pipeline / model with its words", f"{figures['ratio_to_model']:.2f}"),
    ]  # fmt: skip


def measure_stages(folder: Path, file: Path) -> tuple[Figures, Table]:
    figures = part("stages", file, 1500)
    return figures, [
        *((f"share of CPU: {name}", f"{share:.1%}") for name, share in figures["shares"].items()),
        ("clean, quantities, claims, record and store together", f"{figures['own']:.1%}"),
        ("characters a CPU second, all stages", f"{figures['characters_per_cpu_second']:,.0f}"),
    ]


def measure_store(folder: Path, file: Path) -> tuple[Figures, Table]:
    figures = part("store", file, folder / "store", 2000)
    return figures, [
        ("stored articles a second, with JSON files", f"{figures['with_json_per_second']:,.0f}"),
        ("stored articles a second, database alone", f"{figures['database_only_per_second']:,.0f}"),
        ("CPU for one", f"{figures['with_json_cpu_ms']:.2f} ms  {figures['database_only_cpu_ms']:.2f} ms"),
    ]


def measure_no_change(folder: Path, file: Path, files: int) -> tuple[Figures, Table]:
    made = part("make_files", folder / "many", files)
    figures = part("no_change", folder / "many")
    return {"made": made, **figures}, [
        ("files without a change", f"{figures['unchanged']:,}"),
        (
            "CPU, by the clock, peak memory",
            f"{figures['cpu']:.2f} s  {figures['wall']:.2f} s  {figures['peak_mb']:.0f} MB",
        ),
    ]


def measure_cluster(folder: Path, file: Path) -> tuple[Figures, Table]:
    shards = folder / "shards"
    shards.mkdir()
    lines = file.read_bytes().splitlines(keepends=True)[:2000]
    for number in range(0, len(lines), 250):
        (shards / f"shard-{number:05}.jsonl").write_bytes(b"".join(lines[number : number + 250]))
    (folder / "same.jsonl").write_bytes(b"".join(lines))
    plain = part("run", folder / "same.jsonl", folder / "plain", 2)
    figures = part("cluster", shards, folder / "parts", 2)
    ratio = (figures["cpu_workers"] + figures["cpu_scheduler"]) / (plain["cpu_workers"] + plain["cpu_parent"])
    return {"plain": plain, "cluster": figures, "cpu_ratio": ratio}, [
        ("cluster: CPU of workers, of scheduler and client",
         f"{figures['cpu_workers']:.1f} s  {figures['cpu_scheduler']:.1f} s"),
        ("CPU of the cluster / of plain processes, same articles", f"{ratio:.2f}"),
        ("Parquet, bytes an article", f"{figures['parquet_bytes'] / figures['articles']:,.0f}"),
    ]  # fmt: skip


MEASURES: dict[str, Callable[..., tuple[Figures, Table]]] = {
    "run": measure_run,
    "parent": measure_parent,
    "floor": measure_floor,
    "stages": measure_stages,
    "store": measure_store,
    "no_change": measure_no_change,
    "cluster": measure_cluster,
}


def main() -> None:
    """Measures, prints, keeps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[[], *MEASURES], metavar="PART")
    parser.add_argument("--input", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--json", type=Path, default=Path(__file__).with_name("run.json"))
    given = parser.parse_args()
    kept: Figures = json.loads(given.json.read_text()) if given.json.exists() else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "articles.jsonl"
        write_input(file, given.input, given.articles)
        for part_name in given.parts or MEASURES:
            extra = {"files": given.files} if part_name == "no_change" else {}
            figures, table = MEASURES[part_name](folder, file, **extra)
            kept[part_name] = figures
            for label, value in table:
                print(f"{label:58} {value}", flush=True)
            given.json.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
