//! Each line of the gate, over a real socket. Every test here was seen to fail with its guard taken out.

use crate::{
    client::{Answer, Browser, Console, encoded, multipart, raw, request},
    world::World,
};

/// A key to be renamed by whoever gets through.
fn with_key() -> (World, String) {
    let world = World::in_memory();
    world.plis("key import entite.p12 --name Avant --password file:mdp.txt");
    let fingerprint = world.certificate("entite.p12").fingerprint_hex();
    (world, format!("/cles/{fingerprint}/renommer"))
}

/// That nobody got through.
fn is_untouched(world: &World) {
    world.plis("key list").says("Avant");
}

#[test]
fn nothing_listens_but_on_loopback() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let port = format!(":{:04X}", console.port);
    // Whatever this process listens on, as `ss -ltnp` tells.
    let open = std::fs::read_dir(format!("/proc/{}/fd", console.pid())).into_iter().flatten();
    let open = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let own: Vec<String> = open.map(|file| file.display().to_string()).collect();
    let mut found = 0;
    for (table, loopback) in
        [("/proc/net/tcp", "0100007F"), ("/proc/net/tcp6", "00000000000000000000000001000000")]
    {
        let table = std::fs::read_to_string(table).unwrap_or_default();
        for line in table.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // `0A`: it listens.
            if fields.get(3) == Some(&"0A") && own.contains(&format!("socket:[{}]", fields[9])) {
                assert_eq!(fields[1], format!("{loopback}{port}"), "{line}");
                found += 1;
            }
        }
    }
    assert!(found >= 1 || !cfg!(target_os = "linux"), "it listens somewhere");
}

#[test]
fn another_host_is_nobody() {
    let (world, path) = with_key();
    let console = Console::of(&world);
    let browser = console.enter();
    let (port, token) = (console.port, browser.form_token());
    let form = encoded(&[("jeton", &token), ("nom", "Après")]);
    let length = form.len().to_string();
    let other = console.port.wrapping_add(1);
    let hosts = [
        format!("plis.example:{port}"),
        format!("127.0.0.1:{other}"),
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1.plis.example:{port}"),
        format!("0.0.0.0:{port}"),
        format!("127.0.0.2:{port}"),
        format!("[::]:{port}"),
        format!("127.0.0.1:{port}@plis.example"),
        String::new(),
    ];
    for host in &hosts {
        // A name that was bound anew to this machine has an origin that equals its host.
        let origin = format!("http://{host}");
        let headers = [
            ("Host", host.as_str()),
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "same-origin"),
            ("Cookie", browser.cookie.as_str()),
        ];
        let looks = request(port, "GET", &format!("{}/cles", browser.prefix), &headers, b"");
        assert_ne!(looks.status, 200, "{host}");
        assert!(!looks.text().contains("Avant"), "{host}");
        let form_headers =
            [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", length.as_str())];
        let all: Vec<_> = headers.into_iter().chain(form_headers).collect();
        let acts = request(port, "POST", &format!("{}{path}", browser.prefix), &all, form.as_bytes());
        assert_ne!(acts.status, 303, "{host}");
        // Nor is the address spent by it.
        let enters = request(port, "GET", &format!("/?jeton={}", console.token), &headers[..1], b"");
        assert_ne!(enters.status, 303, "{host}");
    }
    is_untouched(&world);
    for host in [format!("localhost:{port}"), format!("[::1]:{port}"), format!("127.0.0.1:{port}")] {
        browser.get_with("/", &[("Host", host.as_str())]).is(200);
    }
}

#[test]
fn two_hosts_and_another_authority_are_nobody() {
    let (world, _) = with_key();
    let console = Console::of(&world);
    let browser = console.enter();
    let (port, prefix, cookie) = (console.port, &browser.prefix, &browser.cookie);
    let ask = |line: &str, hosts: &str| {
        raw(port, format!("{line}\r\n{hosts}Cookie: {cookie}\r\nConnection: close\r\n\r\n").as_bytes())
    };
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    for (line, hosts) in [
        (format!("GET {prefix}/cles HTTP/1.1"), format!("{host}Host: plis.example\r\n")),
        (format!("GET {prefix}/cles HTTP/1.1"), format!("{host}{host}")),
        (format!("GET {prefix}/cles HTTP/1.1"), String::new()),
        (format!("GET {prefix}/cles HTTP/1.0"), String::new()),
        (format!("GET http://plis.example{prefix}/cles HTTP/1.1"), host.clone()),
    ] {
        let answer = ask(&line, &hosts);
        assert_ne!(answer.status, 200, "{line} {hosts}");
        assert!(!answer.text().contains("Avant"));
    }
    ask(&format!("GET {prefix}/cles HTTP/1.1"), &host).is(200).shows("Avant");
    ask(&format!("GET http://127.0.0.1:{port}{prefix}/cles HTTP/1.1"), &host).is(200);
}

#[test]
fn an_address_works_once_and_a_second_use_ends_the_session() {
    let world = World::in_memory();
    let mut console = Console::of(&world);
    let browser = console.enter();
    browser.get("/").is(200);
    // A guess ends nothing.
    console.get("/?jeton=00000000000000000000000000000000", &[]).is(403);
    browser.get("/").is(200);
    let again = console.get(&format!("/?jeton={}", console.token), &[]).is(403);
    assert!(again.text().contains("Cette adresse a déjà servi"), "{again:?}");
    assert_eq!(again.header("set-cookie"), None);
    browser.get("/").is(403);
    let token = console.next_token();
    assert_ne!(token, console.token);
    let anew = console.enter_with(&token);
    anew.get("/").is(200);
    browser.get("/").is(403);
}

#[test]
fn a_browser_that_looks_ahead_spends_nothing() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let path = format!("/?jeton={}", console.token);
    for header in [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ] {
        let answer = console.get(&path, &[header]).is(403);
        assert_eq!(answer.header("set-cookie"), None, "{header:?}");
    }
    let head = request(console.port, "HEAD", &path, &[], b"");
    assert_eq!((head.status, head.header("set-cookie")), (403, None));
    // A page that leads here from elsewhere is no person either.
    console.get(&path, &[("Sec-Fetch-Site", "cross-site")]).is(403);
    console.enter().get("/").is(200);
}

#[test]
fn without_the_session_there_is_nothing() {
    let (world, _) = with_key();
    let console = Console::of(&world);
    let browser = console.enter();
    let name = format!("plis-{}", console.port);
    let value = browser.cookie.split_once('=').expect("a pair").1.to_owned();
    let wrong = [
        String::new(),
        format!("{name}=00000000000000000000000000000000"),
        format!("{name}="),
        format!("plis-{}={value}", console.port.wrapping_add(1)),
        format!("plis={value}"),
        format!("{name}={}", &value[..31]),
    ];
    for path in ["/", "/cles", "/consultations", "/audit", "/journal", "/style.css", "/live.js", "/rien"] {
        for cookie in &wrong {
            let stranger =
                Browser { port: console.port, prefix: browser.prefix.clone(), cookie: cookie.clone() };
            let answer = stranger.get(path).is(403);
            assert!(!answer.text().contains("Avant"), "{path} {cookie}");
            assert_eq!(answer.header("set-cookie"), None);
        }
    }
    // Another process's prefix, or none, with the right cookie.
    for prefix in ["", "/00000000000000000000000000000000", "/x"] {
        let lost = Browser { port: console.port, prefix: prefix.to_owned(), cookie: browser.cookie.clone() };
        lost.get("/cles").is(403);
    }
}

#[test]
fn the_prefix_without_its_last_stroke_leads_home() {
    let world = World::in_memory();
    let console = Console::of(&world);
    let browser = console.enter();
    // As a browser asks, which sends the cookie below the prefix only.
    let answer = console.get(&browser.prefix, &[]).is(303);
    assert_eq!(answer.header("location"), Some(format!("{}/", browser.prefix).as_str()));
    assert_eq!(answer.header("set-cookie"), None);
    // Nothing else is led anywhere, and nothing is done by it.
    console.get("/00000000000000000000000000000000", &[]).is(403);
    console.get(&format!("{}.", browser.prefix), &[]).is(403);
    console.get(&format!("/{}", browser.prefix), &[]).is(403);
    request(console.port, "POST", &browser.prefix, &[], b"").is(403);
    let stranger = [("Host", "plis.example")];
    assert_ne!(request(console.port, "GET", &browser.prefix, &stranger, b"").status, 303);
}

#[test]
fn the_cookie_is_of_this_process_alone() {
    let world = World::in_memory();
    let (one, two) = (Console::of(&world), Console::of(&world));
    let answer = one.get(&format!("/?jeton={}", one.token), &[]).is(303);
    let location = answer.header("location").expect("a place").to_owned();
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    let [pair, rest @ ..] = &cookie.split("; ").collect::<Vec<_>>()[..] else { panic!("{cookie}") };
    assert_eq!(pair.split('=').next(), Some(format!("plis-{}", one.port).as_str()));
    // A server on another port is sent cookies of its paths: it does not know this one.
    assert_eq!(rest, [&format!("Path={location}"), "HttpOnly", "SameSite=Strict"]);
    assert_eq!(location.trim_matches('/').len(), 32, "128 bits");
    assert!(location.trim_matches('/').bytes().all(|octet| octet.is_ascii_hexdigit()));
    let other = two.enter();
    assert_ne!(other.prefix, location.trim_end_matches('/'));
    let thief = Browser { port: two.port, prefix: other.prefix.clone(), cookie: (*pair).to_owned() };
    thief.get("/").is(403);
}

#[test]
fn another_page_changes_nothing() {
    let (world, path) = with_key();
    let console = Console::of(&world);
    let browser = console.enter();
    let token = browser.form_token();
    let form = encoded(&[("jeton", &token), ("nom", "Après")]);
    let own = browser.origin();
    let other = format!("http://127.0.0.1:{}", console.port.wrapping_add(1));
    let named = format!("http://localhost:{}", console.port);
    let secure = format!("https://127.0.0.1:{}", console.port);
    let wrong: [&[(&str, &str)]; 12] = [
        &[],
        &[("Origin", "null")],
        &[("Origin", "http://plis.example")],
        &[("Origin", &other)],
        &[("Origin", &named)],
        &[("Origin", &secure)],
        &[("Origin", "")],
        &[("Origin", &own), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", &own), ("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "cross-site")],
    ];
    for headers in wrong {
        browser.post_as(&path, headers, &form).is(403);
    }
    is_untouched(&world);
    // Nor is anything of ours looked at from there.
    for site in ["cross-site", "same-site"] {
        browser.get_with("/cles", &[("Sec-Fetch-Site", site)]).is(403);
        browser.get_with("/style.css", &[("Sec-Fetch-Site", site)]).is(403);
    }
    browser.post_as(&path, &[("Origin", &own), ("Sec-Fetch-Site", "same-origin")], &form).is(303);
    world.plis("key list").says("Après");
}

#[test]
fn a_form_without_the_sessions_token_does_nothing() {
    let (world, path) = with_key();
    let mut console = Console::of(&world);
    let browser = console.enter();
    let stale = browser.form_token();
    // The session ends, another begins.
    console.get(&format!("/?jeton={}", console.token), &[]).is(403);
    let token = console.next_token();
    let browser = console.enter_with(&token);
    let good = browser.form_token();
    assert_ne!(stale, good);
    let origin = browser.origin();
    for form in [
        encoded(&[("nom", "Après")]),
        encoded(&[("jeton", ""), ("nom", "Après")]),
        encoded(&[("jeton", &stale), ("nom", "Après")]),
        encoded(&[("jeton", &good[..31]), ("nom", "Après")]),
        // Not first: what comes before it would have been read.
        encoded(&[("nom", "Après"), ("jeton", &good)]),
        String::new(),
    ] {
        browser.post_as(&path, &[("Origin", &origin)], &form).is(403);
    }
    for body in [
        multipart(&[("nom", "Après")], &[]),
        multipart(&[("jeton", &stale), ("nom", "Après")], &[]),
        multipart(&[("nom", "Après"), ("jeton", &good)], &[]),
        multipart(&[], &[("fichier", "a.p12", b"abc")]),
    ] {
        let length = body.len().to_string();
        let headers = [
            ("Cookie", browser.cookie.as_str()),
            ("Origin", origin.as_str()),
            ("Content-Type", "multipart/form-data; boundary=limite"),
            ("Content-Length", length.as_str()),
        ];
        request(console.port, "POST", &format!("{}{path}", browser.prefix), &headers, &body).is(403);
    }
    is_untouched(&world);
    let form = encoded(&[("jeton", &good), ("nom", "Après")]);
    browser.post_as(&path, &[("Origin", &origin)], &form).is(303);
}

#[test]
fn only_forms_are_read_and_only_three_methods() {
    let (world, path) = with_key();
    let console = Console::of(&world);
    let browser = console.enter();
    let (token, origin) = (browser.form_token(), browser.origin());
    let form = encoded(&[("jeton", &token), ("nom", "Après")]);
    let length = form.len().to_string();
    for kind in ["text/plain", "application/json", ""] {
        let headers = [
            ("Cookie", browser.cookie.as_str()),
            ("Origin", origin.as_str()),
            ("Content-Type", kind),
            ("Content-Length", length.as_str()),
        ];
        request(console.port, "POST", &format!("{}{path}", browser.prefix), &headers, form.as_bytes())
            .is(415);
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
        let answer: Answer = request(
            console.port,
            method,
            &format!("{}/cles", browser.prefix),
            &[("Cookie", &browser.cookie)],
            b"",
        );
        assert!([400, 405].contains(&answer.status), "{method}: {answer:?}");
    }
    // A deed is never done by looking.
    browser.get(&path).is(405);
    is_untouched(&world);
}
