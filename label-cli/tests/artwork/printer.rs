//! Decoders of graphics in ZPL and SBPL, written from the printers' manuals, for these tests alone.

use image::GrayImage;

/// The one graphic field of a label in ZPL.
pub(crate) fn zpl(zpl: &str) -> GrayImage {
    assert!(zpl.is_ascii() && !zpl.contains('~'));
    let mut picture = None;
    let commands: Vec<&str> = zpl.split('^').map(str::trim_end).collect();
    assert_eq!(commands[..2], ["", "XA"]);
    assert_eq!(commands[commands.len() - 1], "XZ");
    for command in &commands[2..commands.len() - 1] {
        let (name, rest) = command.split_at(2);
        match name {
            "CI" | "FX" | "FO" | "FS" | "PQ" => {}
            "GF" => {
                let parts: Vec<&str> = rest.splitn(5, ',').collect();
                assert_eq!((parts[0], parts[1]), ("A", parts[2]));
                let (total, bytes) = (parts[1].parse().unwrap(), parts[3].parse().unwrap());
                assert!(picture.replace(graphic(parts[4], total, bytes)).is_none());
            }
            other => panic!("^{other}"),
        }
    }
    picture.unwrap()
}

/// "Alternative data compression": counts before a digit, `,` for light to the end, `:` for the row above.
fn graphic(data: &str, total: usize, bytes: usize) -> GrayImage {
    let mut digits: Vec<char> = Vec::new();
    let mut count = 0;
    for letter in data.chars() {
        match letter {
            'G'..='Y' => count += letter as usize - 'G' as usize + 1,
            'g'..='z' => count += 20 * (letter as usize - 'g' as usize + 1),
            ',' => {
                let row = digits.len() % (2 * bytes);
                digits.extend(std::iter::repeat_n('0', 2 * bytes - row));
            }
            ':' => digits.extend_from_within(digits.len() - 2 * bytes..),
            digit => digits.extend(std::iter::repeat_n(
                digit,
                std::mem::take(&mut count).max(1),
            )),
        }
    }
    assert_eq!(digits.len(), 2 * total);
    dots(&digits, bytes)
}

/// The one graphic of a label in SBPL.
pub(crate) fn sbpl(sbpl: &str) -> GrayImage {
    let commands: Vec<&str> = sbpl.split('\u{1b}').collect();
    let [before, "A", "V0001", "H0001", graphic, "Q1", "Z"] = commands[..] else {
        panic!("{sbpl:?}")
    };
    assert_eq!(before, "");
    let digits: Vec<char> = graphic.strip_prefix("GH").unwrap().chars().collect();
    let number = |at: usize| {
        digits[at..at + 3]
            .iter()
            .collect::<String>()
            .parse::<usize>()
    };
    let (bytes, blocks) = (number(0).unwrap(), number(3).unwrap());
    assert_eq!(digits.len() - 6, 2 * bytes * blocks * 8);
    dots(&digits[6..], bytes)
}

fn dots(digits: &[char], bytes: usize) -> GrayImage {
    let width = u32::try_from(8 * bytes).unwrap();
    let height = u32::try_from(digits.len() / (2 * bytes)).unwrap();
    GrayImage::from_fn(width, height, |x, y| {
        let digit = digits[(y * width / 4 + x / 4) as usize];
        let dark = digit.to_digit(16).unwrap() >> (3 - x % 4) & 1 == 1;
        [if dark { 0 } else { 255 }].into()
    })
}
