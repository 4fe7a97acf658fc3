"""Prints the packages that a plain install brings, with the licences that they state, as a Markdown table."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def licence(name: str) -> str:
    """What the package says of its licence: the expression, else the classifiers, else the first line."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed here (other platform)"
    classifiers = [
        c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    stated = (about.get("License") or "").strip().splitlines()
    return (
        about.get("License-Expression")
        or ", ".join(classifiers)
        or (stated[0][:60] if stated else "not stated")
    )


if __name__ == "__main__":
    print("| package | version | licence |\n| --- | --- | --- |")
    for name, version in PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        print(f"| {name} | {version} | {licence(name)} |")
