//! What slow, large and odd requests get, and what strangers' names do to a page: nothing.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    client::{Console, encoded, multipart, parsed, raw},
    world::World,
};

/// A name that is a script, turns the text around, and is as long as a name may be.
const SCRIPT: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

#[test]
fn what_is_too_large_is_not_read() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    let (token, origin) = (browser.form_token(), browser.origin());
    let large = encoded(&[("jeton", &token), ("nom", &"a".repeat(70_000))]);
    browser.post_as("/cles/ajouter", &[("Origin", &origin)], &large).is(413);
    // Announced, and never sent.
    let head = |kind: &str, length: &str| {
        format!(
            "POST {}/cles/ajouter HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\nOrigin: {origin}\r\n\
             Content-Type: {kind}\r\n{length}\r\nConnection: close\r\n\r\n",
            browser.prefix, console.port, browser.cookie
        )
    };
    let form = "application/x-www-form-urlencoded";
    raw(console.port, head(form, "Content-Length: 99999999999").as_bytes()).is(413);
    let kind = "multipart/form-data; boundary=limite";
    raw(console.port, head(kind, "Content-Length: 99999999999").as_bytes()).is(413);
    // In pieces of which nobody says how many there are.
    let piece = format!("{:x}\r\n{}\r\n", 60_000, "a".repeat(60_000));
    let pieces = format!("{}{}", head(form, "Transfer-Encoding: chunked"), piece.repeat(4));
    raw(console.port, pieces.as_bytes()).is(413);
    let file = vec![b'a'; 17 << 20];
    browser.send("/cles/ajouter", &[("maniere", "importer")], ("fichier", "a.p12", &file)).is(413);
    let parts = multipart(&[("jeton", &token)], &[("fichier", "a.p12", &file)]);
    let mut pieces = head(kind, "Transfer-Encoding: chunked").into_bytes();
    for piece in parts.chunks(1 << 20) {
        pieces.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        pieces.extend_from_slice(piece);
        pieces.extend_from_slice(b"\r\n");
    }
    raw(console.port, &pieces).is(413);
    // A field is no file.
    let field = "a".repeat(200_000);
    browser.send("/cles/ajouter", &[("nom", &field)], ("fichier", "a.p12", b"a")).is(413);
    // The head too.
    let many: String = (0..2000).fold(String::new(), |all, at| all + &format!("X-{at}: a\r\n"));
    let answer = raw(console.port, format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n").as_bytes());
    assert_eq!(answer.status, 431, "{answer:?}");
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(200_000));
    let answer = raw(console.port, long.as_bytes());
    assert!([400, 414, 431].contains(&answer.status), "{answer:?}");
    browser.get("/").is(200);
}

#[test]
fn a_slow_head_and_a_slow_form_are_given_up() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    let head = format!("GET {}/ HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", browser.prefix, console.port);
    let form = format!(
        "POST {}/langue HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\nOrigin: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\njeton=",
        browser.prefix,
        console.port,
        browser.cookie,
        browser.origin()
    );
    // Each sends an octet now and then, as somebody does who wants to keep a place.
    let drips = |text: String| {
        let port = console.port;
        std::thread::spawn(move || {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
            stream.write_all(text.as_bytes()).expect("sent");
            stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a time");
            let (started, mut back, mut buffer) = (Instant::now(), Vec::new(), [0; 4096]);
            while started.elapsed() < Duration::from_mins(1) {
                match stream.read(&mut buffer) {
                    Ok(0) => return Some(parsed(&back).status),
                    Ok(count) => back.extend_from_slice(&buffer[..count]),
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Some(0),
                    Err(_) => {
                        let _ = stream.write_all(b"a");
                    }
                }
            }
            None
        })
    };
    let (slow_head, slow_form) = (drips(head), drips(form));
    assert!(slow_head.join().expect("ends").is_some(), "a head is waited for for ever");
    assert!([Some(408), Some(0)].contains(&slow_form.join().expect("ends")), "a form is waited for for ever");
    browser.get("/").is(200);
}

#[test]
fn idle_strangers_keep_nobody_out() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    let crowd: Vec<TcpStream> =
        (0..600).filter_map(|_| TcpStream::connect(("127.0.0.1", console.port)).ok()).collect();
    assert!(crowd.len() > 300, "{} came", crowd.len());
    for _ in 0..8 {
        browser.get("/").is(200);
    }
    let held = std::fs::read_dir(format!("/proc/{}/fd", console.pid())).map(Iterator::count);
    // Where it can be counted: who is not served holds nothing.
    if let Ok(held) = held {
        assert!(held < 200, "{held} descriptors");
    }
}

#[test]
fn every_answer_keeps_to_itself() {
    let world = World::in_memory();
    world.plis("key import entite.p12 --name Avant --password file:mdp.txt");
    let console = Console::of(&world);
    let browser = console.enter();
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    for path in
        ["/", "/cles", "/cles/ajouter", &key, "/consultations", "/audit", "/journal", "/rien", "/style.css"]
    {
        let answer = browser.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|found| found == part), "{path}: {part} in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            let page = answer.text();
            assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" on"), "{path}");
            assert!(!page.contains("=\"http") && !page.contains("=\"//"), "{path} asks elsewhere: {page}");
            assert_eq!(page.matches("<script").count(), 0, "{path}: none is needed");
        }
    }
    // Who has no session gets the same.
    assert!(console.get("/", &[]).header("content-security-policy").is_some());
}

#[test]
fn no_path_leads_out() {
    let world = World::in_memory();
    world.put("secret.txt", "à personne");
    let console = Console::of(&world);
    let browser = console.enter();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/cles/..%2f..%2fsecret.txt",
        "/cles/%00",
        "/cles/%ff",
        "/consultations/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/consultations/%ff%fe",
        "/style.css/../../secret.txt",
        "//secret.txt",
        "/C:%5csecret.txt",
    ] {
        let answer = browser.get(path);
        assert!([400, 403, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.text().contains("à personne"), "{path}");
    }
    // The way back after a change of language is ours, or home.
    for back in [
        "//plis.example/",
        "https://plis.example/",
        "/\\plis.example",
        "/../x",
        "javascript:alert(1)",
        "/a b",
    ] {
        let answer = browser.post("/langue", &[("retour", back), ("langue", "fr")]).is(303);
        assert_eq!(answer.header("location"), Some(format!("{}/", browser.prefix).as_str()), "{back}");
    }
}

#[test]
fn strangers_names_do_nothing_to_a_page() {
    let world = World::in_memory();
    let turned = "a\u{202e}gpj.exe\u{0007}";
    let long = "é".repeat(200);
    for (at, name) in [SCRIPT, turned, &long].into_iter().enumerate() {
        let file = ["entite.p12", "secours.p12"][at % 2];
        let role = if at == 1 { "emergency" } else { "entity" };
        world.run(["key", "import", file, "--name", name, "--role", role, "--password", "file:mdp.txt"]);
        world.run([
            "consultation",
            "new",
            name,
            "--title",
            name,
            "--entity",
            name,
            "--deadline",
            "2027-01-15T12:00",
        ]);
    }
    let console = Console::of(&world);
    let browser = console.enter();
    let list = browser.get("/cles").text();
    let keys = list.match_indices("/cles/").map(|(at, _)| list[at..].split('"').next().expect("a path"));
    let mut paths: Vec<String> = keys
        .filter(|path| path.len() == 70)
        .map(str::to_owned)
        .chain(["/", "/cles", "/consultations", "/audit", "/journal"].map(str::to_owned))
        .collect();
    let consultations = browser.get("/consultations").text();
    let links = consultations.match_indices("/consultations/").map(|(at, _)| &consultations[at..]);
    paths.extend(links.map(|rest| rest.split('"').next().expect("a path").to_owned()));
    paths.push(format!("/cles?q={}", encoded(&[("", SCRIPT)]).trim_start_matches('=')));
    assert!(paths.len() >= 10, "{paths:?}");
    let mut seen = 0;
    for path in paths {
        let page = browser.get(&path).is(200).text();
        assert!(!page.contains("<script>") && !page.contains("<img"), "{path}:\n{page}");
        assert!(!page.contains('\u{202e}') && !page.contains('\u{7}'), "{path}");
        seen += page.matches("&lt;script&gt;").count();
    }
    assert!(seen > 5, "the names are shown as they are: {seen}");
    // What was typed comes back as it was, and does nothing either.
    let refused = browser.post("/consultations/creer", &[("reference", SCRIPT), ("limite", "hier")]).is(422);
    assert!(!refused.text().contains("<script>alert"));
    refused.shows("&lt;script&gt;alert(1)");
}

#[test]
fn a_password_is_never_shown_nor_said() {
    let world = World::in_memory();
    world.plis("key import entite.p12 --name Avant --password file:mdp.txt");
    let console = Console::of(&world);
    let browser = console.enter();
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    let secret = "tres-secret-4711";
    let pages = [
        browser.post(&format!("{key}/verifier"), &[("motdepasse", secret)]).is(422),
        browser
            .post(&format!("{key}/exporter"), &[("ancien", secret), ("nouveau", secret), ("encore", secret)])
            .is(422),
        browser.post("/cles/ajouter", &[("nom", "Avant"), ("nouveau", secret), ("encore", secret)]).is(422),
        browser.send(
            "/cles/ajouter",
            &[("maniere", "importer"), ("ancien", secret)],
            ("fichier", "secours.p12", &world.read("secours.p12")),
        ),
        browser.get("/journal"),
    ];
    for page in pages {
        assert!(!page.text().contains(secret), "{page:?}");
    }
    let said = console.stop();
    assert!(!said.contains(secret), "{said}");
    for file in world.files("registre").values() {
        assert!(!file.windows(secret.len()).any(|octets| octets == secret.as_bytes()));
    }
}

#[test]
fn trouble_has_a_number_and_tells_no_headers() {
    let world = World::in_memory();
    world.put("registre/registry.db", "ce n'est pas un registre");
    let console = Console::of(&world);
    let browser = console.enter();
    let page = browser.get_with("/", &[("X-Essai", "entete-4711")]);
    assert_eq!(page.status, 500, "{page:?}");
    assert!(page.text().contains("Numéro de l'incident\u{a0}: 0001"), "{page:?}");
    let said = console.stop();
    assert!(said.contains("incident 0001"), "{said}");
    assert!(
        !said.contains("entete-4711") && !said.contains("Cookie") && !said.contains(&browser.cookie),
        "{said}"
    );
}

#[test]
fn it_ends_when_it_is_closed_or_left_alone() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    browser.post("/fin", &[]).is(200).shows("La console est fermée");
    assert_eq!(console.ends().0, Some(0));
    let alone = Console::with(&world, &["--idle", "1s"]);
    assert_eq!(alone.ends().0, Some(0));
}
