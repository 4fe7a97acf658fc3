"""Writes what the documentation takes from the code: whole pages, and the blocks of output inside others.

    python docs/build.py            writes
    python docs/build.py --check    changes nothing; exit 1 where something would change, and says what
    python docs/build.py --measure [PAGE.md …]
                                    also measures anew what stands between `<!-- measured: COMMAND -->` marks

Pages: record.md from the JSON Schema and record.toml, units.md from the quantity tables, cli.md from the help
of the commands, layout.md from the docstrings of the modules.
Blocks: in every other page, what stands between `<!-- shown: X -->` and `<!-- /shown -->` is made anew. X is
a `newsclaims …` command, run in a folder with the articles of corpus/ and their results, or one of
`claim N PUBLISHED SENTENCE` (the N-th claim of a sentence as JSON) and `kinds LANGUAGE` (a table).
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import msgspec

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOTE = "<!-- written by docs/build.py: change what it is made from -->\n\n"
BLOCK = re.compile(r"(<!-- shown: (.+?) -->\n)(.*?)(<!-- /shown -->)", re.DOTALL)
MEASURED = re.compile(r"(<!-- measured: (.+?) -->\n)(.*?)(<!-- /measured -->)", re.DOTALL)
# One sentence a kind, in the order of the specification.
KINDS = {
    "money": "研发投入超过1020亿元",
    "percent": "净利润同比增长三成",
    "point": "毛利率提高1.6个百分点",
    "count": "锁定量达24万台",
    "measure": "搭载7000mAh电池",
    "duration": "回收期10年左右",
    "multiple": "产量是去年的3.5倍",
    "fraction": "海外收入占比首次过半",
    "rank": "市场份额排名第六",
    "ordinal": "第100万辆新车下线",
    "number": "9月PMI为49.7",
}
HEADS = {
    "en": ("kind", "example", "text", "value", "unit", "bound"),
    "zh": ("类别", "例句", "片段", "数值", "单位", "界限"),
}
CLI_INTRODUCTION = """\
What `--help` says of every command. On a terminal tables fit the window; in one that is too narrow for a
table each row becomes an item of a list. Nothing is coloured in a pipe or where `NO_COLOR` is set. `--json`
and `--csv` are for programs.

Completion of commands, options and their values in bash (4.4 or newer), from its startup file:

```sh
eval "$(_NEWSCLAIMS_COMPLETE=bash_source newsclaims)"
```

zsh has the same with `zsh_source`, fish with `_NEWSCLAIMS_COMPLETE=fish_source newsclaims | source`.
"""
# Table of pipeline/quantities/ → heading.
FAMILIES = {
    "money": "Money",
    "percent": "Percent and points",
    "count": "Counts",
    "measure": "Measures",
    "duration": "Durations",
    "ratio": "Multiples and fractions",
    "rank": "Ranks and ordinals",
    "bound": "Words of bound",
}


def record_page() -> str:
    """docs/record.md"""
    from pipeline.records import json_schema

    meanings = tomllib.loads((DOCS / "record.toml").read_text(encoding="utf-8"))
    definitions = json_schema()["$defs"]
    if set(definitions) != set(meanings):
        raise SystemExit(f"docs/record.toml describes other types: {set(definitions) ^ set(meanings)}")
    lines = [
        "# The record\n",
        "One JSON object an article, schema `newsclaims/1`. Offsets are Unicode code points, end exclusive.",
        "Numbers are exact decimals. Dates are ISO 8601, inclusive. `newsclaims schema` prints it.\n",
    ]
    for name, definition in definitions.items():
        fields = definition["properties"]
        if set(fields) != set(meanings[name]):
            raise SystemExit(f"docs/record.toml, [{name}]: {set(fields) ^ set(meanings[name])}")
        lines += [
            f"## {name}\n",
            f"{definition.get('description', '')}\n",
            "| field | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [
            f"| `{field}` | {_type(shape)} | {meanings[name][field]} |" for field, shape in fields.items()
        ]
        lines.append("")
    return NOTE + "\n".join(lines)


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in shape:
        return " · ".join(f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        return ", ".join(_type(option) for option in shape["anyOf"])
    if shape.get("type") == "array" and "items" in shape:
        return f"list of {_type(shape['items'] or shape['prefixItems'][0])}"
    return str(shape.get("type", "any"))


def units_page() -> str:
    """docs/units.md"""
    lines = [
        "# Kinds and units\n",
        "Every word that the tables in `pipeline/quantities/` know, by family, with what the record gives;",
        "a factor turns the number written into that unit. The span of each example is marked ⟦⟧.\n",
    ]
    for family, title in FAMILIES.items():
        table = tomllib.loads(
            (ROOT / "pipeline" / "quantities" / f"{family}.toml").read_text(encoding="utf-8")
        )
        lines += [f"## {title}\n"]
        for section, words in _sections(table.get("words", {}), ""):
            if section:
                lines.append(f"### {section}\n")
            lines += ["| word | gives | example |", "| --- | --- | --- |"]
            lines += [
                f"| {_cell(word)} | {_gives(word, row)} | {_cell(row.get('eg', ''))} |"
                for word, row in words.items()
            ]
            lines.append("")
    return NOTE + "\n".join(lines)


def _sections(words: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    own = {word: row for word, row in words.items() if isinstance(row.get("eg"), str)}
    if own:
        yield name, own
    for inner, row in words.items():
        if inner not in own:
            yield from _sections(row, inner)


def _gives(word: str, row: dict[str, Any]) -> str:
    unit = row.get("bound") or row.get("unit") or row.get("value")
    factor = f" × {row['factor']}" if "factor" in row else ""
    return f"`{_cell(str(unit or word))}`{factor}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def cli_page() -> str:
    """docs/cli.md"""
    from pipeline.cli import COMMANDS, command

    lines = ["# The command line\n", CLI_INTRODUCTION, *_help("newsclaims", command)]
    context = click.Context(command, info_name="newsclaims", **command.context_settings)
    for name in COMMANDS:
        found = command.get_command(context, name)
        if found is not None:
            lines += _help(f"newsclaims {name}", found, context)
    return NOTE + "\n".join(lines)


def _help(name: str, found: click.Command, parent: click.Context | None = None) -> list[str]:
    context = click.Context(
        found, parent=parent, info_name=name.rpartition(" ")[2], terminal_width=100, **found.context_settings
    )
    lines = [f"## {name}\n", "```text", found.get_help(context), "```\n"]
    if isinstance(found, click.Group) and parent is not None:
        for inner in found.list_commands(context):
            lines += _help(f"{name} {inner}", found.commands[inner], context)
    return lines


def layout_page() -> str:
    """docs/layout.md"""
    lines = [
        "# Layout\n",
        "Data flows one way: read → clean → segment → entities → quantities → claims → record → store",
        "→ export, view. No stage imports a later one (`lint-imports` checks it). What each module is:\n",
        "| module | what |",
        "| --- | --- |",
    ]
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if said:
            first = said.split("\n\n")[0].replace("\n", " ")
            lines.append(f"| `{path.relative_to(ROOT).as_posix()}` | {_cell(first)} |")
    return NOTE + "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/record.md": record_page,
    "docs/units.md": units_page,
    "docs/cli.md": cli_page,
    "docs/layout.md": layout_page,
}


@cache
def sandbox() -> Path:
    """A folder with the project's corpus and the results of a run over it."""
    folder = Path(tempfile.mkdtemp(prefix="newsclaims-docs-"))
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    shutil.copy(ROOT / "config.toml", folder)
    shell("newsclaims run --quiet", folder)
    return folder


def shell(line: str, folder: Path) -> str:
    """Standard output of a command line that succeeds; `newsclaims` and `python` are this environment's."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1",
        "TERM": "dumb", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-euc", line],
        cwd=folder,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{line}\n{done.stderr.decode()}")
    return done.stdout.decode()


@cache
def extractor() -> Any:
    from pipeline.config import Settings
    from pipeline.extractor import Extractor

    return Extractor(Settings())


def shown(what: str) -> str:
    """The content of one block."""
    word, _, rest = what.partition(" ")
    if word == "claim":
        return _fenced("json", _claim(*rest.split(" ", 2)))
    if word == "kinds":
        return _kinds(HEADS[rest])
    return _fenced("text", shell(what, sandbox()))


def _fenced(language: str, text: str) -> str:
    if text.startswith("| "):  # a table needs no fence
        return text
    lines = "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
    return f"```{language}\n{lines}\n```\n"


def _claim(number: str, published: str, sentence: str) -> str:
    from pipeline.read import read_text
    from pipeline.records import to_json

    record = extractor().extract(read_text(sentence, published=published))
    return to_json(record.claims[int(number) - 1], pretty=True).decode()


def _kinds(heads: tuple[str, ...]) -> str:
    from pipeline.read import read_text
    from pipeline.records import to_json

    lines = ["| " + " | ".join(heads) + " |", "| --- " * len(heads) + "|"]
    for kind, sentence in KINDS.items():
        record = extractor().extract(read_text(sentence + "。", published="2025-10-28"))
        claims = msgspec.json.decode(to_json(record))["claims"]
        if [claim["kind"] for claim in claims] != [kind]:
            raise SystemExit(f"{sentence}: {kind} expected, got {[(c['kind'], c['text']) for c in claims]}")
        claim = claims[0]
        unit = f"`{claim['unit']}`" if claim["unit"] else ""
        lines.append(
            f"| {kind} | {sentence} | {claim['text']} | {claim['value']} | {unit} | {claim['bound']} |"
        )
    return "\n".join(lines) + "\n"


def filled(text: str) -> str:
    """A page with its blocks made anew."""
    return BLOCK.sub(lambda match: f"{match[1]}{shown(match[2])}{match[4]}", text)


def measure(names: list[str]) -> None:
    """Runs the commands whose figures the pages show, in the project's root, and writes what they print.

    What needs a file that is not there (annotated texts that may not be published) stays as it was.
    """
    for path in sorted(DOCS / name for name in names) or sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        if MEASURED.search(text):
            path.write_text(MEASURED.sub(_measured, text), encoding="utf-8")


def _measured(match: re.Match[str]) -> str:
    missing = [word for word in match[2].split() if word.startswith("../") and not (ROOT / word).exists()]
    if missing:
        print(f"not measured, {missing[0]} is not there: {match[2]}", file=sys.stderr)
        return match[0]
    return f"{match[1]}{_fenced('text', shell(match[2], ROOT))}{match[4]}"


def made() -> Iterator[tuple[Path, str]]:
    """Every page that is made or has blocks, with what it should be."""
    for name, page in PAGES.items():
        yield ROOT / name, page()
    for path in [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        if path.relative_to(ROOT).as_posix() not in PAGES and BLOCK.search(text):
            yield path, filled(text)


def _settled(text: str) -> str:
    """Without the figures that training a model again changes a little."""
    return re.sub(r'("confidence": )[\d.]+|(confidence )[\d.]+', r"\1\2#", text)


def outdated() -> list[str]:
    """The pages that are not what they would be made into."""
    return [
        path.relative_to(ROOT).as_posix()
        for path, text in made()
        if not path.is_file() or _settled(path.read_text(encoding="utf-8")) != _settled(text)
    ]


def main() -> int:
    if "--check" in sys.argv:
        late = outdated()
        if late:
            print(f"not up to date, run python docs/build.py: {', '.join(late)}", file=sys.stderr)
        return int(bool(late))
    if "--measure" in sys.argv:
        measure([argument for argument in sys.argv if argument.endswith(".md")])
    for path, text in made():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        if sandbox.cache_info().currsize:
            shutil.rmtree(sandbox())
