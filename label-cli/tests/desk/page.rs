//! The issuing page as the register meets it: it signs rows and writes `issued.csv`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use label_core::scheme::Schemes;
use label_core::{Certificate, Claims, QrText, SigningKey, issue};
use label_desk::plan::PlanFile;
use label_keys::{KeyFile, certificates};

use crate::world::{Desk, PAGE};

pub(crate) const HEADER: &str =
    "id,registration,model,gtin,status_index,issued,identity,credential,text";

/// A signer, with its key at hand.
pub(crate) struct Signer {
    pub(crate) certificate: Certificate,
    chain: Vec<Vec<u8>>,
    key: SigningKey,
}

/// A label that was signed: the cells of its row, and its full form.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) cells: [String; 9],
    pub(crate) full: Vec<u8>,
    pub(crate) compact: Vec<u8>,
}

impl Signer {
    /// The signer of NAME.pem and NAME.key.
    pub(crate) fn new(desk: &Desk, name: &str) -> Self {
        let chain = certificates::read(&desk.path(&format!("{name}.pem"))).unwrap();
        let key = KeyFile::read(&desk.path(&format!("{name}.key"))).unwrap();
        let KeyFile::Private(key) = key else {
            panic!("{name}.key is for nobody");
        };
        let certificate = Certificate::from_der(&chain[0]).unwrap();
        Self {
            certificate,
            chain,
            key,
        }
    }

    /// Signs a label as the page does.
    pub(crate) fn sign(&self, id: &str, claims: &Claims) -> Made {
        let schemes = Schemes::builtin();
        let credential = issue(claims, &self.certificate, &schemes, &self.key).unwrap();
        let label = &claims.label;
        let (full, compact) = (
            credential.to_full(&self.chain).unwrap(),
            credential.to_compact().unwrap(),
        );
        let gtin = match label.gtins.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let gtins: Vec<String> = label.gtins.iter().map(ToString::to_string).collect();
        let index = label.status_index.map(|index| index.to_string());
        let cells = [
            id.to_owned(),
            claims.registration.clone(),
            label.models.join(";"),
            gtins.join(";"),
            index.unwrap_or_default(),
            claims.issued.to_string(),
            credential.identity().to_string(),
            URL_SAFE_NO_PAD.encode(&full),
            QrText::new(PAGE, gtin, &compact).unwrap().to_string(),
        ];
        Made {
            cells,
            full,
            compact,
        }
    }

    /// Signs every row of a file that `batch export` wrote.
    pub(crate) fn sign_rows(&self, desk: &Desk, file: &str) -> Vec<Made> {
        let rows = rows(desk, file).into_iter();
        rows.map(|(name, claims)| self.sign(&name, &claims))
            .collect()
    }
}

/// The rows of a file that `batch export` wrote.
pub(crate) fn rows(desk: &Desk, file: &str) -> Vec<(String, Claims)> {
    let plan = PlanFile::open(&desk.path(file)).unwrap();
    assert!(plan.header.reserved.is_some());
    let labels = plan.labels().unwrap().map(|label| label.unwrap());
    labels
        .map(|label| (label.name.unwrap(), label.claims))
        .collect()
}

/// The claims of every label that is granted and has none, with an index each registration.
pub(crate) fn granted(desk: &Desk, at: &str) -> Vec<Claims> {
    drop(std::fs::remove_file(desk.path("claims.jsonl")));
    desk.done(&format!(
        "batch plan --granted --signer labels.pem --page {PAGE} --out claims.jsonl --at {at}"
    ));
    let plan = PlanFile::open(&desk.path("claims.jsonl")).unwrap();
    let labels = plan.labels().unwrap().map(|label| label.unwrap().claims);
    let mut numbers = Vec::new();
    labels
        .map(|mut claims| {
            if !numbers.contains(&claims.registration) {
                numbers.push(claims.registration.clone());
            }
            // Not from the first, and with gaps: the page's own order.
            claims.label.status_index = Some(10 + 2 * numbers.len() as u64);
            claims
        })
        .collect()
}

/// Writes `issued.csv`, as the page does.
pub(crate) fn write(desk: &Desk, file: &str, labels: &[Made]) {
    let rows = labels.iter().map(|label| label.cells.join(",") + "\r\n");
    let text = format!("\u{feff}{HEADER}\r\n{}", rows.collect::<String>());
    desk.write(file, &text);
}
