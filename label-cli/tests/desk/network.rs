//! A PostgreSQL server that is reached by the network: only encrypted, and only the right one.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use crate::server;
use crate::world::{Desk, Kind, table};

#[test]
fn a_server_elsewhere_is_asked_when_it_is_the_right_one() {
    let desk = Desk::granted(Kind::Postgres, &table(1, 2));
    let (address, root) = server::by_network(&desk.register, "localhost");
    fs::copy(root, desk.path("root.pem")).unwrap();
    let by = |address, root| {
        let words = ["register", "list", "--register", address];
        [&words[..], root].concat()
    };
    let right = ["--register-ca", "root.pem"];
    let listed = desk.json(&by(&address, &right));
    assert_eq!(listed[0]["registration"], "R-0");
    // Nothing shows that this server is the one that is meant.
    let other = ["--register-ca", "desk.pem"];
    assert_eq!(desk.fails(&by(&address, &other)), "register_storage");
    let (unnamed, _) = server::by_network(&desk.register, "127.0.0.1");
    assert_eq!(desk.fails(&by(&unnamed, &right)), "register_storage");
    let missing = ["--register-ca", "none.pem"];
    assert_eq!(desk.fails(&by(&address, &missing)), "file_io");
    // On the same machine it may go without.
    desk.json(&by(&unnamed, &[]));
    let (elsewhere, _) = server::by_network(&desk.register, "192.0.2.1");
    assert_eq!(desk.fails(&by(&elsewhere, &[])), "register_not_local");
}

/// A server that does not encrypt is not asked in the clear.
#[test]
fn a_server_that_does_not_encrypt_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // It is asked for encryption (SSLRequest: length 8, 1234, 5679), says no, and hears nothing more.
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut request = [0; 8];
        client.read_exact(&mut request).unwrap();
        assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47]);
        client.write_all(b"N").unwrap();
        let mut rest = Vec::new();
        client.read_to_end(&mut rest).unwrap();
        rest
    });
    let desk = Desk::new(Kind::Sqlite);
    let address = format!("postgres://desk@127.0.0.1:{port}/register");
    let words = ["register", "list", "--register", &address];
    let root = ["--register-ca", "desk.pem"];
    assert_eq!(
        desk.fails(&[&words[..], &root].concat()),
        "register_storage"
    );
    assert!(server.join().unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn a_password_file_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new(Kind::Sqlite);
    desk.write("password", "secret\n");
    let address = "postgres://desk@127.0.0.1:1/register";
    let words = ["register", "list", "--register", address];
    let file = ["--register-password-file", "password"];
    for (mode, is_told) in [(0o600, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(desk.path("password"), fs::Permissions::from_mode(mode)).unwrap();
        let output = desk.run(&[&words[..], &file].concat());
        let told = String::from_utf8(output.stderr).unwrap();
        let warning = "label: warning: password: others can read this file";
        assert_eq!(told.contains(warning), is_told, "{mode:o}: {told}");
        assert!(!told.contains("secret"), "{told}");
    }
}
