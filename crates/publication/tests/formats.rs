//! Every format says what the table says: the same numbers, and the same difference between hidden, not yet and unknown.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;
mod px_reader;

use common::{every_kind, small};
use definitions::Language;
use expect_test::expect;
use publication::{Edition, Figure, html, json_stat, pivoted_csv, px};
use px_reader::PxFile;
use release::{Plan, ProtectedTable, Symbol};
use serde_json::Value;

fn edition(table: &ProtectedTable) -> Edition<'_> {
    Edition::new(table, &Plan::empty("drawn"), Language::Danish)
}

/// Without what changes with every word of a definition file.
fn stable(table: &ProtectedTable, text: &str) -> String {
    let hashes = table.rests_on().iter().map(|(_, _, hash)| hash);
    let text = hashes.fold(text.to_owned(), |text, hash| text.replace(hash, "............"));
    text.replace(concat!("forlob ", env!("CARGO_PKG_VERSION")), "forlob").replace("\r\n", "\n")
}

/// How many figures of the table are numbers, provisional numbers, hidden, not yet, unknown.
fn kinds(edition: &Edition<'_>) -> [usize; 5] {
    let mut kinds = [0; 5];
    for row in 0..edition.table().n_rows() {
        for column in 0..edition.table().columns().len() {
            kinds[match edition.figure(row, column) {
                Figure::Number { provisional: false, .. } => 0,
                Figure::Number { provisional: true, .. } => 1,
                Figure::Suppressed => 2,
                Figure::NotYet => 3,
                Figure::Unknown => 4,
            }] += 1;
        }
    }
    kinds
}

/// The same as an array of JSON-stat has them.
fn kinds_in_json(json: &Value, suppressed: &str, unknown: &str) -> [usize; 5] {
    let mut kinds = [0; 5];
    for (at, value) in json["value"].as_array().unwrap().iter().enumerate() {
        let status = json["status"].get(at.to_string()).map(|status| status.as_str().unwrap());
        kinds[match (value.is_number(), status) {
            (true, None) => 0,
            (true, Some("*")) => 1,
            (false, Some("...")) => 3,
            (false, Some(symbol)) if symbol == suppressed => 2,
            (false, Some(symbol)) if symbol == unknown => 4,
            other => panic!("{other:?}"),
        }] += 1;
    }
    kinds
}

#[test]
fn the_kinds_of_figures_stay_distinct_in_every_format() {
    let table = every_kind();
    for (symbol, suppressed, unknown) in [(Symbol::TwoDots, "..", "."), (Symbol::OneDot, ".", "..")] {
        let mut plan = Plan::empty("drawn");
        plan.symbol = symbol;
        let edition = Edition::new(&table, &plan, Language::Danish);
        let expected = kinds(&edition);
        assert!(expected.iter().all(|figures| *figures > 0), "all five are there: {expected:?}");

        let json: Value = serde_json::from_str(&json_stat(&edition)).unwrap();
        assert_eq!(kinds_in_json(&json, suppressed, unknown), expected);
        assert_eq!(json["extension"]["symbols"][suppressed], "Udeladt af diskretionshensyn");

        let px = PxFile::read(&px(&edition));
        let starred = px.keywords.keys().filter(|keyword| keyword.starts_with("DATANOTECELL(")).count();
        let dots = |symbol: &str| px.data.iter().filter(|cell| **cell == format!("\"{symbol}\"")).count();
        let numbers = px.data.iter().filter(|cell| !cell.starts_with('"')).count();
        assert_eq!([numbers - starred, starred, dots(suppressed), dots("..."), dots(unknown)], expected);
        let told = &px.keywords[&format!("DATASYMBOL{}", suppressed.len())];
        assert_eq!(told, &["Udeladt af diskretionshensyn"]);
        assert!(px.keywords["NOTE"][0].contains("* Foreløbigt tal"));

        let page = html(&edition);
        let cells = |told: &str| page.matches(&format!("<td title=\"{told}\"")).count();
        let plain = page.matches("<td>").count();
        let hidden = "Udeladt af diskretionshensyn";
        let all =
            [plain, cells("Foreløbigt tal"), cells(hidden), cells("Kan ikke opgøres endnu"), cells("Kan ikke opgøres")];
        assert_eq!(all, expected);
        let cell = format!("<td title=\"{hidden}\" aria-label=\"{hidden}\">{suppressed}</td>");
        assert_eq!(page.matches(&cell).count(), expected[2]);

        let csv = pivoted_csv(&edition, false);
        let (above, _) = csv.split_once("\r\n\r\n").unwrap();
        let fields = || above.split("\r\n").skip(2).flat_map(|line| line.split(';').skip(2));
        let is_number = |field: &&str| field.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
        let of = |symbol: &str| fields().filter(|field| *field == symbol).count();
        let numbers = fields().filter(is_number).count();
        assert_eq!([numbers - of("*"), of("*"), of(suppressed), of("..."), of(unknown)], expected);
    }
}

#[test]
fn the_same_bytes_twice_and_danish_letters() {
    let (first, second) = (every_kind(), every_kind());
    let formats: [fn(&Edition<'_>) -> String; 4] = [json_stat, px, html, |edition| pivoted_csv(edition, true)];
    for format in formats {
        let text = format(&edition(&first));
        assert_eq!(text, format(&edition(&second)));
        for word in ["København", "Køge", "Høje-Taastrup", "Førtidspension", "Kontanthjælp"] {
            assert!(text.contains(word), "{word} is not in {text}");
        }
    }
    assert!(pivoted_csv(&edition(&first), true).as_bytes().starts_with(&[0xef, 0xbb, 0xbf]));
}

#[test]
fn a_px_file_keeps_the_rules_of_the_format() {
    let table = every_kind();
    let text = px(&edition(&table));
    assert!(text.lines().all(|line| line.len() < 256), "{text}");
    let file = PxFile::read(&text);
    for keyword in [
        "CONTENTS",
        "DECIMALS",
        "SHOWDECIMALS",
        "STUB",
        "HEADING",
        "MATRIX",
        "SUBJECT-AREA",
        "SUBJECT-CODE",
        "TITLE",
        "UNITS",
        "NOTE",
        "SOURCE",
        "DATASYMBOL1",
        "DATASYMBOL2",
        "DATASYMBOL3",
    ] {
        assert!(file.keywords.contains_key(keyword), "{keyword}");
    }
    assert_eq!(file.keywords["TIMEVAL(Kvartal)"], ["20181", "20182", "20183", "20184", "20191"]);
    assert_eq!(file.keywords["CHARSET"], ["ANSI"]);
    let data = text.split_once("DATA=\n").unwrap().1;
    assert!(data.trim_end_matches(";\n").lines().all(|line| line.ends_with(' ')));
}

#[test]
fn a_page_has_a_heading_for_each_row_and_column() {
    let table = every_kind();
    let page = html(&edition(&table));
    for part in [
        "<html lang=\"da\">",
        "<caption id=\"caption\">",
        "<th scope=\"col\" class=\"axis\" rowspan=\"2\">Kommune</th>",
        "<th scope=\"colgroup\" colspan=\"2\">2018Q1</th>",
        "<th scope=\"row\">Førtidspension</th>",
        "<th scope=\"rowgroup\" rowspan=\"8\">København</th>",
        "<colgroup span=\"2\"></colgroup>\n<thead>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    for tag in ["table", "thead", "tbody", "tr", "th", "td", "main", "caption", "div", "p"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let english = html(&Edition::new(&table, &Plan::empty("drawn"), Language::English));
    assert!(english.contains("<html lang=\"en\">") && english.contains("Hidden, so that nobody can be recognised"));
}

#[test]
fn a_small_table_as_json_stat() {
    expect![[r#"
        {
        "version":"2.0",
        "class":"dataset",
        "label":"Påbegyndte ressourceforløb, Region: Region Sjælland",
        "source":"drawn",
        "updated":"2019-01-01",
        "note":[".. Udeladt af diskretionshensyn.","Kilde: drawn. Udtrukket 2019-01-01, dækker 2014-01-01 til 2018-12-31.","Definition: S000; S002; Jobindsats.","Definitionsfiler: measure ressourceforlob.started (............), benefit ressourceforlob (............), gap rule calendar_month (............), geography denmark (............), code set dream (............). forlob."],
        "role":{"time":["quarter"],"geo":["municipality","region"],"metric":["ContentsCode"]},
        "id":["quarter","municipality","region","ContentsCode"],
        "size":[2,10,1,1],
        "dimension":{
        "quarter":{"label":"Kvartal","category":{"index":{"2018Q1":0,"2018Q2":1},"label":{"2018Q1":"2018Q1","2018Q2":"2018Q2"}}},
        "municipality":{"label":"Kommune","category":{"index":{"101":0,"153":1,"161":2,"165":3,"169":4,"183":5,"253":6,"259":7,"unknown":8,"all":9},"label":{"101":"København","153":"Brøndby","161":"Glostrup","165":"Albertslund","169":"Høje-Taastrup","183":"Ishøj","253":"Greve","259":"Køge","unknown":"Uoplyst","all":"Hele landet"}}},
        "region":{"label":"Region","category":{"index":{"sjaelland":0},"label":{"sjaelland":"Region Sjælland"}}},
        "ContentsCode":{"label":"Tal","category":{"index":{"count":0},"label":{"count":"Antal forløb"},"unit":{"count":{"base":"Antal: forløb","decimals":0}}}}
        },
        "value":[0,0,0,0,11,null,null,0,0,18,0,0,0,0,8,0,0,0,0,8],
        "status":{"5":"..","6":".."},
        "extension":{"symbols":{"..":"Udeladt af diskretionshensyn","...":"Kan ikke opgøres endnu",".":"Kan ikke opgøres","*":"Foreløbigt tal"}}
        }
    "#]].assert_eq(&stable(&small(), &json_stat(&edition(&small()))));
}

#[test]
fn a_small_table_as_px() {
    expect![[r#"
        CHARSET="ANSI";
        AXIS-VERSION="2013";
        CODEPAGE="utf-8";
        LANGUAGE="da";
        CREATION-DATE="20190101 00:00";
        DECIMALS=0;
        SHOWDECIMALS=0;
        MATRIX="ressourcefo_e6466cef";
        TABLEID="ressourceforlob.started";
        AGGREGALLOWED=NO;
        SUBJECT-CODE="ressourceforlob";
        SUBJECT-AREA="ressourceforlob";
        DESCRIPTION="Påbegyndte ressourceforløb efter Kommune, Region, Kvartal";
        TITLE="Påbegyndte ressourceforløb efter Kommune, Region, Kvartal";
        CONTENTS="Påbegyndte ressourceforløb";
        UNITS="Antal: forløb";
        STUB="Kommune","Region";
        HEADING="Kvartal";
        DATASYMBOL1="Kan ikke opgøres";
        DATASYMBOL2="Udeladt af diskretionshensyn";
        DATASYMBOL3="Kan ikke opgøres endnu";
        SOURCE="drawn";
        NOTE=".. Udeladt af diskretionshensyn.#Kilde: drawn. Udtrukket 2019-01-01, dækker 2014-01-01 til 2018-12-31.#Definition: "
        "S000; S002; Jobindsats.#Definitionsfiler: measure ressourceforlob.started (............), benefit ressourceforlob "
        "(............), gap rule calendar_month (............), geography denmark (............), code set dream "
        "(............). forlob.";
        VALUES("Kommune")="København","Brøndby","Glostrup","Albertslund","Høje-Taastrup","Ishøj","Greve","Køge","Uoplyst",
        "Hele landet";
        VALUES("Region")="Region Sjælland";
        VALUES("Kvartal")="2018Q1","2018Q2";
        TIMEVAL("Kvartal")=TLIST(Q1),"20181","20182";
        CODES("Kommune")="101","153","161","165","169","183","253","259","unknown","all";
        CODES("Region")="sjaelland";
        CODES("Kvartal")="2018Q1","2018Q2";
        VARIABLECODE("Kommune")="municipality";
        VARIABLECODE("Region")="region";
        VARIABLECODE("Kvartal")="quarter";
        ELIMINATION("Kommune")="Hele landet";
        DATA=
        0 0 
        0 0 
        0 0 
        0 0 
        11 8 
        ".." 0 
        ".." 0 
        0 0 
        0 0 
        18 8 ;
    "#]].assert_eq(&stable(&small(), &px(&edition(&small()))));
}

#[test]
fn a_small_table_as_html() {
    let page = html(&edition(&small()));
    let (_, page) = page.split_once("<main>\n").unwrap();
    expect![[r#"
        <div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
        <table>
        <caption id="caption">Påbegyndte ressourceforløb
        <span>Region: Region Sjælland</span>
        <span>Antal: forløb</span></caption>
        <thead>
        <tr>
        <th scope="col" class="axis">Kommune</th>
        <th scope="col">2018Q1</th>
        <th scope="col">2018Q2</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <th scope="row">København</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Brøndby</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Glostrup</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Albertslund</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Høje-Taastrup</th>
        <td>11</td>
        <td>8</td>
        </tr>
        <tr>
        <th scope="row">Ishøj</th>
        <td title="Udeladt af diskretionshensyn" aria-label="Udeladt af diskretionshensyn">..</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Greve</th>
        <td title="Udeladt af diskretionshensyn" aria-label="Udeladt af diskretionshensyn">..</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Køge</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr>
        <th scope="row">Uoplyst</th>
        <td>0</td>
        <td>0</td>
        </tr>
        <tr class="total">
        <th scope="row">Hele landet</th>
        <td>18</td>
        <td>8</td>
        </tr>
        </tbody>
        </table>
        </div>
        <div class="below notes">
        <p>.. Udeladt af diskretionshensyn.</p>
        </div>
        <div class="below sources">
        <p>Kilde: drawn. Udtrukket 2019-01-01, dækker 2014-01-01 til 2018-12-31.</p>
        <p>Definition: S000; S002; Jobindsats.</p>
        <p>Definitionsfiler: measure ressourceforlob.started (............), benefit ressourceforlob (............), gap rule calendar_month (............), geography denmark (............), code set dream (............). forlob.</p>
        </div>
        </main>
        </body>
        </html>
    "#]].assert_eq(&stable(&small(), page));
}

#[test]
fn a_small_table_as_csv() {
    expect![[r#"
        Kommune;2018Q1;2018Q2
        København;0;0
        Brøndby;0;0
        Glostrup;0;0
        Albertslund;0;0
        Høje-Taastrup;11;8
        Ishøj;..;0
        Greve;..;0
        Køge;0;0
        Uoplyst;0;0
        Hele landet;18;8

        Påbegyndte ressourceforløb
        Region: Region Sjælland
        Antal: forløb
        .. Udeladt af diskretionshensyn.
        Kilde: drawn. Udtrukket 2019-01-01, dækker 2014-01-01 til 2018-12-31.
        "Definition: S000; S002; Jobindsats."
        Definitionsfiler: measure ressourceforlob.started (............), benefit ressourceforlob (............), gap rule calendar_month (............), geography denmark (............), code set dream (............). forlob.
    "#]].assert_eq(&stable(&small(), &pivoted_csv(&edition(&small()), false)));
}
