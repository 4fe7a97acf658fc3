"""The mean of the weights of trainings that began from one checkpoint: `python -m training.average A B --out
C`.
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    states = [torch.load(c) for c in options.checkpoints]
    torch.save({k: torch.stack([s[k] for s in states]).mean(0) for k in states[0]}, options.out)


if __name__ == "__main__":
    main()
