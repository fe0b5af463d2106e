//! Facts of a sheet besides its cells: rows that are hidden, struck or merged, and formulas without a result.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::parts;
use crate::table::odd::Odd;
use crate::table::sheet::COLUMNS;

/// Areas of merged cells: as many as a large table has rows that belong together.
const AREAS: usize = 10_000;

/// A workbook whose parts were looked through.
pub(super) struct Package<'a>(zip::ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    /// The parts of a workbook.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        zip::ZipArchive::new(Cursor::new(bytes)).ok().map(Self)
    }

    /// The paths of the sheets in the order of the workbook, and that of the styles.
    pub(super) fn sheets(&mut self) -> Option<(Vec<String>, Option<String>)> {
        let ends = |kind: &str| format!("/{kind}");
        let relations = self.relations("_rels/.rels", "")?;
        let (_, (_, book)) = relations
            .into_iter()
            .find(|(_, (kind, _))| kind.ends_with(&ends("officeDocument")))?;
        let (folder, name) = match book.rfind('/') {
            Some(at) => book.split_at_checked(at + 1)?,
            None => ("", book.as_str()),
        };
        let relations = self.relations(&format!("{folder}_rels/{name}.rels"), folder)?;
        let mut ids = Vec::new();
        self.elements(&book, |seen, _| {
            if let Seen::Element(element) = seen
                && element.local_name().as_ref() == "sheet"
            {
                ids.push(attribute(element, "id").unwrap_or_default());
            }
        })?;
        let path = |id: &String| {
            relations
                .get(id)
                .map(|(_, path): &(String, String)| path.clone())
        };
        let sheets = ids.iter().map(path).collect::<Option<Vec<_>>>()?;
        let mut all = relations.values();
        let styles = all.find(|(kind, _)| kind.ends_with(&ends("styles")));
        Some((sheets, styles.map(|(_, path)| path.clone())))
    }

    /// The relations of a part: kind and path of each, by its id.
    fn relations(&mut self, part: &str, folder: &str) -> Option<HashMap<String, (String, String)>> {
        let mut relations = HashMap::new();
        self.elements(part, |seen, _| {
            if let Seen::Element(element) = seen
                && element.local_name().as_ref() == "Relationship"
            {
                let [id, kind, target] =
                    ["Id", "Type", "Target"].map(|name| attribute(element, name));
                let target = target.unwrap_or_default();
                let path = match target.strip_prefix('/') {
                    Some(path) => path.to_owned(),
                    None => format!("{folder}{target}"),
                };
                relations.insert(id.unwrap_or_default(), (kind.unwrap_or_default(), path));
            }
        })?;
        Some(relations)
    }

    /// The formats of cells whose letters are struck through, by their numbers.
    pub(super) fn struck(&mut self, styles: &str) -> BTreeSet<usize> {
        let (mut fonts, mut formats) = (Vec::new(), Vec::new());
        let _ = self.elements(styles, |seen, within| {
            let Seen::Element(element) = seen else {
                return;
            };
            let name = element.local_name();
            match (name.as_ref(), within) {
                ("font", [.., "fonts"]) => fonts.push(false),
                ("strike", [.., "fonts", "font"]) => {
                    let is_on =
                        attribute(element, "val").is_none_or(|on| on != "0" && on != "false");
                    if let Some(font) = fonts.last_mut() {
                        *font = is_on;
                    }
                }
                ("xf", [.., "cellXfs"]) => {
                    let font = attribute(element, "fontId");
                    formats.push(
                        font.and_then(|font| font.parse::<usize>().ok())
                            .unwrap_or_default(),
                    );
                }
                _ => {}
            }
        });
        let is_struck = |font: &usize| fonts.get(*font).copied().unwrap_or_default();
        let numbered = formats
            .iter()
            .enumerate()
            .filter(|(_, font)| is_struck(font));
        numbered.map(|(number, _)| number).collect()
    }

    /// Tells whether a sheet holds anything.
    pub(super) fn is_filled(&mut self, sheet: &str) -> bool {
        let mut filled = false;
        let _ = self.elements(sheet, |seen, _| {
            filled |= matches!(seen, Seen::Element(element) if matches!(element.local_name().as_ref(), "v" | "t"));
        });
        filled
    }

    /// The facts of a sheet.
    pub(super) fn facts(&mut self, sheet: &str, struck: &BTreeSet<usize>) -> Result<Facts, String> {
        let mut facts = Facts::default();
        let mut row = 0;
        let mut cell = None;
        let mut is_text = false;
        let read = self.elements(sheet, |seen, within| {
            let Seen::Element(element) = seen else {
                if within.last() == Some(&"v") {
                    facts.has_result(cell);
                }
                return;
            };
            match element.local_name().as_ref() {
                "row" => {
                    row = number(element, "r").unwrap_or(row + 1);
                    if is_true(element, "hidden") {
                        facts.row(row).push(Odd::Hidden);
                    }
                }
                "col" if is_true(element, "hidden") => facts.hide(element),
                "c" => {
                    let at = attribute(element, "r").and_then(|at| parts::cell(&at));
                    cell = at.map(|(row, column)| (row, column as usize - 1));
                    is_text = attribute(element, "t").is_some_and(|kind| kind == "str");
                    let style = number(element, "s").unwrap_or_default() as usize;
                    if struck.contains(&style) {
                        facts.note(cell, Odd::Struck);
                    }
                }
                // A text without characters is a result, no number without digits is.
                "f" if within.last() == Some(&"c") && !is_text => {
                    facts.note(cell, Odd::NoResult);
                }
                "is" if within.last() == Some(&"c") => facts.has_result(cell),
                "mergeCell" => {
                    let area = attribute(element, "ref").and_then(|area| parts::area(&area));
                    facts.areas.extend(area);
                }
                _ => {}
            }
        });
        read.ok_or("the sheet is missing")?;
        if facts.areas.len() > AREAS {
            return Err("more merged cells than any table has".to_owned());
        }
        facts.areas.sort_unstable();
        Ok(facts)
    }

    /// Gives the elements of a part to a function, each with the names of those around it; none where there is no such
    /// part. Whatever is no XML ends it: calamine says so.
    fn elements(
        &mut self,
        part: &str,
        mut take: impl FnMut(Seen<'_, '_>, &[&'static str]),
    ) -> Option<()> {
        let name = self.name(part)?;
        let part = self.0.by_name(&name).ok()?;
        let mut reader = Reader::from_reader(BufReader::new(part.take(parts::PART_BYTES)));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let (mut buffer, mut within) = (Vec::new(), Vec::new());
        let mut others = 0_u64;
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) => {
                    take(Seen::Element(&element), &within);
                    match known(element.local_name().as_ref()) {
                        // Nothing is looked for inside of the others, only their ends.
                        Some(name) if others == 0 => within.push(name),
                        _ => others += 1,
                    }
                }
                Ok(Event::End(_)) if others > 0 => others -= 1,
                Ok(Event::End(_)) => {
                    within.pop();
                }
                Ok(Event::Text(_) | Event::GeneralRef(_) | Event::CData(_)) => {
                    take(Seen::Text, &within);
                }
                Ok(Event::Eof) | Err(_) => return Some(()),
                Ok(_) => {}
            }
        }
    }

    /// The name of a part as the archive has it.
    fn name(&self, part: &str) -> Option<String> {
        let mut names = self.0.file_names().flatten();
        let found = names.find(|name| name.replace('\\', "/").eq_ignore_ascii_case(part))?;
        Some(found.into_owned())
    }
}

/// The content of a part.
#[derive(Clone, Copy)]
enum Seen<'a, 'b> {
    Element(&'a BytesStart<'b>),
    Text,
}

/// Elements that others are looked for in.
const AROUND: [&str; 12] = [
    "worksheet",
    "sheetData",
    "row",
    "c",
    "v",
    "cols",
    "mergeCells",
    "styleSheet",
    "fonts",
    "font",
    "cellXfs",
    "workbook",
];

fn known(name: &str) -> Option<&'static str> {
    AROUND.into_iter().find(|around| *around == name)
}

/// The facts of a sheet; rows count from 1, columns from 0.
#[derive(Default)]
pub(super) struct Facts {
    rows: BTreeMap<u32, Vec<Odd>>,
    /// The areas of merged cells: first row, first column, last row, last column.
    areas: Vec<(u32, u32, u32, u32)>,
    /// The columns that are not shown.
    pub(super) hidden_columns: BTreeSet<usize>,
}

impl Facts {
    fn row(&mut self, row: u32) -> &mut Vec<Odd> {
        self.rows.entry(row).or_default()
    }

    /// Takes what is odd about a cell.
    fn note(&mut self, cell: Option<(u32, usize)>, odd: fn(usize) -> Odd) {
        if let Some((row, column)) = cell.filter(|(_, column)| *column < COLUMNS) {
            self.row(row).push(odd(column));
        }
    }

    /// Takes columns that are not shown.
    fn hide(&mut self, element: &BytesStart<'_>) {
        let [first, last] = ["min", "max"].map(|name| number(element, name));
        let last = last.map_or(0, |last| (last as usize).min(COLUMNS));
        let first = first.map_or(1, |first| (first as usize).max(1));
        self.hidden_columns.extend(first - 1..last);
    }

    /// Takes back that a formula has no result.
    fn has_result(&mut self, cell: Option<(u32, usize)>) {
        let Some((row, column)) = cell else {
            return;
        };
        if let Some(odd) = self.rows.get_mut(&row) {
            odd.retain(|odd| *odd != Odd::NoResult(column));
            if odd.is_empty() {
                self.rows.remove(&row);
            }
        }
    }

    /// The oddities of a row; rows are asked for in ascending order.
    pub(super) fn take(&mut self, row: u32) -> Vec<Odd> {
        let mut odd = self.rows.remove(&row).unwrap_or_default();
        // Areas that end above are of no more use.
        self.areas.retain(|(.., last, _)| *last >= row);
        for (first_row, first, _, last) in self.areas.iter().take_while(|area| area.0 <= row) {
            let columns = (*first as usize)..=(*last as usize).min(COLUMNS);
            let alone = *first as usize;
            let covered = columns.filter(|column| (*first_row, alone) != (row, *column));
            odd.extend(covered.map(|column| Odd::Merged(column - 1)));
        }
        odd
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in element.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return Some(attribute.value.to_string());
        }
    }
    None
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.parse().ok()
}

fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}
