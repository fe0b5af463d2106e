//! The heads of CBOR items (RFC 8949, section 3): one reader for the strict, the lenient and the diagnostic view.
//!
//! A head is read as it stands; which forms are allowed is for each view to say.

/// The bytes of an item, and how far they were read.
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

/// The head of an item: major type, additional information and argument.
pub(super) struct Head {
    pub(super) major: u8,
    pub(super) info: u8,
    /// Nothing for an indefinite length or a break.
    pub(super) argument: Option<u64>,
}

/// The fault of a head, and the byte where it shows.
pub(super) enum HeadFault {
    /// Additional information 28 to 30, or 31 where no length can be indefinite.
    Reserved(usize),
    /// The bytes end early.
    Truncated(usize),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The major type and the additional information of the next head, which stays unread.
    pub(super) fn peek(&self) -> Result<(u8, u8), HeadFault> {
        let initial = self.bytes.get(self.at);
        let initial = initial.ok_or(HeadFault::Truncated(self.at))?;
        Ok((initial >> 5, initial & 0x1f))
    }

    /// Reads the next head.
    pub(super) fn head(&mut self) -> Result<Head, HeadFault> {
        let at = self.at;
        let (major, info) = self.peek()?;
        self.at += 1;
        let argument = match info {
            0..=23 => Some(u64::from(info)),
            24..=27 => Some(self.number(1 << (info - 24))?),
            31 if matches!(major, 2..=5 | 7) => None,
            _ => return Err(HeadFault::Reserved(at)),
        };
        Ok(Head {
            major,
            info,
            argument,
        })
    }

    /// Takes the next bytes.
    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], HeadFault> {
        let end = usize::try_from(length)
            .ok()
            .and_then(|length| self.at.checked_add(length));
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(HeadFault::Truncated(self.at))?;
        self.at += taken.len();
        Ok(taken)
    }

    /// Reads a number of 1, 2, 4 or 8 bytes.
    fn number(&mut self, width: u64) -> Result<u64, HeadFault> {
        let bytes = self.take(width)?.iter();
        Ok(bytes.fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }
}

impl Head {
    /// Tells whether the argument has its shortest form (RFC 8949, section 4.2.1).
    pub(super) fn is_shortest(&self) -> bool {
        let least = match self.info {
            24 => 24,
            25 => 1 << 8,
            26 => 1 << 16,
            27 => 1 << 32,
            _ => 0,
        };
        self.argument.is_none_or(|argument| argument >= least)
    }
}
