"""What is committed, and what is built from it."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Machine paths and hosts of package registries; the release page of the public model is the one exception.
PATHS = re.compile(rb"(?<![\w.])/(?:home|root|Users|work|mnt|opt/\w+venv)/\w")
HOSTS = re.compile(
    rb"\b(?:[a-z0-9-]+\.)+(?:org|com|net|io|cn|dev|internal|local|lan)(?::\d+)?/(?:simple|pypi|npm|packages)\b"
)
REGISTRY = re.compile(
    rb"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|conda\.anaconda\.org)\b", re.IGNORECASE
)


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_machine_paths_and_no_registries() -> None:
    found = []
    for path in committed():
        if path == Path(__file__):
            continue
        data = path.read_bytes()
        found += [
            f"{path.relative_to(ROOT)}: {m.group().decode()}"
            for p in (PATHS, HOSTS, REGISTRY)
            for m in p.finditer(data)
        ]
    assert found == []


def test_no_large_files_and_nothing_generated() -> None:
    paths = committed()
    assert [str(p) for p in paths if p.stat().st_size > 25_000_000] == []
    kept = [p.relative_to(ROOT).as_posix() for p in paths if p.relative_to(ROOT).parts[0] == "outputs"]
    assert kept == ["outputs/.gitkeep"]
    assert [p for p in paths if "__pycache__" in p.parts or p.suffix == ".pyc"] == []


def test_the_wheel_holds_everything_that_the_package_reads(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pipeline").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data - names == set()
    for ending in (".toml", ".sql", ".j2", ".js", ".css", "py.typed"):
        assert any(name.endswith(ending) for name in names), ending
    assert any(name.startswith("pipeline/models/") for name in names)
    assert not any(name.startswith(("tests/", "corpus/", "docs/")) for name in names)
    metadata = next(name for name in names if name.endswith(".dist-info/entry_points.txt"))
    assert "newsclaims = pipeline.cli:main" in zipfile.ZipFile(wheel).read(metadata).decode()
