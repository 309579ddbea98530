//! Notes of one's own from outside: what becomes of a hidden figure, what stands beside the tables, one note for each area, mistakes
//! with their place, and what the manual says of notes.

#![allow(clippy::unwrap_used, reason = "a test whose own set-up is wrong fails")]

mod common;
#[path = "common/page.rs"]
mod page;

use common::Setup;
use page::{row, says, write_note};
use std::path::{Path, PathBuf};

/// What a note may have beside its tables, and mistakes in it.
#[test]
fn mistakes_in_what_is_beside_the_tables() {
    let setup = Setup::of_case("copenhagen-phase-out-2026");
    let told = |beside: &str, text: &str| {
        let toml = format!(
            "id = \"own\"\ntitle = {{ da = \"Egen\", en = \"Own\" }}\nsource = \"own\"\n\n[[table]]\nname = \"running\"\nmeasure = \"ressourceforlob.closing\"\nperiod = \"2026-05-22\"\nby = [\"period\", \"municipality\"]\n\n{beside}\n"
        );
        write_note(&setup, "own", &toml, &format!("# Prøve\n\n{text}\n"));
        setup.told(&["note", "own", "--store", "store", "--out", "out", "--format", "html"])
    };
    let run_off = "[[run_off]]\nname = \"left\"\nscheme = \"ressourceforlob\"\non = \"2026-05-22\"\nuntil = \"2028-12-31\"\nrunning = \"running.count\"";
    let lists = "[[follow_up]]\nname = \"lists\"\nscheme = \"ressourceforlob\"\non = \"2026-05-22\"\nrunning = \"running.count\"";
    for (beside, text, message) in [
        (run_off.replace("ressourceforlob", "resourceforlob"), "x", "did you mean `ressourceforlob`?"),
        (run_off.replace("2026-05-22", "22 May"), "x", "`22 May` is no day, as 2026-05-22"),
        (run_off.replace("left", "running"), "x", "the name `running` is there twice"),
        (format!("{run_off}\nmunicipality = \"København\""), "x", "is no municipality's code, as 101"),
        (format!("{lists}\nplan_months = -1"), "x", "`plan_months` is -1; it must be from 0 to 1200"),
        (run_off.replace("2028-12-31", "2020-12-31"), "x", "the last day must lie after the first"),
        (run_off.to_owned(), "{{ left.to_end }}", "at the end of which year? Add `left(year=…)`"),
        (run_off.to_owned(), "{{ left(year=2027).to_ende }}", "did you mean `to_end`?"),
        (run_off.to_owned(), "{{ left(yaer=2027).to_end }}", "did you mean `year`?"),
        (run_off.to_owned(), "{{ left(year=2027, next=jobs).exits }}", "did you mean `job`?"),
        (run_off.to_owned(), "{{ left(year=2027, next=job).to_end }}", "`next` is of `exits` alone"),
        (run_off.to_owned(), "{{ left(year=2041).to_end }}", "put its sentence into"),
        // Where the tables do not tell how many run, nothing beside them does.
        (run_off.replace("running.count", "share(1, 0)"), "{{ left(year=2027).to_end }}", "put its sentence into"),
        (run_off.replace("running = ", "runing = "), "x", "`running` is missing"),
        (lists.to_owned(), "{{ lists.count }}", "of which list? Add `lists(list=…)`: guarantee, planned_end"),
        (lists.to_owned(), "{{ lists(list=planed_end).count }}", "did you mean `planned_end`?"),
        (lists.to_owned(), "{{ lists(list=planned_end).counts }}", "did you mean `count`?"),
        // The extract has no `tilbud`: who is without an effort cannot be told.
        (lists.to_owned(), "{{ lists(list=without_effort).count }}", "put its sentence into"),
    ] {
        let told = told(&beside, text);
        assert!(told.contains(message) && told.contains("exit "), "{message} in\n{told}");
    }
    // Of a municipality in which nobody runs it is none.
    let text = "Der er {{ left(year=2027).to_end }} og {{ lists(list=over_limit).count }}.";
    let of_odense = format!("{run_off}\nmunicipality = \"461\"\n{lists}\nmunicipality = \"461\"");
    let of_odense = of_odense.replace("running.count", "running(municipality=461).count");
    let written = told(&of_odense, text);
    assert!(written.contains("audit: nothing falls out"), "{written}");
    says(&std::fs::read_to_string(setup.path("out/own.html")).unwrap(), &["Der er 0 og 0."]);
}

/// A sentence whose figure is hidden turns into its alternative, and no format has the figure in it.
#[test]
fn a_hidden_figure_is_in_no_format() {
    let setup = common_people(&[(1361, 101), (2, 147), (2341, 253)]);
    let toml = "id = \"own\"\ntitle = { da = \"Eget\", en = \"Own\" }\nsource = \"x\"\n\
        [[table]]\nname = \"started\"\nmeasure = \"ressourceforlob.started\"\nperiod = \"2018\"\nby = [\"year\", \"municipality\"]\n\
        [disclosure]\nthreshold = 1500\n\
        [[view]]\nid = \"t\"\ncaption = { da = \"Tabel\", en = \"Table\" }\ntable = \"started\"\nrows = [\"municipality\"]\n\
        keep = [\"101\", \"147\", \"253\", \"all\"]\n\
        [[figure]]\nid = \"f\"\nkind = \"bars\"\ncaption = { da = \"Figur\", en = \"Figure\" }\ntable = \"started\"\n\
        categories = \"municipality\"\nkeep = [\"101\", \"147\", \"253\"]\n\
        [values]\nhere = \"started(municipality=101).count\"\n";
    let text = "[[ Der er {{ here }}. || Det kan ikke vises. ]]\n\n![](table:t)\n\n![](figure:f)\n";
    write_note(&setup, "own", toml, text);
    let told = setup.told(&["note", "own", "--store", "store", "--out", "out"]);
    assert!(told.contains("audit: nothing falls out"), "{told}");
    let page = std::fs::read_to_string(setup.path("out/own.html")).unwrap();
    says(&page, &["Det kan ikke vises."]);
    assert_eq!(row(&page, "persons", "København"), [".."]);
    for file in files_below(&setup.path("out")) {
        let bytes = std::fs::read(&file).unwrap();
        for figure in ["1361", "1.361"] {
            assert!(
                !bytes.windows(figure.len()).any(|window| window == figure.as_bytes()),
                "{figure} in {}",
                file.display()
            );
        }
    }
    // Once more it is the same, to the byte.
    let again = setup.told(&["note", "own", "--store", "store", "--out", "again"]);
    assert!(again.contains("audit: nothing falls out"), "{again}");
    for file in files_below(&setup.path("out")) {
        let other = setup.path("again").join(file.strip_prefix(setup.path("out")).unwrap());
        assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&other).unwrap(), "{}", file.display());
    }
    // Without an alternative the note fails, names the place, and leaves nothing.
    write_note(&setup, "own", toml, "x\n\nDer er {{ here }}.\n");
    let told = setup.told(&["note", "own", "--store", "store", "--out", "failed"]);
    assert_eq!(
        told,
        "forlob: own/note.da.md:3: `{{ here }}` is hidden: put its sentence into `[[ … || … ]]` with what is said otherwise\nexit 1\n"
    );
    assert!(!setup.path("failed").exists());
}

/// Paragraphs with a table or a picture of which nothing can be shown turn into their alternative, as sentences do.
#[test]
fn a_table_of_which_nothing_can_be_shown() {
    let setup = common_people(&[(1361, 101), (2, 147), (2341, 253)]);
    let view = |id: &str, code: &str| {
        format!(
            "[[view]]\nid = \"{id}\"\ncaption = {{ da = \"Tabel {id}\", en = \"Table {id}\" }}\ntable = \"started\"\nrows = [\"municipality\"]\nkeep = [\"{code}\"]\n"
        )
    };
    let toml = format!(
        "id = \"own\"\ntitle = {{ da = \"Eget\", en = \"Own\" }}\nsource = \"x\"\n\
        [[table]]\nname = \"started\"\nmeasure = \"ressourceforlob.started\"\nperiod = \"2018\"\nby = [\"year\", \"municipality\"]\n\
        {}{}[[figure]]\nid = \"f\"\nkind = \"bars\"\ncaption = {{ da = \"Figur\", en = \"Figure\" }}\ntable = \"started\"\n\
        categories = \"municipality\"\nkeep = [\"147\"]\n",
        view("small", "147"),
        view("large", "253")
    );
    let page = |out: &str, text: &str| {
        write_note(&setup, "own", &toml, text);
        let told = setup.told(&["note", "own", "--store", "store", "--out", out, "--format", "html"]);
        (std::fs::read_to_string(setup.path(out).join("own.html")).unwrap_or_default(), told)
    };
    let text = "[[ Se [](#small).\n\n![](table:small)\n\n|| Der er for få. ]]\n\n\
        [[ ![](figure:f)\n\n|| Der er intet at tegne. ]]\n\n\
        [[ Se [](#large).\n\n![](table:large)\n\nSådan er det. || Heller ikke her. ]]\n";
    let (written, told) = page("turned", text);
    assert!(told.contains("audit: nothing falls out"), "{told}");
    says(
        &written,
        &["Der er for få.", "Der er intet at tegne.", "Se tabel 1.", "Tabel large", "2.341", "Sådan er det."],
    );
    assert!(!written.contains("Tabel small") && !written.contains("Figur") && !written.contains("Heller ikke"));
    // Outside it stands as it is: what is hidden is shown to be.
    let (written, _) = page("as-it-is", "![](table:small)\n");
    says(&written, &["Tabel small", ".."]);
    // A sentence without words leaves one space.
    let (written, _) = page("one-space", "Først. [[ {{ started(municipality=147).count }} er få. || ]] [[ Så. || ]]\n");
    assert!(written.contains("Først. Så."), "{written}");
    // With nothing that can be told the note fails, and names the place.
    let (_, told) = page("failed", "x\n\n[[ ![](table:small)\n\n|| ![](figure:f)\n\n]]\n");
    assert_eq!(
        told,
        "forlob: own/note.da.md:5: nothing of `![](figure:f)` can be shown: end its `[[ … || … ]]` with words that need no figure\nexit 1\n"
    );
}

/// One note a municipality from one pass; figures of all of them are protected together.
#[test]
fn a_note_for_each_municipality() {
    let setup = common_people(&[(40, 101), (30, 147), (2, 253)]);
    let words = ["note", "noegletal", "--store", "store", "--set", "month=2018-12", "--each", "municipality"];
    let told = setup.told(&[&words[..], &["--format", "html", "--out", "all"]].concat());
    assert!(told.contains("98 notes from"), "{told}");
    let pages = files_below(&setup.path("all"));
    assert_eq!(pages.iter().filter(|path| path.extension().is_some_and(|ending| ending == "html")).count(), 98);
    let page = |code: u16| std::fs::read_to_string(setup.path(&format!("all/noegletal-{code}.html"))).unwrap();
    assert_eq!(row(&page(101), "persons", "Ressourceforløb")[..3], ["0", "40", "40"]);
    // Two in Greve, and what covers them.
    assert_eq!(row(&page(253), "persons", "Ressourceforløb")[1], "..");
    assert_eq!(row(&page(147), "persons", "Ressourceforløb")[1], "..");
    assert!(
        setup
            .told(&[
                "note",
                "gruppe-2",
                "--each",
                "municipality",
                "--store",
                "store",
                "--out",
                "x",
                "--set",
                "month=2018-12"
            ])
            .contains("note `gruppe-2` is not about one municipality")
    );
}

#[test]
fn the_manual_is_written_from_the_registries() {
    let setup = Setup::new(&[]);
    let list = setup.told(&["note"]);
    for name in [
        "gruppe-2",
        "monitorering",
        "noegletal",
        "ressourceforlob-kvartal",
        "ressourceforlob-svar",
        "udfasning",
        "varighed",
    ] {
        assert!(list.contains(name), "{name}: {list}");
    }
    assert!(setup.told(&["note", "noegletal"]).contains("month"));
    let told = setup.told(&["note", "gruppe-2", "--lang", "en"]);
    assert!(told.contains("\nDiffers: The source contradicts itself: it prints 399 more members"), "{told}");
    assert!(setup.told(&["note", "--wordings"]).contains("godt 3.000"));
    assert!(setup.told(&["note", "noegletall"]).contains("did you mean `noegletal`?"));
}

/// So many people of municipalities, on ressourceforløb from some day of 2018 on.
fn common_people(of: &[(usize, u16)]) -> Setup {
    use std::fmt::Write as _;
    let mut people = "borger;foedselsdato;koen;herkomst\n".to_owned();
    let mut homes = "borger;kommune;fra;til\n".to_owned();
    let mut payments = "borger;ydelse;fra;til\n".to_owned();
    for (group, (n, municipality)) in of.iter().enumerate() {
        for at in 0..*n {
            writeln!(people, "p{group}-{at};1970-05-01;K;dansk").unwrap();
            writeln!(homes, "p{group}-{at};{municipality};2000-01-01;").unwrap();
            writeln!(payments, "p{group}-{at};810;2018-0{}-15;2019-12-31", 1 + at % 9).unwrap();
        }
    }
    let manifest = "[register]\nnavn = \"Prøve\"\ndaekket_fra = 2014-01-01\ndaekket_til = 2019-08-31\nudtraksdato = 2019-09-10\nydelseskoder = \"dream\"\n";
    Setup::imported(&[
        ("register.toml", manifest),
        ("borgere.csv", &people),
        ("bopael.csv", &homes),
        ("ydelser.csv", &payments),
    ])
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
