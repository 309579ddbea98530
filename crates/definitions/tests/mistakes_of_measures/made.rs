//! Files with a measure in them, and what reading says of them.

use definitions::Catalog;

/// Files of a folder of definitions, the measure first.
pub(crate) type Files = Vec<(&'static str, String)>;

/// A right header, of four lines, for a file of that id.
pub(crate) fn header(id: &str) -> String {
    format!(
        "id = \"{id}\"\ntitle = {{ da = \"Dansk\", en = \"English\" }}\nsource = \"test\"\nvalid_from = 2013-01-01\n"
    )
}

/// A measure whose own lines begin with the fifth, and what it may name besides the program's own definitions: a
/// hierarchy without a code set, one of another code set, and a cohort that is in force for four years.
pub(crate) fn measure(rest: &str) -> Files {
    let category =
        |id: &str, rest: &str| format!("[[category]]\nid = \"{id}\"\ntitle = {{ da = \"x\", en = \"x\" }}\n{rest}\n");
    let offers = category("placement", "offers = [\"virksomhedspraktik\"]") + &category("none", "when = [\"rest\"]");
    let states = category("any", "codes = [\"1\"]\nwhen = [\"rest\"]");
    vec![
        ("measures/m.toml", header("m") + rest),
        ("hierarchies/offers.toml", header("my.offers") + &offers),
        ("hierarchies/states.toml", header("my.states") + "code_set = \"survey\"\n" + &states),
        ("code_sets/survey.toml", header("survey") + "[codes]\n1 = \"x\"\n"),
        ("cohorts/short.toml", header("short") + "valid_to = 2016-12-31\nproject = \"p\"\ngroup = \"g\"\n"),
    ]
}

/// A measure of spells; its further lines begin with the ninth.
pub(crate) fn spells(event: &str, rest: &str) -> Files {
    counted("spells", &format!("event = \"{event}\"\n{rest}"))
}

/// A measure of registered events; its further lines begin with the ninth.
pub(crate) fn sanctions(rest: &str) -> Files {
    counted("events", &format!("occurs = {{ events = [\"sanktion\"] }}\n{rest}"))
}

/// A measure of a benefit with a gap rule; its further lines begin with the eighth.
pub(crate) fn counted(count: &str, rest: &str) -> Files {
    measure(&format!("benefit = \"ressourceforlob\"\ngap = \"calendar_month\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of what is paid; its further lines begin with the seventh.
pub(crate) fn paid(count: &str, rest: &str) -> Files {
    measure(&format!("benefit = \"ressourceforlob\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of a cohort; its further lines begin with the seventh.
pub(crate) fn cohort(id: &str, count: &str, rest: &str) -> Files {
    measure(&format!("cohort = \"{id}\"\ncount = \"{count}\"\n{rest}"))
}

/// A measure of a group's members; its further lines begin with the seventh.
pub(crate) fn members(rest: &str) -> Files {
    cohort("flere_skal_med.2", "members", rest)
}

/// What reading says of these files, from the line on.
pub(crate) fn told(files: &Files) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let prefix = format!("{}/measures/m.toml:", folder.path().display());
    match Catalog::with_folders(&[folder.path().to_owned()]) {
        Ok(_) => "no mistake".to_owned(),
        Err(error) => error.to_string().replace(&prefix, ""),
    }
}

pub(crate) fn check(table: &[(Files, &str)]) {
    let mut wrong = Vec::new();
    for (files, expected) in table {
        let told = told(files);
        if told != *expected {
            wrong.push(format!("expected {expected}\n     was {told}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}
