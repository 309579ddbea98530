"""Files of an extract with DuckDB, Polars and numpy: a wide DREAM file to spells, and an extract's tables to sorted Parquet.

    python peers_files.py dream TOOL FOLDER          FOLDER/dream.parquet; TOOL is duckdb, polars or numpy
    python peers_files.py import TOOL FOLDER OUT     FOLDER/*.csv or *.parquet; TOOL is duckdb or polars
    python peers_files.py text duckdb FILE OUT       payments as CSV, days as whole numbers, for those who read no Parquet

`dream` gives the spells of ressourceforløb across breaks of up to 28 days, and all runs of weeks with one code: how many of
each, and their weeks. `import` reads every table with its types, sorts it by person and first day, and writes it as Parquet:
no codes are looked up, no duplicates taken out, no pseudonyms made. Polars and numpy take a DREAM file by blocks of its rows,
which are whole persons; DuckDB takes it as it likes.
Threads are set by POLARS_MAX_THREADS. One run each, since files are read. Prints a line of JSON a result.
"""

import glob
import os
import sys

from watch import duckdb_base, print_line, timed

RESSOURCEFORLOB = (810, 813, 814, 815, 816, 817, 818)
# 28 idle days are four weeks: five later is the first week that no longer belongs.
FORGIVEN = 5


def weeks_of(file):
    import pyarrow.parquet as pq

    return [name for name in pq.ParquetFile(file).schema_arrow.names if name.startswith("Y_")]


def duckdb_dream(file):
    base = duckdb_base()
    base.execute("CREATE TABLE weeks (name VARCHAR, week INTEGER)")
    base.executemany("INSERT INTO weeks VALUES (?, ?)", [(name, week) for week, name in enumerate(weeks_of(file))])
    cells = f"""
        cells AS (UNPIVOT (SELECT file_row_number AS person, COLUMNS('Y_.*')
            FROM read_parquet('{file}', file_row_number = true)) ON COLUMNS('Y_.*') INTO NAME name VALUE code),
        dated AS (SELECT person, week, code::USMALLINT AS code FROM cells JOIN weeks USING (name))"""
    one = f"""WITH {cells}, paid AS (SELECT person, week FROM dated WHERE code IN {RESSOURCEFORLOB}),
        starts AS (SELECT *, week - lag(week) OVER (PARTITION BY person ORDER BY week) AS step FROM paid),
        spells AS (SELECT person, min(week) AS first, max(week) + 1 AS until FROM (
            SELECT *, count(*) FILTER (step IS NULL OR step > {FORGIVEN}) OVER (PARTITION BY person ORDER BY week ROWS UNBOUNDED PRECEDING) AS n
            FROM starts) GROUP BY person, n)
        SELECT count(*), sum(until - first) FROM spells"""
    everything = f"""WITH {cells}, islands AS (
            SELECT person, code, week - row_number() OVER (PARTITION BY person, code ORDER BY week) AS island FROM dated),
        runs AS (SELECT person, code, island, count(*) AS weeks FROM islands GROUP BY ALL)
        SELECT count(*), sum(weeks) FROM runs"""
    return [(what, lambda query=query: base.execute(query).fetchone()) for what, query in (("one", one), ("all", everything))]


# So many persons at a time: the long form of more does not fit beside its own sorting.
BLOCK = 16_384


def polars_dream(file):
    import polars as pl

    weeks = weeks_of(file)
    number = pl.DataFrame({"name": weeks, "week": range(len(weeks))}, schema={"name": pl.String, "week": pl.Int32})
    n_rows = pl.scan_parquet(file).select(pl.len()).collect().item()

    def cells(first):
        wide = pl.scan_parquet(file).slice(first, BLOCK).select(pl.col(weeks).cast(pl.String).cast(pl.UInt16))
        long = wide.with_row_index("person").unpivot(index="person", variable_name="name", value_name="code").drop_nulls("code")
        return long.join(number.lazy(), on="name").select("person", "week", "code")

    def one():
        n, total = 0, 0
        for first in range(0, n_rows, BLOCK):
            paid = cells(first).filter(pl.col("code").is_in(RESSOURCEFORLOB)).sort("person", "week")
            step = pl.col("week") - pl.col("week").shift(1).over("person")
            numbered = paid.with_columns(n=(step.is_null() | (step > FORGIVEN)).cum_sum())
            spells = numbered.group_by("n").agg(weeks=pl.col("week").max() + 1 - pl.col("week").min())
            found = spells.select(pl.len(), pl.col("weeks").sum().alias("sum")).collect().row(0)
            n, total = n + found[0], total + found[1]
        return n, total

    def everything():
        n, total = 0, 0
        for first in range(0, n_rows, BLOCK):
            rows = cells(first).sort("person", "week")
            same = (pl.col("person") == pl.col("person").shift(1)) & (pl.col("code") == pl.col("code").shift(1))
            new = ~(same & (pl.col("week") == pl.col("week").shift(1) + 1)).fill_null(False)
            found = rows.select(new.sum().alias("runs"), pl.len()).collect().row(0)
            n, total = n + found[0], total + found[1]
        return n, total

    return [("one", one), ("all", everything)]


def numpy_dream(file):
    """By hand: a block as a matrix of codes, a week a row, and where a week's code is not that of the week before."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    weeks = weeks_of(file)

    def blocks():
        for batch in pq.ParquetFile(file, read_dictionary=weeks).iter_batches(BLOCK, columns=weeks):
            codes = np.zeros((len(weeks) + 1, batch.num_rows), np.uint16)
            for week, column in enumerate(batch.columns):
                words = column.dictionary.cast(pa.uint16()).to_numpy(zero_copy_only=False)
                places = column.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
                codes[week] = np.append(words, np.uint16(0))[places]
            yield codes

    def everything():
        n, total = 0, 0
        for codes in blocks():
            new = np.diff(codes, axis=0, prepend=np.zeros((1, codes.shape[1]), np.uint16)) != 0
            n, total = n + int((new & (codes > 0)).sum()), total + int((codes > 0).sum())
        return n, total

    def one():
        n, total = 0, 0
        for codes in blocks():
            person, week = np.nonzero(np.isin(codes, RESSOURCEFORLOB).T)
            new = np.append(True, (np.diff(person) != 0) | (np.diff(week) > FORGIVEN))[: len(week)]
            at = np.flatnonzero(new)
            last = np.append(at[1:], len(week)) - 1
            n, total = n + len(at), total + int((week[last] + 1 - week[at]).sum())
        return n, total

    return [("one", one), ("all", everything)]


TYPES = {
    "borgere": dict(borger="text", foedselsdato="date", koen="text", herkomst="text", doed="date", udrejst="date"),
    "bopael": dict(borger="text", kommune="text", fra="date", til="date"),
    "ydelser": dict(borger="text", ydelse="text", fra="date", til="date", kommune="text", beloeb="number"),
    "tilbud": dict(borger="text", tilbud="text", fra="date", til="date", timer="number"),
    "loen": dict(borger="text", maaned="text", timer="number", beloeb="number"),
    "fleksjob": dict(borger="text", fra="date", til="date", timer="number"),
    "visitation": dict(borger="text", projekt="text", gruppe="text", fra="date", til="date"),
    "haendelser": dict(borger="text", dato="date", haendelse="text", vaerdi="text"),
    "planer": dict(borger="text", ydelse="text", fra="date", planlagt_til="date"),
}


def tables_of(folder):
    """Each table, its files, the columns that they have and the column that orders a person's rows."""
    for table, types in TYPES.items():
        files = sorted(glob.glob(f"{folder}/{table}.csv") + glob.glob(f"{folder}/{table}.*.csv") + glob.glob(f"{folder}/{table}.parquet"))
        if not files:
            continue
        if files[0].endswith(".csv"):
            header = open(files[0], encoding="utf-8-sig").readline().strip()
            separator = ";" if ";" in header else ","
            columns = header.split(separator)
        else:
            separator, columns = None, None
        order = next((name for name in ("fra", "dato", "maaned", "foedselsdato") if name in types), None)
        yield table, files, separator, {name: types[name] for name in columns or types}, order


def duckdb_import(folder, out):
    base = duckdb_base()
    kinds = {"text": "VARCHAR", "date": "DATE", "number": "DOUBLE"}

    def work():
        rows = 0
        for table, files, separator, types, order in tables_of(folder):
            if separator is None:
                source = f"read_parquet({files})"
            else:
                names = {name: kinds[kind] for name, kind in types.items()}
                comma = ", decimal_separator = ','" if separator == ";" else ""
                source = f"read_csv({files}, header = true, delim = '{separator}', columns = {names}{comma})"
            query = f"COPY (FROM {source} ORDER BY borger, {order}) TO '{out}/{table}.parquet' (FORMAT parquet, COMPRESSION snappy)"
            rows += base.execute(query).fetchone()[0]
        return rows

    return work


def polars_import(folder, out):
    import polars as pl

    kinds = {"text": pl.String, "date": pl.Date, "number": pl.Float64}

    def work():
        for table, files, separator, types, order in tables_of(folder):
            if separator is None:
                rows = pl.scan_parquet(files)
            else:
                schema = {name: kinds[kind] for name, kind in types.items()}
                rows = pl.scan_csv(files, separator=separator, schema=schema, decimal_comma=separator == ";")
            rows.sort("borger", order).sink_parquet(f"{out}/{table}.parquet", compression="snappy", mkdir=False)
        return sum(pl.scan_parquet(f"{out}/{table}.parquet").select(pl.len()).collect().item() for table, *_ in tables_of(folder))

    return work


def main():
    task, tool, folder, *rest = sys.argv[1:]
    if task == "dream":
        file = os.path.join(folder, "dream.parquet")
        import pyarrow.parquet as pq

        persons = pq.ParquetFile(file).metadata.num_rows
        for what, work in {"duckdb": duckdb_dream, "polars": polars_dream, "numpy": numpy_dream}[tool](file):
            (spells, weeks), took = timed(work)
            print_line(f"wide dream: {what}", tool, persons=persons, stretches=spells, weeks=int(weeks), **took)
        return
    if task == "text":
        days = """("from" - DATE '1970-01-01')::INTEGER AS "from", (until - DATE '1970-01-01')::INTEGER AS until"""
        duckdb_base().execute(f"COPY (SELECT person, benefit, {days} FROM '{folder}') TO '{rest[0]}' (HEADER, DELIMITER ',')")
        return
    os.makedirs(rest[0], exist_ok=True)
    kind = "parquet" if glob.glob(f"{folder}/*.parquet") else "csv"
    rows, took = timed({"duckdb": duckdb_import, "polars": polars_import}[tool](folder, rest[0]))
    print_line("copy", tool, format=kind, rows=rows, **took)


main()
