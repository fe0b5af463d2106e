use core::fmt;

/// Error correction level: how much of a symbol may be unreadable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecc {
    /// About 7 % of the codewords.
    L,
    /// About 15 % of the codewords: the default for labels.
    #[default]
    M,
    /// About 25 % of the codewords.
    Q,
    /// About 30 % of the codewords.
    H,
}

impl Ecc {
    /// Every level, weakest first.
    pub const ALL: [Self; 4] = [Self::L, Self::M, Self::Q, Self::H];

    /// The level's letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::L => "L",
            Self::M => "M",
            Self::Q => "Q",
            Self::H => "H",
        }
    }

    /// Reads the level's letter, in either case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Ecc {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_round_trip() {
        for level in Ecc::ALL {
            assert_eq!(Ecc::parse(level.as_str()), Some(level));
            assert_eq!(Ecc::parse(&level.to_string().to_lowercase()), Some(level));
        }
        assert_eq!(Ecc::parse("medium"), None);
        assert_eq!(Ecc::parse(""), None);
    }
}
