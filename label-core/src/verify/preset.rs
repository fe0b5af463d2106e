//! Policies for common askers, as data.

use serde::Deserialize;

use crate::scheme::{Lang, Text};
use crate::verify::policy::Policy;

/// A policy with a name, for an asker whom it is made for.
///
/// ```
/// use label_core::{HostRule, Preset};
///
/// let shop = Preset::named("shop").unwrap();
/// assert_eq!(shop.policy().host, HostRule::Reject);
/// assert!(Preset::named("nobody").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    name: String,
    purpose: Text,
    policy: Policy,
}

impl Preset {
    /// The presets that are built in, in JSON: a new one is one file and one line here.
    pub const BUILTIN: [&str; 5] = [
        include_str!("../../presets/shop.json"),
        include_str!("../../presets/procurement-low.json"),
        include_str!("../../presets/procurement-high.json"),
        include_str!("../../presets/consumer.json"),
        include_str!("../../presets/page.json"),
    ];

    /// Every preset; one that cannot be read is left out rather than weakened.
    pub fn all() -> Vec<Self> {
        let presets = Self::BUILTIN.into_iter();
        presets
            .filter_map(|json| serde_json::from_str(json).ok())
            .collect()
    }

    /// The preset with a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut presets = Self::all().into_iter();
        presets.find(|preset| preset.name == name)
    }

    /// The name: small letters and hyphens.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The asker whom it is for, in one line.
    pub fn purpose(&self, lang: Lang) -> &str {
        self.purpose.get(lang)
    }

    /// The expectations.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::label::claims::{Assessment, Code};
    use crate::scheme::Schemes;
    use crate::verify::policy::{HostRule, IssuedRule, MinLevel, StatusRule};

    const DAY: u64 = 86_400;

    fn jc_star(level: u64) -> Vec<MinLevel> {
        vec![MinLevel {
            scheme: Some(Code::Text("jc-star".into())),
            level,
        }]
    }

    #[test]
    fn each_preset_says_what_it_is_documented_to_say() {
        let meanings = [
            (
                "shop",
                Policy {
                    host: HostRule::Reject,
                    max_status_age: Some(7 * DAY),
                    stale_after: Some(DAY),
                    ..Policy::default()
                },
            ),
            (
                "procurement-low",
                Policy {
                    min_levels: jc_star(1),
                    ..Policy::default()
                },
            ),
            (
                "procurement-high",
                Policy {
                    min_levels: jc_star(3),
                    min_assessment: Some(Assessment::Evaluated),
                    ..Policy::default()
                },
            ),
            (
                "consumer",
                Policy {
                    status: StatusRule::Warn,
                    issued: IssuedRule::Warn,
                    ..Policy::default()
                },
            ),
            (
                "page",
                Policy {
                    status: StatusRule::Warn,
                    status_grace: Some(14 * DAY),
                    issued: IssuedRule::Warn,
                    ..Policy::default()
                },
            ),
        ];
        let presets = Preset::all();
        assert_eq!(presets.len(), Preset::BUILTIN.len());
        assert_eq!(presets.len(), meanings.len());
        for (preset, (name, policy)) in presets.iter().zip(meanings) {
            assert_eq!((preset.name(), preset.policy()), (name, &policy));
            assert_eq!(Preset::named(name).as_ref(), Some(preset));
        }
        assert_eq!(Preset::named("shop.json"), None);
        assert_eq!(Preset::named(""), None);
    }

    #[test]
    fn names_are_told_from_files() {
        for preset in Preset::all() {
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(preset.name().chars().all(plain), "{}", preset.name());
        }
    }

    #[test]
    fn every_level_that_is_asked_for_exists() {
        let schemes = Schemes::builtin();
        let mut seen = 0;
        for preset in Preset::all() {
            for asked in &preset.policy().min_levels {
                let scheme = schemes.get(asked.scheme.as_ref().unwrap()).unwrap();
                let level = scheme.level(asked.level).unwrap();
                if let Some(least) = preset.policy().min_assessment {
                    assert!(level.assessments().iter().any(|known| *known >= least));
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 2);
    }

    #[test]
    fn a_purpose_is_one_line_without_a_forbidden_word() {
        let schemes = Schemes::builtin();
        for preset in Preset::all() {
            for lang in Lang::ALL {
                let purpose = preset.purpose(lang);
                assert!(!purpose.is_empty() && !purpose.contains('\n'));
                for scheme in schemes.iter() {
                    assert_eq!(scheme.forbidden_in(purpose), None, "{purpose}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let read = |json: &str| serde_json::from_str::<Preset>(json);
        let purpose = r#""purpose":{"ja":"x","en":"x"}"#;
        assert!(read(&format!(r#"{{"name":"x",{purpose},"policy":{{}}}}"#)).is_ok());
        for (json, field) in [
            (
                format!(r#"{{"name":"x",{purpose},"policy":{{"hosts":"reject"}}}}"#),
                "`hosts`",
            ),
            (
                format!(r#"{{"name":"x",{purpose},"policy":{{}},"based_on":"shop"}}"#),
                "`based_on`",
            ),
            (format!(r#"{{"name":"x",{purpose}}}"#), "`policy`"),
        ] {
            let error = read(&json).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
    }
}
