"""Trained network → the arrays of `pipeline.entities.network`, small enough to ship.

Embedding tables become int8 with one scale a row, everything else half precision. The gates' half of the
sigmoid's argument is folded into the weights (see `network._recur`).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

TABLES = ("character", "left", "right", "word", "part", "shape")


def arrays(state: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Arrays in single precision from a network's state."""
    out: dict[str, np.ndarray] = {}
    for table in TABLES:
        out[table] = state[f"{table}.weight"].numpy().copy()
    for layer in ("first", "second"):
        weight = state[f"{layer}.inputs.weight"].numpy().T.copy()
        bias = state[f"{layer}.inputs.bias"].numpy().copy()
        inner = state[f"{layer}.inner"].numpy().copy()
        hidden = inner.shape[1]
        for direction in range(2):
            gates = slice(3 * hidden * direction, 3 * hidden * direction + 2 * hidden)
            weight[:, gates] *= 0.5
            bias[gates] *= 0.5
        out[f"{layer}.inputs.weight"], out[f"{layer}.inputs.bias"] = weight, bias
        out[f"{layer}.inner"] = inner * 0.5
        out[f"{layer}.candidate"] = state[f"{layer}.candidate"].numpy().copy()
    out["out.weight"] = state["out.weight"].numpy().T.copy()
    out["out.bias"] = state["out.bias"].numpy().copy()
    out["transitions"] = state["transitions"].numpy().copy()
    return out


def small(full: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same with tables in int8 and the rest in half precision."""
    out: dict[str, np.ndarray] = {}
    for name, array in full.items():
        if name in TABLES:
            scale = np.maximum(np.abs(array).max(1, keepdims=True), 1e-8) / 127
            out[name] = np.round(array / scale).astype(np.int8)
            out[f"{name}.scale"] = scale.astype(np.float16)
        else:
            out[name] = array.astype(np.float16)
    return out
