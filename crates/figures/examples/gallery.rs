//! Every kind of figure as SVG and PNG: `cargo run -p figures --example gallery -- FOLDER [BORDERS]`.
//!
//! It is there to be looked at. The figures are made up; a few are set so that they resemble published ones.

use figures::{
    Band, Bar, BorderMap, Category, Chart, Curve, Figure, HorizontalBars, Language, Lines, Reference, Series, Slope,
    SlopeLine, StackedColumns, Start, Step, Steps, Symbols, TILES, TileMap, Value,
};
use std::collections::BTreeMap;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("give the folder to write to")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let mut gallery = vec![
        ("stacked-columns", stacked_columns()),
        ("stacked-columns-hidden", stacked_columns_hidden()),
        ("bars", bars()),
        ("bars-changes", bars_changes()),
        ("bars-job-centres", bars_job_centres()),
        ("bars-municipalities", bars_municipalities()),
        ("lines", lines()),
        ("lines-accent", lines_accent()),
        ("steps", steps()),
        ("slope", slope()),
        ("slope-accent", slope_accent()),
        ("tile-map", tile_map()),
    ];
    if let Some(borders) = arguments.next() {
        gallery.push(("border-map", border_map(std::fs::read_to_string(borders)?)));
    }
    for (name, figure) in gallery {
        let svg = figures::svg(&figure, name)?;
        std::fs::write(folder.join(name).with_extension("svg"), &svg)?;
        std::fs::write(folder.join(name).with_extension("png"), figures::png(&svg, 2.0)?)?;
    }
    Ok(())
}

fn figure(title: &str, subtitle: &str, remarks: &[&str], chart: Chart) -> Figure {
    Figure {
        title: title.to_owned(),
        subtitle: Some(subtitle.to_owned()),
        description: format!("{title}. {subtitle}."),
        remarks: remarks.iter().map(|remark| (*remark).to_owned()).collect(),
        source: "Kilde: Opdigtet udtræk pr. 31. januar 2019; egne beregninger.".to_owned(),
        language: Language::Danish,
        symbols: Symbols::of(Language::Danish),
        chart,
    }
}

fn count(number: f64) -> Value {
    Value::number(number, thousands(number))
}

fn thousands(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    if number < 0.0 { format!("\u{2212}{out}") } else { out }
}

fn one_decimal(number: f64) -> Value {
    let text = format!("{:.1}", number.abs()).replace('.', ",");
    Value::number(number, if number < 0.0 { format!("\u{2212}{text}") } else { text })
}

/// Numbers without a pattern, the same each time.
fn scattered(place: usize, from: f64, until: f64) -> f64 {
    let share = ((place * 7919 + 104_729) % 9973) as f64 / 9973.0;
    from + share * (until - from)
}

const MONTHS: [&str; 11] = ["feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."];

const GROUP_2: &str = "Anm.: Tallet i parentes er antallet af personer i gruppe 2. Kontanthjælp, integrationsydelse og uddannelseshjælp er ikke \
    vist. Den enkelte person tæller kun med én gang, i den øverste af: førtidspension, fleksjob og ledighedsydelse, ressourceforløb, \
    andre ydelser.";

fn group_2() -> (Vec<Category>, Vec<Series>) {
    let members = [7489.0, 7544.0, 7610.0, 7668.0, 7702.0, 7731.0, 7788.0, 7830.0, 7871.0, 7915.0, 7953.0];
    let categories = MONTHS.iter().zip(members);
    let categories =
        categories.map(|(month, members)| Category { name: format!("{month} 2018"), count: Some(thousands(members)) });
    let series = |name: &str, shares: [f64; 11]| Series { name: name.to_owned(), values: shares.map(count).to_vec() };
    let series = vec![
        series("Førtidspension", [12.0, 13.0, 14.0, 15.0, 17.0, 17.0, 18.0, 20.0, 21.0, 22.0, 23.0]),
        series("Fleksjob eller ledighedsydelse", [8.0, 8.0, 9.0, 9.0, 9.0, 10.0, 10.0, 10.0, 11.0, 11.0, 11.0]),
        series("Ressourceforløb", [25.0, 26.0, 27.0, 28.0, 29.0, 29.0, 30.0, 31.0, 32.0, 32.0, 33.0]),
        series("Andre ydelser", [3.0, 3.0, 3.0, 3.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]),
    ];
    (categories.collect(), series)
}

fn stacked_columns() -> Figure {
    let (categories, series) = group_2();
    let totals = [48.0, 50.0, 53.0, 55.0, 57.0, 59.0, 61.0, 64.0, 67.0, 68.0, 70.0].map(count).to_vec();
    let chart = StackedColumns { categories, series, totals, unit: "Pct.".to_owned() };
    figure(
        "Syv ud af ti personer i gruppe 2 har fået en anden ydelse end kontanthjælp mv.",
        "Personer i gruppe 2 efter ydelse, februar-december 2018, pct. af alle i gruppe 2",
        &[GROUP_2, "Afrunding kan betyde, at tallene ikke summer til totalen."],
        Chart::StackedColumns(chart),
    )
}

fn stacked_columns_hidden() -> Figure {
    let (mut categories, mut series) = group_2();
    categories.truncate(5);
    for series in &mut series {
        series.values.truncate(5);
    }
    series[3].values[1] = Value::Hidden;
    series[1].values[1] = Value::Hidden;
    series[3].values[3] = Value::Unknown;
    for series in &mut series {
        series.values[4] = Value::NotYet;
    }
    series[0].values[3] = Value::provisional(15.0, "15");
    let chart = StackedColumns { categories, series, totals: Vec::new(), unit: "Pct.".to_owned() };
    figure(
        "Tal, der ikke vises, er tegnet som ikke vist",
        "Personer i gruppe 2 efter ydelse i en lille kommune, pct.",
        &[GROUP_2],
        Chart::StackedColumns(chart),
    )
}

fn bar(name: &str, count: Option<f64>, values: Vec<Value>) -> Bar {
    Bar { name: name.to_owned(), count: count.map(thousands), values, total: None }
}

fn bars() -> Figure {
    let names =
        ["Ishøj", "Albertslund", "Høje-Taastrup", "Greve", "Brøndby", "Vallensbæk", "Solrød", "Hvidovre", "Glostrup"];
    let mut all: Vec<Bar> = names
        .iter()
        .enumerate()
        .map(|(at, name)| bar(name, Some(30.0 + 17.0 * at as f64), vec![one_decimal(131.3 - 9.7 * at as f64)]))
        .collect();
    all[5].values = vec![Value::Hidden];
    let chart = HorizontalBars {
        bars: all,
        series: vec!["Varighed".to_owned()],
        unit: "Uger".to_owned(),
        reference: Some(Reference { value: 104.2, label: "Hele landet 104,2".to_owned() }),
        accent: Some(0),
    };
    figure(
        "Ressourceforløb varer længst i Ishøj",
        "Gennemsnitlig varighed af afsluttede ressourceforløb, 2. kvartal 2018, uger",
        &["Anm.: Tallet i parentes er antallet af afsluttede forløb."],
        Chart::HorizontalBars(chart),
    )
}

fn bars_changes() -> Figure {
    let rows = [
        ("Førtidspension", 11.0),
        ("Ressourceforløb", 8.0),
        ("Fleksjob eller ledighedsydelse", 3.0),
        ("Andre ydelser", 1.0),
        ("Kontanthjælp, integrationsydelse og uddannelseshjælp", -22.0),
    ];
    let chart = HorizontalBars {
        bars: rows.iter().map(|(name, change)| bar(name, None, vec![count(*change)])).collect(),
        series: vec!["Ændring".to_owned()],
        unit: "Procentpoint".to_owned(),
        reference: None,
        accent: None,
    };
    figure(
        "Færre på kontanthjælp mv.",
        "Ændring i andelen af personer i gruppe 2 fra februar til december 2018, procentpoint",
        &[],
        Chart::HorizontalBars(chart),
    )
}

const PLACES: [&str; 94] = [
    "Aabenraa",
    "Aalborg",
    "Aarhus",
    "Albertslund",
    "Allerød",
    "Assens",
    "Ballerup",
    "Billund",
    "Bornholm",
    "Brøndby",
    "Brønderslev",
    "Egedal",
    "Esbjerg/Fanø",
    "Faaborg-Midtfyn",
    "Favrskov",
    "Faxe",
    "Fredensborg",
    "Fredericia",
    "Frederiksberg",
    "Frederikshavn/Læsø",
    "Frederikssund",
    "Furesø",
    "Gentofte",
    "Gladsaxe",
    "Glostrup",
    "Greve",
    "Gribskov",
    "Guldborgsund",
    "Haderslev",
    "Halsnæs",
    "Hedensted",
    "Helsingør",
    "Herlev",
    "Herning",
    "Hillerød",
    "Hjørring",
    "Holbæk",
    "Holstebro",
    "Horsens",
    "Hvidovre",
    "Høje-Taastrup",
    "Hørsholm",
    "Ikast-Brande",
    "Ishøj",
    "Jammerbugt",
    "Kalundborg",
    "Kerteminde",
    "Kolding",
    "København",
    "Køge",
    "Lejre",
    "Lemvig",
    "Lolland",
    "Lyngby-Taarbæk",
    "Mariagerfjord",
    "Middelfart",
    "Morsø",
    "Norddjurs",
    "Nordfyns",
    "Nyborg",
    "Næstved",
    "Odder",
    "Odense",
    "Odsherred",
    "Randers",
    "Rebild",
    "Ringkøbing-Skjern",
    "Ringsted",
    "Roskilde",
    "Rudersdal",
    "Rødovre",
    "Samsø",
    "Silkeborg",
    "Skanderborg",
    "Skive",
    "Slagelse",
    "Solrød",
    "Sorø",
    "Stevns",
    "Struer",
    "Svendborg/Langeland",
    "Syddjurs",
    "Sønderborg",
    "Thisted",
    "Tønder",
    "Tårnby/Dragør",
    "Vallensbæk",
    "Varde",
    "Vejen",
    "Vejle",
    "Vesthimmerland",
    "Viborg",
    "Vordingborg",
    "Ærø",
];

fn bars_job_centres() -> Figure {
    let mut bars: Vec<Bar> = PLACES
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let total = scattered(at, 30.0, 100.0).round();
            let parts = [0.33, 0.16, 0.47].map(|share| (total * share).round());
            let rest = total - parts.iter().sum::<f64>();
            let mut values: Vec<Value> = parts.into_iter().chain([rest]).map(count).collect();
            if at % 17 == 4 {
                values[1] = Value::Hidden;
                values[3] = Value::Hidden;
            }
            let members = scattered(at * 31, 2.0, 190.0) * if *name == "København" { 8.0 } else { 1.0 };
            Bar { total: Some(count(total)), ..bar(name, Some(members.round()), values) }
        })
        .collect();
    if let Some(small) = bars.last_mut() {
        small.values = vec![Value::Hidden; 4];
        small.total = Some(Value::Hidden);
    }
    let chart = HorizontalBars {
        bars,
        series: ["Førtidspension", "Fleksjob eller ledighedsydelse", "Ressourceforløb", "Andre ydelser"]
            .map(str::to_owned)
            .to_vec(),
        unit: "Pct.".to_owned(),
        reference: Some(Reference { value: 70.0, label: "Hele landet 70".to_owned() }),
        accent: Some(48),
    };
    figure(
        "Mellem 30 og 100 pct. af gruppe 2 har skiftet ydelse, afhængigt af jobcenter",
        "Personer i gruppe 2 på andre ydelser end kontanthjælp mv. efter jobcenter, december 2018, pct.",
        &[GROUP_2],
        Chart::HorizontalBars(chart),
    )
}

fn bars_municipalities() -> Figure {
    let mut bars: Vec<Bar> = PLACES
        .iter()
        .enumerate()
        .map(|(at, name)| {
            bar(name, None, vec![if at % 13 == 7 { Value::Hidden } else { count(scattered(at, 4.0, 900.0).round()) }])
        })
        .collect();
    bars.sort_by(|one, other| number(other).total_cmp(&number(one)));
    let chart = HorizontalBars {
        bars,
        series: vec!["Antal".to_owned()],
        unit: "Antal påbegyndte forløb".to_owned(),
        reference: None,
        accent: Some(11),
    };
    figure("Påbegyndte ressourceforløb", "Antal i 2018 efter jobcenter", &[], Chart::HorizontalBars(chart))
}

fn number(bar: &Bar) -> f64 {
    match bar.values.first() {
        Some(Value::Number { value, .. }) => *value,
        _ => -1.0,
    }
}

fn quarters(n: usize) -> Vec<String> {
    (0..n).map(|at| format!("{}. kvt. {}", at % 4 + 1, 2014 + at / 4)).collect()
}

fn lines() -> Figure {
    let names = ["Ressourceforløb", "Jobafklaringsforløb", "Fleksjob", "Ledighedsydelse", "Revalidering"];
    let starts = [3100.0, 400.0, 8200.0, 3900.0, 2600.0];
    let growth = [1.035, 1.12, 1.012, 0.99, 0.955];
    let mut series: Vec<Series> = (0..5)
        .map(|line| {
            let value = |at: usize| {
                let value = starts[line] * f64::powi(growth[line], at as i32) + scattered(at * 5 + line, -120.0, 120.0);
                let value = value.max(12.0).round();
                if at >= 18 { Value::provisional(value, thousands(value)) } else { count(value) }
            };
            Series { name: names[line].to_owned(), values: (0..20).map(value).collect() }
        })
        .collect();
    series[1].values[0] = Value::Hidden;
    series[1].values[1] = Value::Hidden;
    series[4].values[9] = Value::Hidden;
    series[4].values[19] = Value::NotYet;
    let chart =
        Lines { times: quarters(20), series, unit: "Antal personer".to_owned(), start: Start::Zero, accent: None };
    figure(
        "Flere i fleksjob og ressourceforløb, færre i revalidering",
        "Personer på udvalgte ydelser ved udgangen af kvartalet, 1. kvartal 2014 - 4. kvartal 2018",
        &["Anm.: Tal for de seneste to kvartaler er foreløbige og kan stige ved næste opgørelse."],
        Chart::Lines(chart),
    )
}

fn lines_accent() -> Figure {
    let names = ["Ishøj", "Albertslund", "Høje-Taastrup", "Hele landet"];
    let series = names
        .iter()
        .enumerate()
        .map(|(line, name)| Series {
            name: (*name).to_owned(),
            values: (0..11)
                .map(|at| {
                    let value = 48.0 + at as f64 * (2.2 - 0.35 * line as f64) + scattered(at * 3 + line, -1.0, 1.0);
                    Value::number(value, format!("{value:.0} pct."))
                })
                .collect(),
        })
        .collect();
    let chart = Lines {
        times: MONTHS.iter().map(|month| format!("{month} 2018")).collect(),
        series,
        unit: "Pct.".to_owned(),
        start: Start::Lowest,
        accent: Some(0),
    };
    figure(
        "I Ishøj skifter flere ydelse end i nabokommunerne",
        "Andel af personer i gruppe 2 på en anden ydelse end kontanthjælp mv., 2018, pct.",
        &[],
        Chart::Lines(chart),
    )
}

fn steps() -> Figure {
    let curve = |name: &str, monthly: f64, start: f64| {
        let mut left = 1.0;
        let mut steps = Vec::new();
        for month in 0..60 {
            let half = 1.96 * (left * (1.0 - left) / start).sqrt() * (1.0 + month as f64 / 60.0);
            let value = Value::number(left * 100.0, format!("{:.0} pct.", left * 100.0));
            let band = Band { lower: (left - half).max(0.0) * 100.0, upper: (left + half).min(1.0) * 100.0 };
            steps.push(Step { from: f64::from(month), value, band: Some(band) });
            left *= 1.0 - monthly * (0.6 + scattered(month as usize, 0.0, 0.8));
        }
        let at_risk = |months: i32| start * (1.0 - monthly * 1.2).powi(months);
        Curve {
            name: name.to_owned(),
            steps,
            until: 60.0,
            at_risk: [0, 12, 24, 36, 48, 60].map(|months| count(at_risk(months).round())).to_vec(),
        }
    };
    let mut curves = vec![
        curve("Under 30 år", 0.014, 420.0),
        curve("30-49 år", 0.023, 910.0),
        curve("50 år og derover", 0.034, 380.0),
    ];
    if let Some(oldest) = curves.last_mut() {
        for step in oldest.steps.iter_mut().skip(51) {
            step.value = Value::Hidden;
            step.band = None;
        }
        oldest.at_risk[5] = Value::Hidden;
    }
    let chart = Steps {
        curves,
        unit: "Pct. fortsat i forløb".to_owned(),
        time_unit: "Måneder efter forløbets start".to_owned(),
        ticks: vec![0.0, 12.0, 24.0, 36.0, 48.0, 60.0],
        at_risk_title: "Personer, der fortsat følges".to_owned(),
    };
    figure(
        "Efter to år er mere end halvdelen fortsat i ressourceforløb",
        "Andel, der fortsat er i ressourceforløb, efter alder ved start, forløb påbegyndt 2013-2018, pct.",
        &["Anm.: Kaplan-Meier-kurver. De lyse felter er 95 pct.-konfidensbånd."],
        Chart::Steps(chart),
    )
}

fn slope_lines() -> Vec<SlopeLine> {
    let rows = [
        ("Ressourceforløb", 31.0, 6.0),
        ("Førtidspension", 15.0, 45.0),
        ("Fleksjob eller ledighedsydelse", 20.0, 28.0),
        ("Kontanthjælp", 12.0, 9.0),
        ("Selvforsørgelse", 11.0, 8.0),
        ("Sygedagpenge", 6.0, 3.0),
    ];
    rows.iter()
        .map(|(name, before, after)| SlopeLine {
            name: (*name).to_owned(),
            before: count(*before),
            after: count(*after),
        })
        .collect()
}

fn slope() -> Figure {
    let mut lines = slope_lines();
    lines.push(SlopeLine { name: "Uddannelse".to_owned(), before: Value::Hidden, after: count(1.0) });
    let chart = Slope {
        before: "2. kvartal 2017".to_owned(),
        after: "2. kvartal 2018".to_owned(),
        lines,
        unit: "Pct.".to_owned(),
        accent: None,
    };
    figure(
        "Tre gange så mange går til førtidspension",
        "Status 1 måned efter afsluttet ressourceforløb, København, pct. af afsluttede forløb",
        &["Anm.: Opdigtede tal for de mindste grupper."],
        Chart::Slope(chart),
    )
}

fn slope_accent() -> Figure {
    let chart = Slope {
        before: "2. kvartal 2017".to_owned(),
        after: "2. kvartal 2018".to_owned(),
        lines: slope_lines(),
        unit: "Pct.".to_owned(),
        accent: Some(1),
    };
    figure(
        "Tre gange så mange går til førtidspension",
        "Status 1 måned efter afsluttet ressourceforløb, København, pct. af afsluttede forløb",
        &[],
        Chart::Slope(chart),
    )
}

fn map_values() -> BTreeMap<u16, Value> {
    let value = |at: usize| match at % 23 {
        6 => Value::Hidden,
        20 => Value::NotYet,
        _ => one_decimal(scattered(at * 13, 22.0, 88.0)),
    };
    TILES.iter().enumerate().map(|(at, tile)| (tile.code, value(at))).collect()
}

fn tile_map() -> Figure {
    let chart =
        TileMap { values: map_values(), bounds: vec![30.0, 45.0, 60.0, 75.0], unit: "Pct. af gruppe 2".to_owned() };
    figure(
        "Andelen, der har skiftet ydelse, varierer fra kommune til kommune",
        "Personer i gruppe 2 på andre ydelser end kontanthjælp mv., december 2018, pct.",
        &["Anm.: Hver kommune er et felt af samme størrelse, omtrent hvor kommunen ligger."],
        Chart::TileMap(chart),
    )
}

fn border_map(borders: String) -> Figure {
    let chart = BorderMap { borders, values: map_values(), bounds: Vec::new(), unit: "Pct. af gruppe 2".to_owned() };
    figure(
        "Andelen, der har skiftet ydelse, varierer fra kommune til kommune",
        "Personer i gruppe 2 på andre ydelser end kontanthjælp mv., december 2018, pct.",
        &["Anm.: Bornholm er flyttet. Kommunegrænser: DAGI, Klimadatastyrelsen, CC BY 4.0."],
        Chart::BorderMap(chart),
    )
}
