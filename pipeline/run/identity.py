"""What a configuration's fingerprint depends on, told without loading a model.

Loading spaCy takes seconds, a run with nothing to do should not. The store keeps the last fingerprint under
the `identity` computed here, which changes whenever anything that the fingerprint is made of may have
changed: the settings, the lexicon, the package's files, the model's files, the versions of the libraries
below.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from pipeline.batch import Loader, load_extractor
from pipeline.config import Settings, resolve

_LIBRARIES = ("newsclaims", "spacy", "jieba", "rjieba", "opencc", "datasketch", "trafilatura", "pdfminer.six")
_TEXT = (".py", ".toml", ".json", ".txt", ".csv")


def identity(settings: Settings, load: Loader = load_extractor) -> str:
    """16 hex digits; equal ones mean that the fingerprint is the same."""
    digest = hashlib.sha256(
        f"{msgspec.structs.asdict(settings)!r} {load.__module__}.{load.__name__}".encode()
    )
    for library in (*_LIBRARIES, settings.model):
        digest.update(f"{library} {installed(library)}\n".encode())
    if settings.lexicon and resolve(settings, settings.lexicon).is_file():
        digest.update(resolve(settings, settings.lexicon).read_bytes())
    _add_folder(digest, Path(str(files("pipeline"))))
    model = resolve(settings, settings.model)
    if model.is_dir():
        _add_folder(digest, model)
    return digest.hexdigest()[:16]


def installed(library: str) -> str:
    """The installed version of a distribution, `none` where there is none."""
    try:
        return version(library)
    except (PackageNotFoundError, ValueError):
        return "none"


def _add_folder(digest: Any, folder: Path) -> None:
    """Adds the content of text files, and name, size and time of the rest, which is weights."""
    for file in sorted(folder.rglob("*")):
        if "__pycache__" in file.parts or not file.is_file():
            continue
        digest.update(str(file.relative_to(folder)).encode("utf-8", "surrogateescape"))
        if file.suffix in _TEXT:
            digest.update(file.read_bytes())
        else:
            stat = file.stat()
            digest.update(f"{stat.st_size} {stat.st_mtime_ns}".encode())
