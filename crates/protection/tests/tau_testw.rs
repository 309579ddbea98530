//! K7: the test data of tau-Argus, `tau_testW`, by size and region: the rules on the two largest contributions, and the
//! cheapest pattern.
//!
//! The table is in the repository sdcTools/tauargus as `data/tableinput/pp.tab`, the regions' hierarchy as
//! `data/region2.hrc`; its answers by tau-Argus are in sdcTools/checkTauArgus. Typed in are the cells without totals:
//! the value of Var2, the number of records and the two largest contributions. Where three of the file's values were
//! changed by one against its own column of costs (to try how a table is read that does not add up), the cost is taken.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use protection::{AmountRule, Amounts, Cell, CellId, Contribution, Method, Printing, Settings, System, protect};

/// The largest and second largest contribution, in hundredths.
type Largest = [i64; 2];

/// Size, region, value in hundredths, records, and the two largest contributions. What is missing is empty.
#[rustfmt::skip]
const CELLS: [(usize, usize, i64, i64, Largest); 68] = [
    (2, 1, 500, 1, [500, 0]), (2, 2, 0, 5, [0, 0]), (2, 4, 500, 1, [500, 0]), (2, 6, 1000, 2, [500, 500]),
    (4, 1, 500, 1, [500, 0]), (4, 6, 500, 1, [500, 0]), (4, 11, 1500, 3, [500, 500]),
    (5, 1, 39806200, 2856, [163600, 122300]), (5, 2, 22399000, 1657, [137700, 119500]),
    (5, 3, 9699700, 624, [161500, 161500]), (5, 4, 3631100, 293, [228000, 51600]),
    (5, 5, 9358900, 676, [83100, 60000]), (5, 6, 34580300, 2648, [102000, 102000]),
    (5, 7, 16653500, 1191, [97800, 81700]), (5, 8, 6376700, 467, [61400, 57900]),
    (5, 9, 53791100, 3866, [116000, 112500]), (5, 10, 4729400, 363, [60000, 53000]),
    (5, 11, 48861300, 3791, [197900, 140500]), (5, 12, 21293600, 1570, [126500, 120200]),
    (6, 1, 34803900, 1334, [295900, 282600]), (6, 2, 22133200, 802, [210500, 162200]),
    (6, 3, 9030900, 335, [107600, 88700]), (6, 4, 3213200, 111, [258100, 171300]),
    (6, 5, 9495700, 370, [170600, 160800]), (6, 6, 25135800, 1014, [731300, 151700]),
    (6, 7, 13655600, 546, [221700, 164300]), (6, 8, 7544200, 303, [97100, 89400]),
    (6, 9, 43085100, 1627, [171300, 156600]), (6, 10, 3727700, 132, [186700, 113900]),
    (6, 11, 39239500, 1521, [148900, 140500]), (6, 12, 20988600, 736, [141900, 133500]),
    (7, 1, 35471100, 770, [202100, 196500]), (7, 2, 24191300, 497, [247600, 232200]),
    (7, 3, 9233800, 220, [188100, 181100]), (7, 4, 2577000, 58, [140500, 137700]),
    (7, 5, 11093000, 283, [176200, 144000]), (7, 6, 25118800, 658, [229400, 189500]),
    (7, 7, 14625900, 381, [240600, 188800]), (7, 8, 8730500, 178, [333700, 286100]),
    (7, 9, 51501958, 997, [237800, 237100]), (7, 10, 6157200, 119, [226600, 226600]),
    (7, 11, 36349000, 822, [326700, 314800]), (7, 12, 25454700, 515, [253900, 236400]),
    (8, 1, 41877800, 744, [571700, 382700]), (8, 2, 25823300, 527, [440800, 326700]),
    (8, 3, 7951800, 155, [393900, 245500]), (8, 4, 1815000, 46, [288900, 286100]),
    (8, 5, 8179900, 152, [202800, 191600]), (8, 6, 30337700, 572, [386900, 343500]),
    (8, 7, 21706600, 331, [454100, 405100]), (8, 8, 5995300, 127, [428200, 369400]),
    (8, 9, 64376226, 799, [721500, 424000]), (8, 10, 7141700, 100, [498900, 362400]),
    (8, 11, 40292500, 666, [523400, 434500]), (8, 12, 24409600, 375, [456900, 420500]),
    (9, 1, 46652900, 406, [2328700, 1885600]), (9, 2, 86339300, 305, [4358700, 4329300]),
    (9, 3, 21912700, 151, [934300, 872700]), (9, 4, 1196800, 29, [1140100, 14500]),
    (9, 5, 14500400, 116, [1327000, 1232500]), (9, 6, 108325400, 551, [11288700, 10924000]),
    (9, 7, 15187000, 197, [831400, 813900]), (9, 8, 19885900, 107, [2552000, 2429500]),
    (9, 9, 153701600, 729, [17567700, 14148200]), (9, 10, 20867000, 140, [2180300, 1949300]),
    (9, 11, 110530500, 708, [2117300, 1960500]), (9, 12, 51976300, 340, [2727000, 2289500]),
    (99, 2, 38500, 5, [7700, 7700]),
];

/// All sizes; the regions 1 to 12 in four groups, and one that is not known, which is empty.
const SIZES: [usize; 8] = [2, 4, 5, 6, 7, 8, 9, 99];
const GROUPS: [&[usize]; 5] = [&[1, 2, 3], &[4, 5, 6, 7], &[8, 9, 10], &[11, 12], &[99]];

/// One cell with what is in it.
#[derive(Clone, Default)]
struct Content {
    value: i64,
    records: i64,
    largest: Largest,
}

impl Content {
    fn of(size: usize, region: usize) -> Content {
        let found = CELLS.iter().find(|cell| (cell.0, cell.1) == (size, region));
        found.map_or(Content::default(), |(_, _, value, records, largest)| Content {
            value: *value,
            records: *records,
            largest: *largest,
        })
    }

    fn sum(parts: &[&Content]) -> Content {
        let mut largest: Vec<i64> = parts.iter().flat_map(|part| part.largest).collect();
        largest.sort_by_key(|one| -one);
        Content {
            value: parts.iter().map(|part| part.value).sum(),
            records: parts.iter().map(|part| part.records).sum(),
            largest: [largest[0], largest[1]],
        }
    }

    /// The rest is many small contributions: the rule looks at the two largest alone.
    fn amounts(&self) -> Amounts {
        let [one, two] = self.largest;
        let mut amounts = vec![one, two];
        let rest = self.value - one - two;
        let n = if two == 0 { 0 } else { rest / two + 1 };
        amounts.extend((0..n).map(|at| rest / n + i64::from(at < rest % n)));
        let units = amounts.into_iter().zip(0..);
        let units: Vec<_> = units.map(|(amount, holding)| Contribution { holding, amount, weight: 1 }).collect();
        Amounts::of(&units)
    }
}

/// The table: rows are sizes and their total, columns the regions, each group's after its parts, and the total.
fn table() -> Vec<Vec<Content>> {
    let mut rows: Vec<Vec<Content>> = Vec::new();
    for size in SIZES {
        let (mut row, mut groups) = (Vec::new(), Vec::new());
        for group in GROUPS {
            let parts: Vec<Content> = group.iter().map(|region| Content::of(size, *region)).collect();
            let total = Content::sum(&parts.iter().chain([&Content::default()]).collect::<Vec<_>>());
            row.extend(parts);
            if group.len() > 1 {
                row.push(total.clone());
            }
            groups.push(total);
        }
        row.push(Content::sum(&groups.iter().collect::<Vec<_>>()));
        rows.push(row);
    }
    let total = |column: usize| Content::sum(&rows.iter().map(|row| &row[column]).collect::<Vec<_>>());
    let totals = (0..rows[0].len()).map(total).collect();
    rows.push(totals);
    rows
}

/// The columns of each total and its parts.
fn sums() -> Vec<(usize, Vec<usize>)> {
    let (mut sums, mut at, mut groups) = (Vec::new(), 0, Vec::new());
    for group in GROUPS {
        let parts: Vec<usize> = (at..at + group.len()).collect();
        at += group.len();
        if group.len() > 1 {
            sums.push((at, parts));
            groups.push(at);
            at += 1;
        } else {
            groups.extend(parts);
        }
    }
    sums.push((at, groups));
    sums
}

const RULE: AmountRule = AmountRule::Closeness { p: 15_00 };

fn system(cost: impl Fn(i64) -> u64) -> (System, Vec<Vec<CellId>>) {
    let table = table();
    let mut builder = System::builder();
    let mut cell = |content: &Content| {
        let cell = Cell::new(content.value).cost(cost(content.value));
        if content.value == 0 {
            return builder.cell(cell.printing(Printing::Shown));
        }
        builder.cell(cell.primary(RULE.check(&content.amounts(), content.value)))
    };
    let cells: Vec<Vec<CellId>> = table.iter().map(|row| row.iter().map(&mut cell).collect()).collect();
    for row in &cells {
        for (total, parts) in sums() {
            let parts: Vec<CellId> = parts.iter().map(|part| row[*part]).collect();
            builder.total("regions", row[total], &parts);
        }
    }
    let (last, sizes) = cells.split_last().unwrap();
    for (column, total) in last.iter().enumerate() {
        let parts: Vec<CellId> = sizes.iter().map(|row| row[column]).collect();
        builder.total("sizes", *total, &parts);
    }
    (builder.build().unwrap(), cells)
}

#[test]
fn the_rule_on_two_contributions() {
    let table = table();
    let all: Vec<&Content> = table.iter().flatten().collect();
    assert_eq!((all.len(), all.iter().filter(|cell| cell.records == 0).count()), (162, 43));
    let total = &table[8][17];
    assert_eq!((total.records, total.value, total.largest), (42_723, 1_684_764_684, [17_567_700, 14_148_200]));
    let unsafe_cells: Vec<(usize, usize)> = (0..9)
        .flat_map(|row| (0..18).map(move |column| (row, column)))
        .filter(|(row, column)| RULE.upper_level(&table[*row][*column].amounts()).is_some())
        .collect();
    // Size 2: regions 1, Nr, 4, 6; size 4: 1, Nr, 6, Os; size 9: 4.
    let expected = [(0, 0), (0, 3), (0, 4), (0, 6), (1, 0), (1, 3), (1, 6), (1, 8), (6, 4)];
    assert_eq!(unsafe_cells, expected);
    assert_eq!(RULE.upper_level(&table[6][4].amounts()), Some(128_815));
    assert_eq!(RULE.upper_level(&table[0][0].amounts()), Some(75));
}

/// Without regard to single contributors the optimum is 6 secondary cells of 521,926, by number of cells 4; both with proof.
#[test]
fn the_cheapest_pattern() {
    let exact = Settings { method: Method::Exact, ..Settings::default() };
    let (by_value, _) = system(|value| value.unsigned_abs());
    assert_eq!((by_value.n_cells(), by_value.n_equations(), by_value.n_primaries()), (162, 63, 9));
    let pattern = protect(&by_value, &exact).unwrap();
    let secondaries = pattern.secondaries();
    let value: i64 = secondaries.iter().map(|cell| by_value.cell(*cell).unwrap().value).sum();
    assert_eq!((secondaries.len(), value), (6, 52_192_600));
    assert!(pattern.is_optimal());
    let (by_number, _) = system(|_| 1);
    let pattern = protect(&by_number, &exact).unwrap();
    assert_eq!(pattern.secondaries().len(), 4);
    assert!(pattern.is_optimal());
}
