"""Language models: which are known, which are there, how one is loaded and how one is installed.

The shipped model lies beside this file; others are spaCy packages of the environment, or a folder that
`nlp.to_disk` wrote. A model of a package index is never installed by name: the names of spaCy's models are
not spaCy's on the public index, so anybody could have put anything there. `install` takes the publisher's
wheel by its address, and pip checks its SHA-256.
"""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import msgspec

from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

# Components of other models that newsclaims does not need: entities come from `ner` alone.
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer")


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `models.toml`. `labels` maps the model's labels to the record's; "" leaves one out."""

    name: str
    shipped: bool
    licence: str
    about: str
    labels: Mapping[str, str]
    version: str | None = None
    spacy: str | None = None
    url: str | None = None
    sha256: str | None = None
    hash_checked: bool = False


@cache
def known() -> dict[str, Model]:
    """The models of `models.toml` by name."""
    raw = tomllib.loads((files("pipeline.models") / "models.toml").read_text(encoding="utf-8"))
    return {name: msgspec.convert({"name": name, **entry}, Model) for name, entry in raw.items()}


def shipped_path(name: str) -> Path:
    """The folder of a model that comes with newsclaims."""
    return Path(str(files("pipeline.models") / name))


def installed_version(name: str) -> str | None:
    """The version of a model that can be loaded now, or None."""
    path = shipped_path(name)
    if name in known() and known()[name].shipped:
        meta = path / "meta.json"
        return str(msgspec.json.decode(meta.read_bytes())["version"]) if meta.is_file() else None
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def load(name: str, *, base: Path | None = None) -> "Language":
    """The spaCy pipeline of a model with jieba's words: tokenizer and entity recognition, nothing else.

    `name`: a shipped model, an installed spaCy package, or a folder (relative to `base`).
    Raises ConfigError where there is none, saying how to get it; no other model is taken instead.
    """
    import spacy

    import pipeline.entities.tagger  # noqa: F401  (registers the component)
    from pipeline.segment import JiebaTokenizer

    model = known().get(name)
    if model and model.shipped:
        try:
            return spacy.load(shipped_path(name))
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise ConfigError(
                f"the model {name} is not all there ({error}); install newsclaims again"
            ) from error
    if spacy.util.is_package(name):
        package = spacy.util.get_package_path(name)
        folder = package / f"{name}-{spacy.util.get_model_meta(package)['version']}"
    else:
        folder = (base or Path()) / name
    if not (folder / "config.cfg").is_file():
        raise ConfigError(_missing(name))
    # pkuseg, the segmenter of spaCy's own models, is not needed: words are jieba's for every model.
    chinese = "spacy.zh.ChineseTokenizer" in (folder / "config.cfg").read_text(encoding="utf-8")
    overrides = {"nlp.tokenizer.segmenter": "jieba"} if chinese else {}
    try:
        nlp = spacy.load(folder, exclude=["tokenizer", *_UNUSED], config=overrides)
    except (OSError, ValueError, ImportError) as error:
        raise ConfigError(f"model {name} is there but cannot be loaded: {error}") from error
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    return nlp


def labels(name: str) -> Mapping[str, str] | None:
    """The label table of a known model; None for others, whose labels stay as they are."""
    model = known().get(name)
    return model.labels if model else None


def _missing(name: str) -> str:
    model = known().get(name)
    if model:
        return (
            f"model {name} (named in config.toml) is not installed. Install it with "
            f"`newsclaims model install {name}`, from a downloaded wheel with `--from FILE`, "
            'or set model = "newsclaims_zh", which is shipped'
        )
    return (
        f"model {name} (named in config.toml) is not shipped, no installed spaCy package and no folder. "
        f"Known models: {', '.join(known())} (`newsclaims model` lists them)"
    )


def install(name: str, *, file: Path | None = None) -> None:
    """Installs a known model into the running environment from its pinned wheel, or from `file`.

    pip checks the SHA-256 of either and installs nothing else with it (`--no-deps`: words come from jieba, so
    the model's own segmenter is not needed). Raises ConfigError where the model is unknown or shipped, the
    file is missing or has another hash, or pip fails.
    """
    model = known().get(name)
    if model is None:
        raise ConfigError(f"{name}: no known model; known are {', '.join(known())}")
    if model.shipped:
        raise ConfigError(f"{name} comes with newsclaims; there is nothing to install")
    if file is not None:
        if not file.is_file():
            raise ConfigError(f"{file}: no such file")
        address = file.resolve().as_uri()
    else:
        address = str(model.url)
    requirement = f"{name} @ {address} --hash=sha256:{model.sha256}\n"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--require-hashes", "--requirement"]
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "model.txt"
        listing.write_text(requirement, encoding="utf-8")
        done = subprocess.run([*command, str(listing)], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-12:]
        raise ConfigError(f"pip could not install {name} from {address}:\n" + "\n".join(reason))
