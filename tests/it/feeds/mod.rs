//! Fetching calendars from servers on loopback, good ones and others.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use rota::feeds::{Fetched, Fetcher, Reach, Settings, Trouble, Validators};

use crate::support::calendars::{Calendars, Serves, calendar, settings};

fn text() -> String {
    calendar(&[("alice", "20260302T080000Z", "20260309T080000Z")])
}

fn patient() -> Fetcher {
    Fetcher::new(settings(Duration::from_secs(20)))
}

async fn read(fetcher: &Fetcher, url: &str) -> Result<String, Trouble> {
    match fetcher.fetch(url, &Validators::default()).await? {
        Fetched::Text(text) => Ok(String::from_utf8(text.bytes).unwrap()),
        Fetched::Unchanged => panic!("nobody asked whether it changed"),
    }
}

/// Why a calendar cannot be read, as people are told.
async fn why(fetcher: &Fetcher, url: &str) -> String {
    read(fetcher, url).await.unwrap_err().to_string()
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn a_calendar_is_read_packed_or_not_and_after_redirects() {
    let server = Calendars::open().await;
    let plain = server.serves("/plain.ics", Serves::Text(text()));
    let headers = vec![("Content-Encoding", "gzip".to_owned())];
    let gzip = server.serves("/gzip", Serves::With(headers, packed(&text())));
    let file = server.serves("/file.ics.gz", Serves::With(Vec::new(), packed(&text())));
    for step in 0..5 {
        server.serves(&format!("/{step}"), Serves::Redirect(format!("/{}", step + 1)));
    }
    server.serves("/5", Serves::Text(text()));
    for url in [plain.clone(), gzip, file, server.url("/0"), plain.replace("http://", "WebCal://")] {
        assert_eq!(read(&patient(), &url).await, Ok(text()), "{url}");
    }
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_words() {
    let server = Calendars::open().await;
    let fetcher = patient();
    for (status, words) in [(401, "401 Unauthorized"), (404, "404 Not Found"), (500, "500 Internal Server Error")] {
        let url = server.serves(&format!("/{status}"), Serves::Status(status));
        assert_eq!(why(&fetcher, &url).await, format!("the server answers {words}"));
    }
    let unasked = server.serves("/304", Serves::Status(304));
    assert_eq!(why(&fetcher, &unasked).await, "the server answers 304 Not Modified");
    let dies = server.serves("/dies", Serves::DiesInTheMiddle(text()));
    assert_eq!(why(&fetcher, &dies).await, "the answer broke off");
    let loops = server.serves("/loop", Serves::Redirect("/loop".to_owned()));
    assert_eq!(why(&fetcher, &loops).await, "the server redirects more than 5 times");
    assert_eq!(server.asked().iter().filter(|request| request.path == "/loop").count(), 6);
    let nowhere = server.serves("/nowhere", Serves::Redirect("gopher://x/".to_owned()));
    assert_eq!(why(&fetcher, &nowhere).await, "the server redirects to nowhere");
    assert_eq!(why(&fetcher, "http://127.0.0.1:1/x.ics").await, "the server does not answer");
    let nobody = why(&fetcher, "http://nobody.invalid/x.ics").await;
    assert_eq!(nobody, "there is no server called `nobody.invalid`");
}

#[tokio::test]
async fn a_server_that_hangs_is_left() {
    let server = Calendars::open().await;
    let hasty = Fetcher::new(settings(Duration::from_millis(300)));
    for (path, hangs) in [("/before", Serves::Hangs), ("/amid", Serves::HangsInTheMiddle)] {
        let url = server.serves(path, hangs);
        assert_eq!(read(&hasty, &url).await, Err(Trouble::TooSlow), "{path}");
    }
}

#[tokio::test]
async fn two_gigabytes_are_cut_off_packed_or_not() {
    let server = Calendars::open().await;
    let endless = server.serves("/endless", Serves::TwoGigabytes);
    assert_eq!(read(&patient(), &endless).await, Err(Trouble::TooLarge));
    assert!(server.sent() < 64 * 1024 * 1024, "{} bytes were taken", server.sent());
    let bomb = packed(&"X-NOTHING:0\r\n".repeat(2_000_000));
    assert!(bomb.len() < 200_000);
    let bomb = server.serves("/bomb", Serves::With(vec![("Content-Encoding", "gzip".to_owned())], bomb));
    assert_eq!(read(&patient(), &bomb).await, Err(Trouble::TooLarge));
}

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_reached() {
    let server = Calendars::open_at("127.0.0.2").await;
    let port = server.address.port();
    let strict = Fetcher::new(Settings::default());
    for host in
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.1.1"]
    {
        let refused = read(&strict, &format!("http://{host}:{port}/x.ics")).await.unwrap_err();
        assert!(matches!(refused, Trouble::Private(_)), "{host}: {refused}");
    }
    // Its own address is allowed, and no other.
    let reach = Reach::PublicAnd(vec!["127.0.0.2".parse().unwrap()]);
    let fetcher = Fetcher::new(Settings { reach, ..Settings::default() });
    for to in ["http://127.0.0.1", "http://localhost", "http://[::1]", "http://192.168.1.1", "webcal://127.0.0.1"] {
        let url = server.serves("/away", Serves::Redirect(format!("{to}:{port}/x.ics")));
        let refused = read(&fetcher, &url).await.unwrap_err();
        assert!(matches!(refused, Trouble::Private(_)), "{to}: {refused}");
    }
    assert!(server.asked().iter().all(|request| request.path == "/away"));
}

#[tokio::test]
async fn a_password_goes_to_its_own_server_and_into_no_words() {
    let server = Calendars::open().await;
    let other = Calendars::open().await;
    server.serves("/here", Serves::Redirect("/there".to_owned()));
    server.serves("/there", Serves::Redirect(other.url("/elsewhere")));
    let url = server.url("/here").replace("http://", "http://al:s3cret@");
    let refused = read(&patient(), &url).await.unwrap_err();
    assert_eq!(refused, Trouble::Status(404));
    let has_password = |server: &Calendars| -> Vec<bool> {
        server.asked().iter().map(|request| request.head.to_lowercase().contains("authorization: basic")).collect()
    };
    assert_eq!((has_password(&server), has_password(&other)), (vec![true, true], vec![false]));
    let lost = read(&patient(), "http://al:s3cret@127.0.0.1:1/private-path").await.unwrap_err();
    let words = format!("{lost} {lost:?} {refused} {refused:?}");
    assert!(!words.contains("s3cret") && !words.contains("private-path"), "{words}");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = Calendars::open().await;
    let url = server.serves("/a", Serves::Tagged("one", text()));
    let Fetched::Text(first) = patient().fetch(&url, &Validators::default()).await.unwrap() else { panic!() };
    assert_eq!(first.validators.etag.as_deref(), Some("\"one\""));
    assert!(matches!(patient().fetch(&url, &first.validators).await, Ok(Fetched::Unchanged)));
    server.serves("/a", Serves::Tagged("two", text()));
    assert!(matches!(patient().fetch(&url, &first.validators).await, Ok(Fetched::Text(_))));
}
