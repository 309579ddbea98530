//! What a store hands out of a person from every table: whole, and in order of time, whatever the order of the rows.

mod common;

use calendar::Month;
use common::{Extract, people};
use definitions::Catalog;
use register::{Needs, Store, TableKind};

#[test]
fn every_list_of_a_person_is_in_order_of_time() {
    let files = [
        ("borgere.csv", "borger;foedselsdato;koen;herkomst\nb;1990-05-01;M;dansk\na;1970-05-01;K;dansk\n"),
        (
            "tilbud.csv",
            "borger;tilbud;fra;til\na;virksomhedspraktik;2018-06-01;2018-06-30\nb;mentor;2018-01-01;\na;mentor;2018-07-01;\na;vejledning_opkvalificering;2018-02-01;2018-02-28\n",
        ),
        (
            "fleksjob.csv",
            "borger;fra;til;timer\na;2018-08-01;;12,5\na;2018-01-01;2018-07-31;\na;2018-01-01;2018-06-30;5.4\n",
        ),
        (
            "visitation.csv",
            "borger;projekt;gruppe;fra;til\na;zzz;2;2018-01-01;2018-05-31\na;aaa;Æ;2018-06-01;\nb;zzz;2;2018-02-01;\na;mmm;1;2017-01-01;2017-12-31\n",
        ),
        (
            "haendelser.csv",
            "borger;dato;haendelse;vaerdi\na;2018-09-01;ophoer_aarsag;Førtidspension\na;2018-03-01;sanktion;\nb;2018-03-01;ophoer_aarsag;Andet\na;2018-03-01;rehabiliteringsteam;\n",
        ),
        (
            "planer.csv",
            "borger;ydelse;fra;planlagt_til\na;818;2018-05-01;2019-04-30\na;810;2018-06-01;2020-12-31\na;810;2018-01-01;2018-12-31\n",
        ),
        ("loen.csv", "borger;maaned;timer;beloeb\na;2018-04;10;100\na;2018-02;;50\na;2018-04;0,5;\n"),
        ("ydelser.csv", "borger;ydelse;fra;til\na;817;2018-03-01;\na;810;2018-01-05;2018-02-28\n"),
    ];
    let expected_a = "born 1970-05-01 K dansk died - emigrated - | paid 810 [2018-01-05, 2018-03-01) | paid 817 [2018-03-01, …) \
        | wage 2018-02 - 5000 | wage 2018-04 50 - | wage 2018-04 1000 10000 \
        | event 2018-03-01 rehabiliteringsteam | event 2018-03-01 sanktion | event 2018-09-01 ophoer_aarsag (Førtidspension) \
        | offer vejledning_opkvalificering [2018-02-01, 2018-03-01) | offer virksomhedspraktik [2018-06-01, 2018-07-01) \
        | offer mentor [2018-07-01, …) \
        | fleksjob 540 [2018-01-01, 2018-07-01) | fleksjob - [2018-01-01, 2018-08-01) | fleksjob 1250 [2018-08-01, …) \
        | member mmm/1 [2017-01-01, 2018-01-01) | member zzz/2 [2018-01-01, 2018-06-01) | member aaa/Æ [2018-06-01, …) \
        | plan 810 [2018-01-01, 2019-01-01) | plan 818 [2018-05-01, 2019-05-01) | plan 810 [2018-06-01, 2021-01-01)";
    let expected_b = "born 1990-05-01 M dansk died - emigrated - | event 2018-03-01 ophoer_aarsag (Andet) | offer mentor [2018-01-01, …) \
        | member zzz/2 [2018-02-01, …)";
    // The order of the rows, and of the tables' parts, says nothing.
    for turned in [false, true] {
        let turn = |text: &str| {
            let mut lines: Vec<&str> = text.lines().collect();
            if turned {
                lines[1..].reverse();
            }
            lines.join("\n")
        };
        let files = files.map(|(name, text)| (name, turn(text)));
        let extract = Extract::new(&files);
        extract.import(1).unwrap();
        let mut told: Vec<String> = people(&extract.store()).into_values().collect();
        told.sort();
        assert_eq!(told, [expected_a, expected_b]);
    }
}

/// The pay of a month over all its rows, however a number is written: 20,000.50 kr. less a correction of 1,000; half a
/// øre is one; a row without an amount leaves the month unknown, and a month without a row has nothing.
#[test]
fn pay_of_a_month() {
    let rows = [
        (
            "semicolons",
            "borger;maaned;timer;beloeb\na;2018-03;160;20000,50\na;2018-03;;-1000\na;2018-04;;0,005\na;2018-05;;100\na;2018-05;;\n",
        ),
        (
            "commas",
            "borger,maaned,timer,beloeb\na,2018-05,,\na,2018-05,,100.00\na,2018-04,,+0.005\na,2018-03,,-1000.0\na,2018-03,160,20000.5\n",
        ),
    ];
    for (name, text) in rows {
        let extract = Extract::new(&[("loen.csv", text)]);
        extract.import(1).unwrap();
        let store = Store::open(&extract.store(), &Catalog::embedded().unwrap()).unwrap();
        let people = store.read(0, Needs::of(&[TableKind::Wages])).unwrap();
        let pay = |month: &str| people.person(0).pay(Month::read(month.as_bytes()).unwrap());
        let of_months = ["2018-02", "2018-03", "2018-04", "2018-05"].map(pay);
        assert_eq!(of_months, [Some(0), Some(1_900_050), Some(1), None], "{name}");
    }
}
