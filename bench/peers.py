"""The same join of payments to spells with DuckDB, Polars and numpy, each in the best form found for it.

    python peers.py TOOL FILE        TOOL is duckdb, duckdb-packed, polars, polars-packed or numpy-packed

"packed" is our own way of ordering, put in the tool's words: a row is one 64-bit number (person, benefit, first day,
length), so that one sort of one column orders everything, and a running maximum over all rows never crosses from one
person and benefit to the next. The other forms are what one writes without it.

Threads are set by POLARS_MAX_THREADS, for DuckDB too. The table is in memory before the watch starts, and the spells
are a table in memory when it stops. The second of two runs counts. Prints one line of JSON.
"""

import json
import os
import resource
import sys
import time

import numpy as np

THREADS = int(os.environ.get("POLARS_MAX_THREADS", "1"))


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
        import duckdb

        base = duckdb.connect()
        base.execute(f"SET threads = {THREADS}")
        base.execute(f"CREATE TABLE payments AS FROM '{file}'")

        def columns(_):
            epoch = "DATE '1970-01-01'"
            query = f'SELECT person, benefit, "from" - {epoch} AS "from", until - {epoch} AS until FROM spells'
            return tuple(base.execute(query).fetchnumpy()[name] for name in ("person", "benefit", "from", "until"))

        return lambda: base.execute(query), columns

    return prepare


TOOLS = {
    "duckdb": duckdb(DUCKDB_PLAIN),
    "duckdb-packed": duckdb(DUCKDB_PACKED),
    "polars": polars(polars_plain),
    "polars-packed": polars(polars_packed),
    "numpy-packed": numpy_packed,
}


def main():
    tool, file = sys.argv[1:]
    began = time.perf_counter()
    join, columns = TOOLS[tool](file)
    read = time.perf_counter() - began
    join()
    began = time.perf_counter()
    spells = join()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000
    person, benefit, first, until = (column.astype(np.int64) for column in columns(spells))
    line = {
        "what": "join",
        "tool": os.environ.get("LABEL", tool),
        "order": os.path.basename(file).removesuffix(".parquet"),
        "threads": THREADS,
        "rows": rows_of(file),
        "seconds": seconds,
        "read_seconds": read,
        "spells": len(person),
        "days": int((until - first).sum()),
        "check": int(((person + 1) * until + benefit * first).sum()),
        "peak_mb": peak,
    }
    print(json.dumps(line))


def rows_of(file):
    import pyarrow.parquet as pq

    return pq.ParquetFile(file).metadata.num_rows


main()
