"""The joins of payments to spells and of ends to what is paid later, with DuckDB, Polars and numpy, each in the best form found.

    python peers.py join TOOL FILE           TOOL is duckdb, duckdb-packed, polars, polars-packed or numpy-packed
    python peers.py horizons TOOL FOLDER     TOOL is duckdb or polars; FOLDER has runs.parquet and spells.parquet

"packed" is our own way of ordering, put in the tool's words: a row is one 64-bit number (person, benefit, first day,
length), so that one sort of one column orders everything, and a running maximum over all rows never crosses from one
person and benefit to the next. The other forms are what one writes without it.

Threads are set by POLARS_MAX_THREADS, for DuckDB too. The tables are in memory before the watch starts, and the spells
are a table in memory when it stops. The second of two runs counts. Prints one line of JSON.
"""

import os
import sys

import numpy as np

from watch import duckdb_base, print_line, timed, warm


def numpy_packed(file):
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    person, benefit = table["person"].to_numpy(), table["benefit"].to_numpy()
    first, until = (table[name].combine_chunks().cast("int32").to_numpy() for name in ("from", "until"))

    def join():
        word = person.astype(np.uint64)
        word <<= 8
        word |= benefit
        word <<= 16
        word |= first.view(np.uint32)
        word <<= 8
        word |= (until - first).astype(np.uint8)
        word.sort()
        start = word >> 8
        reach = np.maximum.accumulate(start + (word & 255))
        new = np.empty(len(word), bool)
        new[0] = True
        np.greater(start[1:], reach[:-1] + 28, out=new[1:])
        at = np.flatnonzero(new)
        start, last = start[at], reach[np.append(at[1:], len(word)) - 1]
        days = lambda word: (word & 65535).astype(np.int32)
        return (start >> 24).astype(np.uint32), (start >> 16).astype(np.uint8), days(start), days(last)

    return join, lambda spells: spells


def polars(query):
    def prepare(file):
        import polars as pl

        table = pl.read_parquet(file)

        def columns(spells):
            number = lambda name: spells[name].cast(pl.Int64).to_numpy()
            dates = spells.with_columns(pl.col("from", "until").cast(pl.Int32))
            return number("person"), number("benefit"), dates["from"].to_numpy(), dates["until"].to_numpy()

        return lambda: query(pl, table), columns

    return prepare


def polars_plain(pl, table):
    key = (pl.col("person") * 8 + pl.col("benefit")).alias("key")
    before = pl.col("until").cum_max().shift(1).over("key")
    new = (pl.col("from") > before + pl.duration(days=28)).fill_null(True)
    rows = table.lazy().with_columns(key).sort("key", "from").with_columns(spell=new.cum_sum())
    first = pl.col("person", "benefit", "from").first()
    return rows.group_by("spell").agg(first, pl.col("until").max()).collect()


def polars_packed(pl, table):
    key = pl.col("person").cast(pl.UInt64) * 256 + pl.col("benefit").cast(pl.UInt64)
    first, until = pl.col("from").cast(pl.Int32), pl.col("until").cast(pl.Int32)
    word = (key * 65536 + first.cast(pl.UInt64)) * 256 + (until - first).cast(pl.UInt64)
    rows = table.lazy().select(word.sort().alias("word")).select(start=pl.col("word") // 256, length=pl.col("word") % 256)
    rows = rows.with_columns(reach=(pl.col("start") + pl.col("length")).cum_max())
    rows = rows.with_columns(before=pl.col("reach").shift(1, fill_value=0)).collect()
    starts = rows.lazy().filter(pl.col("start") > pl.col("before") + 28)
    date = lambda word: (word % 65536).cast(pl.Int32).cast(pl.Date)
    return starts.select(
        person=(pl.col("start") // (1 << 24)).cast(pl.UInt32),
        benefit=(pl.col("start") // 65536 % 256).cast(pl.UInt8),
        **{"from": date(pl.col("start"))},
        until=date(pl.col("before").shift(-1, fill_value=rows["reach"][-1])),
    ).collect()


DUCKDB_PLAIN = """
CREATE OR REPLACE TEMP TABLE spells AS
SELECT person, benefit, "from", coalesce(lead(before) OVER (PARTITION BY key ORDER BY "from"), last) AS until
FROM (
    SELECT person, benefit, key, "from",
        max(until) OVER (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
        max(until) OVER (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last
    FROM (SELECT *, person::BIGINT * 8 + benefit AS key FROM payments)
    WINDOW ordered AS (PARTITION BY key ORDER BY "from"))
WHERE before IS NULL OR "from" > before + 28
"""

# The windows without an order take the rows as they come, which is the order of the words.
DUCKDB_PACKED = """
CREATE OR REPLACE TEMP TABLE spells AS
WITH words AS MATERIALIZED (
    SELECT ((person::BIGINT * 256 + benefit) * 65536 + ("from" - DATE '1970-01-01')) * 256 + (until - "from") AS word
    FROM payments ORDER BY word),
reaches AS (SELECT word // 256 AS start, max(word // 256 + word % 256) OVER (ROWS UNBOUNDED PRECEDING) AS reach FROM words),
befores AS (SELECT start, reach, lag(reach) OVER () AS before FROM reaches),
starts AS (SELECT start, before FROM befores WHERE before IS NULL OR start > before + 28),
ends AS (SELECT start, lead(before) OVER () AS until FROM starts)
SELECT (start // 16777216)::UINTEGER AS person, (start // 65536 % 256)::UTINYINT AS benefit,
    DATE '1970-01-01' + (start % 65536)::INT AS "from",
    DATE '1970-01-01' + (coalesce(until, (SELECT max(reach) FROM reaches)) % 65536)::INT AS until
FROM ends
"""


def duckdb(query):
    def prepare(file):
        base = duckdb_base()
        base.execute(f"CREATE TABLE payments AS FROM '{file}'")

        def columns(_):
            epoch = "DATE '1970-01-01'"
            query = f'SELECT person, benefit, "from" - {epoch} AS "from", until - {epoch} AS until FROM spells'
            return tuple(base.execute(query).fetchnumpy()[name] for name in ("person", "benefit", "from", "until"))

        return lambda: base.execute(query), columns

    return prepare


# Paid on a day: a run of that day and person. One join on the person finds all the runs that any of the four days may lie
# in; of several benefits the first counts. What nobody is paid on is what is left.
DUCKDB_HORIZONS = """
WITH ends AS MATERIALIZED (
    SELECT rowid AS id, person, benefit, (until - 1 + INTERVAL 1 MONTH)::DATE AS day1,
        (until - 1 + INTERVAL 3 MONTH)::DATE AS day3, (until - 1 + INTERVAL 6 MONTH)::DATE AS day6,
        (until - 1 + INTERVAL 12 MONTH)::DATE AS day12
    FROM spells WHERE until + 29 <= DATE '2026-05-31'),
pairs AS MATERIALIZED (
    SELECT id, ends.benefit, runs.benefit AS paid,
        day1 >= "from" AND day1 < until AS at1, day3 >= "from" AND day3 < until AS at3,
        day6 >= "from" AND day6 < until AS at6, day12 >= "from" AND day12 < until AS at12
    FROM ends JOIN runs ON ends.person = runs.person AND runs.until > day1 AND runs."from" <= day12
    WHERE at1 OR at3 OR at6 OR at12)
"""
DUCKDB_HORIZON = """
SELECT {k} AS months, benefit, paid, count(*) AS n
FROM (SELECT any_value(benefit) AS benefit, min(paid) AS paid FROM pairs WHERE at{k} GROUP BY id) GROUP BY ALL
UNION ALL SELECT {k}, benefit, CASE WHEN day{k} < DATE '2026-05-31' THEN 98 ELSE 99 END, count(*) FROM ends GROUP BY ALL
"""
MONTHS = (1, 3, 6, 12)


def duckdb_horizons(folder):
    base = duckdb_base()
    for name in ("runs", "spells"):
        base.execute(f"CREATE TABLE {name} AS FROM '{folder}/{name}.parquet'")
    query = DUCKDB_HORIZONS + " UNION ALL ".join(DUCKDB_HORIZON.format(k=k) for k in MONTHS)
    return (lambda: base.execute(query).fetchall()), base.execute("SELECT count(*) FROM runs").fetchone()[0]


def polars_horizons(folder):
    import datetime

    import polars as pl

    runs, spells = (pl.read_parquet(f"{folder}/{name}.parquet") for name in ("runs", "spells"))
    covered_until = datetime.date(2026, 5, 31)

    def query():
        last = pl.col("until") - pl.duration(days=1)
        ended = spells.lazy().filter(pl.col("until") + pl.duration(days=29) <= covered_until)
        days = {f"day{k}": last.dt.offset_by(f"{k}mo") for k in MONTHS}
        ends = ended.select("person", "benefit", **days).with_row_index("id").collect()
        paid = runs.lazy().select("person", pl.col("from").alias("began"), pl.col("until"), paid="benefit")
        inside = lambda k: (pl.col(f"day{k}") >= pl.col("began")) & (pl.col(f"day{k}") < pl.col("until"))
        pairs = ends.lazy().join(paid, on="person").filter(pl.any_horizontal(inside(k) for k in MONTHS))
        pairs = pairs.select("id", "benefit", "paid", **{f"at{k}": inside(k) for k in MONTHS}).collect()
        rows = []
        for k in MONTHS:
            first = pairs.lazy().filter(f"at{k}").group_by("id").agg(pl.col("benefit").first(), pl.col("paid").min())
            rows += [(k, *row) for row in first.group_by("benefit", "paid").len().collect().rows()]
            known = pl.when(pl.col(f"day{k}") < covered_until).then(98).otherwise(99)
            rows += [(k, *row) for row in ends.lazy().group_by("benefit", known.alias("paid")).len().collect().rows()]
        return rows

    return query, len(runs)


def horizons_answer(rows):
    """As ours has it: by horizon and benefit that ended, how many are on benefit 0, 1, ..., on none, not yet known."""
    of = {(months, benefit, paid): n for months, benefit, paid, n in rows}
    answer = []
    for months in MONTHS:
        for benefit in range(8):
            paid = [of.get((months, benefit, paid), 0) for paid in range(8)]
            nothing = of.get((months, benefit, 98), 0) - sum(paid)
            answer += [*paid, nothing, of.get((months, benefit, 99), 0)]
    return answer


JOINS = {
    "duckdb": duckdb(DUCKDB_PLAIN),
    "duckdb-packed": duckdb(DUCKDB_PACKED),
    "polars": polars(polars_plain),
    "polars-packed": polars(polars_packed),
    "numpy-packed": numpy_packed,
}
HORIZONS = {"duckdb": duckdb_horizons, "polars": polars_horizons}


def main():
    task, tool, file = sys.argv[1:]
    if task == "horizons":
        query, rows = HORIZONS[tool](file)
        found, took = warm(query)
        print_line("horizons", tool, rows=rows, answer=horizons_answer(found), **took)
        return
    (join, columns), read = timed(lambda: JOINS[tool](file))
    spells, took = warm(join)
    person, benefit, first, until = (column.astype(np.int64) for column in columns(spells))
    print_line(
        "join",
        tool,
        order=os.path.basename(file).removesuffix(".parquet"),
        rows=rows_of(file),
        read_seconds=read["seconds"],
        spells=len(person),
        days=int((until - first).sum()),
        check=int(((person + 1) * until + benefit * first).sum()),
        **took,
    )


def rows_of(file):
    import pyarrow.parquet as pq

    return pq.ParquetFile(file).metadata.num_rows


main()
