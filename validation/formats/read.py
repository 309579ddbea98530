"""Reads the files of the example `formats` of the crate publication with packages that others wrote.

Usage: read.py FOLDER. A line for each table: how many figures pyjstat and pyaxis read, all as in the tidy `N.csv`.
It fails at the first figure that differs, and where jsonstat-validator finds a file that is not valid.
"""

import csv
import json
import logging
import sys
from pathlib import Path

import jsonstat_validator
from pyaxis import pyaxis
from pyjstat import pyjstat

logging.disable(logging.WARNING)


def expected(path):
    """Every figure by the codes of its categories: the number and the mark, both as text."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head[:-2], {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}


def from_json_stat(path, names):
    """The numbers as pyjstat has them, and the symbols by their place."""
    text = path.read_text(encoding="utf-8")
    jsonstat_validator.validate_jsonstat(json.loads(text))
    dataset = pyjstat.Dataset.read(text)
    frame = dataset.write("dataframe", naming="id")
    figures = {}
    for _, row in frame.iterrows():
        value = row["value"]
        figures[tuple(str(row[name]) for name in names)] = None if value is None or value != value else float(value)
    return figures, dataset.get("status", {})


def from_px(path, names):
    """The numbers and the dots as pyaxis has them."""
    # No pattern for what is missing: the dots stay as they are written.
    parsed = pyaxis.parse(str(path), encoding="utf-8", null_values="^$", sd_values="^$")
    metadata, frame = parsed["METADATA"], parsed["DATA"]
    figures = {}
    variables = metadata["STUB"] + metadata.get("HEADING", [])
    code_of = {name: metadata[f"VARIABLECODE({name})"][0] for name in variables}
    codes = {name: dict(zip(metadata[f"VALUES({name})"], metadata[f"CODES({name})"])) for name in variables}
    single = {"ContentsCode": None}
    for _, row in frame.iterrows():
        key = single | {code_of[name]: codes[name][row[name]] for name in variables}
        figures[tuple(key[name] for name in names)] = row["DATA"]
    return figures


def main():
    folder = Path(sys.argv[1])
    tables = sorted(path for path in folder.glob("*.csv") if path.stem.isdigit())
    if not tables:
        sys.exit(f"no tables in {folder}")
    for path in tables:
        names, wanted = expected(path)
        json_stat, status = from_json_stat(path.with_suffix(".json"), names)
        px = from_px(path.with_suffix(".px"), names)
        # One column of figures alone is no variable of the PX file.
        alone = next(iter(wanted))[-1]
        px = {tuple(code or alone for code in key): value for key, value in px.items()}
        if not (json_stat.keys() == px.keys() == wanted.keys()):
            sys.exit(f"{path}: other categories")
        for at, (key, (number, mark)) in enumerate(wanted.items()):
            read = (json_stat[key], status.get(str(at), ""), px[key])
            right = (float(number), mark, number) if number else (None, mark, f'"{mark}"')
            if read != right:
                sys.exit(f"{path}: {key} is {read}, and should be {right}")
        numbers = sum(1 for number, _ in wanted.values() if number)
        print(f"  {path.stem}: {numbers} numbers and {len(wanted) - numbers} symbols, as pyjstat and pyaxis read them")


main()
