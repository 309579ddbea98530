//! What is paid one, three, six and twelve months after a spell's last paid day: a join of ends to stretches of days,
//! which the pass never makes, since it has each person's payments side by side.

use crate::files;
use crate::payments::{BENEFITS, Payments, covered};
use crate::watch::{Line, time_warm};
use anyhow::Context;
use calendar::{Day, Period};
use definitions::{Catalog, Code, GapRule};
use measures::{Cell, Pass, Question, Request, Source};
use register::{Needs, Payment, People, PersonRows, StoreInfo, TableKind};
use spells::{ColumnSpell, Columns, join_columns};
use std::fmt::Write as _;
use std::path::Path;

/// The codes that stand for the benefits 0, 1, ... of the payments.
const CODES: [&str; BENEFITS as usize] = ["130", "140", "700", "771", "781", "785", "810", "890"];
const MONTHS: [u32; 4] = [1, 3, 6, 12];
/// About as many people as a store has in a shard.
const SHARD: u32 = 8_192;

/// Joins a file of payments to runs (what touches or overlaps is one) and to spells (28 idle days are forgiven) and
/// writes both beside it: what the peers are given in memory.
pub(crate) fn prepare(file: &Path) -> anyhow::Result<()> {
    let payments = files::read(file)?;
    let columns =
        Columns { person: &payments.person, benefit: &payments.benefit, from: &payments.from, until: &payments.until };
    for (name, days) in [("runs", 0), ("spells", 28)] {
        let stretches = join_columns(columns, GapRule::Days(days));
        files::write(&as_payments(&stretches), &file.with_file_name(format!("{name}.parquet")))?;
    }
    Ok(())
}

fn as_payments(stretches: &[ColumnSpell]) -> Payments {
    Payments {
        person: stretches.iter().map(|stretch| stretch.person).collect(),
        benefit: stretches.iter().map(|stretch| stretch.benefit as u8).collect(),
        from: stretches.iter().map(|stretch| stretch.from).collect(),
        until: stretches.iter().map(|stretch| stretch.until).collect(),
    }
}

/// Counts, over the runs of `FOLDER/runs.parquet`, the ended spells of each benefit by the benefit that is paid at each
/// horizon: the first of them where several are. One thread; joining the runs to spells is part of it.
pub(crate) fn run(folder: &Path) -> anyhow::Result<()> {
    let catalog = catalog(folder)?;
    let codes = catalog.code_sets.versions("dream")?.last().context("there are codes")?;
    let codes = CODES.map(|code| codes.find(code).unwrap_or_default());
    let runs = files::read(&folder.join("runs.parquet"))?;
    let n_runs = runs.person.len();
    let source = Memory::new(runs, codes);
    let (tables, passing) = time_warm(|| -> Result<_, measures::Error> {
        let questions = requests().map(|request| Question::new(&request, &catalog, source.info()));
        let questions = questions.collect::<Result<Vec<_>, _>>()?;
        Pass::plan(questions, &catalog)?.run(&source, 1, &|_| ())
    });
    // Of each horizon and each benefit that ended: how many are on benefit 0, 1, ..., on none, not yet known.
    let mut answer: Vec<String> = Vec::new();
    for table in tables? {
        for row in 0..table.n_rows() {
            let is_total = table.categories(row).any(|category| category.id == "all");
            match table.cell(row, 0) {
                Cell::Number { value, .. } if !is_total => answer.push(value.rounded(0)),
                _ => {}
            }
        }
    }
    Line::new("horizons")
        .with("threads", 1)
        .with("rows", n_runs)
        .with("answer", format!("[{}]", answer.join(",")))
        .seconds(passing)
        .print()
}

fn requests() -> impl Iterator<Item = Request> {
    let period = vec![Period::Days(covered())];
    MONTHS.iter().flat_map(move |months| {
        let periods = period.clone();
        (0..BENEFITS).map(move |benefit| Request {
            measure: format!("bench.{benefit}.{months}"),
            periods: periods.clone(),
            ..Request::default()
        })
    })
}

/// The definitions of the program, and those of the made-up benefits; written into a folder, as anybody would add them.
fn catalog(folder: &Path) -> anyhow::Result<Catalog> {
    let folder = folder.join("definitions");
    let write = |kind: &str, id: &str, text: &str| -> anyhow::Result<()> {
        let folder = folder.join(kind);
        std::fs::create_dir_all(&folder)?;
        let head = format!(
            "id = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\nsource = \"bench\"\nvalid_from = 1991-07-29\n"
        );
        Ok(std::fs::write(folder.join(format!("{id}.toml")), head + text)?)
    };
    let mut hierarchy = String::from("code_set = \"dream\"\n");
    let category =
        |id: &str, of: &str| format!("[[category]]\nid = \"{id}\"\ntitle = {{ da = \"{id}\", en = \"{id}\" }}\n{of}\n");
    for (benefit, code) in CODES.iter().enumerate() {
        write("benefits", &format!("bench.{benefit}"), &format!("code_set = \"dream\"\ncodes = [\"{code}\"]\n"))?;
        write!(hierarchy, "{}", category(&format!("paid_{benefit}"), &format!("codes = [\"{code}\"]")))?;
        for months in MONTHS {
            let after = if months == 1 { "1 month".to_owned() } else { format!("{months} months") };
            let measure = format!(
                "benefit = \"bench.{benefit}\"\ngap = \"days=28\"\ncount = \"spells\"\nevent = \"ended\"\n\
                 by = [\"period\", \"status\"]\nstatus = {{ after = \"{after}\", hierarchy = \"bench.paid\" }}\nshow = [\"count\"]\n"
            );
            write("measures", &format!("bench.{benefit}.{months}"), &measure)?;
        }
    }
    write!(hierarchy, "{}", category("nothing", "when = [\"rest\"]"))?;
    write("hierarchies", "bench.paid", &hierarchy)?;
    Ok(Catalog::with_folders(&[folder])?)
}

/// People in memory. A shard is copied when it is read, since whoever reads a store owns what was read.
struct Memory {
    info: StoreInfo,
    shards: Vec<People>,
}

impl Memory {
    fn new(runs: Payments, codes: [Code; BENEFITS as usize]) -> Memory {
        let mut shards = Vec::new();
        let mut at = 0;
        while at < runs.person.len() {
            let first = runs.person[at] / SHARD * SHARD;
            let mut rows: Vec<PersonRows> = (0..SHARD).map(|_| PersonRows::default()).collect();
            while let Some(person) = runs.person.get(at).filter(|person| **person < first + SHARD) {
                rows[(person - first) as usize].payments.push(Payment {
                    from: Day::from_number(runs.from[at]),
                    until: Day::from_number(runs.until[at]),
                    code: codes[usize::from(runs.benefit[at])],
                });
                at += 1;
            }
            shards.push(People::from_rows(rows, Vec::new()));
        }
        Memory { info: StoreInfo::in_memory("bench", covered(), "dream", &[TableKind::Payments]), shards }
    }
}

impl Source for Memory {
    fn info(&self) -> &StoreInfo {
        &self.info
    }

    fn n_shards(&self) -> usize {
        self.shards.len()
    }

    fn read(&self, shard: usize, _: Needs) -> Result<People, register::Error> {
        Ok(self.shards[shard].clone())
    }
}
