//! The fields of a label, under every name that people give them.

use unicode_normalization::UnicodeNormalization;

/// A field of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Column {
    Registration,
    Scheme,
    Level,
    Assessment,
    Criteria,
    Holder,
    HolderId,
    Product,
    Models,
    Gtins,
    Category,
    SupplyChain,
    SupportEnd,
    StatusIndex,
    Evaluator,
    Issued,
    Expires,
}

/// Each field: its name in JSON and in tables, its argument, and what else it is called in tables.
const NAMES: [(Column, &str, &str, &[&str]); 17] = [
    (
        Column::Registration,
        "registration",
        "--registration",
        &["登録番号"],
    ),
    (Column::Scheme, "scheme", "--scheme", &["制度", "制度名"]),
    (Column::Level, "level", "--level", &["レベル"]),
    (
        Column::Assessment,
        "assessment",
        "--assessment",
        &["評価方式", "評価方法"],
    ),
    (
        Column::Criteria,
        "criteria",
        "--criteria",
        &["適合基準", "基準"],
    ),
    (
        Column::Holder,
        "holder",
        "--holder",
        &["事業者名", "取得者名", "取得者", "会社名"],
    ),
    (Column::HolderId, "holder_id", "--holder-id", &["法人番号"]),
    (
        Column::Product,
        "product",
        "--product",
        &["製品名", "商品名"],
    ),
    (
        Column::Models,
        "models",
        "--model",
        &["model", "型番", "型式"],
    ),
    (
        Column::Gtins,
        "gtins",
        "--gtin",
        &["gtin", "jan", "janコード", "gtinコード"],
    ),
    (
        Column::Category,
        "category",
        "--category",
        &["製品類型", "カテゴリ"],
    ),
    (
        Column::SupplyChain,
        "supply_chain",
        "--supply-chain",
        &["サプライチェーン"],
    ),
    (
        Column::SupportEnd,
        "support_end",
        "--support-end",
        &["サポート終了日", "サポート期限"],
    ),
    (
        Column::StatusIndex,
        "status_index",
        "--status-index",
        &["状態番号"],
    ),
    (Column::Evaluator, "evaluator", "--evaluator", &["評価機関"]),
    (Column::Issued, "issued", "--issued", &["発行日", "交付日"]),
    (Column::Expires, "expires", "--expires", &["有効期限"]),
];

impl Column {
    /// The field that a header means: any of its names, in any case and width, `-` and space for `_`.
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let name: String = header.trim().nfkc().collect();
        let name = name.to_ascii_lowercase().replace(['-', ' '], "_");
        let known = |(_, field, _, aliases): &&(_, &str, _, &[&str])| {
            *field == name || aliases.contains(&name.as_str())
        };
        NAMES.iter().find(known).map(|names| names.0)
    }

    /// The name in JSON and in tables, which errors use too.
    pub(crate) fn name(self) -> &'static str {
        self.names().1
    }

    /// The command-line argument.
    pub(crate) fn argument(self) -> &'static str {
        self.names().2
    }

    /// Whether a field holds many values.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::Models | Self::Gtins)
    }

    fn names(self) -> (Self, &'static str, &'static str, &'static [&'static str]) {
        let found = NAMES.into_iter().find(|names| names.0 == self);
        found.unwrap_or((self, "", "", &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_field() {
        for (column, name, argument, aliases) in NAMES {
            assert_eq!(column.name(), name);
            assert_eq!(column.argument(), argument);
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
        assert_eq!(Column::parse("jna"), None);
        assert_eq!(Column::parse(""), None);
    }
}
