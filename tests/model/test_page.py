"""The page on the validation, and its drawings: well-formed, and honest about what is missed."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from tests.machinery.pages import MANUAL
from twofold.epi import bench
from twofold.epi.manual import settings
from twofold.epi.scenario import Cohort, Costs, Place, Services
from twofold.epi.validation import page
from twofold.epi.validation.row import exact, inside

ROWS = [
    exact("A1", "one", 1.0, 1.0, 0.1, "algebra"),
    inside("B", "B1", "two < three", 0.1, 0.9, np.array([0.4, 0.5, 0.6]), "met"),
    inside("B", "B2", "far off", 0.1, 0.2, np.array([5.0, 5.001]), "missed, because"),
    inside("B", "B3", "wide", 0.1, 0.2, np.array([0.0, 0.3]), ""),
]


def test_the_page_says_what_is_missed_and_its_drawings_are_well_formed(tmp_path: Path) -> None:
    page.write(ROWS, tmp_path, seeds=2)
    text = (tmp_path / "model-validation.md").read_text()
    assert "| B2 | far off |" in text and "**missed** | missed, because" in text
    assert [row.verdict for row in ROWS] == ["met", "met", "missed", "too wide to say"]
    for drawing in ("model-validation.svg", "model-order-of-use.svg"):
        root = ElementTree.fromstring((tmp_path / drawing).read_text())
        assert root.tag.endswith("svg") and drawing in text
        assert "nan" not in (tmp_path / drawing).read_text()


def test_the_manual_names_every_setting_and_shows_the_validation() -> None:
    said = "".join(settings())
    for kind in (Place, Cohort, Services, Costs):
        assert all(f"`{name}`" in said for name in kind.__dataclass_fields__)
    assert "model-validation.md" in (MANUAL / "model.md").read_text()
    assert (MANUAL / "model-validation.md").exists()


def test_the_page_on_speed_has_its_drawing_from_a_thousand_people_to_a_million() -> None:
    page, drawing = (MANUAL / "model-speed.md").read_text(), (MANUAL / "model-growth.svg").read_text()
    root = ElementTree.fromstring(drawing)
    said = "".join(root.itertext())
    assert "model-growth.svg" in page and "model-speed.md" in (MANUAL / "model.md").read_text()
    assert all(size in said and size in page for size in ("1,000", "10,000", "100,000", "1,000,000"))
    assert len([one for one in root.iter() if one.tag.endswith("circle")]) == 8, "ten years, and set-up, at four sizes"


def test_the_bench_measures_a_small_world() -> None:
    found = bench.measure(400, repeats=1)
    assert 300 < found["people"] < 600
    assert found["steps_per_s"] > 100_000
