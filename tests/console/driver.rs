//! A person at a real browser: clicks, keys and what is seen, through the driver that the browser's makers ship.

use std::{
    cell::Cell,
    fs,
    future::Future,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use axum::http::Method;
use base64ct::{Base64, Encoding as _};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource as _, KeyAction, KeyActions},
    elements::Element,
    error::CmdError,
    wd::WebDriverCompatibleCommand,
};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};
use url::{ParseError, Url};

use crate::{client::Console, programs, world::World};

/// The keys of a keyboard, as WebDriver names them.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
/// For what a page does by itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// A browser with a profile of its own, and who sits at it.
pub(crate) struct Person {
    runtime: Runtime,
    client: Client,
    driver: Child,
    /// The driver writes there as long as it lives.
    _out: BufReader<ChildStdout>,
    folder: PathBuf,
    clicks: Cell<u32>,
    typed: Cell<u32>,
}

/// How the browser is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    On,
    Off,
}

/// A command of the browser's makers, for what WebDriver has no word for.
#[derive(Debug)]
struct Own {
    session: String,
    /// Below the session.
    place: &'static str,
    body: String,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, _: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", self.session, self.place))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.clone()))
    }
}

/// Whether there is a browser and what drives it; says so where there is none.
pub(crate) fn is_there() -> bool {
    programs::installed("chromium") && programs::installed("chromedriver")
}

impl Person {
    /// Starts a browser that knows nobody but this machine.
    pub(crate) fn new(world: &World, script: Script) -> Self {
        let folder = world.path("navigateur");
        fs::create_dir_all(folder.join("telechargements")).expect("a folder");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .env("HOME", &folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut out = BufReader::new(driver.stdout.take().expect("piped"));
        let port = port_of(&mut out);
        let content = if script == Script::Off { 2 } else { 1 };
        let options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--lang=fr", "--hide-scrollbars",
                "--force-color-profile=srgb", "--window-size=1280,900",
                // Whatever it may want from elsewhere is not there.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                format!("--user-data-dir={}", folder.join("profil").display()),
            ],
            "prefs": {
                "intl.accept_languages": "fr",
                "download.default_directory": folder.join("telechargements"),
                "download.prompt_for_download": false,
                "profile.managed_default_content_settings.javascript": content,
            },
        });
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        // Audits of screens take their time on a busy machine.
        let patience = json!({"pageLoad": 20_000, "script": 300_000});
        let wanted = serde_json::Map::from_iter([
            ("goog:chromeOptions".to_owned(), options),
            ("timeouts".to_owned(), patience),
            ("goog:loggingPrefs".to_owned(), json!({"performance": "ALL"})),
        ]);
        let place = format!("http://127.0.0.1:{port}");
        let client = runtime
            .block_on(ClientBuilder::new(http()).capabilities(wanted).connect(&place))
            .expect("a browser");
        Self { runtime, client, driver, _out: out, folder, clicks: Cell::new(0), typed: Cell::new(0) }
    }

    /// Opens the address of a console.
    pub(crate) fn comes_to(&self, console: &Console) {
        self.goes(&format!("http://127.0.0.1:{}/?jeton={}", console.port, console.token));
    }

    /// Types an address; a path is of the console that is shown.
    pub(crate) fn goes(&self, to: &str) {
        let to = if to.starts_with('/') { format!("{}{to}", self.prefix()) } else { to.to_owned() };
        self.wait(self.client.goto(&to), &to);
    }

    /// To the page before.
    pub(crate) fn comes_back(&self) {
        self.wait(self.client.back(), "back");
    }

    /// `http://127.0.0.1:<port>/<instance>`.
    pub(crate) fn prefix(&self) -> String {
        let here = self.wait(self.client.current_url(), "an address");
        let instance = here.path().split('/').nth(1).unwrap_or_default().to_owned();
        format!("{}/{instance}", here.origin().ascii_serialization())
    }

    /// Clicks what has this text.
    pub(crate) fn clicks(&self, text: &str) {
        self.click(&with_text(text));
    }

    #[cfg(target_os = "linux")] // what needs it interrupts an opening
    /// Clicks what leads to a field. Again where nothing came of it: a page may still have moved under the click.
    pub(crate) fn clicks_towards(&self, text: &str, field: &str) {
        for _ in 0..5 {
            self.clicks(text);
            let started = Instant::now();
            while started.elapsed() < PATIENCE / 5 {
                if self.has(&with_id(field)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("{text:?} leads to no {field}\n{}", self.source());
    }

    /// Clicks the first of what a path of the page's elements leads to.
    pub(crate) fn click(&self, xpath: &str) {
        self.clicks.set(self.clicks.get() + 1);
        let element = self.find(xpath);
        self.leads(element.click(), xpath);
    }

    /// Types in a field what it holds from now on.
    pub(crate) fn types(&self, field: &str, text: &str) {
        self.typed.set(self.typed.get() + 1);
        let element = self.find(&with_id(field));
        self.wait(element.clear(), field);
        self.wait(element.send_keys(text), field);
    }

    /// Chooses a date and a time, as the browser's own picker does: which keys it takes depends on its language.
    pub(crate) fn dates(&self, field: &str, instant: &str) {
        self.typed.set(self.typed.get() + 1);
        let script = "document.getElementById(arguments[0]).value = arguments[1];";
        self.runs(script, vec![field.into(), instant.into()]);
    }

    /// Chooses files in a field for them, as the dialog of the system does.
    pub(crate) fn chooses(&self, field: &str, files: &[PathBuf]) {
        self.clicks.set(self.clicks.get() + 1);
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let element = self.find(&with_id(field));
        self.wait(element.send_keys(&names.join("\n")), field);
    }

    /// Chooses in a list by its value.
    pub(crate) fn picks(&self, field: &str, value: &str) {
        self.click(&format!("//select[@id='{field}']/option[@value='{value}']"));
    }

    /// Presses a key where the page listens.
    pub(crate) fn presses(&self, keys: &str) {
        let down_and_up = |value| [KeyAction::Down { value }, KeyAction::Up { value }];
        let strokes = keys.chars().flat_map(down_and_up);
        let board = strokes.fold(KeyActions::new("clavier".to_owned()), KeyActions::then);
        self.leads(self.client.perform_actions(board), keys);
    }

    /// Goes on with the Tab key until something is reached, and sees each time where it is.
    pub(crate) fn tabs_to(&self, css: &str) {
        for _ in 0..80 {
            self.presses(TAB);
            let seen = self.runs(
                "const at = document.activeElement; const style = getComputedStyle(at); \
                 return [at.matches(arguments[0]), at === document.body || style.outlineStyle !== 'none', at.outerHTML];",
                vec![css.into()],
            );
            assert_eq!(seen[1], true, "the focus is seen: {seen}");
            if seen[0] == true {
                return;
            }
        }
        panic!("{css} is not reached with the keyboard:\n{}", self.sees());
    }

    /// What is on the page, as it is read.
    pub(crate) fn sees(&self) -> String {
        let body = self.find("//body");
        self.wait(body.text(), "a text")
    }

    /// A text is there, or comes; gives all that is read then.
    pub(crate) fn reads(&self, text: &str) -> String {
        let started = Instant::now();
        loop {
            // The page may go away while it is read.
            let sees = self
                .runtime
                .block_on(async { self.client.find(Locator::XPath("//body")).await.ok()?.text().await.ok() });
            match sees {
                Some(sees) if sees.contains(text) => return sees,
                sees => assert!(started.elapsed() < PATIENCE, "no {text:?} in {sees:?}"),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Whether something is there.
    pub(crate) fn has(&self, xpath: &str) -> bool {
        !self.wait(self.client.find_all(Locator::XPath(xpath)), xpath).is_empty()
    }

    /// An attribute of something.
    pub(crate) fn attribute(&self, xpath: &str, name: &str) -> String {
        let element = self.find(xpath);
        self.wait(element.attr(name), xpath).unwrap_or_default()
    }

    /// Runs a script in the page.
    pub(crate) fn runs(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.wait(self.client.execute(script, arguments), script)
    }

    /// Runs a script whose answer comes later.
    pub(crate) fn runs_later(&self, script: &str) -> Value {
        self.wait(self.client.execute_async(script, Vec::new()), script)
    }

    /// A window of this size; `light` or `dark`.
    pub(crate) fn looks(&self, wide: u32, high: u32, scheme: &str) {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.own("Emulation.setEmulatedMedia", &media);
        let window = json!({"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": false});
        self.own("Emulation.setDeviceMetricsOverride", &window);
    }

    /// A picture of the page: of what the window shows, or of all of it.
    pub(crate) fn picture(&self, all: bool) -> Vec<u8> {
        let shot =
            self.own("Page.captureScreenshot", &json!({"format": "png", "captureBeyondViewport": all}));
        Base64::decode_vec(shot["data"].as_str().expect("a picture")).expect("base 64")
    }

    /// The browser's own log of the network: every address that was asked for since this was last asked.
    pub(crate) fn network(&self) -> Vec<String> {
        let log = self.of_its_makers("se/log", &json!({"type": "performance"}));
        let entries = log.as_array().expect("entries").iter();
        let told = entries.filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        let asked = told.filter(|told| told["message"]["method"] == "Network.requestWillBeSent");
        asked
            .filter_map(|told| Some(told["message"]["params"]["request"]["url"].as_str()?.to_owned()))
            .collect()
    }

    /// Waits for a file that the browser saves.
    pub(crate) fn downloads(&self, name: &str) -> Vec<u8> {
        let path = self.folder.join("telechargements").join(name);
        let started = Instant::now();
        while !path.exists() {
            assert!(started.elapsed() < PATIENCE, "{name} is not saved");
            std::thread::sleep(Duration::from_millis(50));
        }
        fs::read(path).expect("a file")
    }

    /// How often it was clicked, and how many fields were typed.
    pub(crate) fn effort(&self) -> (u32, u32) {
        (self.clicks.get(), self.typed.get())
    }

    fn own(&self, name: &str, parameters: &Value) -> Value {
        self.of_its_makers("goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }

    fn of_its_makers(&self, place: &'static str, body: &Value) -> Value {
        let session = self.wait(self.client.session_id(), "a session").expect("a session");
        self.wait(self.client.issue_cmd(Own { session, place, body: body.to_string() }), place)
    }

    /// What is there, or comes: a page may still be on its way.
    fn find(&self, xpath: &str) -> Element {
        let started = Instant::now();
        loop {
            match self.runtime.block_on(self.client.find(Locator::XPath(xpath))) {
                Ok(found) => return found,
                Err(error) => assert!(started.elapsed() < PATIENCE, "{xpath}: {error}\n{}", self.source()),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn source(&self) -> String {
        self.runtime.block_on(self.client.source()).unwrap_or_default()
    }

    /// Something that may lead to another page. The driver waits for that, and now and then goes on waiting for one that has
    /// come: whoever looks at it finds out.
    fn leads(&self, deed: impl Future<Output = Result<(), CmdError>>, what: &str) {
        match self.runtime.block_on(deed) {
            Err(error) if error.is_timeout() => {}
            done => done.unwrap_or_else(|error| panic!("{what}: {error:?}")),
        }
    }

    fn wait<T, E: std::fmt::Debug>(&self, deed: impl Future<Output = Result<T, E>>, what: &str) -> T {
        self.runtime.block_on(deed).unwrap_or_else(|error| panic!("{what}: {error:?}"))
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let name = std::thread::current().name().unwrap_or("console").replace("::", "-");
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console").join(format!("{name}.png"));
            let shot = self.runtime.block_on(self.client.screenshot());
            if let (Ok(shot), Some(folder)) = (shot, kept.parent()) {
                let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&kept, shot));
            }
        }
        let _ = self.runtime.block_on(self.client.clone().close());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// What has an identifier.
fn with_id(id: &str) -> String {
    format!("//*[@id='{id}']")
}

/// A link or a button by its words, or a choice by its label.
fn with_text(text: &str) -> String {
    format!(
        "(//main|//header|//footer)//*[self::a or self::button or self::label or self::summary][not(@aria-hidden)][normalize-space()=\"{text}\"]"
    )
}

fn port_of(out: &mut BufReader<ChildStdout>) -> u16 {
    loop {
        let mut line = String::new();
        assert!(out.read_line(&mut line).expect("text") > 0, "the driver does not say its port");
        let port = line
            .trim()
            .trim_end_matches('.')
            .rsplit_once("successfully on port ")
            .map(|(_, port)| port.parse());
        if let Some(Ok(port)) = port {
            return port;
        }
    }
}

fn http() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}
