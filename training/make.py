"""All steps from the data to the shipped model and its scores: `python -m training.make --out FOLDER`.

Takes about forty minutes of one core. Steps whose result lies in the folder already are not repeated.
"""

import argparse
import subprocess
import sys
from pathlib import Path

PARTIAL = ("uner_train", "fewfc_train", "finre_train")


def steps(data: Path, corpus: Path, out: Path, version: str) -> list[tuple[Path, list[str]]]:
    """Each step's result and its command."""
    teacher, silver, student = out / "teacher.pt", out / "silver.jsonl", out / "student.pt"
    tuned, mean, model = [out / "tuned1.pt", out / "tuned2.pt"], out / "mean.pt", out / "newsclaims_zh"
    sets = ["--data", str(data), "--sets", "biz_train"]
    fine = ["training.train", *sets, "--start", str(student), "--epochs", "3"]
    partial = [str(data / f"{name}.jsonl") for name in PARTIAL]
    mix = ["--corpus", str(corpus), "--articles", "7000", "--partial", *partial]
    rates = [
        ["--augment", "0.3", "--rate", "1e-3", "--jieba-rate", "5e-4", "--dropout", "0.35", "--seed", "4"],
        ["--augment", "0.2", "--rate", "1.2e-3", "--jieba-rate", "7e-4", "--dropout", "0.3", "--seed", "7"],
    ]
    return [
        (teacher, ["training.train", *sets, "--epochs", "6", "--out", str(teacher)]),
        (silver, ["training.silver", str(teacher), *mix, "--out", str(silver)]),
        (
            student,
            ["training.train", *sets, "--silver", str(silver), "--epochs", "2", "--dropout", "0.25",
             "--seed", "3", "--out", str(student)],
        ),
        *((file, [*fine, *rate, "--out", str(file)]) for file, rate in zip(tuned, rates, strict=True)),
        (mean, ["training.average", *map(str, tuned), "--out", str(mean)]),
        (model, ["training.package", str(mean), str(model), "--version", version]),
        (
            out / "scores.md",
            ["training.evaluate", str(model), "--data", str(data), "--out", str(out / "scores.md")],
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/ner"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/bulk.jsonl"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="0.2.0")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for result, command in steps(options.data, options.corpus, options.out, options.version):
        if result.exists():
            print(f"{result} is there", flush=True)
            continue
        print(f"python -m {' '.join(command)}", flush=True)
        subprocess.run([sys.executable, "-m", *command], check=True)


if __name__ == "__main__":
    main()
