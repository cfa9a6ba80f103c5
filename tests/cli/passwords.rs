//! Passwords: every source, and a wrong one before any envelope is touched.

use crate::world::{Exit, PASSWORD, World};

fn world() -> World {
    let world = World::new();
    world.deposit("depots/offre.pdf.p7m", b"%PDF offre");
    world
}

#[test]
fn from_a_file_the_environment_or_a_prompt_that_is_not_there() {
    let world = world().with("MDP", PASSWORD);
    for (source, out) in [("file:mdp.txt", "a"), ("env:MDP", "b")] {
        world
            .plis(&format!("open depots --key entite.p12 --password {source} -o {out}"))
            .exits(Exit::Done)
            .leaves(&format!("{out}/plis/offre.pdf"), b"%PDF offre");
    }
}

#[cfg(unix)] // numbers of descriptors
#[test]
fn from_a_descriptor() {
    let world = world();
    let script = r#"exec 3<mdp.txt; exec "$0" open depots --key entite.p12 --password fd:3 -o out"#;
    let output = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_plis")])
        .current_dir(world.path(""))
        .output()
        .expect("it runs");
    crate::world::Ran::new(&world, output).exits(Exit::Done).leaves("out/plis/offre.pdf", b"%PDF offre");
}

/// What the caller has read of it already is the caller's.
#[cfg(unix)] // numbers of descriptors
#[test]
fn from_a_descriptor_from_where_it_is() {
    let world = world();
    world.put("deux.txt", format!("autre chose\n{PASSWORD}\n"));
    let script = r#"exec 3<deux.txt; read -r first <&3; exec "$0" open depots --key entite.p12 --password fd:3 -o out"#;
    let output = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_plis")])
        .current_dir(world.path(""))
        .output()
        .expect("it runs");
    crate::world::Ran::new(&world, output).exits(Exit::Done).leaves("out/plis/offre.pdf", b"%PDF offre");
}

#[cfg(unix)] // numbers of descriptors
#[test]
fn from_a_pipe_and_from_a_socket() {
    use std::{
        io::Write as _,
        os::{fd::OwnedFd, unix::net::UnixStream},
        process::Stdio,
    };

    let world = world();
    let (mut given, ours) = UnixStream::pair().expect("sockets");
    given.write_all(PASSWORD.as_bytes()).expect("written");
    drop(given);
    let (pipe, mut given) = std::io::pipe().expect("a pipe");
    given.write_all(PASSWORD.as_bytes()).expect("written");
    drop(given);
    for (out, stdin) in [("a", Stdio::from(OwnedFd::from(ours))), ("b", Stdio::from(pipe))] {
        let run = format!("open depots --key entite.p12 --password fd:0 -o {out}");
        let output = world.command(run.split(' ')).stdin(stdin).output().expect("it runs");
        crate::world::Ran::new(&world, output).exits(Exit::Done);
    }
    // A number above those of the standard streams, and of a socket.
    let (mut given, ours) = UnixStream::pair().expect("sockets");
    given.write_all(PASSWORD.as_bytes()).expect("written");
    drop(given);
    let script = r#"exec 7<&0; exec "$0" open depots --key entite.p12 --password fd:7 -o c"#;
    let output = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_plis")])
        .current_dir(world.path(""))
        .stdin(OwnedFd::from(ours))
        .output()
        .expect("it runs");
    crate::world::Ran::new(&world, output).exits(Exit::Done).leaves("c/plis/offre.pdf", b"%PDF offre");
}

/// Opening such a pipe waits for a writer: for good, if nobody looks.
#[cfg(unix)] // pipes in a folder
#[test]
fn a_pipe_with_a_name_is_not_waited_for_without_end() {
    let world = world();
    for pipe in ["vide", "plein"] {
        let made = std::process::Command::new("mkfifo").arg(world.path(pipe)).status().expect("mkfifo runs");
        assert!(made.success());
    }
    let before = std::time::Instant::now();
    world
        .plis("open depots --key entite.p12 --password file:vide -o a")
        .exits(Exit::Usage)
        .tells("c'est un tube, et personne n'y écrit")
        .leaves_nothing_at("a");
    assert!(before.elapsed().as_secs() < 60, "it comes to an end");
    let pipe = world.path("plein");
    let writer = std::thread::spawn(move || std::fs::write(pipe, PASSWORD));
    world.plis("open depots --key entite.p12 --password file:plein -o b").exits(Exit::Done);
    writer.join().expect("a thread").expect("written");
}

#[test]
fn a_wrong_one_stops_before_any_envelope_is_touched() {
    let world = world();
    world.put("faux.txt", "Secret-Faux-42\n");
    world
        .plis("open depots --key entite.p12 --password file:faux.txt -o out")
        .exits(Exit::NoUsableKey)
        .tells("mot de passe incorrect pour entite.p12")
        .never_shows("Secret-Faux-42")
        .leaves_nothing_at("out");
}

#[test]
fn none_and_no_terminal_is_said_at_once() {
    world()
        .plis("open depots --key entite.p12 -o out")
        .exits(Exit::Usage)
        .tells("entite.p12 demande un mot de passe, et il n'y a pas de terminal pour le saisir")
        .tells("--password file:CHEMIN")
        .leaves_nothing_at("out");
}

#[test]
fn a_new_one_without_a_terminal_says_where_else_it_can_come_from() {
    // Not of a disk, although the system's error is the one of a device that is gone.
    world().plis("key new Ville").exits(Exit::Usage).tells("--password file:CHEMIN").never_shows("le disque");
}

#[test]
fn a_key_file_that_was_read_as_a_source_is_told_to_come_first() {
    world()
        .plis("key import --password file:mdp.txt entite.p12")
        .exits(Exit::Usage)
        .tells("écrivez d'abord les chemins, puis les options");
}

#[test]
fn a_password_typed_as_an_argument_is_refused_and_not_repeated() {
    let sources = if cfg!(windows) {
        "env:VARIABLE, file:CHEMIN ou prompt"
    } else {
        "env:VARIABLE, file:CHEMIN, fd:NUMÉRO ou prompt"
    };
    world()
        .plis("open depots --key entite.p12 --password Secret-Clair-42 -o out")
        .exits(Exit::Usage)
        .never_shows("Secret-Clair-42")
        .tells(sources);
}

#[test]
fn one_for_each_key_file_in_their_order() {
    let world = world();
    world.put("autre.txt", "pas-celui-la\n");
    let open = |sources: &str, out: &str| {
        format!("open depots --key entite.p12 secours.p12 --password {sources} -o {out}")
    };
    world.plis(&open("file:mdp.txt file:mdp.txt", "a")).exits(Exit::Done);
    world.plis(&open("file:mdp.txt", "b")).exits(Exit::Done);
    world
        .plis(&open("file:mdp.txt file:autre.txt", "c"))
        .exits(Exit::NoUsableKey)
        .tells("mot de passe incorrect pour secours.p12");
    world.plis(&open("file:mdp.txt file:mdp.txt file:mdp.txt", "d")).exits(Exit::Usage);
}

#[test]
fn a_source_that_gives_nothing_is_named() {
    let world = world();
    world
        .plis("open depots --key entite.p12 --password env:ABSENTE -o out")
        .exits(Exit::Usage)
        .tells("la variable ABSENTE n'existe pas");
    world
        .plis("open depots --key entite.p12 --password file:absent.txt -o out")
        .exits(Exit::Usage)
        .tells("absent.txt : fichier ou dossier introuvable");
}

#[test]
fn an_empty_value_is_the_empty_password() {
    let world = world().with("VIDE", "");
    world.copy("keys/password-empty-modern.p12", "vide.p12");
    world
        .plis("open depots --key vide.p12 --password env:VIDE -o out")
        .exits(Exit::Partial)
        .says("aucune bi-clé disponible n'en est destinataire");
}

#[test]
fn a_key_file_that_needs_none_asks_for_none() {
    let world = world();
    world.copy("keys/no-key.p12", "certificats.p12");
    world.put("pas-une-cle.p12", b"bonjour");
    world
        .plis("open depots --key pas-une-cle.p12 -o out")
        .exits(Exit::NoUsableKey)
        .tells("pas-une-cle.p12 n'est pas un fichier de clé");
    world
        .plis("open depots --key certificats.p12 --password file:mdp.txt -o out")
        .exits(Exit::NoUsableKey)
        .tells("certificats.p12 ne contient pas de clé privée");
}

/// The octets of the variable are gone from what the system shows of the process, while it waits for a second
/// password that nobody writes.
#[cfg(target_os = "linux")] // /proc
#[test]
fn one_taken_from_the_environment_leaves_no_trace_there() {
    use std::{fs, process::Command, thread, time::Duration};

    let world = world().with("MDP", PASSWORD);
    let fifo = world.path("jamais");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let mut child = world
        .command("open depots --key entite.p12 secours.p12 --password env:MDP file:jamais -o out".split(' '))
        .spawn()
        .expect("it runs");
    let environ = format!("/proc/{}/environ", child.id());
    let waits = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(20));
        let shown = match fs::read(&environ) {
            // Only the superuser may look at all.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return true,
            shown => shown.unwrap_or_default(),
        };
        shown.windows(4).any(|window| window == b"MDP=")
            && !String::from_utf8_lossy(&shown).contains(PASSWORD)
    });
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(waits, "the password is still in {environ}");
}

/// Whatever ends it, its memory is not written to a core image: nor may it raise that limit again.
#[cfg(target_os = "linux")] // core images
#[test]
fn no_core_image_is_made_of_it() {
    use std::{fs, process::Command, thread, time::Duration};

    let world = world();
    let fifo = world.path("jamais");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let args = "open depots --key entite.p12 --password file:jamais -o out";
    let mut child = world.command(args.split(' ')).spawn().expect("it runs");
    let limits = format!("/proc/{}/limits", child.id());
    let none = (0..200).any(|_| {
        thread::sleep(Duration::from_millis(20));
        let shown = fs::read_to_string(&limits).unwrap_or_default();
        let core = shown.lines().find_map(|line| line.strip_prefix("Max core file size"));
        core.is_some_and(|core| core.split_whitespace().take(2).eq(["0", "0"]))
    });
    child.kill().expect("killed");
    child.wait().expect("gone");
    assert!(none, "a core image could be written");
}

/// A named pipe with a writer, and what a shell makes of `<(...)`.
#[cfg(unix)] // pipes in a folder
#[test]
fn from_a_pipe() {
    let world = world();
    let script = r#"mkfifo tube; (sleep 0.2; cat mdp.txt > tube) & "$0" open depots --key entite.p12 --password file:tube -o a &&
        bash -c '"$0" open depots --key entite.p12 --password file:<(cat mdp.txt) -o b' "$0""#;
    let output = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_plis")])
        .current_dir(world.path(""))
        .output()
        .expect("it runs");
    crate::world::Ran::new(&world, output)
        .exits(Exit::Done)
        .leaves("a/plis/offre.pdf", b"%PDF offre")
        .leaves("b/plis/offre.pdf", b"%PDF offre");
}
