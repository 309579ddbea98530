//! `[[figure]]`: how figures are drawn.
//!
//! ```toml
//! [[figure]]
//! id         = "benefit"
//! kind       = "stacked_columns"        # stacked_columns | bars | lines | steps | slope | map
//! caption    = { da = "…", en = "…" }
//! table      = "benefit"
//! show       = "share"                  # a column of the table
//! categories = "month"                  # the columns, bars, points in time, the two sides of a slope, the map's areas, the bands of steps
//! series     = "benefit"                # what each is made of, or the lines; none for one series alone
//! without    = ["all"]                  # categories that are left out,
//! keep       = ["2018-02", "2018-12"]   # or those that are drawn, in this order
//! series_without = ["kontanthjaelp_mv", "all"]
//! count      = "members.count"          # what stands in parentheses after each category
//! reference  = { title = { da = "Hele landet", en = "The whole country" }, cell = "benefit(jobcentre=all).share" }
//! accent     = "101"                    # the category that stands out
//! order      = "value"                  # own | value: by the first series, the greatest first
//! remark     = { da = "…", en = "…" }
//! ```

use crate::expression::Expression;
use crate::note_file::{expression, words};
use crate::view_file::{Choice, dimension, texts};
use definitions::toml_file::{Table, nearest};
use definitions::{Dimension, Language};

/// How figures are drawn.
#[derive(Debug)]
pub(crate) struct PictureFile {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) caption: String,
    pub(crate) table: String,
    pub(crate) show: Option<String>,
    pub(crate) categories: Dimension,
    pub(crate) choice: Choice,
    pub(crate) series: Option<Dimension>,
    pub(crate) series_choice: Choice,
    pub(crate) count: Option<Expression>,
    pub(crate) reference: Option<(String, Expression)>,
    pub(crate) accent: Option<String>,
    pub(crate) by_value: bool,
    pub(crate) remarks: Vec<String>,
    pub(crate) source: Option<String>,
}

/// The kind of picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    StackedColumns,
    Bars,
    Lines,
    Steps,
    Slope,
    Map,
}

impl Kind {
    const ALL: [(&'static str, Kind); 6] = [
        ("stacked_columns", Kind::StackedColumns),
        ("bars", Kind::Bars),
        ("lines", Kind::Lines),
        ("steps", Kind::Steps),
        ("slope", Kind::Slope),
        ("map", Kind::Map),
    ];
}

impl PictureFile {
    /// Reads `[[figure]]`.
    pub(crate) fn read_all(table: &Table<'_>, language: Language) -> Result<Vec<PictureFile>, definitions::Error> {
        let mut pictures = Vec::new();
        for entry in table.tables("figure")? {
            pictures.push(PictureFile::read(&entry, language)?);
            entry.finish()?;
        }
        Ok(pictures)
    }

    fn read(entry: &Table<'_>, language: Language) -> Result<PictureFile, definitions::Error> {
        let id = entry.text("id")?.value;
        let at = entry.text("kind")?;
        let names = Kind::ALL.iter().map(|(name, _)| *name);
        let kind = Kind::ALL.iter().find(|(name, _)| *name == at.value).map(|(_, kind)| *kind);
        let kind =
            kind.ok_or_else(|| at.error(format!("`{}` is no kind of figure{}", at.value, nearest(&at.value, names))))?;
        let caption = words(entry, "caption", language)?
            .ok_or_else(|| entry.error("`caption` is missing: write `caption = { da = \"…\", en = \"…\" }`"))?;
        let reference = match entry.optional_table("reference")? {
            None => None,
            Some(own) => {
                let title = words(&own, "title", language)?.ok_or_else(|| own.error("the reference has no `title`"))?;
                let cell = expression(&own.text("cell")?)?;
                own.finish()?;
                Some((title, cell))
            }
        };
        let order = entry.optional_text("order")?;
        let by_value = match order.as_ref().map(|at| at.value.as_str()) {
            None | Some("own") => false,
            Some("value") => true,
            Some(other) => {
                let message = format!("`order` is `{other}`{}", nearest(other, ["own", "value"]));
                return Err(order.map_or_else(|| entry.error(message.clone()), |at| at.error(message.clone())));
            }
        };
        let picture = PictureFile {
            id,
            kind,
            caption,
            table: entry.text("table")?.value,
            show: entry.optional_text("show")?.map(|at| at.value),
            categories: dimension(&entry.text("categories")?)?,
            choice: Choice { keep: texts(entry, "keep")?, without: texts(entry, "without")? },
            series: entry.optional_text("series")?.map(|at| dimension(&at)).transpose()?,
            series_choice: Choice { keep: texts(entry, "series_keep")?, without: texts(entry, "series_without")? },
            count: entry.optional_text("count")?.map(|at| expression(&at)).transpose()?,
            reference,
            accent: entry.optional_text("accent")?.map(|at| at.value),
            by_value,
            remarks: words(entry, "remark", language)?.into_iter().collect(),
            source: words(entry, "source", language)?,
        };
        let refused = match picture.kind {
            Kind::Map if picture.categories != Dimension::Municipality => {
                Some("a map is of municipalities: `categories = \"municipality\"`")
            }
            Kind::Map if picture.series.is_some() => Some("a map has one figure an area: leave out `series`"),
            Kind::Steps if picture.categories != Dimension::Reached => {
                Some("steps are of lives: `categories = \"reached\"`, and `series = \"next\"`")
            }
            Kind::Slope if picture.series.is_none() => Some("a slope wants `series`: what its lines are"),
            _ if picture.series == Some(picture.categories) => Some("`categories` and `series` are the same dimension"),
            Kind::StackedColumns | Kind::Lines | Kind::Steps | Kind::Slope | Kind::Map
                if picture.reference.is_some() =>
            {
                Some("only bars have a reference line")
            }
            _ => None,
        };
        match refused {
            Some(message) => Err(entry.error(message)),
            None => Ok(picture),
        }
    }
}
