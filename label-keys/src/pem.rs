//! Blocks of PEM in a text (RFC 7468), with anything around them.
//!
//! A decoder of one block (pem-rfc7468) stops at whatever follows it; files hold chains, and notes
//! between the blocks. Only the boundaries are found here: that decoder reads what stands between them.

/// One block, its boundaries included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block<'a> {
    /// The label of the boundaries, for example `CERTIFICATE`.
    pub(crate) label: &'a str,
    /// The text from the first boundary to the last.
    pub(crate) text: &'a str,
}

/// Finds the blocks of a text in their order; text between them is ignored.
pub(crate) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (block, after) = first(rest)?;
        rest = after;
        Some(block)
    })
}

fn first(text: &str) -> Option<(Block<'_>, &str)> {
    const BEGIN: &str = "-----BEGIN ";
    let (_, text) = text.split_at_checked(text.find(BEGIN)?)?;
    let (label, _) = text.strip_prefix(BEGIN)?.split_once("-----")?;
    let end = format!("-----END {label}-----");
    let (text, after) = text.split_at_checked(text.find(&end)? + end.len())?;
    Some((Block { label, text }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_between_other_text() {
        let a = "-----BEGIN A-----\nAA==\n-----END A-----";
        let b = "-----BEGIN B C-----\nBB==\n-----END B C-----";
        let text = format!("Subject: é\n{a}\r\nmore\n{b}");
        let found: Vec<Block<'_>> = blocks(&text).collect();
        let block = |label, text| Block { label, text };
        assert_eq!(found, [block("A", a), block("B C", b)]);
    }

    #[test]
    fn an_open_block_is_none() {
        for text in [
            "",
            "-----BEGIN ",
            "-----BEGIN A-----\nAA==\n-----END B-----",
        ] {
            assert_eq!(blocks(text).next(), None);
        }
    }
}
