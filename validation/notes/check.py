"""Opens notes and workbooks with programs that others wrote.

Usage: check.py FOLDER. A line for each check of each *.pdf, *.docx, *.html and *.xlsx in the folder; exit code 1 where one fails.

* PDF: pdfua and outloud find nothing against PDF/UA-1, no word stands outside the margins, and each figure of the page of the
  same name is there.
* DOCX: python-docx opens it and finds the tables, figures and captions of the page of the same name; LibreOffice makes a PDF of it.
* HTML: each id is used once, each link within the page goes somewhere, nothing is fetched from elsewhere.
* XLSX: openpyxl opens it and finds a sheet with something in it; LibreOffice makes a PDF of it.

It needs pdfua 0.1.3, outloud 0.2.1, python-docx 1.2.0, openpyxl 3.1.5, pikepdf and pdfplumber, and LibreOffice (`soffice`) with
Writer and Calc.
"""

import logging
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import outloud
import pdfplumber
import pdfua
import pikepdf
from docx.text.paragraph import Paragraph

logging.disable(logging.WARNING)

# As close to the edge of the paper may a word stand, in points: 7 mm.
EDGE = 20.0

# HTML's elements without an end.
VOID = {"meta", "br", "img", "hr", "link", "input"}


class Page(HTMLParser):
    """What a page has: its figures, captions, ids and links."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.links, self.fetched = [], [], [], []
        self.tables, self.figures, self.captions, self.cells = 0, 0, [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "a" and attributes.get("href", "").startswith("#"):
            self.links.append(attributes["href"][1:])
        if tag in {"script", "link", "iframe", "object"} or attributes.get("src") or tag == "image":
            address = attributes.get("src") or attributes.get("href") or tag
            self.fetched += [] if address.startswith("data:") else [address]
        self.tables += tag == "table"
        self.figures += tag == "figure"
        if tag in {"caption", "figcaption"}:
            self.captions.append("")
        if tag == "td":
            self.cells.append("")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "td" in self.open:
            self.cells[-1] += data
        if "sup" not in self.open and ("caption" in self.open or "figcaption" in self.open):
            self.captions[-1] += data


def plain(text):
    """A text without what tells formats apart: kinds of spaces."""
    return " ".join(text.replace("\u00ad", "").split())


def check_html(path):
    page = Page(path.read_text(encoding="utf-8"))
    twice = [name for name, n in Counter(page.ids).items() if n > 1]
    lost = sorted(set(page.links) - set(page.ids))
    yield "ids are used once", twice
    yield f"{len(page.links)} links within it go somewhere", lost
    yield "nothing is fetched", page.fetched
    yield "every element ends", page.open


def page_of(path):
    """The page of the same name, if there is one."""
    html = path.with_suffix(".html")
    return Page(html.read_text(encoding="utf-8")) if html.exists() else None


def empty_headings(path):
    """Headings without anything in them: the one rule of pdfua that fails on lists of contents in pikepdf 10."""
    with pikepdf.open(path) as file:
        elements = [item for item in file.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item]
        headings = [item for item in elements if str(item.S) in {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}]
        return len(headings), [str(item.S) for item in headings if "/K" not in item or item.K == pikepdf.Array([])]


def check_pdf(path):
    report = pdfua.validate(str(path))
    skipped = [outcome.rule_id for outcome in report.skipped if outcome.rule_id != "UA-14-001"]
    yield "pdfua finds nothing", [finding.message for finding in report.findings] + skipped
    n_headings, empty = empty_headings(path)
    yield f"{n_headings} headings are not empty", empty
    # TAG-002 takes the head of a table that is repeated on its next page for text that nobody is read.
    result = outloud.check(str(path), skip=["TAG-002"])
    errors = [f"{finding.rule}: {finding.message}" for finding in result.findings if finding.severity == "error"]
    yield f"outloud finds no error ({result.warnings} warnings)", errors + ([result.error] if result.error else [])
    with pikepdf.open(path) as file, file.open_metadata() as metadata:
        said = metadata.get("pdfuaid:part"), metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")
    yield "it says PDF/UA-1 and PDF/A-2a", [] if said == ("1", "2", "A") else [str(said)]
    with pdfplumber.open(path) as file:
        pages = [(page.width, page.height, page.extract_words()) for page in file.pages]
    outside = [
        word["text"]
        for width, height, words in pages
        for word in words
        if word["x0"] < EDGE or word["x1"] > width - EDGE or word["top"] < EDGE or word["bottom"] > height - EDGE
    ]
    yield f"{sum(len(words) for _, _, words in pages)} words on {len(pages)} pages are within the margins", outside
    page = page_of(path)
    if page:
        # A hyphen at the end of a line and one before a number are one shape, and pdfplumber reads every shape as it was first
        # meant; what it means in its place the PDF says beside it (ActualText).
        there = Counter(word["text"].replace("\u00ad", "-") for _, _, words in pages for word in words)
        wanted = Counter(part for cell in page.cells for part in cell.split())
        yield f"{sum(wanted.values())} figures of the page are there", list(wanted - there)


def check_docx(path):
    document = docx.Document(str(path))
    # Those within boxes too.
    paragraphs = [Paragraph(element, document) for element in document.element.body.iter("{*}p")]
    captions = [plain(paragraph.text) for paragraph in paragraphs if paragraph.style.name.lower() == "caption"]
    pictures = document.element.body.findall(".//{*}docPr")
    tables = document.element.body.findall(".//{*}tbl")
    real = [table for table in tables if table.findall(".//{*}tblHeader")]
    silent = [picture.get("name") for picture in pictures if not picture.get("descr")]
    yield f"python-docx opens it: {len(paragraphs)} paragraphs, {len(real)} tables", []
    yield f"{len(pictures)} pictures have an alternative text", silent
    page = page_of(path)
    if page:
        texts = ["".join(part.text or "" for part in cell.iter("{*}t")) for table in real for cell in table.iter("{*}tc")]
        wanted = Counter(plain(cell) for cell in page.cells)
        del wanted[""]
        yield f"{sum(wanted.values())} figures of the page are there", list(wanted - Counter(map(plain, texts)))
        # Of a table that is set in parts each has a head; the page has it once.
        yield f"{page.tables} tables of the page are there", [] if len(real) >= page.tables else [str(len(real))]
        yield f"{page.figures} pictures of the page are there", [] if len(pictures) == page.figures else [str(len(pictures))]
        lost = [caption for caption in map(plain, page.captions) if caption not in captions]
        yield f"{len(page.captions)} captions of the page are there", lost


def check_xlsx(path):
    book = openpyxl.load_workbook(path)
    cells = sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    yield f"openpyxl opens it: {len(book.sheetnames)} sheets, {cells} cells", [] if cells else ["it is empty"]


def convert(paths, into):
    """Has LibreOffice make a PDF of each; yields what it could not."""
    program = shutil.which("soffice")
    if not program:
        sys.exit("there is no `soffice` here: install LibreOffice with Writer and Calc")
    for path in paths:
        # A profile of its own: nothing of the user's, and no other window is asked.
        profile = f"-env:UserInstallation={(into / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(into), str(path)]
        run = subprocess.run(command, capture_output=True, text=True)
        made = into / f"{path.stem}.pdf"
        pages = 0
        if made.exists():
            with pikepdf.open(made) as file:
                pages = len(file.pages)
            made.unlink()
        yield path, f"LibreOffice makes a PDF of it: {pages} pages", [] if pages else [run.stderr.strip() or "no file"]


CHECKS = {".pdf": check_pdf, ".docx": check_docx, ".html": check_html, ".xlsx": check_xlsx}


def main():
    folder = Path(sys.argv[1])
    paths = sorted(path for path in folder.iterdir() if path.suffix in CHECKS)
    if not paths:
        sys.exit(f"no notes in {folder}")
    failed = 0

    def say(path, what, wrong):
        nonlocal failed
        failed += bool(wrong)
        detail = f": {'; '.join(map(str, wrong[:5]))}" if wrong else ""
        print(f"  {'FAILED' if wrong else 'ok'}  {path.name}: {what}{detail}", flush=True)

    for path in paths:
        for what, wrong in CHECKS[path.suffix](path):
            say(path, what, wrong)
    with tempfile.TemporaryDirectory() as into:
        for path, what, wrong in convert([path for path in paths if path.suffix in {".docx", ".xlsx"}], Path(into)):
            say(path, what, wrong)
    sys.exit(1 if failed else 0)


main()
