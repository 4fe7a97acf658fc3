"""What the documentation says is so: outputs, commands, examples, links, settings."""

import doctest
import importlib
import importlib.util
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from pipeline.config import Settings

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Needs a network, a second machine or a person.
NOT_RUN = " no-run"


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build() -> Iterator[ModuleType]:
    module = load_build()
    yield module
    if module.sandbox.cache_info().currsize:
        shutil.rmtree(module.sandbox())


def blocks(path: Path, language: str) -> list[str]:
    return [
        body
        for kind, info, body in FENCE.findall(path.read_text(encoding="utf-8"))
        if kind == language and not info
    ]


def commands() -> list[str]:
    found = [line for path in PAGES for block in blocks(path, "sh") for line in block.splitlines() if line]
    return list(dict.fromkeys(found))


def test_pages_and_outputs_are_up_to_date(build: ModuleType) -> None:
    assert build.outdated() == [], "run python docs/build.py"


@pytest.mark.parametrize("line", commands())
def test_every_command_shown_runs(build: ModuleType, line: str) -> None:
    build.shell(line, build.sandbox())


@pytest.mark.parametrize("path", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_every_python_example_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = "\n".join(blocks(path, "python"))
    assert "assert" in code
    exec(compile(code, str(path), "exec"), {"__name__": "example"})


def modules_with_doctests() -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        if ">>> " in path.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("name", modules_with_doctests())
def test_doctests(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted and not results.failed


def test_help_examples_run(build: ModuleType) -> None:
    """Every command's help has an example; cli.md shows them, and they run."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    without = [s.splitlines()[0] for s in sections if "Example" not in s]
    assert without == []


def test_both_languages_are_in_step() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    assert skeleton(english) == skeleton(chinese)
    assert english.count("\n## ") >= 5


def skeleton(text: str) -> list[str]:
    """Heading levels, fenced blocks, the shape of tables and the links, in order."""
    parts = []
    fenced = False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            parts.append(line)
        elif fenced:
            parts.append(line)
        elif line.startswith("#"):
            parts.append(line.split(" ")[0])
        elif line.startswith("|"):
            parts.append(f"row of {line.count('|')}")
        parts += [] if fenced else sorted(LINK.findall(line))
    return [part for part in parts if not part.endswith(".md")] + sorted(
        p for p in parts if p.endswith(".md")
    )


def test_links_lead_somewhere() -> None:
    broken = [
        f"{path.name}: {target}"
        for path in PAGES
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://")) and not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_opens_with_a_sentence_and_its_record_then_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    quoted = re.search(r"^> (.+)$", text, re.MULTILINE)
    assert quoted and text.index(quoted[1]) < 600
    record = blocks(ROOT / "README.md", "json")[0]
    assert f'"sentence": "{quoted[1]}"' in record
    installs = [line for line in text.splitlines() if line.startswith("python3 -m venv")]
    assert [line.rpartition("/")[2] for line in installs] == ["newsclaims run", "pytest"]
    assert text.index("## Two commands") < text.index("\n## ", text.index("## Two commands") + 5)


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m 1 '^python3 -m venv .*pytest' README.md" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_settings_file_documents_every_setting_with_its_default() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    written = tomllib.loads(re.sub(r"^# (\w+ = .*)$", r"\1", text, flags=re.MULTILINE))
    defaults = msgspec.to_builtins(Settings())
    del defaults["base"]  # where the file lies
    assert list(written) == list(defaults)
    active = tomllib.loads(text)
    assert {name: defaults[name] for name in active} == {
        name: tuple(v) if isinstance(v, list) else v for name, v in active.items()
    } or active == msgspec.to_builtins({name: defaults[name] for name in active})
    assert all(defaults[name] is None for name in set(written) - set(active))
    for block in text.strip().split("\n\n")[1:]:
        assert block.startswith("# "), block


def test_every_dependency_is_pinned_and_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name_of(d) for d in project["dependencies"]}
    extras = {
        name_of(d)
        for d in [*project["optional-dependencies"]["dev"], *project["optional-dependencies"]["fast"]]
    }
    pinned = {name: pins(ROOT / f"{name}.txt") for name in ("requirements", "requirements-dev")}
    assert wanted <= set(pinned["requirements"])
    assert wanted | extras - {"newsclaims"} <= set(pinned["requirements-dev"])
    assert not {"torch", "tensorflow", "jax"} & set(pinned["requirements-dev"])
    assert {n: pinned["requirements-dev"].get(n) for n in pinned["requirements"]} == pinned["requirements"]
    listed = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in pinned["requirements"] if f"| {name} |" not in listed] == []


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~;\s]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def pins(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    found = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    assert text.count("--hash=sha256:") >= len(found)
    return found
