"""Medians of the lines that `bench/run` gathered, as tables; fails where two tools gave two answers.

    python report.py LINES
"""

import json
import statistics
import sys
from collections import defaultdict

lines = [json.loads(line) for line in open(sys.argv[1])]
for line in lines:
    # R has no whole numbers of 64 bits: its checksum comes in two parts.
    if "check_high" in line:
        line["check"] = line["check_high"] * 1000 + line["check_low"]


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


def agree(made, what, keys):
    """Every tool, order and number of threads must have come to the same."""
    answers = {json.dumps([line[key] for key in keys]) for line in made}
    if len(answers) != 1:
        sys.exit(f"the tools do not agree on {what}: {[(line['tool'], *[line[key] for key in keys]) for line in made]}")
    tools = len({line["tool"] for line in made})
    print(f"{what}: the same from {tools} tools in {len(made)} runs")
    return json.loads(answers.pop())


def same_answers():
    for (rows,), made in groups(of("join"), "rows").items():
        spells, days, _ = agree(made, f"{rows:,} rows to spells", ("spells", "days", "check"))
        print(f"    {spells:,} spells, {days:,} days")
    for (rows,), made in groups(of("horizons"), "rows").items():
        (answer,) = agree(made, f"what is paid after the end, of {rows:,} runs", ("answer",))
        of_horizon = [answer[at : at + 80] for at in range(0, 320, 80)]
        paid = [sum(sum(counts[at : at + 8]) for at in range(0, 80, 10)) for counts in of_horizon]
        print(f"    {sum(of_horizon[0]):,} ends; some benefit is paid 1, 3, 6 and 12 months after of {', '.join(f'{n:,}' for n in paid)}")
    for (what, rows), made in groups([line for line in of("lives") if "answer" in line], "what", "rows").items():
        agree(made, f"{what}, {rows:,} spells, to 8 decimals", ("answer",))
    if of("quarterly"):
        (answer,) = agree(of("quarterly"), "the counts of S000's tables", ("answer",))
        print(f"    {len(answer)} counts; persons, started twice, ended twice in the municipality: {answer[:5]}")
    for (what, persons), made in groups(of("wide dream"), "what", "persons").items():
        stretches, weeks = agree(made, f"{what}, {persons:,} persons", ("stretches", "weeks"))
        print(f"    {stretches:,} stretches, {weeks:,} weeks")
    if len({line["kept"] for line in of("import")}) > 1:
        sys.exit("two imports kept different rows")
    for _, made in groups([line for line in of("scan") if "spells" in line], "persons", "rows").items():
        if len({(line["spells"], line["days"]) for line in made}) > 1:
            sys.exit("the store and the people in memory gave different spells")


def beside(title, made, *more, ours="forlob"):
    """The tools of one task: how long by the clock and of the processor, and how many times ours."""
    own = [line for line in made if line["tool"] == ours]
    base = {threads: median(runs) for (threads,), runs in groups(own, "threads").items()}
    base_processor = median(own, "processor_seconds") if own else None
    cells = []
    for (tool, threads), runs in groups(made, "tool", "threads").items():
        seconds, processor = median(runs), median(runs, "processor_seconds")
        against = base.get(threads, base.get(1))
        times = f"{seconds / against:.1f}" if against else ""
        times_processor = f"{processor / base_processor:.1f}" if base_processor else ""
        extra = [f"{median(runs, key) * factor:.{decimals}f}" if all(key in line for line in runs) else "" for key, factor, decimals in more]
        cells.append((tool, threads, len(runs), f"{seconds:.3f}", spread(runs), f"{processor:.3f}", times, times_processor, f"{median(runs, 'peak_mb'):.0f}", *extra))
    return title, ("tool", "threads", "runs", "s", "least-most", "processor s", "times ours", "times ours, processor", "peak MB"), cells


def joins():
    for (rows, order), made in groups(of("join"), "rows", "order").items():
        title, head, cells = beside(f"Payments to spells: {rows:,} rows, {order}", made, ("processor_seconds", 1e9 / rows, 1), ("read_seconds", 1, 2))
        table(title, (*head, "processor ns a row", "reading, s"), cells)
    for (rows,), made in groups(of("horizons"), "rows").items():
        table(*beside(f"What is paid 1, 3, 6 and 12 months after the end: {rows:,} runs", made))
    for name, whats in {"Survival": ("lives: survival",), "Incidence of three causes": ("lives: incidence", "lives: incidence, ties at random")}.items():
        for (rows,), made in groups([line for line in of("lives") if line["what"] in whats], "rows").items():
            table(*beside(f"{name} of {rows:,} spells, by the day", made))
    if of("quarterly"):
        table(*beside("S000's tables from the store's files", of("quarterly")))
    for (what, persons), made in groups(of("wide dream"), "what", "persons").items():
        name = {"wide dream: one": "spells of one benefit", "wide dream: all": "all runs of weeks"}[what]
        table(*beside(f"Wide DREAM to {name}: {persons:,} persons", made))
    for (kind,), made in groups(of("copy"), "format").items():
        ours = [line for line in of("import") if line["format"] == kind]
        table(*beside(f"An extract as {kind}: ours to a store; the peers read, sort by person and write", ours + made))
    cells = []
    for (what, persons, threads, tool), runs in groups(of("notes"), "what", "persons", "threads", "tool").items():
        first = f"{median(runs, 'first_seconds'):.2f}"
        cells.append((f"{persons:,}", "weeks" if "dream" in what else "days", threads, tool, f"{runs[0]['tables']} of {runs[0]['asked']}", runs[0]["without_place"], f"{runs[0]['cells']:,}", first, f"{median(runs):.3f}", spread(runs), f"{median(runs, 'processor_seconds'):.3f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        table("The tables of S000 to S004 in one pass", ("persons", "of", "threads", "tool", "tables", "of the whole country", "cells", "first run, s", "s", "least-most", "processor s", "peak MB"), cells)


def others():
    cells = []
    for (threads,), runs in groups([line for line in of("import") if line["format"] == "csv"], "threads").items():
        seconds, megabytes = median(runs), runs[0]["bytes"] / 1e6
        speed, each = megabytes / seconds, megabytes / seconds / threads
        cells.append((threads, f"{seconds:.2f}", spread(runs), f"{speed:.0f}", f"{each:.0f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        title = f"Import of CSV: {runs[0]['bytes'] / 1e6:,.0f} MB, {runs[0]['persons']:,} persons, {runs[0]['rows']:,} rows"
        table(title, ("threads", "s", "least-most", "MB/s", "MB/s a thread", "peak MB"), cells)
    cells = []
    scans = [line | {"tables": f"{line['tables']} of {line['asked']}" if "tables" in line else ""} for line in of("scan")]
    for (what, tables, persons, threads), runs in groups(scans, "what", "tables", "persons", "threads").items():
        seconds, rows = median(runs), runs[0]["rows"]
        cells.append((what, f"{persons:,}", f"{rows:,}", threads, tables, f"{seconds:.3f}", spread(runs), f"{seconds / rows * 1e9:.1f}", f"{seconds / persons * 1e9:.0f}"))
    if cells:
        table("From a store (the passes alone use more than one thread)", ("what", "persons", "runs of payments", "threads", "tables", "s", "least-most", "ns a run", "ns a person"), cells)
    cells = []
    for (threads, persons), runs in groups(of("dream: import"), "threads", "persons").items():
        seconds = median(runs)
        processor = median(runs, "processor_seconds")
        cells.append((threads, f"{persons:,}", f"{runs[0]['bytes'] / 1e6:,.0f}", f"{seconds:.2f}", spread(runs), f"{persons * 1822 / seconds / 1e6:.0f}", f"{processor:.2f}", f"{persons * 1822 / processor / 1e6:.0f}", f"{median(runs, 'peak_mb'):.0f}"))
    if cells:
        head = ("threads", "persons", "MB", "s", "least-most", "million cells a second", "processor s", "million cells a processor second", "peak MB")
        table("Wide DREAM, 1,822 weeks, as Parquet, into a store", head, cells)
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
