"""Compiles the translations: `.po` is what people edit and what is tracked, `.mo` is what Django reads.

`python -m tests.machinery.translations FILE.po...` compiles these; without a file, all that have changed.
"""

import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "twofold"


def compile_one(po: Path) -> Path:
    import polib  # late: a tree without translations needs no compiler

    mo = po.with_suffix(".mo")
    polib.pofile(str(po), check_for_duplicates=True).save_as_mofile(str(mo))
    return mo


def stale(source: Path = SOURCE) -> list[Path]:
    found = sorted(source.glob("**/locale/*/LC_MESSAGES/*.po"))
    return [po for po in found if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime]


def compile_stale(source: Path = SOURCE) -> list[Path]:
    return [compile_one(po) for po in stale(source)]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        for name in sys.argv[1:]:
            compile_one(Path(name))
    else:
        compile_stale()
