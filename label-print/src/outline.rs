//! Outlines: the edges of shapes and glyphs, step by step.

/// One step along an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Move((f64, f64)),
    Line((f64, f64)),
    Quad((f64, f64), (f64, f64)),
    Cubic((f64, f64), (f64, f64), (f64, f64)),
    Close,
}

impl Step {
    /// The step with every point mapped.
    pub(crate) fn mapped(self, map: impl Fn((f64, f64)) -> (f64, f64)) -> Self {
        match self {
            Self::Move(to) => Self::Move(map(to)),
            Self::Line(to) => Self::Line(map(to)),
            Self::Quad(a, to) => Self::Quad(map(a), map(to)),
            Self::Cubic(a, b, to) => Self::Cubic(map(a), map(b), map(to)),
            Self::Close => Self::Close,
        }
    }
}
