"""Imports go one way: the contracts of pyproject.toml hold."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_module_has_a_layer() -> None:
    """A module without a layer would be outside of the contract."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    layered = {name.strip() for line in contract["layers"] for name in line.split("|")}
    modules = {
        f"pipeline.{path.stem}"
        for path in (ROOT / "pipeline").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert modules - layered == set()


def test_importing_the_package_is_cheap() -> None:
    """Neither the package nor the command imports spaCy, jieba or pandas before they are needed."""
    code = (
        "import sys, pipeline, pipeline.cli; "
        "heavy = {'spacy', 'jieba', 'pandas', 'pyarrow', 'numpy', 'opencc', 'trafilatura'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
