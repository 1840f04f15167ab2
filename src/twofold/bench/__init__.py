"""How quick Twofold is, measured beside baselines that are frozen here, in the same run. Every claim of speed is made here.

Each part runs in a process and a private home folder of its own, which are gone afterwards. Another app registers a bench by
a line in `registry`: a module with `measure(quick) -> list of results`, each made by plain values (`results.result`'s keys).
"""
