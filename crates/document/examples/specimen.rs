//! A specimen of everything that a note may hold, in the three formats: `cargo run -p document --example specimen -- FOLDER`.
//!
//! The figures in it are made up.

use document::{Alignment, Block, Cell, Date, Document, Figure, HeadCell, Inline, Language, Row, RowKind, Table};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder for the specimens")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    for (name, document) in [("note", note()), ("one_page", one_page()), ("english", english())] {
        std::fs::write(folder.join(name).with_extension("html"), document::html(&document)?)?;
        std::fs::write(folder.join(name).with_extension("pdf"), document::pdf(&document)?)?;
        std::fs::write(folder.join(name).with_extension("docx"), document::docx(&document)?)?;
    }
    Ok(())
}

fn text(text: &str) -> Inline {
    Inline::text(text)
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![text(words)])
}

fn heading(level: u8, words: &str) -> Block {
    Block::Heading { level, text: vec![text(words)] }
}

fn cell(text: &str) -> Cell {
    let explanation = match text {
        ".." => Some("skjult af hensyn til fortrolighed".to_owned()),
        "…" => Some("foreligger ikke endnu".to_owned()),
        _ => None,
    };
    Cell { text: text.to_owned(), alignment: Alignment::Right, explanation }
}

fn row(header: &str, level: u8, kind: RowKind, cells: &[&str]) -> Row {
    Row { header: header.to_owned(), level, kind, cells: cells.iter().map(|text| cell(text)).collect() }
}

fn head(titles: &[(&str, usize)]) -> Vec<HeadCell> {
    let cell = |(text, span): &(&str, usize)| HeadCell {
        text: (*text).to_owned(),
        span: *span,
        alignment: if *span > 1 { Alignment::Center } else { Alignment::Right },
    };
    titles.iter().map(cell).collect()
}

fn summary() -> Block {
    Block::Box(vec![
        Block::Paragraph(vec![Inline::Strong(vec![text("Hovedresultater")])]),
        Block::List {
            ordered: false,
            items: vec![
                vec![Block::Paragraph(vec![
                    text("Der blev påbegyndt "),
                    Inline::Strong(vec![text("9.466 forløb")]),
                    text(" i året, knap 3 pct. flere end året før."),
                ])],
                vec![Block::Paragraph(vec![
                    text("Omkring hvert fjerde afsluttede forløb blev afløst af ordinært job eller uddannelse, jf. "),
                    Inline::Reference("status".to_owned()),
                    text("."),
                ])],
                vec![paragraph("Forløbene varede i gennemsnit 131,3 uger; i Ærø Kommune godt 109.")],
            ],
        },
    ])
}

fn status() -> Table {
    let columns = [("Antal", 1), ("Pct.", 1)];
    let years = [("2017", 2), ("2018", 2), ("Ændring", 2)];
    let shares = columns.iter().copied().cycle().take(4).chain([("Antal", 1), ("Pct.-point", 1)]);
    Table {
        id: "status".to_owned(),
        caption: vec![
            text("Status seks måneder efter et afsluttet forløb, §\u{a0}68-forløb i alt"),
            Inline::Footnote(vec![text("Status er opgjort i den måned, der ligger seks måneder efter afslutningen.")]),
        ],
        stub_title: "Status".to_owned(),
        head: vec![head(&years), head(&shares.collect::<Vec<_>>())],
        rows: vec![
            row("Selvforsørgelse", 0, RowKind::Ordinary, &["1.204", "31,7", "1.391", "34,4", "187", "2,7"]),
            row("heraf ordinært job", 1, RowKind::Ordinary, &["803", "21,1", "946", "23,4", "143", "2,3"]),
            row("heraf uddannelse", 1, RowKind::Ordinary, &["401", "10,6", "445", "11,0", "44", "0,4"]),
            row("Fleksjob og ledighedsydelse", 0, RowKind::Ordinary, &["877", "23,1", "902", "22,3", "25", "-0,8"]),
            row("Førtidspension", 0, RowKind::Ordinary, &["1.309", "34,5", "1.340", "33,1", "31", "-1,4"]),
            row("Anden ydelse", 0, RowKind::Ordinary, &["402", "10,6", "..", "..", "..", ".."]),
            row("Død eller udvandret", 0, RowKind::Ordinary, &["5", "0,1", "..", "..", "..", ".."]),
            row("I alt", 0, RowKind::Total, &["3.797", "100,0", "4.044", "100,0", "247", ""]),
        ],
        remarks: vec![
            "Andele er beregnet af uafrundede tal. »..« er skjult, fordi tallet vedrører få personer; »-0,8« er et fald.".to_owned(),
        ],
        source: Some("Egne beregninger på Beskæftigelsesministeriets DREAM-register, uge 35 i 2019.".to_owned()),
    }
}

fn quarters(id: &str, caption: &str, n_years: usize) -> Table {
    let years: Vec<String> = (0..n_years).map(|year| (2013 + year).to_string()).collect();
    let upper: Vec<(&str, usize)> = years.iter().map(|year| (year.as_str(), 4)).collect();
    let lower: Vec<(&str, usize)> = ["1. kvt.", "2. kvt.", "3. kvt.", "4. kvt."]
        .into_iter()
        .cycle()
        .take(4 * n_years)
        .map(|title| (title, 1))
        .collect();
    let areas = [
        ("Hele landet", 0, RowKind::Total, 12_031),
        ("Region Hovedstaden", 0, RowKind::Group, 0),
        ("København", 1, RowKind::Ordinary, 1_204),
        ("Frederiksberg", 1, RowKind::Ordinary, 187),
        ("Ishøj", 1, RowKind::Ordinary, 41),
        ("Region Sjælland", 0, RowKind::Group, 0),
        ("Næstved", 1, RowKind::Ordinary, 206),
        ("Køge", 1, RowKind::Ordinary, 98),
    ];
    let rows = areas.iter().map(|(title, level, kind, first)| {
        let figures: Vec<String> = (0..4 * n_years)
            .map(
                |at| if *first == 41 && at % 5 == 3 { "..".to_owned() } else { grouped(first + at * (first / 90 + 1)) },
            )
            .collect();
        let figures: Vec<&str> =
            if *kind == RowKind::Group { Vec::new() } else { figures.iter().map(String::as_str).collect() };
        row(title, *level, *kind, &figures)
    });
    Table {
        id: id.to_owned(),
        caption: vec![text(caption)],
        stub_title: "Område".to_owned(),
        head: vec![head(&upper), head(&lower)],
        rows: rows.collect(),
        remarks: vec![
            "»..« er skjult af hensyn til fortrolighed.".to_owned(),
            "En person tælles én gang i kvartalet.".to_owned(),
        ],
        source: Some("Egne beregninger.".to_owned()),
    }
}

/// A whole number as it is written in Danish.
fn grouped(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{}.{:03}", number / 1_000, number % 1_000) }
}

fn municipalities() -> Table {
    let names = [
        "Albertslund",
        "Ballerup",
        "Brøndby",
        "Dragør",
        "Fredensborg",
        "Furesø",
        "Gentofte",
        "Gladsaxe",
        "Glostrup",
        "Greve",
        "Gribskov",
        "Halsnæs",
        "Helsingør",
        "Herlev",
        "Hillerød",
        "Hvidovre",
        "Høje-Taastrup",
        "Hørsholm",
        "Ishøj",
        "Køge",
        "Lejre",
        "Lyngby-Taarbæk",
        "Roskilde",
        "Rudersdal",
        "Rødovre",
        "Solrød",
        "Stevns",
        "Tårnby",
        "Vallensbæk",
        "Ærø",
    ];
    let rows = names.iter().enumerate().map(|(at, name)| {
        let persons = 40 + (at * 37) % 211;
        let weeks = format!("{},{}", 98 + (at * 13) % 60, at % 10);
        row(name, 0, RowKind::Ordinary, &[&persons.to_string(), &weeks, if at % 7 == 4 { ".." } else { "12,5" }])
    });
    Table {
        id: "kommuner".to_owned(),
        caption: vec![text("Varighed af afsluttede forløb efter kommune, 2018")],
        stub_title: "Kommune".to_owned(),
        head: vec![head(&[("Afsluttede forløb", 1), ("Uger i gennemsnit", 1), ("Andel over tre år, pct.", 1)])],
        rows: rows.collect(),
        remarks: Vec::new(),
        source: Some("Egne beregninger.".to_owned()),
    }
}

/// A picture of horizontal bars.
fn bars(id: &str, height: u32) -> Figure {
    let bars = [
        ("København", 45.8),
        ("Frederiksberg", 38.2),
        ("Ishøj", 31.4),
        ("Næstved", 27.9),
        ("Køge", 24.0),
        ("Ærø", 19.6),
    ];
    let step = f64::from(height) / bars.len() as f64;
    let mut drawn = String::new();
    for (at, (name, share)) in bars.iter().enumerate() {
        let y = at as f64 * step;
        let (width, label) = (share * 9.0, share.to_string().replace('.', ","));
        let fill = if at == 2 { "#1d3f66" } else { "#9db4cc" };
        drawn.push_str(&format!(
            "<text x=\"130\" y=\"{}\" text-anchor=\"end\">{name}</text>\
             <rect x=\"140\" y=\"{}\" width=\"{width}\" height=\"{}\" fill=\"{fill}\"/><text x=\"{}\" y=\"{}\">{label}</text>",
            y + step * 0.62,
            y + step * 0.15,
            step * 0.7,
            148.0 + width,
            y + step * 0.62,
        ));
    }
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 {height}\" font-family=\"IBM Plex Sans, Arial, sans-serif\" font-size=\"16\" \
         fill=\"#1b1b1b\">{drawn}</svg>"
    );
    let png = picture(&svg);
    Figure {
        id: id.to_owned(),
        caption: vec![text("Andel af borgere i et forløb, der har en plan, 2018, pct.")],
        svg,
        png,
        alternative: "Vandrette søjler for seks kommuner: København 45,8 pct., Frederiksberg 38,2, Ishøj 31,4, Næstved 27,9, Køge 24,0 \
                      og Ærø 19,6 pct."
            .to_owned(),
        remarks: vec!["Ishøj er fremhævet.".to_owned()],
        source: Some("Egne beregninger.".to_owned()),
        width_mm: 140,
    }
}

/// The picture as PNG, twice as large, in the same font.
fn picture(svg: &str) -> Option<Vec<u8>> {
    let mut options = resvg::usvg::Options { font_family: "IBM Plex Sans".to_owned(), ..Default::default() };
    let font = include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf");
    options.fontdb_mut().load_font_data(font.to_vec());
    let tree = resvg::usvg::Tree::from_str(svg, &options).ok()?;
    let size = tree.size().to_int_size().scale_by(2.0)?;
    let mut pixels = resvg::tiny_skia::Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, resvg::tiny_skia::Transform::from_scale(2.0, 2.0), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

fn fields() -> Vec<(String, String)> {
    [
        ("Dato", "12. september 2019"),
        ("Sagsnummer", "2019-0215482"),
        ("Dokumentnummer", "2019-0215482-7"),
        ("Sagsbehandler", "Analyse og Økonomi"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn note() -> Document {
    let about = Block::Paragraph(vec![
        text(
            "Forvaltningen følger hvert år, hvordan det går borgere, hvis ressourceforløb er afsluttet. Et forløb regnes som \
             afsluttet, når der er gået en hel kalendermåned uden ydelsen",
        ),
        Inline::Footnote(vec![
            text("En afbrydelse, i hvilken der ikke er en tom kalendermåned, lægges til forløbet. Reglen er "),
            Inline::Emphasis(vec![text("kalendermånedsreglen")]),
            text("; se "),
            Inline::Link { url: "https://www.dst.dk/".to_owned(), text: vec![text("Danmarks Statistik")] },
            text("."),
        ]),
        text(". "),
        Inline::Reference("status".to_owned()),
        text(" viser, hvad borgerne levede af seks måneder senere; udviklingen fra kvartal til kvartal er i "),
        Inline::Reference("kvartaler".to_owned()),
        text(" og forskellene mellem kommunerne i "),
        Inline::Reference("planer".to_owned()),
        text(" og "),
        Inline::Reference("kommuner".to_owned()),
        text("."),
    ]);
    let law = Block::Paragraph(vec![
        text("Efter "),
        Inline::Strong(vec![text("§\u{a0}68, stk. 2")]),
        text(
            ", i lov om aktiv socialpolitik kan et ressourceforløb vare fra et til fem år. De lange ord i beskæftigelseslovgivningen \
             (arbejdsmarkedsuddannelsesforanstaltninger, virksomhedspraktikordningens tilskudsbestemmelser) deles ved linjens \
             slutning, så højre kant ikke bliver for ujævn.",
        ),
    ]);
    let steps = Block::List {
        ordered: true,
        items: vec![
            vec![
                paragraph("Betalinger af ydelsen lægges sammen til forløb."),
                Block::List {
                    ordered: false,
                    items: vec![vec![paragraph("Ugekoder 810–818.")], vec![paragraph("Sanktioner afbryder ikke.")]],
                },
            ],
            vec![paragraph("Personer, der ikke har nogen tom måned ved dækningens slutning, er stadig i forløb.")],
            vec![paragraph("Status aflæses i den sjette måned efter afslutningen.")],
        ],
    };
    Document {
        language: Language::Danish,
        kind: "Notat".to_owned(),
        title: "Ressourceforløb: afsluttede forløb og status seks måneder efter".to_owned(),
        subtitle: Some("Opfølgning for 2018, med udviklingen siden 2013".to_owned()),
        fields: fields(),
        office: Some("Beskæftigelses- og Integrationsforvaltningen".to_owned()),
        date: Some(Date { year: 2019, month: 9, day: 12 }),
        author: None,
        description: "Afsluttede ressourceforløb i 2018 og hvad borgerne levede af seks måneder senere.".to_owned(),
        blocks: vec![
            summary(),
            heading(1, "Baggrund"),
            about,
            law,
            heading(1, "Status efter forløbet"),
            paragraph(
                "Flere end før forsørger sig selv et halvt år efter forløbet. Andelen steg med knap 3 procentpoint, og det er især \
                 ordinært job, der fylder mere. Andelen, der fik førtidspension, faldt tilsvarende.",
            ),
            Block::Table(status()),
            heading(2, "Udvikling fra kvartal til kvartal"),
            paragraph("Antallet af personer i forløb er vokset i alle områder."),
            Block::Table(quarters("kvartaler", "Personer i ressourceforløb efter område og kvartal, 2015-2016", 2)),
            heading(2, "Borgere med en plan"),
            Block::Figure(bars("planer", 200)),
            heading(1, "Sådan er der talt"),
            steps,
            heading(1, "Bilag"),
            Block::Table(municipalities()),
            Block::Table(quarters("lang", "Personer i ressourceforløb efter område og kvartal, 2013-2017", 5)),
            Block::Table(quarters("meget_lang", "Personer i ressourceforløb efter område og kvartal, 2013-2022", 10)),
            paragraph("Bilaget slutter her."),
        ],
        one_page: false,
    }
}

fn one_page() -> Document {
    Document {
        kind: "Nøgletal".to_owned(),
        title: "Ishøj: ressourceforløb i 2018".to_owned(),
        subtitle: None,
        blocks: vec![
            summary(),
            heading(1, "Status efter forløbet"),
            Block::Table(status()),
            heading(1, "Udvikling"),
            Block::Table(quarters("kvartaler", "Personer i ressourceforløb efter område og kvartal, 2013-2014", 2)),
            Block::Figure(bars("planer", 150)),
        ],
        one_page: true,
        ..note()
    }
}

fn english() -> Document {
    Document {
        language: Language::English,
        kind: "Note".to_owned(),
        title: "Resource spells ended in 2018".to_owned(),
        subtitle: None,
        fields: vec![("Date".to_owned(), "12 September 2019".to_owned())],
        office: None,
        date: Some(Date { year: 2019, month: 9, day: 12 }),
        author: Some("The Office".to_owned()),
        description: String::new(),
        blocks: vec![
            heading(1, "Plans"),
            Block::Paragraph(vec![
                Inline::Reference("planer".to_owned()),
                text(" shows fewer plans; cf. "),
                Inline::Reference("planer".to_owned()),
                text("."),
            ]),
            Block::Figure(bars("planer", 200)),
        ],
        one_page: false,
    }
}
