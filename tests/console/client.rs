//! A console that runs, and a browser made of a socket: what goes over the wire is written and read octet by octet.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
    time::Duration,
};

use crate::world::World;

/// A console of a world.
pub(crate) struct Console {
    child: Child,
    out: BufReader<ChildStdout>,
    err: Option<ChildStderr>,
    pub(crate) port: u16,
    /// The one-time token of its address.
    pub(crate) token: String,
}

/// Somebody who came by the address.
pub(crate) struct Browser {
    pub(crate) port: u16,
    /// `/<instance>`.
    pub(crate) prefix: String,
    pub(crate) cookie: String,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Console {
    /// Started without a browser.
    pub(crate) fn of(world: &World) -> Self {
        Self::with(world, &[])
    }

    /// The same with options.
    pub(crate) fn with(world: &World, options: &[&str]) -> Self {
        let mut command = world.command(["console", "--no-browser"]);
        command.args(options);
        Self::started(command)
    }

    /// At another instant than its world.
    pub(crate) fn on(world: &World, now: &str) -> Self {
        Self::started(world.by_the_clock(["--now", now, "console", "--no-browser"]))
    }

    fn started(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let err = child.stderr.take();
        let (port, token) = address(&mut out);
        Self { child, out, err, port, token }
    }

    /// The next address on its standard output.
    pub(crate) fn next_token(&mut self) -> String {
        let (port, token) = address(&mut self.out);
        assert_eq!(port, self.port);
        token
    }

    /// Goes in by an address.
    pub(crate) fn enter(&self) -> Browser {
        self.enter_with(&self.token)
    }

    pub(crate) fn enter_with(&self, token: &str) -> Browser {
        let answer = self.get(&format!("/?jeton={token}"), &[]);
        assert_eq!(answer.status, 303, "{answer:?}");
        let cookie = answer.header("set-cookie").expect("a cookie");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let prefix = answer.header("location").expect("a place").trim_end_matches('/').to_owned();
        Browser { port: self.port, prefix, cookie }
    }

    /// A request of somebody without a session.
    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        request(self.port, "GET", path, headers, b"")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end; gives its exit code and what it said to people.
    pub(crate) fn ends(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().expect("it ends");
        (status.code(), self.said())
    }

    /// Ends it; gives what it said to people.
    pub(crate) fn stop(mut self) -> String {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.said()
    }

    fn said(&mut self) -> String {
        let mut said = String::new();
        if let Some(mut err) = self.err.take() {
            err.read_to_string(&mut said).expect("text");
        }
        said
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Looks at a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: Vec<_> = headers.iter().copied().chain([("Cookie", self.cookie.as_str())]).collect();
        request(self.port, "GET", &format!("{}{path}", self.prefix), &headers, b"")
    }

    /// The token of the forms of this session.
    pub(crate) fn form_token(&self) -> String {
        let page = self.get("/").text();
        let (_, rest) = page.split_once("name=\"jeton\" value=\"").expect("a form");
        rest[..32].to_owned()
    }

    /// Sends a form, as a browser does.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token();
        let fields: Vec<_> = [("jeton", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post_as(path, &[("Origin", &self.origin())], &encoded(&fields))
    }

    /// Sends octets as a form, with these headers alone.
    pub(crate) fn post_as(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let length = body.len().to_string();
        let own = [
            ("Cookie", self.cookie.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", length.as_str()),
        ];
        let headers: Vec<_> = own.into_iter().chain(headers.iter().copied()).collect();
        request(self.port, "POST", &format!("{}{path}", self.prefix), &headers, body.as_bytes())
    }

    /// Sends a form with a file.
    pub(crate) fn send(&self, path: &str, fields: &[(&str, &str)], file: Sent<'_>) -> Answer {
        self.send_all(path, fields, &[file])
    }

    /// The same with several.
    pub(crate) fn send_all(&self, path: &str, fields: &[(&str, &str)], files: &[Sent<'_>]) -> Answer {
        let token = self.form_token();
        let fields: Vec<_> = [("jeton", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        let body = multipart(&fields, files);
        let (length, origin) = (body.len().to_string(), self.origin());
        let headers = [
            ("Cookie", self.cookie.as_str()),
            ("Content-Type", "multipart/form-data; boundary=limite"),
            ("Content-Length", length.as_str()),
            ("Origin", origin.as_str()),
        ];
        request(self.port, "POST", &format!("{}{path}", self.prefix), &headers, &body)
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The status is this one; gives the answer back.
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// A text is on the page; gives the answer back.
    pub(crate) fn shows(self, text: &str) -> Self {
        assert!(self.text().contains(text), "no {text:?} in {self:?}");
        self
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{}", self.head, self.text())
    }
}

/// Fields as a browser encodes them.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut all, octet| {
            if octet.is_ascii_alphanumeric() {
                all.push(char::from(octet));
            } else {
                write!(all, "%{octet:02X}").expect("a string");
            }
            all
        })
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// A field, the name of a file, and what is in it.
pub(crate) type Sent<'a> = (&'a str, &'a str, &'a [u8]);

/// The same with files.
pub(crate) fn multipart(fields: &[(&str, &str)], files: &[Sent<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        write!(body, "--limite\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            .expect("memory");
    }
    for (name, file, octets) in files {
        write!(
            body,
            "--limite\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .expect("memory");
        body.extend_from_slice(octets);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limite--\r\n");
    body
}

/// One request on a connection of its own, to the console's own name unless another is given.
pub(crate) fn request(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        write!(head, "Host: 127.0.0.1:{port}\r\n").expect("a string");
    }
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").expect("a string");
    }
    head += "\r\n";
    let octets = [head.as_bytes(), body].concat();
    raw(port, &octets)
}

/// Sends octets, and reads what comes back until the other side ends.
pub(crate) fn raw(port: u16, octets: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_mins(5))).expect("a time");
    // It may refuse before it has read all.
    let _ = stream.write_all(octets);
    let mut back = Vec::new();
    let mut buffer = [0; 1 << 14];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        back.extend_from_slice(&buffer[..count]);
    }
    parsed(&back)
}

pub(crate) fn parsed(back: &[u8]) -> Answer {
    let Some(end) = back.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Answer { status: 0, head: String::from_utf8_lossy(back).into_owned(), body: Vec::new() };
    };
    let head = String::from_utf8_lossy(&back[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, head, body: back[end + 4..].to_vec() }
}

fn address(out: &mut BufReader<ChildStdout>) -> (u16, String) {
    let mut line = String::new();
    out.read_line(&mut line).expect("its address");
    let rest = line.trim().strip_prefix("http://127.0.0.1:").unwrap_or_else(|| panic!("{line:?}"));
    let (port, token) = rest.split_once("/?jeton=").expect("a token");
    (port.parse().expect("a port"), token.to_owned())
}
