//! The arguments that say what is expected of a label.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use label_core::scheme::{SCHEME_CODES, Schemes};
use label_core::{
    Assessment, Code, Gtin, HostRule, IssuedRule, MinLevel, Policy, RecordRule, StatusRule,
    SupplyChainRule, SupportRule,
};

use crate::error::CliError;
use crate::input::fold_width;
use crate::policy_file;

/// What is expected of a label beyond that it holds.
#[derive(Args, Debug)]
#[command(next_help_heading = "Expectations")]
pub(super) struct Expectations {
    /// Policy file in TOML, or a preset (see label policy list); the options below come on top
    #[arg(long, value_name = "FILE|PRESET")]
    policy: Option<OsString>,
    /// JAN or other GTIN of the item at hand
    #[arg(long, visible_alias = "jan", value_parser = gtin)]
    gtin: Option<Gtin>,
    /// Model of the item at hand, exactly as on the label
    #[arg(long)]
    model: Option<String>,
    /// Lowest level; without SCHEME for whichever scheme the label is of
    #[arg(long, value_name = "[SCHEME:]LEVEL", value_parser = min_level)]
    min_level: Vec<MinLevel>,
    /// Demand a cleared supply-chain check; with =conditions one with conditions will do
    #[arg(
        long,
        value_name = "RESULT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "cleared"
    )]
    require_supply_chain: Option<SupplyChainName>,
    /// Weakest assessment
    #[arg(long, value_name = "ASSESSMENT")]
    min_assessment: Option<AssessmentName>,
    /// Criteria document, by its exact id; may be repeated for alternatives
    #[arg(long, value_name = "ID")]
    criteria: Vec<String>,
    /// Reject a product whose support has ended or is not stated
    #[arg(long)]
    require_support: bool,
    /// Reject a code whose address is not the scheme owner's
    #[arg(long)]
    require_host: bool,
    /// What a missing or old status list means: no decision, or a warning [default: required]
    #[arg(long, value_name = "RULE")]
    status: Option<RuleName>,
    /// With --status warn: how long after its end a status list only warns, for example 14d; then, and
    /// without a list, no decision
    #[arg(long, value_name = "AGE", value_parser = age)]
    status_grace: Option<u64>,
    /// What a label that cannot be looked up in the record of issued labels means [default: required]
    #[arg(long, value_name = "RULE")]
    issued: Option<RuleName>,
    /// A label that is only in a short form of that record, a filter, counts as one that cannot be looked up
    #[arg(long)]
    require_exact_record: bool,
    /// Oldest trust set, for example 30d
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_trust_age: Option<u64>,
    /// Oldest status list, for example 48h
    #[arg(long, value_name = "AGE", value_parser = age)]
    max_status_age: Option<u64>,
    /// Age of lists from which on they are a warning, for example 24h
    #[arg(long, value_name = "AGE", value_parser = age)]
    stale_after: Option<u64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SupplyChainName {
    Cleared,
    Conditions,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AssessmentName {
    #[value(alias = "0")]
    SelfDeclared,
    #[value(alias = "1")]
    Reviewed,
    #[value(alias = "2")]
    Evaluated,
    #[value(alias = "3")]
    Certified,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RuleName {
    Required,
    Warn,
}

impl Expectations {
    /// The policy of the file or preset, with what the options ask for on top.
    pub(super) fn policy(&self) -> Result<Policy, CliError> {
        let mut policy = match &self.policy {
            Some(name) => policy_file::read(name)?,
            None => Policy::default(),
        };
        self.put_lists(&mut policy);
        put(&mut policy.gtin, self.gtin);
        put(&mut policy.model, self.model.clone());
        let assessment = self.min_assessment.map(Assessment::from);
        put(&mut policy.min_assessment, assessment);
        match self.require_supply_chain {
            None => {}
            Some(SupplyChainName::Cleared) => policy.supply_chain = SupplyChainRule::Cleared,
            Some(SupplyChainName::Conditions) => {
                policy.supply_chain = SupplyChainRule::ClearedOrConditional;
            }
        }
        if self.require_support {
            policy.support = SupportRule::Reject;
        }
        if self.require_host {
            policy.host = HostRule::Reject;
        }
        match self.status {
            None => {}
            Some(RuleName::Required) => policy.status = StatusRule::Required,
            Some(RuleName::Warn) => policy.status = StatusRule::Warn,
        }
        match self.issued {
            None => {}
            Some(RuleName::Required) => policy.issued = IssuedRule::Required,
            Some(RuleName::Warn) => policy.issued = IssuedRule::Warn,
        }
        if self.require_exact_record {
            policy.record = RecordRule::Exact;
        }
        put(&mut policy.status_grace, self.status_grace);
        put(&mut policy.max_trust_age, self.max_trust_age);
        put(&mut policy.max_status_age, self.max_status_age);
        put(&mut policy.stale_after, self.stale_after);
        Ok(policy)
    }

    /// Levels and criteria that are given replace those of the file.
    fn put_lists(&self, policy: &mut Policy) {
        if !self.min_level.is_empty() {
            policy.min_levels.clone_from(&self.min_level);
        }
        if !self.criteria.is_empty() {
            policy.criteria.clone_from(&self.criteria);
        }
    }
}

/// Replaces a value by one that was given.
fn put<T>(value: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *value = given;
    }
}

impl From<AssessmentName> for Assessment {
    fn from(name: AssessmentName) -> Self {
        match name {
            AssessmentName::SelfDeclared => Self::SelfDeclared,
            AssessmentName::Reviewed => Self::Reviewed,
            AssessmentName::Evaluated => Self::Evaluated,
            AssessmentName::Certified => Self::Certified,
        }
    }
}

fn gtin(text: &str) -> Result<Gtin, String> {
    Gtin::parse(fold_width(text).trim()).map_err(|error| error.to_string())
}

/// Reads a level, by its number or, where the scheme is named, by its mark.
fn min_level(text: &str) -> Result<MinLevel, String> {
    let folded = fold_width(text);
    let (scheme, level) = match folded.trim().split_once(':') {
        Some((scheme, level)) => (Some(scheme), level),
        None => (None, folded.trim()),
    };
    let number = level.strip_prefix('★').unwrap_or(level).parse();
    let Some(scheme) = scheme else {
        let level = number.map_err(|_| "the level is not a number".to_owned())?;
        return Ok(MinLevel {
            scheme: None,
            level,
        });
    };
    if Schemes::code_of(scheme).is_none() {
        let names: Vec<&str> = SCHEME_CODES.iter().map(|(_, name)| *name).collect();
        let names = names.join(", ");
        return Err(format!("no such scheme; there are {names}"));
    }
    let code = Code::Text(scheme.to_owned());
    let schemes = Schemes::builtin();
    let level = match schemes.get(&code) {
        None => number.ok(),
        Some(scheme) => {
            let mut levels = scheme.levels().iter();
            let meant = levels.find(|known| {
                number == Ok(known.number()) || known.mark().eq_ignore_ascii_case(level)
            });
            meant.map(label_core::scheme::Level::number)
        }
    };
    let level = level.ok_or_else(|| "the scheme has no such level".to_owned())?;
    let scheme = Some(code);
    Ok(MinLevel { scheme, level })
}

/// Reads a number with a unit: s, m, h, d or w; gives seconds.
fn age(text: &str) -> Result<u64, String> {
    const UNITS: [(char, u64); 5] = [
        ('s', 1),
        ('m', 60),
        ('h', 3_600),
        ('d', 86_400),
        ('w', 604_800),
    ];
    let seconds = || {
        let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit))?;
        let number = text.strip_suffix(unit)?;
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = digits.then(|| number.parse().ok())??;
        number.checked_mul(seconds)
    };
    seconds().ok_or_else(|| "not a number with s, m, h, d or w behind it".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn levels_are_numbers_or_marks() {
        let level = |text: &str| min_level(text).map(|asked| (asked.scheme, asked.level));
        let of = |scheme: &str| Some(Code::Text(scheme.into()));
        assert_eq!(level("2"), Ok((None, 2)));
        assert_eq!(level("★2"), Ok((None, 2)));
        assert_eq!(level("jc-star:3"), Ok((of("jc-star"), 3)));
        assert_eq!(level("jc-star：３"), Ok((of("jc-star"), 3)));
        assert_eq!(level("jc-star:★3"), Ok((of("jc-star"), 3)));
        assert_eq!(level("siotp:gold"), Ok((of("siotp"), 3)));
        assert_eq!(level("sg-cls:4"), Ok((of("sg-cls"), 4)));
        for wrong in [
            "",
            "x",
            "-1",
            "jc-star:",
            "jc-star:9",
            "us-ctm:1",
            "jcstar:1",
            "sg-cls:x",
        ] {
            assert!(level(wrong).is_err(), "{wrong}");
        }
    }

    #[derive(clap::Parser)]
    struct Arguments {
        #[command(flatten)]
        expectations: Expectations,
    }

    fn policy(arguments: &[&str]) -> Policy {
        let arguments = [&["label"], arguments].concat();
        let parsed = <Arguments as clap::Parser>::try_parse_from(arguments).unwrap();
        parsed.expectations.policy().unwrap()
    }

    #[test]
    fn options_come_on_top_of_a_preset() {
        let shop = label_core::Preset::named("shop").unwrap().policy().clone();
        assert_eq!(policy(&["--policy", "shop"]), shop);
        let warned = Policy {
            status: StatusRule::Warn,
            stale_after: Some(3_600),
            ..shop
        };
        let arguments = [
            "--policy",
            "shop",
            "--status",
            "warn",
            "--stale-after",
            "1h",
        ];
        assert_eq!(policy(&arguments), warned);
        assert_eq!(policy(&[]), Policy::default());
        let low = policy(&["--policy", "procurement-low", "--min-level", "siotp:gold"]);
        let levels: Vec<_> = low.min_levels.iter().map(|asked| asked.level).collect();
        assert_eq!(levels, [3]);
    }

    #[test]
    fn ages_have_a_unit() {
        assert_eq!(age("48h"), Ok(172_800));
        assert_eq!(age("30d"), Ok(2_592_000));
        assert_eq!(age("2w"), Ok(1_209_600));
        assert_eq!(age("0s"), Ok(0));
        for wrong in [
            "",
            "h",
            "48",
            "-1h",
            "+1h",
            "1.5h",
            "1y",
            "99999999999999999999d",
            "1 h",
        ] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn gtins_may_be_typed_in_full_width() {
        assert_eq!(
            gtin("４９０１２３４５６７８９４").unwrap().number(),
            4_901_234_567_894
        );
        assert!(gtin("4901234567895").is_err());
    }
}
