"""A cluster gives the same bytes as this machine's threads."""

import subprocess
import sys

import pytest

# In a process of its own: the cluster warns about ports and colours, and warnings are errors here
PROGRAM = """
from distributed import LocalCluster
from tests.model.scenarios import everything
from twofold import epi

if __name__ == "__main__":
    scenario = everything(people=100, years=1)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster:
        there = epi.run(scenario, dask=cluster.scheduler_address)
    here = epi.run(scenario)
    print([a.tobytes() for a in here.counts] == [a.tobytes() for a in there.counts], here.counts.infections.sum() > 0)
"""


@pytest.mark.slow
def test_a_local_cluster_gives_the_same_bytes() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr
