"""Tidy tables: one row for one thing said, with the mean and the 50 and 90 per cent bands of the seeds."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.floating[Any]]
BANDS = {"mean": None, "low90": 0.05, "low50": 0.25, "median": 0.5, "high50": 0.75, "high90": 0.95}


@dataclass(frozen=True)
class Table:
    """Columns of one length. `rows()` for people, `write()` for files."""

    columns: dict[str, list[Any]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def rows(self) -> Iterator[dict[str, Any]]:
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))

    def write(self, path: Path) -> None:
        """As CSV or, where pyarrow is installed, as Parquet: by the ending of the name."""
        if path.suffix == ".parquet":
            import pyarrow
            from pyarrow import parquet

            parquet.write_table(pyarrow.table(self.columns), path)
            return
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows(zip(*self.columns.values(), strict=True))


def tabled(rows: Iterable[dict[str, Any]]) -> Table:
    """Rows of the same names as columns."""
    held = list(rows)
    return Table({name: [row[name] for row in held] for name in held[0]} if held else {})


def bands(values: Values) -> dict[str, float]:
    """Mean and quantiles over the seeds."""
    return {name: float(values.mean() if q is None else np.quantile(values, q)) for name, q in BANDS.items()}
