"""Groups of candidates as one sparse matrix, and the softmax ranker fitted on some of them.

The same loss as `fit.fit_ranker`, for the large groups of metric and subject: features become numbers as they
come in, and every fold fits on rows of one matrix.
"""

from array import array
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


class Groups:
    """Candidates of many claims. `owners`: the passage of each group."""

    def __init__(self) -> None:
        self.owners: list[int] = []
        self._ids: dict[str, int] = {}
        self._indices = array("i")
        self._ends = array("q", [0])
        self._sizes = array("i")
        self._right: list[bool] = []

    def add(self, candidates: Sequence[Sequence[str]], right: Sequence[int], owner: int) -> None:
        """One more group; `right` are the acceptable candidates."""
        ids = self._ids
        for features in candidates:
            self._indices.extend(ids.setdefault(f, len(ids)) for f in features)
            self._ends.append(len(self._indices))
        self._sizes.append(len(candidates))
        acceptable = set(right)
        self._right.extend(k in acceptable for k in range(len(candidates)))
        self.owners.append(owner)

    def figures(self) -> str:
        """How many groups and candidates there are."""
        return f"{len(self.owners)} groups of {sum(self._sizes) / max(len(self.owners), 1):.1f} candidates"

    def freeze(self, *, at_least: int = 4) -> None:
        """Makes the matrix, of the features that at least so many candidates have."""
        indices = np.frombuffer(self._indices, dtype=np.int32)
        ends = np.frombuffer(self._ends, dtype=np.int64)
        counts = np.bincount(indices, minlength=len(self._ids))
        kept = np.flatnonzero(counts >= at_least)
        shape = (len(ends) - 1, len(self._ids))
        whole = csr_matrix((np.ones(len(indices), dtype=np.float32), indices, ends), shape=shape)
        self._matrix = whole[:, kept].tocsr()
        names = list(self._ids)
        self._names = [names[k] for k in kept]
        self._row_group = np.repeat(np.arange(len(self._sizes)), np.frombuffer(self._sizes, dtype=np.int32))

    def fit(
        self, keep: Sequence[bool], *, l2: float, views: Sequence[tuple[str, ...]] = ((),)
    ) -> dict[str, float]:
        """Weights by feature of the ranker on the groups that are kept: the mean over the views.

        A view names the features (by how they begin) that a ranker is trained without. Each learns to do
        without what another leans on (feature bagging: Sutton, Sindelar and McCallum 2006), and the mean of
        linear rankers is a linear ranker.
        """
        mean: dict[str, float] = {}
        for hidden in views:
            for name, weight in self._fit(keep, l2=l2, hidden=hidden).items():
                mean[name] = mean.get(name, 0.0) + weight / len(views)
        return mean

    def _fit(
        self, keep: Sequence[bool], *, l2: float, hidden: tuple[str, ...], iterations: int = 120
    ) -> dict[str, float]:
        kept_groups = np.asarray(keep)
        rows = np.flatnonzero(kept_groups[self._row_group])
        seen = [k for k, name in enumerate(self._names) if not name.startswith(hidden)]
        x = self._matrix[rows][:, seen]
        transposed = x.T.tocsr()
        is_right = np.asarray(self._right)[rows]
        sizes = np.frombuffer(self._sizes, dtype=np.int32)[kept_groups]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        group_of = np.repeat(np.arange(len(sizes)), sizes)

        def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
            z = x @ w
            z -= np.maximum.reduceat(z, starts)[group_of]
            e = np.exp(z)
            p = e / np.add.reduceat(e, starts)[group_of]
            mass = np.add.reduceat(np.where(is_right, p, 0.0), starts) + 1e-12
            target = np.where(is_right, p / mass[group_of], 0.0)
            return float(-np.log(mass).sum() + 0.5 * l2 * (w**2).sum()), transposed @ (p - target) + l2 * w

        start = np.zeros(x.shape[1])
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x
        return {self._names[k]: float(w) for k, w in zip(seen, found, strict=True) if w}
