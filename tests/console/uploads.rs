//! Plis and a register that are sent with the form: opened, made safe, bounded, and gone at the end.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    time::{Duration, Instant},
};

use crate::{
    client::{Answer, Browser, Console, Sent, multipart, parsed, raw},
    opening::{over, ready},
    world::{PASSWORD, World},
};

/// A world whose console keeps what it is sent in `temporaire`, for a person whose folder is `chez-moi`.
fn receiving() -> World {
    let world = ready();
    for folder in ["temporaire", "chez-moi"] {
        fs::create_dir(world.path(folder)).expect("a folder");
    }
    let (temporary, home) = (world.path("temporaire"), world.path("chez-moi"));
    world
        .with("TMPDIR", temporary.to_str().expect("UTF-8"))
        .with("TEMP", temporary.to_str().expect("UTF-8"))
        .with("TMP", temporary.to_str().expect("UTF-8"))
        .with("HOME", home.to_str().expect("UTF-8"))
        .with("USERPROFILE", home.to_str().expect("UTF-8"))
}

/// What is kept of what was sent, by its place below the console's own folder.
fn kept(world: &World) -> Vec<String> {
    let all = world.files("temporaire").into_keys().filter(|name| !name.ends_with("/lock"));
    all.map(|name| name.split_once('/').expect("a folder of a console").1.to_owned()).collect()
}

/// The head of what is sent with the wizard, with lines of its own at its end.
fn head(browser: &Browser, cookie: &str, lines: &str) -> String {
    format!(
        "POST {}/ouverture HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {cookie}\r\nOrigin: {}\r\n\
         Content-Type: multipart/form-data; boundary=limite\r\n{lines}\r\n\r\n",
        browser.prefix,
        browser.port,
        browser.origin()
    )
}

/// The fields that a page carries to the next step.
fn carried(page: &Answer) -> Vec<(String, String)> {
    let text = page.text();
    let hidden = text.split("<input type=\"hidden\" name=\"").skip(1);
    let pairs = hidden.filter_map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"")?;
        Some((name.to_owned(), rest.split('"').next()?.replace("&amp;", "&")))
    });
    pairs.filter(|(name, _)| name != "jeton" && name != "retour").collect()
}

/// Opens what was sent.
fn opens(browser: &Browser, page: &Answer) -> Answer {
    opens_with(browser, page, PASSWORD)
}

fn opens_with(browser: &Browser, page: &Answer, password: &str) -> Answer {
    let carried = carried(page);
    let rest = [("etape", "ouvrir"), ("mdp1", password)];
    let fields: Vec<(&str, &str)> =
        carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(rest).collect();
    over(browser, browser.post("/ouverture", &fields), "Ouverture terminée").1
}

#[test]
fn what_is_sent_with_the_form_is_opened_and_gone_at_the_end() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let (one, two) = (world.read("plis/offre-a.pdf.p7m"), world.sealed(b"offre C", &["entite.p12"]));
    let register = "pli;entreprise;enveloppe;fichier;nom;depot_fin;etat\n\
                    1;Dupré;offre;offre-a.pdf.p7m;Offre.pdf;2026-11-17T10:00;depose\n\
                    2;Nguyên;offre;offre-c.pdf.p7m;Offre.pdf;2026-11-17T11:00;depose\n";
    let files: [Sent<'_>; 3] = [
        ("depot", "offre-a.pdf.p7m", &one),
        ("depot", "offre-c.pdf.p7m", &two),
        ("depot-registre", "registre.csv", register.as_bytes()),
    ];
    let fields = [("plis", ""), ("registre", ""), ("consultation", "R-9"), ("etape", "cles")];
    let page = browser.send_all("/ouverture", &fields, &files).is(200);
    let page =
        page.shows("fichiers déposés dans cette page").shows("registre.csv").shows("fichiers\u{a0}: 2");
    assert_eq!(kept(&world).len(), 3, "{:?}", kept(&world));
    let done = opens(&browser, &page).shows("<strong>2</strong>ouverts").shows("Dupré");
    let opened = world.files("chez-moi/ouverture-R-9/plis");
    assert!(
        opened.iter().any(|(name, octets)| name.ends_with("Offre.pdf") && octets == b"offre C"),
        "{opened:?}"
    );
    assert_eq!(kept(&world), Vec::<String>::new(), "{done:?}");

    // One alone is itself; what is not opened whole stays for another try, until the console ends.
    let fields = [("plis", ""), ("consultation", "R-9"), ("sortie", ""), ("etape", "cles")];
    let page = browser.send("/ouverture", &fields, ("depot", "seul.p7m", b"rien"));
    opens(&browser, &page.is(200)).shows("seul.p7m");
    assert_eq!(kept(&world).len(), 1);
    browser.post("/fin", &[]).is(200);
    assert_eq!(console.ends().0, Some(0));
    assert_eq!(fs::read_dir(world.path("temporaire")).expect("a folder").count(), 0);
}

#[test]
fn the_archive_of_a_platform_is_opened_as_it_is() {
    let world = receiving();
    world.copy("cles/entite.p12", "saint-exemple.p12");
    world.copy("archives/infozip.zip", "plateforme.zip");
    let console = Console::of(&world);
    let browser = console.enter();
    let (archive, key) =
        (world.read("plateforme.zip"), world.path("saint-exemple.p12").display().to_string());
    let fields = [("plis", ""), ("cles", key.as_str()), ("etape", "cles")];
    let page = browser.send("/ouverture", &fields, ("depot", "C:\\plateforme.zip", &archive)).is(200);
    let page = page.shows("plateforme.zip");
    let done = opens_with(&browser, &page, "saint-exemple-2026").shows("<strong>2</strong>ouverts");
    done.shows("DÉPÔT À JOUR - n° 2.txt.p7m");
    assert_eq!(kept(&world), Vec::<String>::new());
    // In a folder of its own, in the person's.
    let opened = world.files("chez-moi").into_keys().filter(|name| name.starts_with("ouverture-20"));
    assert_eq!(opened.filter(|name| name.contains("-1/plis/")).count(), 2);
}

#[test]
fn nothing_sent_says_what_is_missing() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let fields = [("plis", ""), ("consultation", "R-9"), ("etape", "cles")];
    // What a browser sends of fields in which nothing was chosen.
    let none: [Sent<'_>; 2] = [("depot", "", b""), ("depot-registre", "", b"")];
    browser.send_all("/ouverture", &fields, &none).is(422).shows("plis-erreur").shows("déposez-les");
    assert_eq!(kept(&world), Vec::<String>::new());
}

#[test]
fn names_of_files_lead_nowhere() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let long = format!("{}.p7m", "é".repeat(300));
    let names = [
        "../../../evasion.p7m",
        "..\\..\\evasion.p7m",
        "/etc/evasion.p7m",
        "C:\\evasion.p7m",
        "..",
        ".cache.p7m",
        "CON.p7m",
        "a\u{202e}gpj.p7m",
        "<script>alert(1)</script>.p7m",
        &long,
    ];
    let files: Vec<Sent<'_>> = names.iter().map(|name| ("depot", *name, &b"rien"[..])).collect();
    let fields = [("plis", ""), ("consultation", "R-9"), ("etape", "cles")];
    let page = browser.send_all("/ouverture", &fields, &files).is(200);
    assert!(!page.text().contains("<script>alert"));
    let kept = kept(&world);
    assert_eq!(kept.len(), names.len(), "{kept:?}");
    for name in &kept {
        let last = name.rsplit('/').next().expect("a name");
        assert!(name.contains("-1/depot/") && name.matches('/').count() == 2, "{name}");
        assert!(last.len() <= 255 && !last.starts_with('.'), "{name}");
        assert!(!last.chars().any(|c| "<>:\"|?*\\\u{202e}".contains(c)), "{name}");
        assert!(!last.to_ascii_uppercase().starts_with("CON"), "{name}");
    }
    let evaded: Vec<String> = world.files("").into_keys().filter(|name| name.contains("evasion")).collect();
    assert!(evaded.iter().all(|name| name.starts_with("temporaire/")), "{evaded:?}");
    assert!(!PathBuf::from("/etc/evasion.p7m").exists());
}

#[test]
fn what_is_refused_leaves_nothing() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let head = |length: &str, cookie: &str| head(&browser, cookie, &format!("{length}\r\nConnection: close"));
    let file: Sent<'_> = ("depot", "a.p7m", b"rien");
    let whole = |body: &[u8], cookie: &str| {
        let length = format!("Content-Length: {}", body.len());
        raw(console.port, &[head(&length, cookie).as_bytes(), body].concat())
    };
    // Nobody, and somebody without the token of this session: not an octet is kept.
    let token = browser.form_token();
    whole(&multipart(&[("jeton", &token)], &[file]), "plis=0").is(403);
    whole(&multipart(&[("jeton", "0")], &[file]), &browser.cookie).is(403);
    whole(&multipart(&[], &[file]), &browser.cookie).is(403);
    assert_eq!(kept(&world), Vec::<String>::new());
    // More than any batch: announced, in files, and cut off in the middle.
    raw(console.port, head("Content-Length: 99999999999999", &browser.cookie).as_bytes()).is(413);
    let many: Vec<Sent<'_>> = vec![file; 20_001];
    whole(&multipart(&[("jeton", &token)], &many), &browser.cookie).is(413);
    assert_eq!(kept(&world), Vec::<String>::new());
    let body = multipart(&[("jeton", &token)], &[("depot", "a.p7m", &vec![7; 1 << 16])]);
    let length = format!("Content-Length: {}", body.len());
    let cut = [head(&length, &browser.cookie).as_bytes(), &body[..body.len() / 2]].concat();
    let mut stream = TcpStream::connect(("127.0.0.1", console.port)).expect("it listens");
    stream.write_all(&cut).expect("sent");
    drop(stream);
    // Elsewhere such a file is one like any other.
    browser.send("/cles/ajouter", &[("maniere", "importer")], file).is(422);
    let started = Instant::now();
    while !kept(&world).is_empty() {
        assert!(started.elapsed() < Duration::from_mins(1), "{:?}", kept(&world));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn who_sends_an_octet_now_and_then_is_given_up() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let body = multipart(&[("jeton", &browser.form_token())], &[("depot", "a.p7m", &[7; 5000])]);
    let head = head(&browser, &browser.cookie, &format!("Content-Length: {}", body.len()));
    let mut stream = TcpStream::connect(("127.0.0.1", console.port)).expect("it listens");
    stream.write_all(&[head.as_bytes(), &body[..2000]].concat()).expect("sent");
    stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a time");
    let (started, mut back, mut buffer) = (Instant::now(), Vec::new(), [0; 4096]);
    let mut rest = body[2000..].iter();
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => back.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(_) => {
                let _ = stream.write_all(&[*rest.next().expect("it is given up before all is sent")]);
            }
        }
        assert!(started.elapsed() < Duration::from_mins(2), "it is waited for for ever");
    }
    assert!([0, 408].contains(&parsed(&back).status), "{}", String::from_utf8_lossy(&back));
    assert_eq!(kept(&world), Vec::<String>::new());
}

#[cfg(target_os = "linux")] // signals
#[test]
fn what_a_killed_console_was_sent_goes_with_the_next() {
    let world = receiving();
    let console = Console::of(&world);
    let browser = console.enter();
    let fields = [("plis", ""), ("consultation", "R-9"), ("etape", "cles")];
    browser.send("/ouverture", &fields, ("depot", "a.p7m", b"rien")).is(200);
    assert_eq!(kept(&world).len(), 1);
    crate::processes::signal(console.pid(), "KILL");
    drop(console);
    assert_eq!(kept(&world).len(), 1);
    let next = Console::of(&world);
    next.enter().get("/").is(200);
    assert_eq!(kept(&world), Vec::<String>::new());
}
