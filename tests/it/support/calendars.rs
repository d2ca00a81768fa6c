//! A server of calendars on loopback, well-behaved or not, that remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rota::feeds::{Fetcher, Reach, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How a path is answered.
#[derive(Debug, Clone)]
pub enum Serves {
    /// 200 and this.
    Text(String),
    /// 200, these headers and these bytes.
    With(Vec<(&'static str, String)>, Vec<u8>),
    /// This, and 304 to whoever has it already.
    Tagged(&'static str, String),
    /// This status and a page.
    Status(u16),
    /// This status and this text.
    StatusAndText(u16, String),
    /// 302 to there.
    Redirect(String),
    /// Nothing, ever.
    Hangs,
    /// One byte and then nothing, ever.
    HangsInTheMiddle,
    /// Text without end.
    TwoGigabytes,
    /// The half of this, and then the connection is gone.
    DiesInTheMiddle(String),
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub head: String,
}

/// The server.
#[derive(Clone)]
pub struct Calendars {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    served: HashMap<String, Serves>,
    asked: Vec<Request>,
    /// How much of two gigabytes was taken.
    sent: usize,
}

impl Calendars {
    pub async fn open() -> Self {
        Self::open_at("127.0.0.1").await
    }

    /// On another of the addresses that a machine has for itself.
    pub async fn open_at(ip: &str) -> Self {
        let listener = TcpListener::bind(format!("{ip}:0")).await.unwrap();
        let calendars = Self { address: listener.local_addr().unwrap(), state: Arc::default() };
        let server = calendars.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().answer(stream));
            }
        });
        calendars
    }

    /// From now on `path` is answered so. Its address.
    pub fn serves(&self, path: &str, what: Serves) -> String {
        self.state.lock().unwrap().served.insert(path.to_owned(), what);
        self.url(path)
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.state.lock().unwrap().asked.clone()
    }

    /// How many bytes of an endless answer were taken.
    pub fn sent(&self) -> usize {
        self.state.lock().unwrap().sent
    }

    async fn answer(self, mut stream: TcpStream) -> Option<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).ok()?;
        let path = head.split(' ').nth(1)?.to_owned();
        let what = {
            let mut state = self.state.lock().unwrap();
            state.asked.push(Request { path: path.clone(), head: head.clone() });
            state.served.get(&path).cloned().unwrap_or(Serves::Status(404))
        };
        let plain = |status: u16, headers: &str, body: &[u8]| {
            let length = body.len();
            let mut answer =
                format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n")
                    .into_bytes();
            answer.extend_from_slice(body);
            answer
        };
        let answer = match what {
            Serves::Text(text) => plain(200, "Content-Type: text/calendar\r\n", text.as_bytes()),
            Serves::With(headers, bytes) => {
                let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                plain(200, &headers.concat(), &bytes)
            }
            Serves::Tagged(tag, _) if head.to_lowercase().contains(&format!("if-none-match: \"{tag}\"")) => {
                plain(304, &format!("ETag: \"{tag}\"\r\n"), b"")
            }
            Serves::Tagged(tag, text) => plain(200, &format!("ETag: \"{tag}\"\r\n"), text.as_bytes()),
            Serves::Status(status) => plain(status, "", b"<html>a page that explains</html>"),
            Serves::StatusAndText(status, text) => plain(status, "", text.as_bytes()),
            Serves::Redirect(to) => plain(302, &format!("Location: {to}\r\n"), b""),
            Serves::Hangs => std::future::pending().await,
            Serves::HangsInTheMiddle => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nB").await.ok()?;
                std::future::pending().await
            }
            Serves::TwoGigabytes => return self.pour(stream).await,
            Serves::DiesInTheMiddle(text) => {
                let whole = plain(200, "", text.as_bytes());
                whole[..whole.len() - text.len() / 2].to_vec()
            }
        };
        stream.write_all(&answer).await.ok()?;
        stream.shutdown().await.ok()
    }

    async fn pour(self, mut stream: TcpStream) -> Option<()> {
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nBEGIN:VCALENDAR\r\n").await.ok()?;
        let line = b"X-NOTHING:0123456789012345678901234567890123456789\r\n".repeat(1_000);
        for _ in 0..2_000_000_000 / line.len() {
            stream.write_all(&line).await.ok()?;
            self.state.lock().unwrap().sent += line.len();
        }
        None
    }
}

/// How tests fetch: from loopback too, exactly on time, and without patience for servers that hang.
pub fn settings(patience: Duration) -> Settings {
    let reach = Reach::PublicAnd(vec!["127.0.0.1".parse().unwrap()]);
    Settings { reach, own_url: None, punctual: true, patience }
}

/// A fetcher of [`settings`] for a server at `own_url`.
pub fn fetcher(own_url: &str) -> Fetcher {
    let own_url = Some(own_url.parse().unwrap());
    Fetcher::new(Settings { own_url, ..settings(Duration::from_secs(10)) })
}

/// A calendar of these events: `alice Mon…` is written by the caller as `SUMMARY`, `DTSTART`, `DTEND`.
pub fn calendar(events: &[(&str, &str, &str)]) -> String {
    let events = events.iter().enumerate().map(|(number, (who, start, end))| {
        format!("BEGIN:VEVENT\r\nUID:{number}@x\r\nSUMMARY:{who}\r\nDTSTART:{start}\r\nDTEND:{end}\r\nEND:VEVENT\r\n")
    });
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{}END:VCALENDAR\r\n",
        events.collect::<Vec<_>>().concat()
    )
}
