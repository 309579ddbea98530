//! SAS files as SAS writes them, as far as they are understood: no free program writes them, and files of others are not
//! ours to copy. `validation/sas` reads real ones.

use super::windows_1252;

/// How a file is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Layout {
    /// Offsets of 8 bytes instead of 4.
    pub(crate) wide: bool,
    pub(crate) big_endian: bool,
    /// Rows packed by runs (`COMPRESS=CHAR`).
    pub(crate) packed: bool,
    pub(crate) utf8: bool,
}

/// All that a reader may meet.
pub(crate) fn layouts() -> Vec<Layout> {
    let bits = |n: u8| Layout { wide: n & 1 > 0, big_endian: n & 2 > 0, packed: n & 4 > 0, utf8: n & 8 > 0 };
    (0..16).map(bits).collect()
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Text of so many bytes.
    Text(usize),
    /// A number of so many bytes, 3 to 8.
    Number(usize),
    /// Days since 1960.
    Date,
    /// Seconds since 1960.
    Moment,
}

/// What stands in a row; numbers that are missing are written as SAS's `.`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    Missing,
}

/// So many rows lie on a page at most, so that small files have several.
const ROWS_OF_PAGE: usize = 3;

pub(crate) fn sas_file(layout: Layout, columns: &[(&str, Kind)], rows: &[Vec<Cell>]) -> Vec<u8> {
    let words = Words::new(layout, columns);
    let row_len: usize = columns.iter().map(|(_, kind)| kind.width()).sum();
    let meta = layout.meta(columns, &words, row_len, rows.len());
    let pointer = if layout.wide { 24 } else { 12 };
    let meta_len = layout.page_header() + meta.iter().map(|part| part.len() + pointer + 8).sum::<usize>();
    let page_size = meta_len
        .max(layout.page_header() + ROWS_OF_PAGE * (row_len + row_len / 16 + pointer + 16))
        .next_multiple_of(1024);
    let mut pages = vec![layout.page(page_size, 0, meta.into_iter().map(|part| (part, 0, 0)).collect())];
    for few in rows.chunks(ROWS_OF_PAGE) {
        let few: Vec<Vec<u8>> = few.iter().map(|row| layout.row(columns, row)).collect();
        pages.push(if layout.packed {
            layout.page(page_size, 0, few.iter().map(|row| (packed(row), 4, 1)).collect())
        } else {
            let mut page = layout.page(page_size, 0x0100, Vec::new());
            let header = layout.page_header();
            layout.put(&mut page, header - 6, few.len() as u64, 2);
            page[header..header + few.len() * row_len].copy_from_slice(&few.concat());
            page
        });
    }
    let mut file = layout.header(page_size, pages.len());
    file.extend(pages.concat());
    file
}

impl Kind {
    fn width(self) -> usize {
        match self {
            Kind::Text(width) | Kind::Number(width) => width,
            Kind::Date | Kind::Moment => 8,
        }
    }

    fn format(self) -> &'static str {
        match self {
            Kind::Date => "DDMMYY",
            Kind::Moment => "DATETIME",
            _ => "",
        }
    }
}

/// The words of a file: names, formats and the kind of packing, all in one block of text.
struct Words {
    block: Vec<u8>,
    names: Vec<(usize, usize)>,
    formats: Vec<(usize, usize)>,
    packing: (usize, usize),
}

impl Words {
    fn new(layout: Layout, columns: &[(&str, Kind)]) -> Words {
        let mut block = vec![0; 28];
        let mut add = |word: &[u8]| {
            let at = (if word.is_empty() { 0 } else { block.len() }, word.len());
            block.extend(word);
            block.resize(block.len().next_multiple_of(4), b' ');
            at
        };
        let packing = add(if layout.packed { b"SASYZCRL" } else { b"" });
        let names = columns.iter().map(|(name, _)| add(&layout.text(name))).collect();
        let formats = columns.iter().map(|(_, kind)| add(kind.format().as_bytes())).collect();
        Words { block, names, formats, packing }
    }
}

impl Layout {
    fn page_header(self) -> usize {
        if self.wide { 40 } else { 24 }
    }

    fn text(self, text: &str) -> Vec<u8> {
        if self.utf8 { text.as_bytes().to_vec() } else { windows_1252(text) }
    }

    fn put(self, to: &mut [u8], at: usize, value: u64, bytes: usize) {
        if self.big_endian {
            to[at..at + bytes].copy_from_slice(&value.to_be_bytes()[8 - bytes..]);
        } else {
            to[at..at + bytes].copy_from_slice(&value.to_le_bytes()[..bytes]);
        }
    }

    /// A number as wide as an offset.
    fn put_size(self, to: &mut [u8], at: usize, value: usize) {
        self.put(to, at, value as u64, if self.wide { 8 } else { 4 });
    }

    fn put_word(self, to: &mut [u8], at: usize, (offset, length): (usize, usize)) {
        self.put(to, at + 2, offset as u64, 2);
        self.put(to, at + 4, length as u64, 2);
    }

    fn header(self, page_size: usize, n_pages: usize) -> Vec<u8> {
        let mut header = vec![0; 8192];
        let magic = [
            0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 8, 0, 9, 0xc7, 0x31, 0x8c, 0x18, 0x1f, 0x10,
            0x11,
        ];
        header[12..32].copy_from_slice(&magic);
        header[32] = if self.wide { 0x33 } else { 0x22 };
        // Where offsets are wide, what follows the first part is moved by 4.
        header[35] = if self.wide { 0x33 } else { 0x32 };
        header[37] = u8::from(!self.big_endian);
        header[39] = b'1';
        header[70] = if self.utf8 { 20 } else { 62 };
        header[84..92].copy_from_slice(b"SAS FILE");
        header[92..124].copy_from_slice(b"TABEL                           ");
        header[156..164].copy_from_slice(b"DATA    ");
        let at = 164 + if self.wide { 4 } else { 0 } + 32;
        self.put(&mut header, at, 8192, 4);
        self.put(&mut header, at + 4, page_size as u64, 4);
        self.put_size(&mut header, at + 8, n_pages);
        let at = at + 8 + if self.wide { 8 } else { 4 } + 8;
        header[at..at + 8].copy_from_slice(b"9.0401M6");
        header
    }

    fn row(self, columns: &[(&str, Kind)], cells: &[Cell]) -> Vec<u8> {
        let mut row = Vec::new();
        for ((_, kind), cell) in columns.iter().zip(cells) {
            let width = kind.width();
            match (kind, cell) {
                (Kind::Text(_), Cell::Text(text)) => {
                    let mut bytes = self.text(text);
                    assert!(bytes.len() <= width, "the text does not fit");
                    bytes.resize(width, b' ');
                    row.extend(bytes);
                }
                (Kind::Text(_), _) => row.extend(vec![b' '; width]),
                (_, cell) => {
                    let bits = match cell {
                        Cell::Number(number) => number.to_bits(),
                        _ => 0xffff_fe00_0000_0000,
                    };
                    if self.big_endian {
                        row.extend(&bits.to_be_bytes()[..width]);
                    } else {
                        row.extend(&bits.to_le_bytes()[8 - width..]);
                    }
                }
            }
        }
        row
    }

    /// The parts that describe the table.
    fn meta(self, columns: &[(&str, Kind)], words: &Words, row_len: usize, n_rows: usize) -> Vec<Vec<u8>> {
        let size = if self.wide { 8 } else { 4 };
        let part = |signature: u32, len: usize| {
            let mut part = vec![0; len];
            let signature = if self.wide && signature >> 24 == 0xff {
                0xffff_ffff_0000_0000 | u64::from(signature)
            } else {
                u64::from(signature)
            };
            // A number of 8 bytes with the first 4 first, whatever the order of bytes.
            if self.big_endian && self.wide && signature < 1 << 32 {
                self.put(&mut part, 0, signature, 4);
            } else {
                self.put(&mut part, 0, signature, size);
            }
            part
        };
        let mut rows = part(0xf7f7_f7f7, if self.wide { 808 } else { 480 });
        self.put_size(&mut rows, 5 * size, row_len);
        self.put_size(&mut rows, 6 * size, n_rows);
        self.put_size(&mut rows, 9 * size, columns.len());
        self.put_size(&mut rows, 15 * size, ROWS_OF_PAGE);
        let at = rows.len() - 118;
        self.put_word(&mut rows, at, words.packing);
        let mut n_columns = part(0xf6f6_f6f6, 3 * size);
        self.put_size(&mut n_columns, size, columns.len());
        let mut text = part(0xffff_fffd, size + words.block.len());
        text[size..].copy_from_slice(&words.block);
        let rest = text.len() - 4 - 2 * size;
        self.put(&mut text, size, rest as u64, 2);
        let lead = size + 8;
        let mut names = part(0xffff_ffff, lead + 8 * columns.len() + size + 4);
        let mut places = part(0xffff_fffc, lead + (size + 8) * columns.len() + size + 4);
        for list in [&mut names, &mut places] {
            let rest = list.len() - 4 - 2 * size;
            self.put(list, size, rest as u64, 2);
        }
        let mut offset = 0;
        for (at, ((_, kind), name)) in columns.iter().zip(&words.names).enumerate() {
            self.put_word(&mut names, lead + 8 * at, *name);
            let entry = lead + (size + 8) * at;
            self.put_size(&mut places, entry, offset);
            self.put(&mut places, entry + size, kind.width() as u64, 4);
            self.put(&mut places, entry + size + 4, 2048, 2);
            places[entry + size + 6] = if matches!(kind, Kind::Text(_)) { 2 } else { 1 };
            offset += kind.width();
        }
        let formats = words.formats.iter().map(|format| {
            let mut of_column = part(0xffff_fbfe, if self.wide { 64 } else { 52 });
            self.put_word(&mut of_column, if self.wide { 46 } else { 34 }, *format);
            of_column
        });
        [rows, n_columns, text, names, places].into_iter().chain(formats).collect()
    }

    /// A page of parts, each with how it is packed and what it is.
    fn page(self, page_size: usize, kind: u64, parts: Vec<(Vec<u8>, u8, u8)>) -> Vec<u8> {
        let mut page = vec![0; page_size];
        let header = self.page_header();
        let (size, pointer) = if self.wide { (8, 24) } else { (4, 12) };
        self.put(&mut page, header - 8, kind, 2);
        self.put(&mut page, header - 6, parts.len() as u64, 2);
        self.put(&mut page, header - 4, parts.len() as u64, 2);
        // The first part lies at the end of the page.
        let mut end = page_size;
        for (at, (part, packing, what)) in parts.into_iter().enumerate() {
            end = (end - part.len()) / 8 * 8;
            page[end..end + part.len()].copy_from_slice(&part);
            let at = header + pointer * at;
            self.put_size(&mut page, at, end);
            self.put_size(&mut page, at + size, part.len());
            (page[at + 2 * size], page[at + 2 * size + 1]) = (packing, what);
        }
        page
    }
}

/// A row packed by runs: blanks, zero bytes, and what is neither as it stands.
fn packed(row: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    let run = |from: usize, byte: u8| row[from..].iter().take(17).take_while(|other| **other == byte).count();
    while at < row.len() {
        let (blanks, zeros) = (run(at, b' '), run(at, 0));
        if blanks >= 2 {
            out.push(0xe0 | (blanks - 2) as u8);
            at += blanks;
        } else if zeros >= 2 {
            out.push(0xf0 | (zeros - 2) as u8);
            at += zeros;
        } else {
            let until = (at + 1..row.len().min(at + 16)).find(|next| run(*next, b' ') >= 2 || run(*next, 0) >= 2);
            let until = until.unwrap_or(row.len().min(at + 16));
            out.push(0x80 | (until - at - 1) as u8);
            out.extend(&row[at..until]);
            at = until;
        }
    }
    out
}
