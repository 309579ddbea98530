//! What a scheme's beginning and its longest spell leave possible, by the names of rows and columns.
//!
//! A spell that is in progress in a period has begun with the scheme at the earliest, so it has lasted at most from that day
//! to the period's last, both counted. A band that begins later is empty; a mean is no greater. Bands are read from their
//! names with the fewest days that they can begin with: a week 7, a year 364, whoever counts it as 52 weeks.

/// The number of a day written `2013-01-01`, counted from 1970.
pub(crate) fn day(text: &str) -> Option<i64> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = parts.next().is_none() && year.len() == 4 && month.len() == 2 && day.len() == 2;
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let length = first_of_month(year, month + 1)? - first_of_month(year, month)?;
    (is_date && (1..=length).contains(&day)).then_some(first_of_month(year, month)? + day - 1)
}

/// The first day of a month; month 13 is the January after.
fn first_of_month(year: i64, month: i64) -> Option<i64> {
    if !(1600..=2400).contains(&year) || !(1..=13).contains(&month) {
        return None;
    }
    let (year, month) = if month == 13 { (year + 1, 1) } else { (year, month) };
    // Years from March, so that the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(365 * year + leap_days + (153 * month + 2) / 5 - 719_468)
}

/// How months begin, in Danish and English.
const MONTHS: [(&str, i64); 14] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("maj", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// The last day of a period: `Jan 2014`, `oktober 2018`, `2018-06`, `2018Q2`, `2. kvartal 2018`, `2018`, `2018-06-30`.
pub(crate) fn last_day(name: &str) -> Option<i64> {
    let name = name.trim().to_lowercase();
    if let Some(day) = day(&name) {
        return Some(day);
    }
    let words: Vec<&str> = name.split([' ', '-', '.']).filter(|word| !word.is_empty()).collect();
    let year = |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 4);
    let after = |year: i64, month: i64| first_of_month(year, month + 1).map(|day| day - 1);
    match words.as_slice() {
        [all] => match all.split_once(['q', 'k', 'm']) {
            None => after(year(all)?, 12),
            Some((of, part)) => {
                let part = part.parse::<i64>().ok()?;
                let is_month = all.contains('m');
                let month = if is_month { part } else { part.checked_mul(3)? };
                after(year(of)?, month).filter(|_| (1..=12).contains(&month))
            }
        },
        [quarter, "kvartal" | "quarter", of] | ["q" | "k", quarter, of] => {
            let month = quarter.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i64>().ok()?.checked_mul(3)?;
            after(year(of)?, month).filter(|_| (3..=12).contains(&month))
        }
        [first, second] => match (month(first), year(first)) {
            (Some(month), _) => after(year(second)?, month),
            (None, Some(year)) => {
                let month = second.parse::<i64>().ok().filter(|month| (1..=12).contains(month))?;
                after(year, month)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A month's name, Danish or English, whole or its beginning of three letters.
fn month(name: &str) -> Option<i64> {
    let is_word = name.chars().all(char::is_alphabetic);
    MONTHS.into_iter().find(|(start, _)| is_word && name.starts_with(start)).map(|(_, month)| month)
}

/// The fewest days of a spell in a band: `5-8 uger`, `1-2 år`, `Over 3 år`, `9+ months`.
pub(crate) fn least_days(name: &str) -> Option<i64> {
    let name = name.trim().to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    let days = words.last().and_then(|unit| days_of(unit))?;
    let numbers = words.get(..words.len() - 1)?;
    let first = match numbers {
        ["over" | "mere" | "more", "end" | "than", number] | ["over" | "mindst" | "above", number] => number,
        ["under" | "below", number] | ["under" | "mindre" | "less", "end" | "than", number] => {
            return number.parse::<i64>().ok().map(|_| 0);
        }
        [range] => range,
        [from, "-" | "–" | "til" | "to", _] => from,
        _ => return None,
    };
    let digits: &str = first.split(['-', '–', '+']).next()?;
    digits.parse::<i64>().ok().filter(|number| (0..1_000).contains(number)).map(|number| number * days)
}

/// The fewest days of a unit.
pub(crate) fn days_of(unit: &str) -> Option<i64> {
    Some(match unit.trim_end_matches('.') {
        "dag" | "dage" | "day" | "days" => 1,
        "uge" | "uger" | "week" | "weeks" => 7,
        "måned" | "måneder" | "mdr" | "month" | "months" => 28,
        "år" | "year" | "years" => 364,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (text, number) in [
            ("1970-01-01", Some(0)),
            ("2000-02-29", Some(11_016)),
            ("2013-01-01", Some(15_706)),
            ("2014-01-31", Some(16_101)),
            ("2013-02-29", None),
            ("2013-13-01", None),
            ("2013-1-01", None),
            ("2013-01-01-01", None),
            ("+013-01-01", None),
        ] {
            assert_eq!(day(text), number, "{text}");
        }
    }

    #[test]
    fn periods_end_on_their_last_day() {
        for (name, last) in [
            ("Jan 2014", "2014-01-31"),
            ("februar 2018", "2018-02-28"),
            ("Maj 2021", "2021-05-31"),
            ("Mar 2021", "2021-03-31"),
            ("marts 2021", "2021-03-31"),
            ("Okt 2021", "2021-10-31"),
            ("October 2021", "2021-10-31"),
            ("2018-06", "2018-06-30"),
            ("2018M06", "2018-06-30"),
            ("2018Q2", "2018-06-30"),
            ("2018K4", "2018-12-31"),
            ("2. kvartal 2018", "2018-06-30"),
            ("Q2 2018", ""),
            ("2018", "2018-12-31"),
            ("2018-06-15", "2018-06-15"),
            ("2018Q5", ""),
            ("2018-13", ""),
            ("I alt", ""),
            ("Ishøj 2014", ""),
            ("", ""),
        ] {
            assert_eq!(last_day(name), day(last), "{name}");
        }
    }

    #[test]
    fn bands_begin_with_the_fewest_days() {
        for (name, days) in [
            ("0-4 uger", Some(0)),
            ("5-8 uger", Some(35)),
            ("40-52 uger", Some(280)),
            ("1-2 år", Some(364)),
            ("Over 3 år", Some(1_092)),
            ("mere end 9 måneder", Some(252)),
            ("Over 9 mdr.", Some(252)),
            ("3 years", Some(1_092)),
            ("65+ years", Some(23_660)),
            ("under 1 år", Some(0)),
            ("I alt", None),
            ("år", None),
            ("", None),
        ] {
            assert_eq!(least_days(name), days, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read_or_not(name in ".*") {
            day(&name);
            last_day(&name);
            least_days(&name);
        }
    }
}
