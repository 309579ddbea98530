"""The tables of S000 (notes/ressourceforlob-kvartal) from the Parquet files of a store, with DuckDB and Polars.

    python peers_tables.py TOOL STORE        TOOL is duckdb or polars

Both read the files that ours reads, and give the same counts in the same order: persons, started and ended in one
municipality, and status a month after the end in six quarters there and in the country. The coverage is that of `store.toml`.
Threads are set by POLARS_MAX_THREADS. The second of two runs counts. Prints one line of JSON.
"""

import datetime
import os
import sys
import tomllib

from watch import duckdb_base, print_line, warm

MUNICIPALITY = 101
RESSOURCEFORLOB = ("810", "813", "814", "815", "816", "817", "818")
# The categories of status.s000 in order; whoever is in none of these four, and has no A-income, is in the last.
CATEGORIES = (
    [(781, 781), (783, 783)],
    [(771, 771), (774, 774), (740, 748)],
    [(130, 139), (730, 739)],
    [(111, 126), (140, 149), (151, 152), (211, 299), (611, 611), (621, 622), (661, 661), (700, 729), (750, 768), (785, 785), (890, 899)],
    [(651, 651)],
)
JOB, OTHER, NOT_YET = 4, 5, 6


def quarter_start(number):
    return datetime.date(number // 4, number % 4 * 3 + 1, 1)


class Store:
    def __init__(self, path):
        self.folder = os.path.join(path, open(os.path.join(path, "current")).read().strip())
        info = tomllib.load(open(os.path.join(self.folder, "store.toml"), "rb"))
        self.first, last = info["covered_from"], info["covered_to"]
        self.until = last + datetime.timedelta(days=1)
        # The last quarter that ends five whole months before the last day's month begins, or less.
        self.quarter = (last.year * 12 + last.month - 1 - 5) // 3

    def file(self, name):
        return os.path.join(self.folder, f"{name}.parquet")


DUCKDB = """
WITH paid AS (
    SELECT person, greatest("from", $first) AS f, least(until, $until) AS u
    FROM '{payments}' WHERE code IN {codes} AND "from" < $until AND until > $first),
stretches AS (SELECT person, f, u, max(u) OVER (PARTITION BY person ORDER BY f ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS b FROM paid),
numbered AS (
    SELECT *, count(*) FILTER (b IS NULL OR f >= date_trunc('month', b - 1) + INTERVAL 2 MONTH) OVER (PARTITION BY person ORDER BY f ROWS UNBOUNDED PRECEDING) AS n
    FROM stretches),
spells AS MATERIALIZED (SELECT person, min(f) AS f, max(u) AS u FROM numbered GROUP BY person, n),
last_paid AS (SELECT person, least(max(u), $q_until) - 1 AS day FROM paid WHERE f < $q_until AND u > $q_from GROUP BY person),
days AS (
    SELECT 'persons' AS what, person, day, NULL AS q, NULL AS later FROM last_paid
    UNION ALL SELECT 'started', person, f, year(f) * 4 + quarter(f) - 1, NULL FROM spells WHERE year(f) * 4 + quarter(f) - 1 IN ($q, $q - 4)
    UNION ALL SELECT 'ended', person, u - 1, year(u - 1) * 4 + quarter(u - 1) - 1, (u - 1 + INTERVAL 1 MONTH)::DATE FROM spells
        WHERE date_trunc('month', u - 1) + INTERVAL 2 MONTH <= $until AND year(u - 1) * 4 + quarter(u - 1) - 1 BETWEEN $q - 5 AND $q),
placed AS MATERIALIZED (
    SELECT row_number() OVER () AS id, days.*, coalesce(day < residences.until AND municipality = {municipality}, false) AS here
    FROM days ASOF LEFT JOIN '{residences}' AS residences ON days.person = residences.person AND days.day >= residences."from"),
benefits AS (
    SELECT id, min(CASE {case} ELSE 5 END) AS category
    FROM placed JOIN '{payments}' AS payments ON placed.person = payments.person AND payments."from" <= later AND later < payments.until
    WHERE what = 'ended' AND later < $until GROUP BY id),
incomes AS (
    SELECT id FROM placed JOIN '{wages}' AS wages ON placed.person = wages.person AND date_trunc('month', later) = month
    WHERE what = 'ended' GROUP BY id HAVING sum(amount_in_oere) > 0),
statuses AS (
    SELECT placed.*, CASE WHEN later >= $until THEN 6 ELSE least(coalesce(category, 5), CASE WHEN incomes.id IS NULL THEN 5 ELSE 4 END) END AS status
    FROM placed LEFT JOIN benefits USING (id) LEFT JOIN incomes USING (id))
SELECT what, q, status, count(*) AS country, count(*) FILTER (here) AS here FROM statuses GROUP BY ALL
"""


def duckdb(store):
    base = duckdb_base()
    names = {name: store.file(name) for name in ("payments", "residences", "wages")}
    case = " ".join(
        f"WHEN code::USMALLINT BETWEEN {low} AND {high} THEN {number}" for number, ranges in enumerate(CATEGORIES) for low, high in ranges
    )
    query = DUCKDB.format(**names, codes=RESSOURCEFORLOB, case=case, municipality=MUNICIPALITY)
    settings = {
        "first": store.first,
        "until": store.until,
        "q": store.quarter,
        "q_from": quarter_start(store.quarter),
        "q_until": quarter_start(store.quarter + 1),
    }
    return lambda: base.execute(query, settings).fetchall()


def polars(store):
    import polars as pl

    until, q = store.until, store.quarter
    q_from, q_until = quarter_start(q), quarter_start(q + 1)
    quarter_of = lambda day: (day.dt.year() * 4 + (day.dt.month().cast(pl.Int32) - 1) // 3).alias("q")
    one_day = pl.duration(days=1)

    def query():
        payments = pl.scan_parquet(store.file("payments")).with_columns(pl.col("code").cast(pl.String))
        own = payments.filter(pl.col("code").is_in(RESSOURCEFORLOB), pl.col("from") < until, pl.col("until") > store.first)
        f, u = pl.max_horizontal("from", pl.lit(store.first)), pl.min_horizontal("until", pl.lit(until))
        paid = own.select("person", f=f, u=u).sort("person", "f").collect()
        before = pl.col("u").cum_max().over("person").shift(1).over("person")
        lapse = (before - one_day).dt.truncate("1mo").dt.offset_by("2mo")
        spells = paid.lazy().with_columns(n=(before.is_null() | (pl.col("f") >= lapse)).cum_sum())
        spells = spells.group_by("n").agg(pl.col("person").first(), pl.col("f").min(), pl.col("u").max()).collect().lazy()
        last_paid = paid.lazy().filter(pl.col("f") < q_until, pl.col("u") > q_from).group_by("person").agg(pl.col("u").max())
        last_paid = last_paid.select("person", day=pl.min_horizontal("u", pl.lit(q_until)) - one_day)
        started = spells.select("person", quarter_of(pl.col("f")), day="f").filter(pl.col("q").is_in([q, q - 4]))
        last = pl.col("u") - one_day
        ended = spells.filter(last.dt.truncate("1mo").dt.offset_by("2mo") <= until)
        ended = ended.select("person", quarter_of(last), day=last, at=last.dt.offset_by("1mo")).filter(pl.col("q").is_between(q - 5, q))
        days = pl.concat([table.with_columns(what=pl.lit(what)) for what, table in
                          (("persons", last_paid), ("started", started), ("ended", ended))], how="diagonal")
        people = days.select(pl.col("person").unique())
        homes = pl.scan_parquet(store.file("residences")).join(people, on="person", how="semi").sort("person", "from")
        homes = homes.select("person", "municipality", day="from", left="until")
        placed = days.sort("person", "day").join_asof(homes, on="day", by="person", check_sortedness=False)
        here = ((pl.col("day") < pl.col("left")) & (pl.col("municipality") == MUNICIPALITY)).fill_null(False)
        placed = placed.with_columns(here=here).with_row_index("id").collect()
        waiting = placed.lazy().filter(pl.col("what") == "ended")
        code = pl.col("code").cast(pl.UInt16)
        category = pl.lit(OTHER)
        for number, ranges in reversed(list(enumerate(CATEGORIES))):
            category = pl.when(pl.any_horizontal(code.is_between(low, high) for low, high in ranges)).then(number).otherwise(category)
        runs = payments.select("person", "code", began="from", stopped="until")
        benefits = waiting.select("id", "person", "at").join(runs, on="person")
        benefits = benefits.filter(pl.col("began") <= pl.col("at"), pl.col("at") < pl.col("stopped"), pl.col("at") < until)
        benefits = benefits.group_by("id").agg(category.min().alias("category"))
        wages = pl.scan_parquet(store.file("wages")).select("person", "month", "amount_in_oere")
        incomes = waiting.select("id", "person", month=pl.col("at").dt.truncate("1mo")).join(wages, on=["person", "month"])
        incomes = incomes.group_by("id").agg(pl.col("amount_in_oere").sum()).filter(pl.col("amount_in_oere") > 0).select("id", job=pl.lit(JOB))
        status = pl.min_horizontal(pl.col("category").fill_null(OTHER), pl.col("job").fill_null(OTHER))
        status = pl.when(pl.col("what") != "ended").then(OTHER).when(pl.col("at") >= until).then(NOT_YET).otherwise(status)
        statuses = placed.lazy().join(benefits, on="id", how="left").join(incomes, on="id", how="left")
        counts = statuses.group_by("what", "q", status.alias("status")).agg(pl.len(), pl.col("here").sum().alias("in_place"))
        return counts.collect().rows()

    return query


def answer(rows, quarter):
    """As ours has it: every table row by row, in a status table the total last."""
    of = {}
    for what, q, status, country, here in rows:
        of[what, q, status] = (country, here)
    some = lambda what, q: sum(here for (known, at, _), (_, here) in of.items() if (known, at) == (what, q))
    flow = [some("persons", None), *(some(what, q) for what in ("started", "ended") for q in (quarter - 4, quarter))]
    for place in (1, 0):
        for q in range(quarter - 5, quarter + 1):
            counts = [of.get(("ended", q, status), (0, 0))[place] for status in range(7)]
            flow += [*counts, sum(counts)]
    return flow


def main():
    tool, path = sys.argv[1:]
    store = Store(path)
    rows, took = warm({"duckdb": duckdb, "polars": polars}[tool](store))
    print_line("quarterly", tool, answer=answer(rows, store.quarter), **took)


main()
