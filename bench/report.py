"""Medians of the lines that `bench/run` gathered, as tables; fails where two tools gave two answers.

    python report.py LINES
"""

import json
import statistics
import sys
from collections import defaultdict

lines = [json.loads(line) for line in open(sys.argv[1])]


def of(what):
    return [line for line in lines if line["what"].startswith(what)]


def groups(lines, *keys):
    """Lines with the same values under these keys, in order of their first."""
    found = defaultdict(list)
    for line in lines:
        found[tuple(line[key] for key in keys)].append(line)
    return found


def median(lines, key="seconds"):
    return statistics.median(line[key] for line in lines)


def spread(lines):
    seconds = [line["seconds"] for line in lines]
    return f"{min(seconds):.3f}-{max(seconds):.3f}"


def table(title, head, rows):
    print(f"\n{title}\n\n| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def same_answers():
    """Every tool, order and number of threads must have come to the same spells."""
    for (rows,), made in groups(of("join"), "rows").items():
        answers = {(line["spells"], line["days"], line["check"]) for line in made}
        if len(answers) != 1:
            sys.exit(f"the tools do not agree on {rows} rows: {groups(made, 'tool', 'order', 'spells', 'days').keys()}")
        spells, days, _ = answers.pop()
        tools = len({line["tool"] for line in made})
        print(f"{rows:,} rows: {spells:,} spells, {days:,} days, the same from {tools} tools in {len(made)} runs")
    if len({line["kept"] for line in of("import")}) > 1:
        sys.exit("two imports kept different rows")
    if len({(line["spells"], line["days"]) for line in lines if "spells" in line and line["what"] != "join"}) > 1:
        sys.exit("the store and the people in memory gave different spells")


def joins():
    for (rows, order), made in groups(of("join"), "rows", "order").items():
        ours = median([line for line in made if line["tool"] == "forlob"])
        cells = []
        for (tool, threads), runs in groups(made, "tool", "threads").items():
            seconds = median(runs)
            per_row = f"{seconds / rows * 1e9:.1f}"
            peak, read = f"{median(runs, 'peak_mb'):.0f}", f"{median(runs, 'read_seconds'):.2f}"
            cells.append((tool, threads, f"{seconds:.3f}", spread(runs), per_row, f"{seconds / ours:.1f}", peak, read))
        head = ("tool", "threads", "s", "least-most", "ns a row", "times ours", "peak MB", "reading, s")
        table(f"Payments to spells: {rows:,} rows, {order}", head, cells)


def others():
    cells = []
    for (threads,), runs in groups(of("import"), "threads").items():
        seconds, megabytes = median(runs), runs[0]["bytes"] / 1e6
        speed, each = megabytes / seconds, megabytes / seconds / threads
        cells.append((threads, f"{seconds:.2f}", spread(runs), f"{speed:.0f}", f"{each:.0f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        title = f"Import of CSV: {runs[0]['bytes'] / 1e6:,.0f} MB, {runs[0]['persons']:,} persons, {runs[0]['rows']:,} rows"
        table(title, ("threads", "s", "least-most", "MB/s", "MB/s a thread", "peak MB"), cells)
    cells = []
    for (what, tables), runs in groups([line | {"tables": line.get("tables", "")} for line in of("scan")], "what", "tables").items():
        seconds, rows, persons = median(runs), runs[0]["rows"], runs[0]["persons"]
        cells.append((what, tables, f"{seconds:.3f}", spread(runs), f"{seconds / rows * 1e9:.1f}", f"{seconds / persons * 1e9:.0f}"))
    if cells:
        title = f"From the store, one thread: {rows:,} runs of payments, {persons:,} persons"
        table(title, ("what", "tables", "s", "least-most", "ns a run", "ns a person"), cells)
    cells = []
    for (threads, persons), runs in groups(of("dream: import"), "threads", "persons").items():
        seconds = median(runs)
        cells.append((threads, f"{persons:,}", f"{seconds:.2f}", spread(runs), f"{persons * 1822 / seconds / 1e6:.0f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        title = f"Wide DREAM, 1,822 weeks, as Parquet ({runs[0]['bytes'] / 1e6:,.0f} MB) into a store"
        table(title, ("threads", "persons", "s", "least-most", "million cells a second", "peak MB"), cells)
    cells = []
    for (threads,), runs in groups(of("synth"), "threads").items():
        seconds = median(runs)
        cells.append((threads, f"{seconds:.2f}", spread(runs), f"{runs[0]['persons'] / seconds * 60 / 1e6:.1f}", f"{runs[0]['bytes'] / seconds / 1e6:.0f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        table(f"Made-up people: {runs[0]['persons']:,} persons, {runs[0]['bytes'] / 1e6:,.0f} MB of CSV", ("cores", "s", "least-most", "million persons a minute", "MB/s", "peak MB"), cells)


def disclosures():
    cells = []
    for (what, threshold, method), runs in groups(of("disclosure"), "what", "threshold", "method").items():
        # How much dearer than the cheapest, seed by seed, where that is known.
        best = {line["seed"]: line["cost"] for line in of(what) if line["what"] == what and line["threshold"] == threshold and line["optimal"]}
        dearer = [100 * (line["cost"] / best[line["seed"]] - 1) for line in runs if line["seed"] in best]
        dearer = f"{statistics.median(dearer):.1f}, {max(dearer):.1f}" if dearer else ""
        audits = [line["audit_seconds"] for line in runs]
        sizes = [f"{median(runs, key):.0f}" for key in ("cells", "primary", "secondary", "value")]
        cells.append((method, threshold, *sizes, dearer, f"{median(runs):.2f}", spread(runs), f"{statistics.median(audits):.3f}", f"{max(audits):.3f}"))
    if cells:
        head = ("method", "threshold", "cells", "small", "to cover them", "their value", "% dearer than the cheapest: median, most", "s", "least-most", "audit, s", "most")
        table("Disclosure control: made-up benefits by municipality, and by age; medians over the seeds, one core", head, cells)


same_answers()
joins()
disclosures()
others()
