//! The parts of a DOCX around its body, and the ZIP that holds them.

use super::WORD;
use crate::text::escape;
use crate::words::Words;
use crate::{Document, Error};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// How many levels lists have in Word.
const LIST_LEVELS: usize = 9;

/// What the body asks for beside itself.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) document: String,
    pub(super) styles: String,
    pub(super) footnotes: String,
    /// Addresses of links in the body; the first is `link1`.
    pub(super) links: Vec<String>,
    /// The same for the footnotes.
    pub(super) footnote_links: Vec<String>,
    /// Pictures; the first is `picture1`.
    pub(super) pictures: Vec<Vec<u8>>,
    /// How many numbered lists there are; the first is number 2.
    pub(super) n_ordered: usize,
}

/// The number of the list that all lists with dots are.
pub(super) const DOTS: usize = 1;

/// Puts the parts together. Every file in the ZIP has the same time, and the order is fixed.
///
/// # Errors
/// Where the ZIP cannot hold them.
pub(super) fn package(document: &Document, parts: &Parts) -> Result<Vec<u8>, Error> {
    let words = Words::of(document.language);
    let files = [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relationships()),
        ("docProps/core.xml", core(document, words)),
        ("docProps/app.xml", app(document)),
        ("word/document.xml", parts.document.clone()),
        ("word/_rels/document.xml.rels", document_relationships(parts)),
        ("word/styles.xml", parts.styles.clone()),
        ("word/settings.xml", settings(words)),
        ("word/numbering.xml", numbering(parts.n_ordered)),
        ("word/footnotes.xml", parts.footnotes.clone()),
        ("word/_rels/footnotes.xml.rels", relationship_part(&links(&parts.footnote_links))),
        ("word/footer1.xml", footer(words)),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in &files {
        add(&mut zip, name, format!("{DECLARATION}{xml}").as_bytes(), CompressionMethod::Deflated)?;
    }
    for (place, picture) in parts.pictures.iter().enumerate() {
        add(&mut zip, &format!("word/media/picture{}.png", place + 1), picture, CompressionMethod::Stored)?;
    }
    Ok(zip.finish().map_err(failed)?.into_inner())
}

fn add(zip: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, bytes: &[u8], method: CompressionMethod) -> Result<(), Error> {
    let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
    zip.start_file(name, options).map_err(failed)?;
    zip.write_all(bytes).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Package { message: error.to_string() }
}

fn content_types() -> String {
    let parts = ["document.main", "styles", "settings", "numbering", "footnotes", "footer"];
    let overrides = parts.iter().map(|part| {
        let name = match *part {
            "document.main" => "document",
            "footer" => "footer1",
            name => name,
        };
        format!("<Override PartName=\"/word/{name}.xml\" ContentType=\"{TYPE}.{part}+xml\"/>")
    });
    format!(
        "<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>{}\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         <Override PartName=\"/docProps/app.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/></Types>",
        overrides.collect::<String>()
    )
}

fn relationship(id: &str, kind: &str, target: &str, more: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"{more}/>")
}

fn relationship_part(relationships: &str) -> String {
    format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{relationships}</Relationships>")
}

fn relationships() -> String {
    relationship_part(
        &[
            relationship("document", &format!("{OFFICE}/officeDocument"), "word/document.xml", ""),
            relationship("core", &format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml", ""),
            relationship("app", &format!("{OFFICE}/extended-properties"), "docProps/app.xml", ""),
        ]
        .concat(),
    )
}

fn document_relationships(parts: &Parts) -> String {
    let own = ["styles", "settings", "numbering", "footnotes"]
        .map(|name| relationship(name, &format!("{OFFICE}/{name}"), &format!("{name}.xml"), ""));
    let footer = relationship("footer1", &format!("{OFFICE}/footer"), "footer1.xml", "");
    let pictures = (1..=parts.pictures.len()).map(|number| {
        let name = format!("picture{number}");
        relationship(&name, &format!("{OFFICE}/image"), &format!("media/{name}.png"), "")
    });
    relationship_part(&format!("{}{footer}{}{}", own.concat(), pictures.collect::<String>(), links(&parts.links)))
}

fn links(addresses: &[String]) -> String {
    let link = |(place, address): (usize, &String)| {
        let kind = format!("{OFFICE}/hyperlink");
        relationship(&format!("link{}", place + 1), &kind, &escape(address), " TargetMode=\"External\"")
    };
    addresses.iter().enumerate().map(link).collect()
}

fn core(document: &Document, words: &Words) -> String {
    let author = document.author.as_ref().or(document.office.as_ref()).map_or("", String::as_str);
    let date = document.date.map_or(String::new(), |date| {
        let day = format!("{:04}-{:02}-{:02}T00:00:00Z", date.year, date.month, date.day);
        ["created", "modified"]
            .map(|name| format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{day}</dcterms:{name}>"))
            .concat()
    });
    format!(
        "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator><dc:description>{}</dc:description>\
         <cp:lastModifiedBy>{}</cp:lastModifiedBy>{date}<dc:language>{}</dc:language></cp:coreProperties>",
        escape(&document.title),
        escape(&document.kind),
        escape(author),
        escape(&document.description),
        escape(author),
        words.tag,
    )
}

fn app(document: &Document) -> String {
    let company =
        document.office.as_ref().map_or(String::new(), |office| format!("<Company>{}</Company>", escape(office)));
    format!(
        "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">{company}</Properties>"
    )
}

fn settings(words: &Words) -> String {
    let compatibility = "<w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" \
                         w:val=\"15\"/></w:compat>";
    format!(
        "<w:settings xmlns:w=\"{WORD}\"><w:zoom w:percent=\"100\"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val=\"2\"/>\
         <w:defaultTabStop w:val=\"567\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>\
         <w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr>{compatibility}\
         <w:themeFontLang w:val=\"{}\"/><w:decimalSymbol w:val=\"{}\"/><w:listSeparator w:val=\";\"/></w:settings>",
        words.tag,
        if words.language == "da" { "," } else { "." },
    )
}

/// Lists: one with dots for all, and one for each numbered list, which begins anew.
fn numbering(n_ordered: usize) -> String {
    let level = |level: usize, format: &str, text: &str| {
        let left = 397 * (level + 1);
        format!(
            "<w:lvl w:ilvl=\"{level}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/>\
             <w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"312\"/></w:pPr></w:lvl>"
        )
    };
    let dots: String = (0..LIST_LEVELS).map(|at| level(at, "bullet", if at % 2 == 0 { "•" } else { "–" })).collect();
    let numbers: String = (0..LIST_LEVELS)
        .map(|at| level(at, if at % 2 == 0 { "decimal" } else { "lowerLetter" }, &format!("%{}.", at + 1)))
        .collect();
    let ordered = (0..n_ordered).map(|place| {
        format!(
            "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"1\"/>{}</w:num>",
            DOTS + 1 + place,
            (0..LIST_LEVELS)
                .map(|at| format!("<w:lvlOverride w:ilvl=\"{at}\"><w:startOverride w:val=\"1\"/></w:lvlOverride>"))
                .collect::<String>()
        )
    });
    format!(
        "<w:numbering xmlns:w=\"{WORD}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"hybridMultilevel\"/>{dots}\
         </w:abstractNum><w:abstractNum w:abstractNumId=\"1\"><w:multiLevelType w:val=\"hybridMultilevel\"/>{numbers}</w:abstractNum>\
         <w:num w:numId=\"{DOTS}\"><w:abstractNumId w:val=\"0\"/></w:num>{}</w:numbering>",
        ordered.collect::<String>()
    )
}

/// "Side 1 af 3", counted by Word.
fn footer(words: &Words) -> String {
    let text = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let [page, pages] = ["PAGE", "NUMPAGES"].map(|name| super::body::field(&format!(" {name} "), "1", ""));
    format!(
        "<w:ftr xmlns:w=\"{WORD}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}{page}{}{pages}</w:p></w:ftr>",
        text(&format!("{}\u{a0}", words.page)),
        text(&format!("\u{a0}{}\u{a0}", words.of)),
    )
}
