//! The fields of a label as arguments.

use clap::Args;
use label_desk::label_fields::{Column, Draft};

/// The fields of a label.
#[derive(Args, Debug)]
#[command(next_help_heading = "Fields of the label")]
pub(crate) struct FieldArgs {
    /// Registration number, as printed on the label
    #[arg(long, value_name = "TEXT")]
    registration: Option<String>,
    /// Scheme, for example jc-star
    #[arg(long, value_name = "NAME")]
    scheme: Option<String>,
    /// Level: its number, or its mark
    #[arg(long, value_name = "N")]
    level: Option<String>,
    /// self, reviewed, evaluated or certified [default: the only one of the level]
    #[arg(long, value_name = "WORD")]
    assessment: Option<String>,
    /// Criteria document with its revision
    #[arg(long, value_name = "ID")]
    criteria: Option<String>,
    /// Who holds the label
    #[arg(long, value_name = "TEXT")]
    holder: Option<String>,
    /// The holder in a register, for example 0188:1234567890123 for a corporate number
    #[arg(long, value_name = "ICD:ID")]
    holder_id: Option<String>,
    /// Product or family name
    #[arg(long, value_name = "TEXT")]
    product: Option<String>,
    /// Model number; may be repeated
    #[arg(long, value_name = "TEXT")]
    model: Vec<String>,
    /// GTIN or JAN code; may be repeated
    #[arg(long, value_name = "DIGITS", visible_alias = "jan")]
    gtin: Vec<String>,
    /// Product type: its name, or its code in the scheme
    #[arg(long, value_name = "TEXT")]
    category: Option<String>,
    /// cleared, conditions, not-performed, declared or none, with ':' and the day if there is one
    #[arg(long, value_name = "WORD[:DAY]")]
    supply_chain: Option<String>,
    /// End of support: YYYY-MM-DD, YYYY-MM or unsupported
    #[arg(long, value_name = "DATE")]
    support_end: Option<String>,
    /// Index into the signer's status list
    #[arg(long, value_name = "N")]
    status_index: Option<String>,
    /// Laboratory or certification body
    #[arg(long, value_name = "TEXT")]
    evaluator: Option<String>,
    /// Time of issue; a day begins where the scheme is [default: now]
    #[arg(long, value_name = "TIME")]
    issued: Option<String>,
    /// End of the label; a day ends where the scheme is [default: as late as the scheme allows]
    #[arg(long, value_name = "TIME")]
    expires: Option<String>,
}

impl FieldArgs {
    /// The fields that are given.
    pub(crate) fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for (column, text) in [
            (Column::Registration, &self.registration),
            (Column::Scheme, &self.scheme),
            (Column::Level, &self.level),
            (Column::Assessment, &self.assessment),
            (Column::Criteria, &self.criteria),
            (Column::Holder, &self.holder),
            (Column::HolderId, &self.holder_id),
            (Column::Product, &self.product),
            (Column::Category, &self.category),
            (Column::SupplyChain, &self.supply_chain),
            (Column::SupportEnd, &self.support_end),
            (Column::StatusIndex, &self.status_index),
            (Column::Evaluator, &self.evaluator),
            (Column::Issued, &self.issued),
            (Column::Expires, &self.expires),
        ] {
            draft.set(column, text);
        }
        draft.set(Column::Models, &self.model);
        draft.set(Column::Gtins, &self.gtin);
        draft
    }
}
