//! One vector in the making.

use std::collections::BTreeMap;

use label_core::{UnixTime, diagnostic, digits, hex};

use super::draft::{Draft, GTIN};
use super::identity::Identity;
use super::times::NOW;
use crate::{Expect, Input, Update, Vector};

/// A vector, and the trust file that only it uses.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) vector: Vector,
    pub(crate) own_trust: Option<Vec<u8>>,
    pub(crate) own_part: Option<Vec<u8>>,
}

/// A row of a table of faults: id, description, what to do to a sound label, the expected code.
pub(crate) type Fault = (&'static str, &'static str, fn(&mut Draft), &'static str);

/// The vectors of a table, each rejected by the same check.
pub(crate) fn faults(signer: &Identity, check: &str, table: &[Fault]) -> Vec<Case> {
    let case = |(id, description, fault, code): &Fault| {
        let mut draft = Draft::full(signer);
        fault(&mut draft);
        Case::draft(id, description, &draft).rejected(check, code)
    };
    table.iter().map(case).collect()
}

/// The address and the digits of a credential, as a symbol holds them.
pub(crate) fn qr_text(credential: &[u8]) -> String {
    format!(
        "https://label.example.jp/01/{GTIN:014}{}",
        fragment(credential)
    )
}

pub(crate) fn fragment(credential: &[u8]) -> String {
    format!("#1{}", digits::encode(credential))
}

fn rfc3339(seconds: u64) -> String {
    UnixTime::from_seconds(seconds).to_string()
}

impl Case {
    /// A credential as bytes.
    pub(crate) fn bytes(id: &str, description: &str, bytes: &[u8]) -> Self {
        Self::new(
            id,
            description,
            Input {
                credential_hex: Some(hex(bytes)),
                diag: Some(diagnostic(bytes)),
                ..Input::default()
            },
        )
    }

    pub(crate) fn draft(id: &str, description: &str, draft: &Draft) -> Self {
        Self::bytes(id, description, &draft.encode())
    }

    /// A scanned text that was made from a credential.
    pub(crate) fn text(id: &str, description: &str, text: &str, credential: &[u8]) -> Self {
        Self::new(
            id,
            description,
            Input {
                text: Some(text.to_owned()),
                hex: Some(hex(credential)),
                diag: Some(diagnostic(credential)),
                ..Input::default()
            },
        )
    }

    /// A scanned text without a credential.
    pub(crate) fn bare_text(id: &str, description: &str, text: &str) -> Self {
        Self::new(
            id,
            description,
            Input {
                text: Some(text.to_owned()),
                ..Input::default()
            },
        )
    }

    fn new(id: &str, description: &str, input: Input) -> Self {
        let vector = Vector {
            id: id.to_owned(),
            description: description.to_owned(),
            input,
            trust: "main".to_owned(),
            root_set: None,
            zeros: None,
            update: None,
            time: rfc3339(NOW),
            policy: serde_json::json!({}),
            expect: Expect {
                outcome: "accepted".to_owned(),
                check: None,
                code: None,
                repairs: Vec::new(),
                update: None,
                record: None,
                lines: BTreeMap::new(),
            },
        };
        Self {
            vector,
            own_trust: None,
            own_part: None,
        }
    }

    /// Another shared trust file.
    pub(crate) fn trust(mut self, name: &str) -> Self {
        name.clone_into(&mut self.vector.trust);
        self
    }

    /// A trust file of its own, under the vector's name.
    pub(crate) fn own_trust(mut self, bytes: Vec<u8>) -> Self {
        self.vector.trust.clone_from(&self.vector.id);
        self.own_trust = Some(bytes);
        self
    }

    /// An update of the store before the check, with a part of its own, and what it says.
    pub(crate) fn update(mut self, part: Vec<u8>, at: u64, says: &str) -> Self {
        let name = format!("{}_part", self.vector.id);
        self.own_part = Some(part);
        self.vector.update = Some(Update {
            part: name,
            time: rfc3339(at),
        });
        self.vector.expect.update = Some(says.to_owned());
        self
    }

    pub(crate) fn root_set(mut self, fingerprint: &[u8]) -> Self {
        self.vector.root_set = Some(hex(fingerprint));
        self
    }

    pub(crate) fn zeros(mut self, count: usize) -> Self {
        self.vector.zeros = Some(count);
        self
    }

    pub(crate) fn at(mut self, seconds: u64) -> Self {
        self.vector.time = rfc3339(seconds);
        self
    }

    pub(crate) fn policy(mut self, policy: serde_json::Value) -> Self {
        self.vector.policy = policy;
        self
    }

    pub(crate) fn rejected(self, check: &str, code: &str) -> Self {
        self.decided("rejected", check, code)
    }

    pub(crate) fn undecided(self, check: &str, code: &str) -> Self {
        self.decided("cannot_decide", check, code)
    }

    fn decided(mut self, outcome: &str, check: &str, code: &str) -> Self {
        let expect = &mut self.vector.expect;
        outcome.clone_into(&mut expect.outcome);
        expect.check = Some(check.to_owned());
        expect.code = Some(code.to_owned());
        self
    }

    pub(crate) fn repairs(mut self, repairs: &[&str]) -> Self {
        self.vector.expect.repairs = repairs.iter().map(ToString::to_string).collect();
        self
    }

    /// The checks that a wrong clock leaves open.
    pub(crate) fn clock_lines(self, checks: &[&str]) -> Self {
        let lines = checks.iter();
        lines.fold(self, |case, check| case.line(check, "clock_before_trust"))
    }

    /// The kind of the record that was asked.
    pub(crate) fn record(mut self, kind: &str) -> Self {
        self.vector.expect.record = Some(kind.to_owned());
        self
    }

    /// The code of a further check.
    pub(crate) fn line(mut self, check: &str, code: &str) -> Self {
        let lines = &mut self.vector.expect.lines;
        lines.insert(check.to_owned(), code.to_owned());
        self
    }
}
