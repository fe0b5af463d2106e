//! A credential under construction: right in everything until a vector makes its one fault.

use super::identity::Identity;
use super::item::{Item, bytes, embedded, int, list, map, tag, text};
use super::times::{LABEL_EXPIRES, LABEL_ISSUED};

/// The key of the label map in the claims.
pub(crate) const LABEL: i128 = -65_537;
/// The GTIN that the labels of the vectors carry.
pub(crate) const GTIN: i128 = 4_901_234_567_894;

/// The parts of a COSE_Sign1, each as it will be written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) signer: Identity,
    pub(crate) protected: Item,
    pub(crate) unprotected: Item,
    pub(crate) payload: Item,
    /// The signature in place of the right one.
    pub(crate) signature: Option<Item>,
    /// Makes the whole of the array of four.
    pub(crate) envelope: fn(Item) -> Item,
    /// Bytes after the whole.
    pub(crate) tail: Vec<u8>,
}

impl Draft {
    /// A label with every claim, signed by the signer.
    pub(crate) fn full(signer: &Identity) -> Self {
        Self::new(signer, None, full_claims())
    }

    /// A label with the claims that JC-STAR demands and no other.
    pub(crate) fn minimal(signer: &Identity) -> Self {
        let mut draft = Self::full(signer);
        for key in [5, 6, 9, 10, 12, 13, 14] {
            draft.label().remove(key);
        }
        draft
    }

    pub(crate) fn new(signer: &Identity, typ: Option<&str>, claims: Item) -> Self {
        let mut protected = map([
            (1, int(signer.algorithm.number().into())),
            (34, list([int(-15), bytes(&signer.hint())])),
        ]);
        if let Some(typ) = typ {
            protected.set(16, text(typ));
        }
        Self {
            signer: signer.clone(),
            protected: embedded(protected),
            unprotected: map([]),
            payload: embedded(claims),
            signature: None,
            envelope: |array| tag(18, array),
            tail: Vec::new(),
        }
    }

    /// The label map.
    pub(crate) fn label(&mut self) -> &mut Item {
        self.payload.get(LABEL)
    }

    /// The signed bytes: the Sig_structure over the content of what stands in the draft.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        self.to_be_signed_in("Signature1", &[])
    }

    pub(crate) fn to_be_signed_in(&self, context: &str, external: &[u8]) -> Vec<u8> {
        let (protected, payload) = (self.protected.body(), self.payload.body());
        let parts = [bytes(&protected), bytes(external), bytes(&payload)];
        list([text(context)].into_iter().chain(parts)).encode()
    }

    /// Fixes the signature over what stands in the draft now.
    pub(crate) fn sign(&mut self) {
        self.signature = Some(bytes(&self.signer.sign(&self.to_be_signed())));
    }

    /// The whole object, signed unless a signature stands there already.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let right = || bytes(&self.signer.sign(&self.to_be_signed()));
        let signature = self.signature.clone().unwrap_or_else(right);
        let parts = [
            &self.protected,
            &self.unprotected,
            &self.payload,
            &signature,
        ];
        let array = list(parts.into_iter().cloned());
        [(self.envelope)(array).encode(), self.tail.clone()].concat()
    }
}

pub(crate) fn full_claims() -> Item {
    map([
        (2, text("JC-26-000417")),
        (4, int(LABEL_EXPIRES.into())),
        (6, int(LABEL_ISSUED.into())),
        (LABEL, full_label()),
    ])
}

fn full_label() -> Item {
    map([
        (1, int(1)),
        (2, int(1)),
        (3, int(1)),
        (4, int(1)),
        (5, text("株式会社見本")),
        (6, list([int(188), int(1_234_567_890_123)])),
        (7, text("見本ルータ")),
        (8, list([text("SR-100"), text("SR-200")])),
        (9, list([int(GTIN), int(49_012_347)])),
        (10, int(1)),
        (11, list([int(1), int(20_260_325)])),
        (12, int(20_310_300)),
        (13, int(17)),
        (14, text("見本評価機関")),
    ])
}
