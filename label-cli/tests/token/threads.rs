//! One key, many threads, and a module that fails: SoftHSM 2 behind the module that makes faults.
//!
//! SoftHSM can be started once in a process, so this is one test, and no other here loads it.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::thread;

use label_core::{Algorithm, Signer};
use label_keys::{
    Ask, Key, KeySource, KeysError, Notice, Passphrase, PassphraseSource, Question, TokenFault,
    TokenUri, generate, load_signing_key,
};

use crate::softhsm::SoftHsm;

const THREADS: usize = 4;
const EACH: usize = 25;

/// Types nothing and hears nothing.
struct Nobody;

impl Ask for Nobody {
    fn secret(&mut self, _: &Question<'_>) -> io::Result<Option<Passphrase>> {
        Ok(None)
    }

    fn tell(&mut self, _: &Notice<'_>) -> io::Result<()> {
        Ok(())
    }
}

fn lost(uri: &str, reason: &str) -> KeysError {
    let reason = reason.to_owned();
    TokenFault::Lost { reason }.of(uri)
}

#[test]
fn threads_share_a_key_until_it_fails() {
    let hsm = SoftHsm::new();
    let (module, pin) = (hsm.faulty(), hsm.path().join("pin"));
    let source = KeySource {
        passphrase: PassphraseSource::Terminal,
        pin: PassphraseSource::File(pin),
        module: Some(module),
    };
    let text = "pkcs11:token=Desk;object=labels";
    let uri = TokenUri::parse(text).unwrap();
    drop(generate(Algorithm::Esp256, &uri, &source, &mut Nobody).unwrap());
    let load = || load_signing_key(Path::new(text), &source, &mut Nobody).unwrap();

    // There are fewer sessions than threads: who finds none waits.
    hsm.fault("sessions 2");
    let key = load();
    assert_eq!(signatures(&key).unwrap().len(), THREADS * EACH);

    // The token goes away in the middle: every thread hears of it, and nobody signs afterwards.
    hsm.fault("lost 0x32 50");
    let error = lost(text, "CKR_DEVICE_REMOVED");
    assert_eq!(signatures(&key), Err(error.clone()));
    hsm.fault("none");
    assert_eq!(key.sign(b"message"), Err(error.clone()));
    assert_eq!(key.sign(b"again"), Err(error));

    // Loading the key again is the way back.
    drop(key);
    assert_eq!(signatures(&load()).unwrap().len(), THREADS * EACH);

    // A signature that does not verify leaves nobody's hands.
    hsm.fault("lie");
    assert_eq!(load().sign(b"message"), Err(TokenFault::Signature.of(text)));
}

/// Has threads sign, and gives all signatures or the first error.
fn signatures(key: &Key) -> Result<BTreeSet<[u8; 64]>, KeysError> {
    let work = |thread: usize| {
        (0..EACH)
            .map(|number| key.sign(format!("{thread}.{number}").as_bytes()))
            .collect::<Result<Vec<_>, _>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| scope.spawn(move || work(thread)))
            .collect();
        let done: Vec<_> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        Ok(done
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?
            .concat()
            .into_iter()
            .collect())
    })
}
