//! Status hierarchies: the first category that matches a person's day.
//!
//! Two sources count the same persons in different categories (S000 puts selvforsørgelse with Øvrige, S001
//! with employment). They are two files; neither is "the" one.

use crate::catalog::Catalog;
use crate::toml_file::{At, Text, nearest};
use crate::{Code, Error, Header, Title};

/// What a category may match besides codes paid on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circumstance {
    /// The month of the day has A-income above 0.
    AIncome,
    /// The person died on or before the day.
    Dead,
    /// The person emigrated on or before the day.
    Emigrated,
    /// Whatever matched nothing else.
    Rest,
}

impl Circumstance {
    const NAMES: [(&'static str, Circumstance); 4] = [
        ("a_income", Circumstance::AIncome),
        ("dead", Circumstance::Dead),
        ("emigrated", Circumstance::Emigrated),
        ("rest", Circumstance::Rest),
    ];
}

/// A category of a hierarchy.
#[derive(Debug, Clone)]
pub struct Category {
    /// The value in tidy output.
    pub id: String,
    /// What it is called in a table.
    pub title: Title,
    /// The codes of which one must be paid on the day.
    pub codes: Vec<Code>,
    /// Or one of these must be so.
    pub when: Vec<Circumstance>,
}

/// A hierarchy: categories in the order in which they are tried.
///
/// ```toml
/// id         = "status.s001"
/// title      = { da = "Forsørgelsesstatus", en = "Status" }
/// source     = "S001, tabel 3"
/// valid_from = 1991-01-01
/// code_set   = "dream"
///
/// [[category]]
/// id    = "foertidspension_mv"
/// title = { da = "Førtidspension m.v.", en = "Disability pension etc." }
/// codes = ["781", "783"]
///
/// [[category]]
/// id    = "beskaeftigelse_selvforsoergelse"
/// title = { da = "Beskæftigelse/selvforsørgelse", en = "Employment or self-support" }
/// when  = ["a_income", "rest"]      # a_income | dead | emigrated | rest
/// ```
#[derive(Debug, Clone)]
pub struct Hierarchy {
    /// Id, titles, source, dates.
    pub header: Header,
    /// The code set that the codes are from.
    pub code_set: String,
    /// The categories in the order of matching.
    pub categories: Vec<Category>,
    /// The category of each code of the set, by code number.
    pub category_of_code: Vec<Option<u8>>,
    /// The category that has `a_income`, if one has.
    pub a_income: Option<u8>,
    /// The category that has `dead`, if one has.
    pub dead: Option<u8>,
    /// The category that has `emigrated`, if one has.
    pub emigrated: Option<u8>,
    /// The category that takes whatever matched nothing.
    pub rest: u8,
}

impl Hierarchy {
    pub(crate) fn read(text: Text<'_>, catalog: &Catalog) -> Result<Hierarchy, Error> {
        let table = text.parse()?;
        let header = Header::read(text, &table)?;
        let set = catalog.code_sets.reference(&table.text("code_set")?)?;
        let mut category_of_code: Vec<Option<u8>> = vec![None; set.codes.len()];
        let mut circumstances: [Option<u8>; 4] = [None; 4];
        let mut categories: Vec<Category> = Vec::new();
        for (place, entry) in table.tables("category")?.into_iter().enumerate() {
            let place = u8::try_from(place)
                .ok()
                .filter(|place| *place < 200)
                .ok_or_else(|| entry.error("a hierarchy has at most 200 categories"))?;
            let id = entry.text("id")?;
            if categories.iter().any(|known| known.id == id.value)
                || ["all", "unknown", "not_yet"].contains(&id.value.as_str())
            {
                return Err(
                    id.error(format!("the name `{}` is taken: `all`, `unknown` and `not_yet` are kept", id.value))
                );
            }
            let title = Title::read(&entry, "title")?;
            let list = entry.texts("codes")?;
            let codes = set.select(&list)?;
            for code in &codes {
                let slot = &mut category_of_code[usize::from(*code)];
                if let Some(other) = *slot {
                    let (code, other) = (&set.codes[usize::from(*code)].code, &categories[usize::from(other)].id);
                    return Err(entry
                        .error(format!("code `{code}` is in category `{other}` already: leave it in one of the two")));
                }
                *slot = Some(place);
            }
            let mut when = Vec::new();
            for word in entry.texts("when")? {
                when.push(circumstance(&word, &mut circumstances, place, &categories)?);
            }
            if codes.is_empty() && when.is_empty() {
                return Err(entry.error(format!("category `{}` matches nothing: give it `codes` or `when`", id.value)));
            }
            entry.finish()?;
            categories.push(Category { id: id.value, title, codes, when });
        }
        table.finish()?;
        let [a_income, dead, emigrated, rest] = circumstances;
        let rest = rest
            .ok_or_else(|| Error::new(text.file, 1, "no category has `when = [\"rest\"]`: somebody may match none"))?;
        Ok(Hierarchy {
            header,
            code_set: set.header.id.clone(),
            categories,
            category_of_code,
            a_income,
            dead,
            emigrated,
            rest,
        })
    }

    /// The first category that matches a day, as a place in [`Hierarchy::categories`].
    ///
    /// `paid` are the codes paid on the day. What is asked by a closure is only asked where it can matter.
    #[inline]
    pub fn first_match(
        &self,
        paid: impl Iterator<Item = Code>,
        a_income: impl FnOnce() -> bool,
        dead: bool,
        emigrated: bool,
    ) -> u8 {
        let none = u8::MAX;
        let mut first = none;
        for code in paid {
            first = first.min(self.category_of_code.get(usize::from(code)).copied().flatten().unwrap_or(none));
        }
        if dead {
            first = first.min(self.dead.unwrap_or(none));
        }
        if emigrated {
            first = first.min(self.emigrated.unwrap_or(none));
        }
        if let Some(category) = self.a_income
            && category < first
            && a_income()
        {
            first = category;
        }
        if first == none { self.rest } else { first }
    }
}

fn circumstance(
    word: &At<'_, String>,
    taken: &mut [Option<u8>; 4],
    place: u8,
    categories: &[Category],
) -> Result<Circumstance, Error> {
    let found = Circumstance::NAMES.iter().position(|(name, _)| *name == word.value);
    let Some(at) = found else {
        return Err(word.error(format!(
            "`{}` is no circumstance{}",
            word.value,
            nearest(&word.value, Circumstance::NAMES.map(|(name, _)| name))
        )));
    };
    if let Some(other) = taken[at] {
        let other = categories.get(usize::from(other)).map_or("this one", |category| category.id.as_str());
        return Err(
            word.error(format!("`{}` is in category `{other}` already: leave it in one of the two", word.value))
        );
    }
    taken[at] = Some(place);
    Ok(Circumstance::NAMES[at].1)
}
