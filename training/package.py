"""Checkpoint → the spaCy pipeline that is shipped: `python -m training.package CHECKPOINT FOLDER --version
V`.
"""

import argparse
import json
from pathlib import Path

import spacy
import torch

import pipeline.segment  # noqa: F401  (registers the tokenizer)
from pipeline.entities.network import LABELS, Weights
from training import export
from training.network import jieba_alphabet
from training.train import JIEBA_TAGGER


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    state = torch.load(options.checkpoint)
    alphabet = jieba_alphabet(JIEBA_TAGGER)
    settings = {"tokenizer": {"@tokenizers": "newsclaims.JiebaTokenizer.v1"}, "batch_size": 32}
    nlp = spacy.blank("zh", config={"nlp": settings})
    tagger = nlp.add_pipe("newsclaims_tagger")
    tagger.weights = Weights(alphabet, export.small(export.arrays(state)))
    nlp.meta["name"] = options.folder.name
    nlp.meta["version"] = options.version
    nlp.meta["description"] = "Character tagger for Chinese business news: ORG, PERSON, GPE, LOC, PRODUCT"
    nlp.meta["license"] = "CC BY-SA 4.0"
    nlp.meta["spacy_version"] = ">=3.8,<3.9"
    options.folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(options.folder, exclude=["vocab", "tokenizer"])
    meta = json.loads((options.folder / "meta.json").read_text(encoding="utf-8"))
    meta["labels"] = {"newsclaims_tagger": list(LABELS)}
    (options.folder / "meta.json").write_text(
        json.dumps(meta, indent=2, ensure_ascii=False), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
