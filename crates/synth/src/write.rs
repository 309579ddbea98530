//! Countries as files: persons are made on all cores, a chunk at a time, and written in the order of their numbers.
//!
//! Each worker makes every n-th chunk and hands it on through its own short queue; the writer takes the chunks in turn. So no worker
//! can run ahead, memory holds a few chunks whatever the size of the country, and the bytes do not depend
//! on who was faster.

use crate::country::Country;
use crate::dirt::{Mistake, draw_mistake};
use crate::draws::Draws;
use crate::rows::{MadeUpPerson, Payment};
use crate::settings::{Error, Settings};
use crate::text::{Lines, TABLES, Table};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Persons in a chunk.
const CHUNK: u64 = 1_024;

/// The payments of a chunk are dealt out to so many piles, which are then laid behind each other: a person's
/// rows lie apart, as they do in a register that is sorted by something else.
const PILES: usize = 4;

/// Bytes gathered before a file is written to.
const BUFFER: usize = 1 << 20;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Persons made, with those whose row in `borgere` is missing.
    pub persons: u64,
    /// One entry a table, in the order of the contract.
    pub tables: Vec<TableSummary>,
    /// The mistakes that were added.
    pub dirt: DirtSummary,
}

/// One table of the extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSummary {
    /// Its name, as `ydelser`.
    pub name: &'static str,
    /// Rows in all its files, headers not counted.
    pub rows: u64,
    /// Bytes of all its files.
    pub bytes: u64,
}

/// The mistakes in an extract, each counted in rows. Every person has one kind of mistake at most, so an import
/// that finds other numbers is wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DirtSummary {
    /// Payments that are there twice: the second rows.
    pub duplicates: u64,
    /// Payments that overlap another one of the same benefit. They are not wrong, only inconvenient.
    pub overlaps: u64,
    /// Payments whose `fra` is no date.
    pub bad_dates: u64,
    /// Payments with `til` before `fra`.
    pub until_before_from: u64,
    /// Payments with a code that is none.
    pub unknown_codes: u64,
    /// Stays in a municipality that is none.
    pub unknown_municipalities: u64,
    /// Persons without a row in `borgere`.
    pub persons_without_row: u64,
    /// The rows of these persons in all tables.
    pub rows_without_person: u64,
}

impl DirtSummary {
    fn add(&mut self, other: &DirtSummary) {
        self.duplicates += other.duplicates;
        self.overlaps += other.overlaps;
        self.bad_dates += other.bad_dates;
        self.until_before_from += other.until_before_from;
        self.unknown_codes += other.unknown_codes;
        self.unknown_municipalities += other.unknown_municipalities;
        self.persons_without_row += other.persons_without_row;
        self.rows_without_person += other.rows_without_person;
    }
}

/// Makes the country of the settings and writes it as an extract into `folder`, which is made where it is not there and must be empty.
/// `progress` is called now and then with the number of persons written so far, by the calling thread.
///
/// All cores are used; memory stays at some tens of megabytes a core however many persons there are.
///
/// # Errors
/// Those of [`Settings::check`], [`Error::FolderNotEmpty`], and [`Error::Io`] where the file system refuses; what was
/// written by then stays.
pub fn write_extract(settings: &Settings, folder: &Path, progress: &(dyn Fn(u64) + Sync)) -> Result<Summary, Error> {
    let n_threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    write_with_threads(settings, folder, progress, n_threads)
}

/// [`write_extract`] with a number of threads: it changes the time and nothing else.
pub(crate) fn write_with_threads(
    settings: &Settings,
    folder: &Path,
    progress: &(dyn Fn(u64) + Sync),
    n_threads: usize,
) -> Result<Summary, Error> {
    let country = Country::new(settings)?;
    let mut files = Files::create(settings, folder)?;
    // Homes and spells begin up to some 25 years before the coverage, plans end some years after it.
    let lines = Lines::new(settings.from - 9_200, settings.extract_date + 2_200);
    let n_chunks = settings.persons.div_ceil(CHUNK);
    let mut summary = Summary { persons: settings.persons, tables: Vec::new(), dirt: DirtSummary::default() };
    let mut rows = [0; TABLES.len()];
    std::thread::scope(|scope| {
        let queues: Vec<(Receiver<Chunk>, SyncSender<Chunk>)> = (0..n_threads as u64)
            .map(|worker| {
                let (full, written) = (sync_channel(2), sync_channel(4));
                let (country, lines) = (&country, &lines);
                scope.spawn(move || work(country, lines, (worker..n_chunks).step_by(n_threads), &full.0, &written.1));
                (full.1, written.0)
            })
            .collect();
        for (number, (full, written)) in (0..n_chunks).zip(queues.iter().cycle()) {
            // A worker that is gone has panicked, and the scope hands its panic on.
            let Ok(chunk) = full.recv() else { break };
            files.write(&chunk)?;
            for (sum, more) in rows.iter_mut().zip(chunk.rows) {
                *sum += more;
            }
            summary.dirt.add(&chunk.dirt);
            progress(((number + 1) * CHUNK).min(settings.persons));
            // Back to the worker, for the memory; one that is done does not want it.
            let _ = written.try_send(chunk);
        }
        Ok(())
    })?;
    let bytes = files.finish()?;
    summary.tables = TABLES
        .iter()
        .zip(rows)
        .zip(bytes)
        .map(|((table, rows), bytes)| TableSummary { name: table.name(), rows, bytes })
        .collect();
    Ok(summary)
}

/// Makes chunks and hands them on, until there are no more or nobody takes them. Written ones come back and are filled again.
fn work(
    country: &Country,
    lines: &Lines,
    chunks: impl Iterator<Item = u64>,
    full: &SyncSender<Chunk>,
    written: &Receiver<Chunk>,
) {
    let mut made = MadeUpPerson::empty();
    for number in chunks {
        let first = number * CHUNK;
        let mut chunk = written.try_recv().unwrap_or_else(|_| Chunk::new(country.settings.payment_parts as usize));
        chunk.clear();
        for person in first..(first + CHUNK).min(country.settings.persons) {
            country.make(person, &mut made);
            chunk.add(country, lines, person, &made);
        }
        if full.send(chunk).is_err() {
            return;
        }
    }
}

/// The lines of some persons.
struct Chunk {
    /// By table; that of the payments stays empty.
    texts: [Vec<u8>; TABLES.len()],
    /// By part of the payments, then by pile.
    payments: Vec<[Vec<u8>; PILES]>,
    rows: [u64; TABLES.len()],
    dirt: DirtSummary,
}

impl Chunk {
    fn new(n_parts: usize) -> Chunk {
        Chunk {
            texts: std::array::from_fn(|_| Vec::new()),
            payments: (0..n_parts).map(|_| std::array::from_fn(|_| Vec::new())).collect(),
            rows: [0; TABLES.len()],
            dirt: DirtSummary::default(),
        }
    }

    /// Empties the chunk and keeps its memory.
    fn clear(&mut self) {
        self.texts.iter_mut().chain(self.payments.iter_mut().flatten()).for_each(Vec::clear);
        self.rows = [0; TABLES.len()];
        self.dirt = DirtSummary::default();
    }

    /// Adds all rows of a person, and the mistake if there is one.
    fn add(&mut self, country: &Country, lines: &Lines, number: u64, made: &MadeUpPerson) {
        let settings = &country.settings;
        let key = &made.key;
        let mut draws = country.dirt(number);
        let mistake = draws.per_mille(settings.dirt_per_mille).then(|| draw_mistake(made, &mut draws));
        let rows_before: u64 = self.rows.iter().sum();

        if mistake != Some(Mistake::NoPersonRow) {
            lines.person(made, settings.extract_date, self.table(Table::Persons));
        }
        for stay in &made.stays {
            lines.stay(key, stay, self.table(Table::Residence));
        }
        for payment in &made.payments {
            lines.payment(key, payment, self.pile(&mut draws));
        }
        for offer in &made.offers {
            lines.offer(key, offer, self.table(Table::Offers));
        }
        for wage in &made.wages {
            lines.wage(key, wage, self.table(Table::Wages));
        }
        for row in &made.flex_hours {
            lines.flex_hours(key, row, self.table(Table::FlexHours));
        }
        for row in &made.memberships {
            lines.membership(key, row, self.table(Table::Memberships));
        }
        for event in &made.events {
            lines.event(key, event, self.table(Table::Events));
        }
        for plan in &made.plans {
            lines.plan(key, plan, self.table(Table::Plans));
        }
        if let Some(mistake) = mistake {
            self.add_mistake(lines, key, mistake, rows_before, &mut draws);
        }
    }

    fn add_mistake(&mut self, lines: &Lines, key: &[u8; 10], mistake: Mistake, rows_before: u64, draws: &mut Draws) {
        let mut pay = |chunk: &mut Chunk, payment: &Payment| lines.payment(key, payment, chunk.pile(draws));
        match mistake {
            Mistake::Duplicate(payment) => {
                pay(self, &payment);
                self.dirt.duplicates += 1;
            }
            Mistake::Overlap(payment) => {
                pay(self, &payment);
                self.dirt.overlaps += 1;
            }
            Mistake::UntilBeforeFrom(payment) => {
                pay(self, &payment);
                self.dirt.until_before_from += 1;
            }
            Mistake::UnknownCode(payment) => {
                pay(self, &payment);
                self.dirt.unknown_codes += 1;
            }
            Mistake::BadDate(payment, instead) => {
                let pile = self.pile(draws);
                let line = pile.len();
                lines.payment(key, &payment, pile);
                // The key has ten digits and every code three, so `fra` begins at the sixteenth byte of the line.
                pile[line + 15..line + 25].copy_from_slice(instead);
                self.dirt.bad_dates += 1;
            }
            Mistake::UnknownMunicipality(stay) => {
                lines.stay(key, &stay, self.table(Table::Residence));
                self.dirt.unknown_municipalities += 1;
            }
            Mistake::NoPersonRow => {
                self.dirt.persons_without_row += 1;
                self.dirt.rows_without_person += self.rows.iter().sum::<u64>() - rows_before;
            }
        }
    }

    /// Where the next row of a table goes; it is counted.
    fn table(&mut self, table: Table) -> &mut Vec<u8> {
        self.rows[table as usize] += 1;
        &mut self.texts[table as usize]
    }

    /// Where the next payment goes: any part, any pile.
    fn pile(&mut self, draws: &mut Draws) -> &mut Vec<u8> {
        self.rows[Table::Payments as usize] += 1;
        let place = draws.below((self.payments.len() * PILES) as u32) as usize;
        &mut self.payments[place / PILES][place % PILES]
    }
}

/// One file of a table.
struct Output {
    path: PathBuf,
    file: File,
    buffer: Vec<u8>,
    bytes: u64,
}

impl Output {
    fn create(path: PathBuf, header: &str) -> Result<Output, Error> {
        let file = File::create(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
        Ok(Output { path, file, buffer: header.as_bytes().to_vec(), bytes: 0 })
    }

    fn write(&mut self, text: &[u8]) -> Result<(), Error> {
        if self.buffer.len() + text.len() > BUFFER {
            self.flush()?;
        }
        self.buffer.extend_from_slice(text);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.file.write_all(&self.buffer).map_err(|source| Error::Io { path: self.path.clone(), source })?;
        self.bytes += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}

/// The files of an extract, by table.
struct Files {
    tables: Vec<Vec<Output>>,
}

impl Files {
    /// Makes the folder, the manifest and the files with their headers.
    fn create(settings: &Settings, folder: &Path) -> Result<Files, Error> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { path, source }
        };
        fs::create_dir_all(folder).map_err(io(folder))?;
        if fs::read_dir(folder).map_err(io(folder))?.next().is_some() {
            return Err(Error::FolderNotEmpty { folder: folder.to_owned() });
        }
        let manifest = folder.join("register.toml");
        fs::write(&manifest, manifest_text(settings)).map_err(io(&manifest))?;
        let mut tables = Vec::new();
        for table in TABLES {
            let names = match settings.payment_parts {
                parts if table == Table::Payments && parts > 1 => {
                    (1..=parts).map(|part| format!("{}.{part}.csv", table.name())).collect()
                }
                _ => vec![format!("{}.csv", table.name())],
            };
            tables.push(
                names.iter().map(|name| Output::create(folder.join(name), table.header())).collect::<Result<_, _>>()?,
            );
        }
        Ok(Files { tables })
    }

    fn write(&mut self, chunk: &Chunk) -> Result<(), Error> {
        for (outputs, text) in self.tables.iter_mut().zip(&chunk.texts) {
            outputs[0].write(text)?;
        }
        for (output, piles) in self.tables[Table::Payments as usize].iter_mut().zip(&chunk.payments) {
            for pile in piles {
                output.write(pile)?;
            }
        }
        Ok(())
    }

    /// Writes what is left, and says how many bytes each table has.
    fn finish(mut self) -> Result<Vec<u64>, Error> {
        self.tables
            .iter_mut()
            .map(|outputs| {
                outputs.iter_mut().try_fold(0, |sum, output| {
                    output.flush()?;
                    Ok(sum + output.bytes)
                })
            })
            .collect()
    }
}

/// The manifest.
pub(crate) fn manifest_text(settings: &Settings) -> String {
    format!(
        "# Opdigtede personer: ingen række handler om nogen.\n\
         [register]\n\
         navn          = \"Opdigtet land, {} personer, nummer {}\"\n\
         daekket_fra   = {}\n\
         daekket_til   = {}\n\
         udtraksdato   = {}\n\
         ydelseskoder  = \"dream\"\n",
        settings.persons, settings.seed, settings.from, settings.to, settings.extract_date
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Rhythm;
    use std::collections::BTreeMap;

    fn bytes(settings: &Settings, n_threads: usize) -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_with_threads(settings, folder.path(), &|_| (), n_threads).expect("the extract is written");
        let files = fs::read_dir(folder.path()).expect("the folder").map(|entry| entry.expect("a file"));
        files.map(|entry| (entry.file_name().into(), fs::read(entry.path()).expect("a file"))).collect()
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_number_of_threads() {
        let settings =
            Settings { rhythm: Rhythm::Mixed, payment_parts: 3, dirt_per_mille: 20, ..Settings::usual(7_000, 4) };
        let alone = bytes(&settings, 1);
        assert_eq!(alone.len(), 12, "eight tables, three parts of payments and the manifest");
        for n_threads in [1, 2, 3, 16] {
            assert!(bytes(&settings, n_threads) == alone, "{n_threads} threads write other bytes");
        }
        assert!(bytes(&Settings { seed: 5, ..settings }, 1) != alone);
    }

    #[test]
    fn a_person_is_the_same_in_a_larger_country() {
        let (small, large) = (Settings::usual(1_500, 4), Settings::usual(3_000, 4));
        let (small, large) = (bytes(&small, 2), bytes(&large, 2));
        for name in ["borgere.csv", "planer.csv", "loen.csv"] {
            assert!(large[Path::new(name)].starts_with(&small[Path::new(name)]), "{name}");
        }
    }
}
