//! Rows as lines of CSV: `;` between the fields, decimal commas, ISO dates, UTF-8.
//!
//! No field ever holds a `;`, a quote or a line break, so nothing needs quoting.

use crate::population::Sex;
use crate::rows::{Event, FlexHours, MadeUpPerson, Membership, Offer, Payment, Plan, Stay, Wage};
use calendar::Day;

/// A table of the extract, with the names of its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Persons = 0,
    Residence = 1,
    Payments = 2,
    Offers = 3,
    Wages = 4,
    FlexHours = 5,
    Memberships = 6,
    Events = 7,
    Plans = 8,
}

/// All tables, in the order of their numbers.
pub(crate) const TABLES: [Table; 9] = [
    Table::Persons,
    Table::Residence,
    Table::Payments,
    Table::Offers,
    Table::Wages,
    Table::FlexHours,
    Table::Memberships,
    Table::Events,
    Table::Plans,
];

impl Table {
    /// The name of the table: of its file without `.csv`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Table::Persons => "borgere",
            Table::Residence => "bopael",
            Table::Payments => "ydelser",
            Table::Offers => "tilbud",
            Table::Wages => "loen",
            Table::FlexHours => "fleksjob",
            Table::Memberships => "visitation",
            Table::Events => "haendelser",
            Table::Plans => "planer",
        }
    }

    /// The first line.
    pub(crate) fn header(self) -> &'static str {
        match self {
            Table::Persons => "borger;foedselsdato;koen;herkomst;doed;udrejst\n",
            Table::Residence => "borger;kommune;fra;til\n",
            Table::Payments => "borger;ydelse;fra;til;kommune;beloeb\n",
            Table::Offers => "borger;tilbud;fra;til;timer\n",
            Table::Wages => "borger;maaned;timer;beloeb\n",
            Table::FlexHours => "borger;fra;til;timer\n",
            Table::Memberships => "borger;projekt;gruppe;fra;til\n",
            Table::Events => "borger;dato;haendelse;vaerdi\n",
            Table::Plans => "borger;ydelse;fra;planlagt_til\n",
        }
    }
}

/// Writes lines, and keeps the days of the usual years as text, since nearly every line has two.
pub(crate) struct Lines {
    first: Day,
    days: Vec<[u8; 10]>,
}

impl Lines {
    /// Days from `first` to `last` are looked up, others worked out.
    pub(crate) fn new(first: Day, last: Day) -> Lines {
        let n_days = (last - first + 1).max(0);
        Lines { first, days: (0..n_days).map(|number| day_text(first + number)).collect() }
    }

    pub(crate) fn person(&self, made: &MadeUpPerson, known_to: Day, text: &mut Vec<u8>) {
        let person = &made.person;
        text.extend_from_slice(&made.key);
        self.day(person.birth, text);
        text.extend_from_slice(if person.sex == Sex::Woman { b";K;" } else { b";M;" });
        text.extend_from_slice(person.origin.text().as_bytes());
        self.day_or_nothing(person.died.filter(|died| *died <= known_to), text);
        self.day_or_nothing(person.emigrated.filter(|emigrated| *emigrated <= known_to), text);
        text.push(b'\n');
    }

    pub(crate) fn stay(&self, key: &[u8; 10], stay: &Stay, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.push(b';');
        number(u32::from(stay.municipality), text);
        self.day(stay.from, text);
        self.day_or_nothing(stay.to, text);
        text.push(b'\n');
    }

    pub(crate) fn payment(&self, key: &[u8; 10], payment: &Payment, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.push(b';');
        number(u32::from(payment.code), text);
        self.day(payment.from, text);
        self.day_or_nothing(payment.to, text);
        text.push(b';');
        if let Some(municipality) = payment.municipality {
            number(u32::from(municipality), text);
        }
        text.push(b';');
        hundredths(payment.amount, text);
        text.push(b'\n');
    }

    pub(crate) fn offer(&self, key: &[u8; 10], offer: &Offer, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.push(b';');
        text.extend_from_slice(offer.activity.text().as_bytes());
        self.day(offer.from, text);
        self.day_or_nothing(offer.to, text);
        text.push(b';');
        half_hours(offer.half_hours, text);
        text.push(b'\n');
    }

    pub(crate) fn wage(&self, key: &[u8; 10], wage: &Wage, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.push(b';');
        text.extend_from_slice(&self.day_text(wage.month.first_day())[..7]);
        text.push(b';');
        hundredths(wage.hours, text);
        text.push(b';');
        hundredths(wage.amount, text);
        text.push(b'\n');
    }

    pub(crate) fn flex_hours(&self, key: &[u8; 10], row: &FlexHours, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        self.day(row.from, text);
        self.day_or_nothing(row.to, text);
        text.push(b';');
        half_hours(row.half_hours, text);
        text.push(b'\n');
    }

    pub(crate) fn membership(&self, key: &[u8; 10], row: &Membership, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.extend_from_slice(b";flere_skal_med;");
        number(u32::from(row.group), text);
        self.day(row.from, text);
        self.day_or_nothing(row.to, text);
        text.push(b'\n');
    }

    pub(crate) fn event(&self, key: &[u8; 10], event: &Event, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        self.day(event.day, text);
        text.push(b';');
        text.extend_from_slice(event.name.as_bytes());
        text.push(b';');
        text.extend_from_slice(event.value.as_bytes());
        text.push(b'\n');
    }

    pub(crate) fn plan(&self, key: &[u8; 10], plan: &Plan, text: &mut Vec<u8>) {
        text.extend_from_slice(key);
        text.push(b';');
        number(u32::from(plan.code), text);
        self.day(plan.from, text);
        self.day(plan.to, text);
        text.push(b'\n');
    }

    /// A separator and the day.
    fn day(&self, day: Day, text: &mut Vec<u8>) {
        text.push(b';');
        text.extend_from_slice(&self.day_text(day));
    }

    /// A separator and the day, if there is one.
    fn day_or_nothing(&self, day: Option<Day>, text: &mut Vec<u8>) {
        match day {
            Some(day) => self.day(day, text),
            None => text.push(b';'),
        }
    }

    fn day_text(&self, day: Day) -> [u8; 10] {
        match usize::try_from(day - self.first).ok().and_then(|place| self.days.get(place)) {
            Some(text) => *text,
            None => day_text(day),
        }
    }
}

/// `YYYY-MM-DD`.
fn day_text(day: Day) -> [u8; 10] {
    let (year, month, day) = day.civil();
    let digit = |number: u32, unit: u32| b'0' + (number / unit % 10) as u8;
    let year = year as u32;
    [
        digit(year, 1_000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(day, 10),
        digit(day, 1),
    ]
}

/// A whole number.
fn number(mut number: u32, text: &mut Vec<u8>) {
    let mut digits = [0; 10];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend_from_slice(&digits[first..]);
}

/// A number of hundredths with two decimals and a decimal comma: 1142350 is `11423,50`.
fn hundredths(value: u32, text: &mut Vec<u8>) {
    number(value / 100, text);
    let rest = (value % 100) as u8;
    text.extend_from_slice(&[b',', b'0' + rest / 10, b'0' + rest % 10]);
}

/// Hours with at most one decimal: 11 half hours are `5,5`.
fn half_hours(value: Option<u8>, text: &mut Vec<u8>) {
    if let Some(value) = value {
        number(u32::from(value / 2), text);
        if value % 2 == 1 {
            text.extend_from_slice(b",5");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut text = Vec::new();
        write(&mut text);
        String::from_utf8(text).expect("text is UTF-8")
    }

    #[test]
    fn a_payment_as_it_is_written() {
        let day = |text: &str| text.parse::<Day>().expect("a date");
        let payment = Payment {
            code: 810,
            from: day("2018-01-01"),
            to: Some(day("2018-01-31")),
            municipality: Some(101),
            amount: 1_142_305,
        };
        let lines = Lines::new(day("2018-01-01"), day("2018-01-10"));
        assert_eq!(
            written(|text| lines.payment(b"4713000001", &payment, text)),
            "4713000001;810;2018-01-01;2018-01-31;101;11423,05\n"
        );
        let open = Payment { to: None, municipality: None, amount: 7, ..payment };
        assert_eq!(written(|text| lines.payment(b"4713000001", &open, text)), "4713000001;810;2018-01-01;;;0,07\n");
    }

    #[test]
    fn hours_as_they_are_written() {
        assert_eq!(
            [None, Some(2), Some(11), Some(74)].map(|hours| written(|text| half_hours(hours, text))),
            ["", "1", "5,5", "37"]
        );
    }

    #[test]
    fn tables_are_numbered_as_they_are_listed() {
        assert!(TABLES.iter().enumerate().all(|(place, table)| *table as usize == place));
    }

    proptest! {
        #[test]
        fn days_read_back_whether_looked_up_or_not(number in -200_000..200_000i32) {
            let day = Day::from_number(number);
            let lines = Lines::new(Day::from_number(-1_000), Day::from_number(1_000));
            prop_assert_eq!(Day::read(&lines.day_text(day)), Some(day));
        }

        #[test]
        fn numbers_read_back(value: u32) {
            prop_assert_eq!(written(|text| number(value, text)).parse::<u32>(), Ok(value));
            let hundredths = written(|text| hundredths(value, text)).replace(',', "");
            prop_assert_eq!(hundredths.parse::<u32>(), Ok(value));
        }
    }
}
