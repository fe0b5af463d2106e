//! The path below which a site stands.

use serde::Serialize;

/// The path below which the site stands: `/`, or `/one/` and the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Base(String);

impl Base {
    /// The top of a host.
    pub(crate) fn root() -> Self {
        Self("/".to_owned())
    }

    /// Reads a path; it begins and ends with `/`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('/').and_then(|rest| match rest {
            "" => Some(None),
            rest => rest.strip_suffix('/').map(Some),
        });
        let plain = |part: &str| {
            let character = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            !part.is_empty() && part.chars().all(character) && part.chars().any(|c| c != '.')
        };
        match inner {
            Some(None) => Ok(Self(text.to_owned())),
            Some(Some(parts)) if parts.split('/').all(plain) => Ok(Self(text.to_owned())),
            _ => Err("not a path such as / or /check/".to_owned()),
        }
    }

    /// The path.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_plain_path() {
        for good in [
            "/",
            "/check/",
            "/a/b-c_d/".replace('_', ".").as_str(),
            "/~x/",
        ] {
            assert!(Base::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "check",
            "/check",
            "check/",
            "//",
            "/a//b/",
            "/../",
            "/./",
            "/a\"/",
            "/a b/",
            "/a;/",
            "/日/",
            "https://x/",
        ] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }
}
