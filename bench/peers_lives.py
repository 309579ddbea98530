"""How long a million spells last, and by which of three causes they end, with numpy and lifelines.

    python peers_lives.py numpy FOLDER        FOLDER/spells.parquet: counting by the day, each curve a product or a sum
    python peers_lives.py lifelines FOLDER    KaplanMeierFitter, and AalenJohansenFitter for each cause

Lengths and causes are in memory before the watch starts; the second of two runs counts. lifelines' incidence puts tied exits into
a random order: its figures are others, and others again with the next seed, so that they are timed and not compared. Prints
lines of JSON.
"""

import sys
import warnings

import numpy as np
import pyarrow.parquet as pq

from watch import print_line, timed, warm

SPELLS, CAUSES, DECIDED = 1_000_000, 3, 29
DAYS = np.array([10, 30, 90, 180, 365])
COVERED_UNTIL = np.datetime64("2026-05-31").astype(int)


def read(folder):
    table = pq.read_table(f"{folder}/spells.parquet").slice(0, SPELLS)
    person = table["person"].to_numpy().astype(np.int64)
    first, until = (table[name].combine_chunks().cast("int32").to_numpy().astype(np.int64) for name in ("from", "until"))
    cause = np.where(until + DECIDED <= COVERED_UNTIL, (person + first) % CAUSES + 1, 0)
    return (until - first).astype(np.int32), cause.astype(np.int8)


def whole(values):
    return [int(value) for value in np.floor(np.asarray(values) * 1e8 + 0.5)]


def print_both(tool, survival, incidences, took, n):
    print_line("lives: survival", tool, rows=n, answer=whole(survival), **took)
    print_line("lives: incidence", tool, rows=n, answer=whole(np.concatenate(incidences)), **took)


def with_numpy(time, cause):
    def work():
        steps = int(time.max()) + 1
        counts = np.bincount(cause * np.int64(steps) + time, minlength=(CAUSES + 1) * steps).reshape(CAUSES + 1, steps)
        at_risk = counts.sum(0)[::-1].cumsum()[::-1]
        survival = np.cumprod(1 - counts[1:].sum(0) / at_risk)
        before = np.concatenate(([1.0], survival[:-1]))
        return survival, [np.cumsum(before * exits / at_risk) for exits in counts[1:]]

    (survival, incidences), took = warm(work)
    print_both("numpy", survival[DAYS], [one[DAYS] for one in incidences], took, len(time))


def with_lifelines(time, cause):
    from lifelines import AalenJohansenFitter, KaplanMeierFitter

    warnings.simplefilter("ignore")
    fit, took = warm(lambda: KaplanMeierFitter().fit(time, cause > 0))
    print_line("lives: survival", "lifelines", rows=len(time), answer=whole(fit.survival_function_at_times(DAYS)), **took)
    # Once: it takes long.
    _, took = timed(lambda: [AalenJohansenFitter(calculate_variance=False, seed=1).fit(time, cause, event_of_interest=one) for one in (1, 2, 3)])
    print_line("lives: incidence, ties at random", "lifelines", rows=len(time), **took)


{"numpy": with_numpy, "lifelines": with_lifelines}[sys.argv[1]](*read(sys.argv[2]))
