//! The five notes, claim by claim: what came out, and why by hand.
//!
//! A row has the line of the file, the verdict, in brackets the place, the figures, and behind `#` the arithmetic by hand; where
//! there is none, the figures are it.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

use verify::verify_text;

const S000: &str = "
4 holds: 115 > 102
5 holds: 260 > 200
12 holds: 4 figures    # 15 of 102 is 14,71; 20 is 19,61; 32 is 31,37; 7 is 6,86
13 holds: 4 figures    # 52 of 115 is 45,22; 32 is 27,83; 7 is 6,09; 3 is 2,61 and 4 is 3,48
14 holds: 2 figures    # 15 + 20 + 32 + 7 leave 28 of 102; 52 + 32 + 7 + 3 or 4 leave 20 or 21 of 115
15 holds: 102 = 102
16 holds: 115 = 115
27 holds [2018Q2]: 100 >= 56 + 28 + 4 + 3    # 91 of 100
36 holds: 45 > 15
37 holds: 45 < 56
38 holds: 28 > 20
39 holds: 28 = 28
40 holds: 6 < 31
41 holds: 3 < 7
42 holds: 3 = 3
43 holds: ? < 10    # only 7 of 102 makes 7 per cent
44 holds: ? < 10    # 3 and 4 of 115 make 3 per cent
1 holds: 13 relations fit at once
";

const S001: &str = "
4 holds: 9.361 <= 9.466
10 holds: 109 <= days 2013-01-01 .. 2014-06-30 (546)    # 1 January 2013 to 30 June 2014: 365 + 181 days
12 holds: 367 <= 9.466
17 holds: 2 figures    # 92 + 5 + 28 + 5 + 4 + 16 + 38 + 168 + 11 = 367; the shares sum to 100,2, within 10 times 0,05
18 holds: 10 figures    # 25,07 1,36 7,63 1,36 1,09 4,36 10,35 45,78 3,00
19 holds: 367 = 367
34 holds [Pct.]: 100 = 46 + 25 + 4 + 10 + 8 + 7    # 46 + 25 + 4 + 10 + 8 + 7
35 holds: 46 is 168 of 367    # 45,78
36 holds: 25 is 92 of 367    # 25,07
37 holds: 4 is 16 of 367    # 4,36
38 holds: 10 is 38 of 367    # 10,35
39 holds: 8 is 28 of 367    # 7,63
40 holds: 7 is 5 + 5 + 4 + 11 of 367    # 25 of 367 is 6,81
42 holds: 7 + 7 <= 16
";

const S002: &str = "
7 holds: 3 figures    # Jan 2014 is day 396 of the scheme: no 2 years (728); Jan 2015 day 761: no 3 years (1.092)
27 fails [Jan 2014, 9-13 uger]: prints 1, should be at most 0, since no spell has lasted more than 31 days    # on 31 January 2014 a scheme of that year is 31 days old; 9 weeks are 63
27 fails [Jan 2014, 14-26 uger]: prints 10, should be at most 0, since no spell has lasted more than 31 days    # on 31 January 2014 a scheme of that year is 31 days old; 9 weeks are 63
27 fails [Jan 2014, 27-39 uger]: prints 27, should be at most 0, since no spell has lasted more than 31 days    # on 31 January 2014 a scheme of that year is 31 days old; 9 weeks are 63
27 fails [Jan 2014, 40-52 uger]: prints 4, should be at most 0, since no spell has lasted more than 31 days    # on 31 January 2014 a scheme of that year is 31 days old; 9 weeks are 63
10 holds: 18 figures    # both rows are printed alike
13 holds: 8 figures    # 0 0, 38 43, 10 22, 11 25, 15 24, 11 14, 8 12, 6 22 in pairs
14 holds: 8 figures    # 0 0, 26 38, 28 36, 22 39, 21 37, 16 32, 16 24 in pairs
15 holds: 43 <= 3 + 0 + 1 + 10 + 27 + 4
16 holds: 22 <= 0 + 3 + 3 + 9 + 7 + 2
17 holds: 25 <= 4 + 2 + 2 + 3 + 6 + 13
18 holds: 24 <= 1 + 4 + 1 + 9 + 8 + 7
19 holds: 14 <= 1 + 1 + 0 + 6 + 4 + 4
20 holds: 12 <= 2 + 1 + 2 + 3 + 2 + 5
21 holds: 22 <= 8 + 2 + 4 + 2 + 6 + 8
22 holds: 9 <= 0 + 1 + 1 + 5 + 2 + 7
23 fails: 51; lower or the same: 45 (Jan 2014)    # Jan 2014 sums to 3 + 1 + 10 + 27 + 4 = 45, Jan 2022 to 51
24 holds: 171; none of 8 others is higher    # 19 17 17 49 70 54 171 99 129
25 holds: 129; higher: 171 (1-2 år)    # 19 17 17 49 70 54 171 99 129
27 fails: prints 18 counts below 3, the first is 1 at 1, Jan 2014, 9-13 uger    # 1 1 2 2 2 4 2 3 1 of them row by row
41 holds: 31 figures    # the latest, 206 weeks in Jan 2021, is below 421,9; the nearest, 53 in Jan 2014, below 56,6
42 holds: 31 figures    # 256 is the most, and 5 years are 1.827 days or 261 weeks
43 holds: between 105,09 and 105,19; none of 4 others is lower    # 122,93 113,37 153,08 138,56 105,14
44 cannot be decided: between 3,95 and 206,05; lower: between 50,95 and 176,35 (Albertslund), between 3,95 and 158,85 (Brøndby), between 8,95 and 226,05 (Glostrup), between 52,95 and 256,05 (Høje-Taastrup): it depends on figures that are not known exactly    # weights are not printed: each mean is anything between the least and the most of its row
53 holds: no figure is concerned    # from 2013 to 2021 no band is out of reach
56 fails: 63 = 2 + 0 + 4 + 4 + 1 + 24 + 9 + 19, should be at most 62 = 2 + 0 + 1 + 5 + 3 + 3 + 22 + 9 + 17    # who has 5 weeks in March was there in February: at least one has moved in
57 fails: 61 = 4 + 4 + 1 + 24 + 9 + 19, should be at most 60 = 1 + 5 + 3 + 3 + 22 + 9 + 17    # 14 weeks in March are at least 9 in February
58 fails: 52 = 24 + 9 + 19, should be at most 51 = 3 + 22 + 9 + 17    # a year in March is at least 47 weeks in February
60 fails: prints 26 counts below 3, the first is 1 at 3, Jan 2021, 5-8 uger    # 3 2 3 4 3 2 2 0 1 3 1 1 1 of them row by row
78 cannot be decided [Jan 2015, 40-52 uger]: . <= 0, since no spell has lasted more than 215 days: the hidden figure would have to be 0 or less; it may be 0 to 2; and 6 of 7 figures more    # 215 days to 31 January 2015: 40 weeks are 280
76 holds: 18 figures    # both rows are printed alike
78 holds: none of 72 counts    # the least is 3
88 holds: no figure is concerned    # from 2014 to 2021 no band is out of reach
90 holds: none of 117 counts    # the least is 3
108 holds: 64 figures    # the greatest, 234, of 365,3 weeks to 30 June 2021
113 fails [Albertslund, Jun 2021]: prints 234, should be at most 208,71 (1461 days)    # 2 x 2 years are 1.461 days
110 fails: between 90,87 and 90,97; lower: between 88,99 and 89,09 (Albertslund), between 57,13 and 57,23 (Brøndby), between 38,73 and 38,83 (Glostrup)    # 38,78 57,18 89,04 90,92 115,32: fourth of five
111 cannot be decided: between 17,75 and 178,05; lower: between 4,95 and 234,05 (Albertslund), between 2,45 and 126,05 (Brøndby), between 3,95 and 143,05 (Glostrup), between 41,75 and 208,75 (Høje-Taastrup): it depends on figures that are not known exactly    # weights are not printed
1 holds: 188 relations fit at once
78 given away [4, Jan 2015, 40-52 uger]: . can only be 0    # 215 days to 31 January 2015: 40 weeks are 280
78 given away [4, Jan 2015, 1-2 år]: . can only be 0    # 215 days to 31 January 2015: 40 weeks are 280
78 given away [4, Jan 2015, 2-3 år]: . can only be 0    # 215 days to 31 January 2015: 40 weeks are 280
78 given away [4, Jan 2015, Over 3 år]: . can only be 0    # 215 days to 31 January 2015: 40 weeks are 280
79 given away [4, Jan 2016, 2-3 år]: . can only be 0    # 580 days to 31 January 2016: 2 years are 728
79 given away [4, Jan 2016, Over 3 år]: . can only be 0    # 580 days to 31 January 2016: 2 years are 728
80 given away [4, Jan 2017, Over 3 år]: . can only be 0    # 946 days to 31 January 2017: 3 years are 1.092
";

const S003: &str = "
4 holds [Antal]: ca. 24.000 = ca. 13.000 + ca. 8.000 + ca. 2.500    # 23.500 is within 500 + 500 + 400 + 125
12 holds [Antal]: 7.953 = 2.374 + 5.579
28 fails [Forskel personer]: prints 399, should be 464 = 895 + 732 + 281 - 1.537 + 93
21 holds: 6 figures    # 12,28 25,00 8,39 52,22 2,11
22 holds: 6 figures    # 22,82 32,74 11,43 29,85 3,16
28 fails [I alt]: prints 399, should be 464 = 7.953 - 7.489
24 holds: 5 figures    # 10,54 7,75 3,04 -22,37 1,05
25 holds: 7.953 = 7.953
26 holds: 2.374 = 2.374
36 holds: 2 figures    # 5 + 9 + 65 + 2.295 = 2.374; 0 + 0 + 3 + 97 = 100
37 holds: 5 figures    # 0,21 0,38 2,74 96,67
38 holds: 2374 = 2.374
39 holds: 97% = 97
49 holds: 60 is 1.435 of 2.374    # 60,45
50 holds: 63 is 1.637 of 2.604    # 62,86
51 holds: 60 = 60
52 holds: 63 = 63*)
58 holds: 2 figures    # 35 + 201 + 329 + 374 + 1.435 = 2.374; 1 + 8 + 14 + 16 + 60 = 99, within 6 times 0,5
59 holds: 6 figures    # 1,47 8,47 13,86 15,75 60,45
60 holds: 2374 = 2.374
61 holds: 2 figures
71 holds: 2 figures    # 34 + 366 + 5 + 562 + 1.637 = 2.604; 1 + 14 + 0 + 22 + 63 = 100
72 holds: 6 figures    # 1,31 14,06 0,19 21,58 62,86
73 holds: 2604 = 2.604
74 holds: 2 figures
85 holds [Andre ydelser]: 22 = 70 - 48    # 70,15 - 47,78 = 22,37
86 holds: 5.579 = 5.579
87 holds: 3.578 = 920 + 1.872 + 628 + 158
88 holds: 5.579 = 1.815 + 2.604 + 909 + 251
89 holds: 48 is 3.578 of 7.489    # 47,78
90 holds: 70 is 5.579 of 7.953    # 70,15
91 holds: 7 is 5.579 of 7.953    # 7,015
92 holds: 5.579 = about 5.600    # within 50
97 holds: 7.953 = about 8.000    # within 400, 5 per cent
98 holds: 2.374 = about 2.400    # within 50
99 holds: 2.604 = about 2.600    # within 50
100 holds: 1.815 = about 1.800    # within 50
101 holds: 909 = about 900    # within 45
102 holds: 2295 = about 2.300    # within 50
103 holds: 1.435 = about 1.450    # within 25: to the nearest 50
104 holds: 1.637 = about 1.650    # within 25: to the nearest 50
105 holds: 2374 - 1435 = about 950    # 939, within 25
106 holds: 2604 - 1637 = about 1.000    # 967, within 50
107 holds: 201 = about 200    # within 10
108 holds: 366 = about 370    # within 5
110 fails: prints 1.435, should be about 1.450 within 5 (1.445 to 1.455)    # to the nearest ten 1.435 is 1.440
111 fails: prints 1.637, should be about 1.650 within 5 (1.645 to 1.655)    # to the nearest ten 1.637 is 1.640
112 holds: 11; none of 4 others is higher
113 holds: 895; none of 4 others is higher
114 holds: 2.604; none of 3 others is higher
119 holds: 5 figures    # of 575 to 579: 222 to 228 are 39, 210 to 217 are 37, 446 to 454 are 78, 102 is 18, 6 is 1,04
120 holds [Antal]: omkring 450 = ? + ?    # 450 is 428 to 472
121 holds [Antal]: knap 580 >= omkring 450 + 102 + 6    # 428 + 102 + 6 = 536
137 fails [Pct.]: prints 78, should be between 75 and 77 = 39 + 37    # at most 39,5 + 37,5, less than 77,5
140 fails [Pct.]: prints 100, should be between 95,5 and 98,5 = 78 + 18 + ca. 1    # at most 78,5 + 18,5 + 1,5: hours that are not known are missing
143 holds [Antal]: 909 = ? + ?
144 holds: 909 = 909
145 holds: ? = about 580    # 575 to 585
146 holds: ? = about 320    # 315 to 325
147 holds: ? = knap 580    # 575 to 579
148 holds: about 900 = about 580 + about 320    # 575 + 315 to 585 + 325, and 855 to 945
155 holds: 2 figures    # any of 285 to 315
156 holds [Antal]: ca. 300 >= ? + ?
163 holds: 2 figures    # each alone: 33 of 287, 19 of 292
150 fails: each fits alone, but no table fits these: fleksjobordningen, total Fleksjobordningen, Antal (line 150); limit [Ledighedsydelse | Antal] is about 320 (line 146); limit [Fleksjob | Antal] = [fleksjob | I alt | Antal] (line 147)    # knap 580 is at most 579, and 909 - 579 = 330, more than 325
123 fails: each fits alone, but no table fits these: fleksjob, share Pct., 1-5 timer (line 123); fleksjob, share Pct., 6-10 timer (line 124); fleksjob, share Pct., 1-10 timer (line 125); fleksjob, total 1-10 timer, Antal (line 125)    # at most 228 + 217 = 445, and 78 per cent are 446 at least
165 fails: each fits alone, but no table fits these: figur 5 uden ca., share Pct., Op i tid (line 165); figur 5 uden ca., share Pct., Ned i tid (line 166)    # 11,5 and 6,5 both: of 278, 279 or 321, 322, 323, and of none from 285 to 315
";

const S004: &str = "
4 holds: knap 2.200 < 2.845    # at most 2.199
5 holds: omkring 1.200 < knap 2.200    # 1.200 within 50
6 holds: ca. 250 < omkring 1.200
7 holds: 0 < ca. 250
9 holds: days 2026-02-01 .. 2029-01-31 (1.096) = 1096    # 365 + 366 + 365 days: 2028 has a leap day
";

/// A note's rows as they come out, without the arithmetic by hand.
fn check(name: &str, text: &str, expected: &str, n_statements: [usize; 3]) {
    let report = verify_text(name, text).unwrap();
    let mut found = Vec::new();
    for line in &report.lines {
        let place = if line.place.is_empty() { String::new() } else { format!(" [{}]", line.place) };
        found.push(format!("{} {}{place}: {}", line.line, line.verdict, line.because));
    }
    for cell in report.given_away() {
        let why = cell.given_away.as_deref().unwrap();
        found.push(format!("{} given away [{}]: {why}", cell.line, cell.place));
    }
    let rows = expected.trim().lines().map(|row| row.split("    # ").next().unwrap());
    assert_eq!(found, rows.collect::<Vec<_>>(), "{name}");
    assert_eq!(report.n_statements, n_statements, "holds, cannot be decided, fails in {name}");
}

#[test]
fn s000_shares_of_115_and_102() {
    check("s000.csv", include_str!("../../../cases/verify/s000.csv"), S000, [18, 0, 0]);
}

#[test]
fn s001_the_table_and_its_text() {
    check("s001.csv", include_str!("../../../cases/verify/s001.csv"), S001, [14, 0, 0]);
}

#[test]
fn s002_levels_means_and_what_a_scheme_leaves_possible() {
    check("s002.csv", include_str!("../../../cases/verify/s002.csv"), S002, [24, 3, 9]);
}

#[test]
fn s003_a_change_and_the_hours() {
    check("s003.csv", include_str!("../../../cases/verify/s003.csv"), S003, [58, 0, 9]);
}

#[test]
fn s004_falls_to_nothing() {
    check("s004.csv", include_str!("../../../cases/verify/s004.csv"), S004, [5, 0, 0]);
}

/// A month in which the scheme was too young for a band cannot hide 1 or 2 there: `.` covers 0 as well.
#[test]
fn s002_a_point_is_not_1_or_2() {
    let text = include_str!("../../../cases/verify/s002.csv").replace("# hidden: . = 0..2", "# hidden: . = 1..2");
    let report = verify_text("s002.csv", &text).unwrap();
    let is_it = |line: &&verify::Line| line.statement == "4, began 2014-07-01";
    let failing: Vec<&str> = report.lines.iter().filter(is_it).map(|line| line.place.as_str()).collect();
    let places = ["Jan 2015, 40-52 uger", "Jan 2015, 1-2 år", "Jan 2015, 2-3 år", "Jan 2015, Over 3 år"];
    let later = ["Jan 2016, 2-3 år", "Jan 2016, Over 3 år", "Jan 2017, Over 3 år"];
    assert_eq!(failing, [&places[..], &later[..]].concat());
}

/// The shares of S000 tell the counts that it does not print: there is one that makes each, but for 3 per cent of 115.
#[test]
fn s000_small_bases_tell_the_counts() {
    let one = |share: &str, base: &str| {
        let text = format!("# table: t\n# share: p = n / T\n;n;p\na;?;{share}\nT;{base};\n");
        verify_text("t.csv", &text).unwrap().lines[0].because.clone()
    };
    for (share, base, because) in [
        ("45", "115", "45 is 52 of 115"),
        ("28", "115", "28 is 32 of 115"),
        ("6", "115", "6 is 7 of 115"),
        ("3", "115", "3 is 3 to 4 of 115"),
        ("15", "102", "15 is 15 of 102"),
        ("20", "102", "20 is 20 of 102"),
        ("31", "102", "31 is 32 of 102"),
        ("7", "102", "7 is 7 of 102"),
    ] {
        assert_eq!(one(share, base), because);
    }
}
