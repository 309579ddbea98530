//! The words around a table's figures, in both languages: what its columns are called, what stands under it.

use crate::{Edition, Figure};
use calendar::{Day, Span};
use definitions::{Count, Dimension, DimensionKind, Language, Measure, Statistic, Unit};
use measures::{Axis, Column, Part, Ratio};
use release::{Method, Symbol};

fn in_language<'w>(language: Language, danish: &'w str, english: &'w str) -> &'w str {
    match language {
        Language::Danish => danish,
        Language::English => english,
    }
}

/// What is counted, as the unit of a table of several columns.
///
/// ```
/// # use definitions::{Catalog, Language};
/// let catalog = Catalog::embedded().unwrap();
/// let started = &catalog.measures.versions("ressourceforlob.started").unwrap()[0];
/// assert_eq!(publication::counted(started, Language::Danish), "Antal: forløb");
/// ```
pub fn counted(measure: &Measure, language: Language) -> &'static str {
    let words = |danish, english| in_language(language, danish, english);
    match measure.count {
        Count::Spells => words("Antal: forløb", "Number: spells"),
        Count::Persons => words("Antal: personer", "Number: persons"),
        Count::PersonDays => words("Dage: hver person én gang om dagen", "Days: each person once a day"),
        Count::Members => words("Antal: personer i gruppen", "Number: persons in the group"),
        Count::Events => words("Antal: hændelser", "Number: events"),
    }
}

/// What a column is called.
pub fn column_title(measure: &Measure, column: &Column, language: Language) -> String {
    let words = |danish, english| in_language(language, danish, english);
    let title = column.statistic.title();
    let title = title.in_language(language);
    let counted = match (column.statistic, measure.count) {
        (Statistic::Count, Count::Spells) => words(" forløb", " of spells"),
        (Statistic::Count, Count::Persons | Count::Members) => words(" personer", " of persons"),
        (Statistic::Count, Count::Events) => words(" hændelser", " of events"),
        _ => "",
    };
    match &column.part {
        Part::Figure => format!("{title}{counted}"),
        Part::Lowest => format!("{title}, {}", words("laveste", "lowest")),
        Part::Highest => format!("{title}, {}", words("højeste", "highest")),
        Part::Areas => words("Områder", "Areas").to_owned(),
        Part::Change(against) => {
            let points = match column.statistic {
                Statistic::Share | Statistic::Occupation => words("pct.point", "percentage points"),
                _ => title,
            };
            let against = match against.as_str() {
                "period-before" => words("perioden før", "the period before"),
                "year-before" => words("året før", "the year before"),
                "region" => words("regionen", "the region"),
                "municipality=all" => words("hele landet", "the whole country"),
                other => other
                    .strip_prefix("peers=")
                    .map_or(other, |_| words("sammenlignelige kommuner", "the peer municipalities")),
            };
            format!("{} {against}, {points}", words("Ændring fra", "Change from"))
        }
    }
}

/// What stands for a hidden figure, and for one that cannot be told.
///
/// ```
/// assert_eq!(publication::symbols(release::Symbol::TwoDots), ("..", "."));
/// assert_eq!(publication::symbols(release::Symbol::OneDot), (".", ".."));
/// ```
pub fn symbols(symbol: Symbol) -> (&'static str, &'static str) {
    match symbol {
        Symbol::TwoDots => ("..", "."),
        Symbol::OneDot => (".", ".."),
    }
}

/// What each symbol of a table means, the ones of figures that are no numbers before that of a provisional number.
pub(crate) fn meanings(edition: &Edition<'_>) -> [(&'static str, &'static str); 4] {
    let meaning = |figure: Figure, danish, english| {
        (edition.symbol(figure).unwrap_or("*"), in_language(edition.language, danish, english))
    };
    let provisional = Figure::Number { value: Ratio::whole(0), provisional: true };
    [
        meaning(Figure::Suppressed, "Udeladt af diskretionshensyn", "Hidden, so that nobody can be recognised"),
        meaning(Figure::NotYet, "Kan ikke opgøres endnu", "Not yet measurable"),
        meaning(Figure::Unknown, "Kan ikke opgøres", "Cannot be told"),
        meaning(provisional, "Foreløbigt tal", "Provisional"),
    ]
}

/// What the columns of figures are called together.
pub(crate) fn figures(language: Language) -> &'static str {
    in_language(language, "Tal", "Figures")
}

/// What the figures of a column are figures of.
pub(crate) fn unit(edition: &Edition<'_>, column: &Column) -> &'static str {
    let words = |danish, english| in_language(edition.language, danish, english);
    match (&column.part, column.statistic.unit()) {
        (Part::Areas, _) => words("Områder", "Areas"),
        (Part::Change(_), Unit::Percent) => words("Pct.point", "Percentage points"),
        (_, Unit::Counted) => edition.counted(),
        (_, Unit::Percent) => words("Pct.", "Per cent"),
        (_, Unit::Days) => words("Dage", "Days"),
        (_, Unit::Weeks) => words("Uger", "Weeks"),
        (_, Unit::FullTimePersons) => words("Fuldtidspersoner", "Full-time persons"),
        (_, Unit::Hours) => words("Timer", "Hours"),
        (_, Unit::Kroner) => words("Kr.", "DKK"),
        (_, Unit::Place) => words("Plads", "Place"),
    }
}

/// What stands under the title: what is counted, or what the one column has where that is no count.
pub(crate) fn subtitle(edition: &Edition<'_>) -> String {
    match edition.table().columns() {
        [column] if column.statistic != Statistic::Count || column.part != Part::Figure => edition.column_title(column),
        _ => edition.counted().to_owned(),
    }
}

/// Which figures a table has that want a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    /// Some are provisional.
    pub provisional: bool,
    /// Some are hidden.
    pub suppressed: bool,
    /// Some are not yet measurable.
    pub not_yet: bool,
    /// Some cannot be told.
    pub unknown: bool,
}

/// What stands under a table.
pub fn notes(
    measure: &Measure,
    axes: &[Axis],
    columns: &[Column],
    spread: Option<Dimension>,
    protection: Option<(Symbol, Method)>,
    has: Has,
    language: Language,
) -> Vec<String> {
    let words = |danish: &str, english: &str| in_language(language, danish, english).to_owned();
    let mut notes = Vec::new();
    if let Some(dimension) = spread {
        let (danish, english) = match dimension {
            Dimension::Municipality => ("kommuner", "municipalities"),
            Dimension::Jobcentre => ("jobcentre", "job centres"),
            _ => ("regioner", "regions"),
        };
        notes.push(words(
            &format!("Laveste og højeste blandt de {danish}, der har et tal; områder: hvor mange de er."),
            &format!("Lowest and highest of the {english} that have a figure; areas: how many they are."),
        ));
    }
    if let Some(note) = &measure.note {
        notes.push(format!("{} {}", words("Anm.:", "Note:"), note.in_language(language)));
    }
    if has.provisional {
        notes.push(words(
            "* Foreløbigt tal: noget af det talte er endnu ikke afgjort.",
            "* Provisional: something that is counted is not decided yet.",
        ));
    }
    if has.not_yet {
        notes.push(words(
            "... Kan ikke opgøres endnu: udtrækket rækker ikke langt nok frem.",
            "... Not yet measurable: the extract does not reach far enough.",
        ));
    }
    let (suppressed, unknown) = symbols(protection.map(|(symbol, _)| symbol).unwrap_or_default());
    if has.suppressed {
        let told = words("Udeladt af diskretionshensyn.", "Hidden, so that nobody can be recognised.");
        notes.push(format!("{suppressed} {told}"));
    }
    if has.unknown {
        let told = words(
            "Kan ikke opgøres: udtrækket begynder for sent, eller der er intet at tage gennemsnit eller andel af.",
            "Cannot be told: the extract begins too late, or there is nothing to take a mean or share of.",
        );
        notes.push(format!("{unknown} {told}"));
    }
    notes.extend(protection.and_then(|(_, method)| rounding(method, language)));
    let shares = columns.iter().any(|column| column.statistic.unit() == Unit::Percent);
    let several = |axis: &Axis| axis.categories.len() > 1 && axis.dimension.kind() != DimensionKind::Time;
    if shares && axes.iter().any(several) {
        notes.push(words(
            "Afrunding kan betyde, at procenterne ikke summer til 100.",
            "Percentages may not sum to 100 because of rounding.",
        ));
    }
    let first_match = [Dimension::Status, Dimension::Before, Dimension::Benefit, Dimension::Offer, Dimension::Decision];
    if axes.iter().any(|axis| first_match.contains(&axis.dimension)) {
        notes.push(words(
            "En person tæller i den første kategori, der passer, i hierarkiets rækkefølge.",
            "A person counts in the first category that matches, in the order of the hierarchy.",
        ));
    }
    notes
}

/// What a reader must know of rounded figures.
fn rounding(method: Method, language: Language) -> Option<String> {
    let words = |danish: String, english: String| match language {
        Language::Danish => danish,
        Language::English => english,
    };
    match method {
        Method::Suppression => None,
        Method::SmallCountRounding { base } => Some(words(
            format!("Antal under {base} er afrundet til 0 eller {base}, og summer er af afrundede antal."),
            format!("Counts below {base} are rounded to 0 or {base}, and sums are of rounded counts."),
        )),
        Method::Rounding { base } => Some(words(
            format!("Antal er afrundet til nærmeste {base}; summer kan afvige."),
            format!("Counts are rounded to the nearest {base}; sums may differ."),
        )),
    }
}

/// Where a table's figures come from: the register, its vintage and coverage, the definitions with their content hashes,
/// and the program's version.
pub fn sources(
    (register, covered, extract_date): (&str, Span, Day),
    measure: &Measure,
    rests_on: &[(String, String, String)],
    language: Language,
) -> Vec<String> {
    let (from, to) = (covered.from, covered.last_day());
    let definitions: Vec<String> = rests_on.iter().map(|(kind, id, hash)| format!("{kind} {id} ({hash})")).collect();
    let definitions = definitions.join(", ");
    let program = concat!("forlob ", env!("CARGO_PKG_VERSION"));
    match language {
        Language::Danish => vec![
            format!("Kilde: {register}. Udtrukket {extract_date}, dækker {from} til {to}."),
            format!("Definition: {}.", measure.header.source),
            format!("Definitionsfiler: {definitions}. {program}."),
        ],
        Language::English => vec![
            format!("Source: {register}. Drawn {extract_date}, covers {from} to {to}."),
            format!("Definition: {}.", measure.header.source),
            format!("Definition files: {definitions}. {program}."),
        ],
    }
}
