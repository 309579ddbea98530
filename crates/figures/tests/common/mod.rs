//! A figure around a chart, whose words do not matter.

use figures::{Chart, Figure, Language, Symbols};

pub(crate) fn figure(chart: Chart) -> Figure {
    Figure {
        title: "Titel".to_owned(),
        subtitle: None,
        description: "Beskrivelse".to_owned(),
        remarks: Vec::new(),
        source: "Kilde: Opdigtet.".to_owned(),
        language: Language::Danish,
        symbols: Symbols::of(Language::Danish),
        chart,
    }
}
