"""Compares every value of SAS files with what pyreadstat reads in them.

Usage: compare.py PROGRAM FOLDER...

PROGRAM is the example `sas_values` of the crate register. All files *.sas7bdat below the folders are read by both, and a
line is printed for each. It fails at the first value that differs, and where one of the two reads a file that the
other cannot, but for files whose text is in an encoding that register refuses by name.
"""

import csv
import datetime
import io
import math
import subprocess
import sys
from pathlib import Path

import pyreadstat

EPOCH = datetime.date(1960, 1, 1)


def ours(program, path):
    """The rows as register has them, or why it refuses the file."""
    run = subprocess.run([program, path], capture_output=True, check=False)
    if run.returncode:
        return None, run.stderr.decode("utf-8").strip()
    head, *rows = csv.reader(io.StringIO(run.stdout.decode("utf-8"), newline=""))
    return head, rows


def theirs(path):
    """The columns as pyreadstat has them, dates as the numbers that stand in the file."""
    try:
        columns, meta = pyreadstat.read_sas7bdat(str(path), disable_datetime_conversion=True, output_format="dict")
    except Exception as error:  # pyreadstat raises what its C library says, of many kinds.
        return None, str(error)
    return meta.column_names, [list(columns[name]) for name in meta.column_names]


def mended(text):
    """UTF-8 in a file that says it is Windows-1252: register reads what is valid UTF-8 as that, in every format."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def same(word, value):
    """Whether a word of ours is the value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return word == ""
    if isinstance(value, str):
        # Blanks around text are no part of it.
        value = value.strip(" \t\n\r\x0c\x00")
        return word == value or word == mended(value)
    try:
        return float(word) == float(value)
    except ValueError:
        days = (datetime.date.fromisoformat(word) - EPOCH).days
        return float(value) in (days, days * 86_400)


def compare(program, path):
    """What is to be said of a file, and whether it is as it should be."""
    head, rows = ours(program, path)
    names, columns = theirs(path)
    if head is None:
        refused = names is None or "its text is written in" in rows
        return f"refused ({rows.split(': ', 1)[-1]})", refused
    if names is None:
        return f"read, and not by pyreadstat ({columns})", False
    if head != [name.strip().lower() for name in names]:
        return "the names of the columns differ", False
    n_rows = len(columns[0]) if columns else 0
    if len(rows) != n_rows:
        return f"{len(rows)} rows, and pyreadstat has {n_rows}", False
    for number, row in enumerate(rows):
        for name, word, column in zip(names, row, columns):
            if not same(word, column[number]):
                return f"row {number + 1}, column {name}: {word!r}, and pyreadstat has {column[number]!r}", False
    return f"{n_rows} rows by {len(names)} columns, {n_rows * len(names)} values are the same", True


def main():
    program, *folders = sys.argv[1:]
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.sas7bdat"))
    all_right = bool(paths)
    for path in paths:
        told, right = compare(program, path)
        all_right = all_right and right
        print("ok " if right else "NOT", f"{path.name}: {told}")
    print(f"{len(paths)} files")
    sys.exit(not all_right)


main()
