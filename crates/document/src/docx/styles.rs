//! The styles of a DOCX: what an office's own template may redefine, by their names.

use crate::layout::Layout;

/// The font. Every Word has it, and others have one that is as wide.
const FONT: &str = "Arial";
/// Colours, as in the other formats.
pub(super) const INK: &str = "1B1B1B";
pub(super) const QUIET: &str = "4D4D4D";
pub(super) const ACCENT: &str = "1D3F66";
pub(super) const RULE: &str = "8A8A8A";
pub(super) const HAIR: &str = "D0D0D0";
pub(super) const TINT: &str = "EFF3F7";

/// A style of paragraphs.
struct Paragraph {
    id: &'static str,
    /// The name by which Word knows it; its own names make its own functions work (the outline, lists of tables).
    name: &'static str,
    based_on: &'static str,
    next: &'static str,
    /// Properties of the paragraph, as the schema orders them.
    paragraph: String,
    /// Properties of its words.
    words: String,
}

/// `word/styles.xml`.
pub(super) fn styles(layout: Layout, language: &str) -> String {
    let size = |factor: f64| half_points(layout.size * factor);
    let tight = |twips: u32| if layout.is_compact { twips / 2 } else { twips };
    let style = |id, name, based_on, next, paragraph: String, words: String| Paragraph {
        id,
        name,
        based_on,
        next,
        paragraph,
        words,
    };
    let sized = |factor: f64| format!("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", size(factor));
    let heading = |id, name, level: u8, above: u32, words: String| {
        let paragraph = format!(
            "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/><w:spacing w:before=\"{}\" w:after=\"80\" w:line=\"252\" \
             w:lineRule=\"auto\"/><w:outlineLvl w:val=\"{}\"/>",
            tight(above),
            level - 1
        );
        style(id, name, "Normal", "Normal", paragraph, words)
    };
    let spaced = |before: u32, after: u32, more: &str| {
        format!("{more}<w:spacing w:before=\"{before}\" w:after=\"{after}\" w:line=\"252\" w:lineRule=\"auto\"/>")
    };
    let accent = format!("<w:color w:val=\"{ACCENT}\"/>");
    let quiet = format!("<w:color w:val=\"{QUIET}\"/>");
    let paragraphs = [
        style(
            "Title",
            "Title",
            "Normal",
            "Subtitle",
            spaced(0, tight(120), "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"),
            format!("<w:b/><w:bCs/>{}", sized(if layout.is_compact { 1.65 } else { 1.9 })),
        ),
        style("Subtitle", "Subtitle", "Normal", "Normal", spaced(0, tight(120), ""), format!("{quiet}{}", sized(1.1))),
        style(
            "DocumentKind",
            "Document kind",
            "Normal",
            "Title",
            spaced(0, tight(240), "<w:keepNext/>"),
            format!("<w:b/><w:bCs/><w:caps/>{accent}<w:spacing w:val=\"28\"/>{}", sized(0.92)),
        ),
        style(
            "Office",
            "Office",
            "Normal",
            "DocumentKind",
            spaced(0, 60, ""),
            format!("<w:b/><w:bCs/>{}", sized(0.85)),
        ),
        style(
            "CaseField",
            "Case field",
            "Normal",
            "CaseField",
            format!(
                "<w:tabs><w:tab w:val=\"left\" w:pos=\"1985\"/></w:tabs>{}<w:ind w:left=\"1985\" w:hanging=\"1985\"/>",
                spaced(0, 30, "")
            ),
            sized(0.85),
        ),
        style(
            "HeadRule",
            "Head rule",
            "Normal",
            "Normal",
            format!(
                "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"10\" w:space=\"0\" w:color=\"{ACCENT}\"/></w:pBdr>\
                 <w:spacing w:before=\"0\" w:after=\"{}\" w:line=\"120\" w:lineRule=\"exact\"/>",
                tight(280)
            ),
            "<w:sz w:val=\"8\"/><w:szCs w:val=\"8\"/>".to_owned(),
        ),
        heading("Heading1", "heading 1", 1, 340, format!("<w:b/><w:bCs/>{accent}{}", sized(1.3))),
        heading("Heading2", "heading 2", 2, 280, format!("<w:b/><w:bCs/>{}", sized(1.12))),
        heading("Heading3", "heading 3", 3, 240, format!("<w:b/><w:bCs/>{}", sized(1.0))),
        heading("Heading4", "heading 4", 4, 220, format!("<w:i/><w:iCs/>{}", sized(1.0))),
        style("ListParagraph", "List Paragraph", "Normal", "ListParagraph", spaced(0, tight(80), ""), String::new()),
        style(
            "Caption",
            "caption",
            "Normal",
            "Normal",
            spaced(tight(260), 80, "<w:keepNext/><w:keepLines/><w:suppressAutoHyphens/>"),
            sized(0.94),
        ),
        style(
            "TableText",
            "Table text",
            "Normal",
            "TableText",
            "<w:suppressAutoHyphens/><w:spacing w:before=\"36\" w:after=\"36\" w:line=\"240\" w:lineRule=\"auto\"/>"
                .to_owned(),
            "<w:sz w:val=\"17\"/><w:szCs w:val=\"17\"/>".to_owned(),
        ),
        style("TableHead", "Table head", "TableText", "TableText", String::new(), "<w:b/><w:bCs/>".to_owned()),
        style("Picture", "Picture", "Normal", "TableNote", spaced(0, 60, "<w:keepNext/>"), String::new()),
        style(
            "TableNote",
            "Table note",
            "Normal",
            "Normal",
            spaced(50, 0, "<w:keepLines/>"),
            format!("{quiet}{}", sized(0.8)),
        ),
        style(
            "Separator",
            "Separator",
            "Normal",
            "Normal",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"200\" w:lineRule=\"exact\"/>".to_owned(),
            "<w:sz w:val=\"8\"/><w:szCs w:val=\"8\"/>".to_owned(),
        ),
        style("FootnoteText", "footnote text", "Normal", "FootnoteText", spaced(0, 30, ""), sized(0.82)),
        style(
            "Footer",
            "footer",
            "Normal",
            "Footer",
            "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"right\"/>"
                .to_owned(),
            format!("{quiet}{}", sized(0.78)),
        ),
    ];
    let paragraphs: String = paragraphs.iter().map(Paragraph::xml).collect();
    let after = tight(160);
    format!(
        "<w:styles xmlns:w=\"{}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"{FONT}\" w:hAnsi=\"{FONT}\" w:eastAsia=\"{FONT}\" w:cs=\"{FONT}\"/><w:color w:val=\"{INK}\"/>{}\
         <w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"{after}\" w:line=\"271\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/>\
         <w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>\
         <w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>\
         <w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar>\
         </w:tblPr></w:style>\
         <w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/><w:semiHidden/></w:style>\
         {paragraphs}\
         <w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"CaptionNumber\"><w:name w:val=\"Caption number\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:b/><w:bCs/><w:color w:val=\"{ACCENT}\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"FieldName\"><w:name w:val=\"Field name\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:color w:val=\"{QUIET}\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"InternalLink\"><w:name w:val=\"Internal link\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:color w:val=\"{ACCENT}\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:color w:val=\"{ACCENT}\"/><w:u w:val=\"single\"/></w:rPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"StatisticsTable\"><w:name w:val=\"Statistics table\"/><w:basedOn w:val=\"TableNormal\"/>\
         <w:tblPr><w:tblCellMar><w:left w:w=\"110\" w:type=\"dxa\"/><w:right w:w=\"20\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"SummaryBox\"><w:name w:val=\"Summary box\"/><w:basedOn w:val=\"TableNormal\"/>\
         <w:tblPr><w:tblCellMar><w:top w:w=\"140\" w:type=\"dxa\"/><w:left w:w=\"240\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"220\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         </w:styles>",
        super::WORD,
        sized(1.0),
    )
}

impl Paragraph {
    fn xml(&self) -> String {
        let Paragraph { id, name, based_on, next, paragraph, words } = self;
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{based_on}\"/>\
             <w:next w:val=\"{next}\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{words}</w:rPr></w:style>"
        )
    }
}

/// A size of type as Word counts it.
pub(super) fn half_points(points: f64) -> u32 {
    (points * 2.0).round() as u32
}
