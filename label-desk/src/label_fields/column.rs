//! The fields of a label, under every name that people give them.

use label_core::nfc;

/// The characters whose narrow forms are U+FF61 and those after it.
const NARROW: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u{3099}\u{309a}";

/// A field of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The registration number.
    Registration,
    /// The scheme.
    Scheme,
    /// The level.
    Level,
    /// The kind of the assessment.
    Assessment,
    /// The criteria that it was assessed against.
    Criteria,
    /// The holder of the registration.
    Holder,
    /// The identifier of the holder, for example a corporate number.
    HolderId,
    /// The name of the product.
    Product,
    /// The models.
    Models,
    /// The GTINs, one for each model or all for one.
    Gtins,
    /// The category of the product.
    Category,
    /// The result of the supply-chain check.
    SupplyChain,
    /// The end of support.
    SupportEnd,
    /// The index in the status list.
    StatusIndex,
    /// The body that evaluated the product.
    Evaluator,
    /// The time of issue.
    Issued,
    /// The end of the validity.
    Expires,
}

/// Each field: its name in JSON and in tables, and its other names in tables.
const NAMES: [(Column, &str, &[&str]); 17] = [
    (Column::Registration, "registration", &["登録番号"]),
    (Column::Scheme, "scheme", &["制度", "制度名"]),
    (Column::Level, "level", &["レベル"]),
    (Column::Assessment, "assessment", &["評価方式", "評価方法"]),
    (Column::Criteria, "criteria", &["適合基準", "基準"]),
    (
        Column::Holder,
        "holder",
        &["事業者名", "取得者名", "取得者", "会社名"],
    ),
    (Column::HolderId, "holder_id", &["法人番号"]),
    (Column::Product, "product", &["製品名", "商品名"]),
    (Column::Models, "models", &["model", "型番", "型式"]),
    (
        Column::Gtins,
        "gtins",
        &["gtin", "jan", "janコード", "gtinコード"],
    ),
    (Column::Category, "category", &["製品類型", "カテゴリ"]),
    (Column::SupplyChain, "supply_chain", &["サプライチェーン"]),
    (
        Column::SupportEnd,
        "support_end",
        &["サポート終了日", "サポート期限"],
    ),
    (Column::StatusIndex, "status_index", &["状態番号"]),
    (Column::Evaluator, "evaluator", &["評価機関"]),
    (Column::Issued, "issued", &["発行日", "交付日"]),
    (Column::Expires, "expires", &["有効期限"]),
];

impl Column {
    /// The field that a header means: any of its names, in any case and width, `-` and space for `_`.
    pub fn parse(header: &str) -> Option<Self> {
        let name: String = header.trim().chars().map(usual).collect();
        let name = nfc(&name).to_ascii_lowercase().replace(['-', ' '], "_");
        let known = |(_, field, aliases): &&(_, &str, &[&str])| {
            *field == name || aliases.contains(&name.as_str())
        };
        NAMES.iter().find(known).map(|names| names.0)
    }

    /// Every field, in the order in which people ask for them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|names| names.0)
    }

    /// The other names in tables; the first of them in Japanese is what errors say to people.
    pub fn aliases(self) -> &'static [&'static str] {
        self.names().2
    }

    /// The Japanese name.
    pub fn japanese(self) -> &'static str {
        let mut aliases = self.aliases().iter();
        let is_japanese = |alias: &&&str| !alias.is_ascii();
        aliases.find(is_japanese).copied().unwrap_or_default()
    }

    /// The name in JSON and in tables, which errors use too.
    pub fn name(self) -> &'static str {
        self.names().1
    }

    /// Tells whether a field holds many values.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Models | Self::Gtins)
    }

    fn names(self) -> (Self, &'static str, &'static [&'static str]) {
        let found = NAMES.into_iter().find(|names| names.0 == self);
        found.unwrap_or((self, "", &[]))
    }
}

/// A character in its usual width.
pub(super) fn usual(character: char) -> char {
    let number = u32::from(character);
    let usual = match character {
        '\u{a0}' | '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(number - 0xfee0),
        '\u{ff61}'..='\u{ff9f}' => NARROW.chars().nth((number - 0xff61) as usize),
        _ => None,
    };
    usual.unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn widths_are_those_that_unicode_knows() {
        for character in ('\u{ff01}'..='\u{ff9f}').chain(['\u{a0}', '\u{3000}', 'a', '登']) {
            // U+FF5F and U+FF60 are brackets, of which no name has one.
            if !matches!(character, '\u{ff5f}' | '\u{ff60}') {
                let expected: String = [character].into_iter().nfkc().collect();
                assert_eq!(usual(character).to_string(), expected, "{character}");
            }
        }
    }

    #[test]
    fn every_name_means_one_field() {
        for (column, name, aliases) in NAMES {
            assert_eq!(column.name(), name);
            for name in aliases.iter().chain([&name]) {
                assert_eq!(Column::parse(name), Some(column), "{name}");
            }
        }
    }

    #[test]
    fn headers_may_be_written_carelessly() {
        for (header, column) in [
            (" JANコード ", Column::Gtins),
            ("ＪＡＮコード", Column::Gtins),
            ("JANｺｰﾄﾞ", Column::Gtins),
            ("Holder ID", Column::HolderId),
            ("support-end", Column::SupportEnd),
        ] {
            assert_eq!(Column::parse(header), Some(column), "{header}");
        }
        assert_eq!(Column::Gtins.japanese(), "janコード");
        assert!(Column::all().all(|column| !column.japanese().is_empty()));
        assert_eq!(Column::parse("jna"), None);
        assert_eq!(Column::parse(""), None);
    }
}
