//! Fonts and the shaping of text: what is measured is what is drawn.
//!
//! No font comes with the program. Open-licence Japanese fonts are looked for where systems keep them.

mod find;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use harfrust::{Script, ShapeOptions, ShaperData, Tag, UnicodeBuffer};
use krilla::text::Font as PdfFont;
use label_io::files;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::Script as WritingSystem;
use unicode_script::Script::{Common, Inherited, Unknown};
use unicode_script::UnicodeScript;

use crate::error::PrintError;
use crate::outline::Step;

/// Bytes of a font file: the largest collections for Chinese, Japanese and Korean stay below.
const FONT_BYTES: usize = 128 * 1024 * 1024;
/// The bits of OS/2 fsType that say "restricted licence embedding" and nothing milder.
const RESTRICTED: u16 = 0x0002;

/// The weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The fonts of a label: for each weight the faces that are tried in order.
pub struct Fonts {
    faces: Vec<Face>,
    bold: Option<Face>,
}

/// One face of a font file.
pub(crate) struct Face {
    file: PathBuf,
    data: Arc<Vec<u8>>,
    shaper: ShaperData,
    pdf: PdfFont,
    family: String,
    units: f64,
}

/// A text in one line, shaped; lengths are in em.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) runs: Vec<Run>,
    pub(crate) width: f64,
    pub(crate) weight: Weight,
}

/// A part of a line in one face.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Place among the faces of its weight.
    face: usize,
    /// Bytes of the line's text.
    pub(crate) range: Range<usize>,
    pub(crate) glyphs: Vec<Glyph>,
}

/// Place of a face, writing system, and bytes of a text.
type Segment = (usize, WritingSystem, Range<usize>);

/// A glyph; lengths are in em.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) id: u32,
    /// First byte of its cluster in the line's text.
    pub(crate) cluster: usize,
    pub(crate) advance: f64,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Fonts {
    /// Reads the fonts that are given, or else finds one.
    ///
    /// # Errors
    ///
    /// Fails where a file cannot be read, is no font with outlines or must not be embedded, and with
    /// [`PrintError::FontMissing`] where none was given and none is installed.
    pub fn new(given: &[PathBuf], bold: Option<&Path>) -> Result<Self, PrintError> {
        let (mut files, mut bold) = (given.to_vec(), bold.map(Path::to_owned));
        if files.is_empty() {
            let (regular, its_bold) = find::best().ok_or(PrintError::FontMissing)?;
            files.push(regular);
            bold = bold.or(its_bold);
        }
        let faces: Result<_, _> = files.iter().map(|file| Face::read(file)).collect();
        Ok(Self {
            faces: faces?,
            bold: bold.map(|bold| Face::read(&bold)).transpose()?,
        })
    }

    /// No fonts, for drawings without text.
    pub(crate) fn none() -> Self {
        Self {
            faces: Vec::new(),
            bold: None,
        }
    }

    /// The face of a run.
    pub(crate) fn face(&self, weight: Weight, run: &Run) -> Option<&Face> {
        self.faces(weight).nth(run.face)
    }

    /// The families that texts are set in, for viewers that have the fonts themselves.
    pub(crate) fn families(&self) -> Vec<&str> {
        self.faces.iter().map(|face| face.family.as_str()).collect()
    }

    fn faces(&self, weight: Weight) -> impl Iterator<Item = &Face> {
        let bold = self.bold.iter().filter(move |_| weight == Weight::Bold);
        bold.chain(&self.faces)
    }

    /// Shapes a text; fails where no face has a character, or where it runs from right to left.
    pub(crate) fn shape(&self, text: &str, weight: Weight) -> Result<Line, PrintError> {
        if text.chars().any(is_right_to_left) {
            return Err(PrintError::TextDirection {
                text: text.to_owned(),
            });
        }
        // A shaper takes one face and one script at a time.
        let mut runs = Vec::new();
        for (index, script, range) in self.segments(text, weight)? {
            if let (Some(face), Some(part)) =
                (self.faces(weight).nth(index), text.get(range.clone()))
            {
                let glyphs = face.shape(part, range.start, script)?;
                runs.push(Run {
                    face: index,
                    range,
                    glyphs,
                });
            }
        }
        let glyphs = runs.iter().flat_map(|run| &run.glyphs);
        Ok(Line {
            text: text.to_owned(),
            width: glyphs.map(|glyph| glyph.advance).sum(),
            runs,
            weight,
        })
    }

    /// Parts of a text in one face and one script.
    fn segments(&self, text: &str, weight: Weight) -> Result<Vec<Segment>, PrintError> {
        let mut segments: Vec<Segment> = Vec::new();
        for (start, cluster) in clusters(text) {
            let end = start + cluster.len();
            let script = cluster.chars().next().map_or(Common, |base| base.script());
            let neutral = matches!(script, Common | Inherited);
            if let Some((face, known, range)) = segments.last_mut() {
                let same = neutral || *known == script || matches!(*known, Common | Inherited);
                let has = self
                    .faces(weight)
                    .nth(*face)
                    .is_some_and(|face| face.has(cluster));
                if same && has {
                    range.end = end;
                    if !neutral {
                        *known = script;
                    }
                    continue;
                }
            }
            segments.push((self.find(weight, cluster)?, script, start..end));
        }
        Ok(segments)
    }

    /// The first face that has everything of a cluster.
    fn find(&self, weight: Weight, cluster: &str) -> Result<usize, PrintError> {
        let found = self.faces(weight).position(|face| face.has(cluster));
        found.ok_or_else(|| {
            let first = self.faces.first();
            PrintError::FontCharacter {
                file: first.map_or_else(PathBuf::new, |face| face.file.clone()),
                character: first.map_or(char::REPLACEMENT_CHARACTER, |face| face.lacking(cluster)),
            }
        })
    }
}

impl Face {
    fn read(file: &Path) -> Result<Self, PrintError> {
        let data = Arc::new(files::read(file, FONT_BYTES)?);
        Self::parse(file, data)
    }

    fn parse(file: &Path, data: Arc<Vec<u8>>) -> Result<Self, PrintError> {
        let unusable = || PrintError::FontUnusable {
            file: file.to_owned(),
        };
        let font = FontRef::from_index(&data, 0).map_err(|_| unusable())?;
        let restricted = font
            .os2()
            .is_ok_and(|os2| os2.fs_type() & 0xf == RESTRICTED);
        if restricted {
            return Err(PrintError::FontRestricted {
                file: file.to_owned(),
            });
        }
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        if font.outline_glyphs().format().is_none() || metrics.units_per_em == 0 {
            return Err(unusable());
        }
        let family = font.localized_strings(StringId::FAMILY_NAME);
        let family = family.english_or_first();
        Ok(Self {
            family: family.map_or_else(|| "sans-serif".to_owned(), |name| name.to_string()),
            shaper: ShaperData::new(&font),
            units: f64::from(metrics.units_per_em),
            pdf: PdfFont::new(Arc::clone(&data).into(), 0).ok_or_else(unusable)?,
            file: file.to_owned(),
            data,
        })
    }

    /// The same face for a PDF.
    pub(crate) fn pdf(&self) -> &PdfFont {
        &self.pdf
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, 0).ok()
    }

    /// True where every character has a glyph that can be drawn in one colour.
    fn has(&self, text: &str) -> bool {
        !text.chars().any(|character| self.lacks(character))
    }

    /// The first character of a text that there is no glyph for.
    fn lacking(&self, text: &str) -> char {
        let mut characters = text.chars();
        let lacking = characters.find(|character| self.lacks(*character));
        lacking.unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn lacks(&self, character: char) -> bool {
        let glyph = || {
            let font = self.font()?;
            font.outline_glyphs().get(font.charmap().map(character)?)
        };
        !is_variation_selector(character) && glyph().is_none()
    }

    fn shape(
        &self,
        text: &str,
        offset: usize,
        script: WritingSystem,
    ) -> Result<Vec<Glyph>, PrintError> {
        let unusable = || PrintError::FontUnusable {
            file: self.file.clone(),
        };
        let font = self.font().ok_or_else(unusable)?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        if let Some(script) = iso_15924(script) {
            buffer.set_script(script);
        }
        buffer.guess_segment_properties();
        let shaped = self.shaper.shaper(&font).build();
        let shaped = shaped.shape(buffer, ShapeOptions::new());
        let em = |units: i32| f64::from(units) / self.units;
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
        let glyphs: Vec<Glyph> = glyphs
            .map(|(info, position)| Glyph {
                id: info.glyph_id,
                cluster: offset + info.cluster as usize,
                advance: em(position.x_advance),
                x: em(position.x_offset),
                y: em(position.y_offset),
            })
            .collect();
        match glyphs.iter().find(|glyph| glyph.id == 0) {
            None => Ok(glyphs),
            Some(missing) => Err(PrintError::FontCharacter {
                file: self.file.clone(),
                character: self.lacking(text.get(missing.cluster - offset..).unwrap_or(text)),
            }),
        }
    }

    /// Adds the outline of a glyph: scaled from em, with its origin at a place, y downwards.
    pub(crate) fn outline(&self, glyph: u32, at: (f64, f64), size: f64, steps: &mut Vec<Step>) {
        let Some(outline) = self
            .font()
            .and_then(|font| font.outline_glyphs().get(GlyphId::new(glyph)))
        else {
            return;
        };
        let mut pen = Pen {
            at,
            scale: size / self.units,
            steps,
        };
        // Text was shaped with this very font; a broken outline is an empty one.
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        drop(outline.draw(settings, &mut pen));
    }
}

/// Takes an outline down.
struct Pen<'a> {
    at: (f64, f64),
    scale: f64,
    steps: &'a mut Vec<Step>,
}

impl Pen<'_> {
    fn point(&self, x: f32, y: f32) -> (f64, f64) {
        let (left, base) = self.at;
        (
            left + f64::from(x) * self.scale,
            base - f64::from(y) * self.scale,
        )
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Move(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.steps.push(Step::Line(self.point(x, y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, end) = (self.point(cx, cy), self.point(x, y));
        self.steps.push(Step::Quad(control, end));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (a, b, end) = (self.point(ax, ay), self.point(bx, by), self.point(x, y));
        self.steps.push(Step::Cubic(a, b, end));
    }

    fn close(&mut self) {
        self.steps.push(Step::Close);
    }
}

fn iso_15924(script: WritingSystem) -> Option<Script> {
    if matches!(script, Common | Inherited | Unknown) {
        return None;
    }
    let tag = script.short_name().as_bytes().try_into().ok()?;
    Script::from_iso15924_tag(Tag::new(tag))
}

/// Characters with the marks on them, and where each begins.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = text.len() - rest.len();
        let mut characters = rest.char_indices().skip(1);
        let end = characters.find(|(_, character)| !is_mark(*character));
        let (cluster, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        (!cluster.is_empty()).then_some((start, cluster))
    })
}

/// A mark or a variation selector: it stays with the character before it.
fn is_mark(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Mark
}

/// Characters that choose a form of the one before them and have no glyph of their own.
fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Letters of scripts that run from right to left, by their blocks.
fn is_right_to_left(character: char) -> bool {
    matches!(
        character,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}
