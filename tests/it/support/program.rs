//! The real `rota`, as a process of its own that ends with the test, however that ends.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::eventually::{PATIENCE, eventually};

/// A running `rota` and everything it has said so far.
pub struct Program {
    child: Child,
    stdout: Heard,
    stderr: Heard,
}

impl Program {
    /// Starts `rota` with these arguments and no settings but these.
    pub fn starts(arguments: &[&str], settings: &[(&str, &str)]) -> Self {
        let mut child = command(arguments, settings)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary under test starts");
        let stdout = Heard::from(child.stdout.take().expect("a pipe was asked for"));
        let stderr = Heard::from(child.stderr.take().expect("a pipe was asked for"));
        Self { child, stdout, stderr }
    }

    /// The first line of its output that holds `words`, once it is there.
    pub async fn says(&mut self, words: &str) -> String {
        let what = format!("`rota` says `{words}`");
        eventually(&what, PATIENCE, async || {
            let line = self.stdout().lines().find(|line| line.contains(words)).map(str::to_owned);
            assert!(
                line.is_some() || self.has_ended().is_none(),
                "it ended before: {}{}",
                self.stdout(),
                self.stderr()
            );
            line
        })
        .await
    }

    /// Everything it has written to standard output.
    pub fn stdout(&self) -> String {
        self.stdout.so_far()
    }

    /// Everything it has written to standard error.
    pub fn stderr(&self) -> String {
        self.stderr.so_far()
    }

    /// Asks it to stop, as whoever runs it does.
    pub fn is_asked_to_stop(&self) {
        let told = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(told.expect("`kill` starts").success());
    }

    /// Ends it in the middle of whatever it does.
    pub fn is_killed(&mut self) {
        self.child.kill().expect("our own child");
        self.child.wait().expect("our own child");
    }

    /// Waits for its end: how it ended. All it said is heard by then.
    pub async fn ends(&mut self) -> ExitStatus {
        let status = eventually("`rota` ends", PATIENCE, async || self.has_ended()).await;
        self.stdout.ends();
        self.stderr.ends();
        status
    }

    fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("our own child")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn command(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rota"));
    command.args(arguments).env_clear().envs(settings.iter().copied());
    command
}

/// What a process writes, read as it comes so that it never has to wait for us.
pub struct Heard {
    text: Arc<Mutex<String>>,
    listener: Option<JoinHandle<()>>,
}

impl Heard {
    /// Listens to `pipe` until it is closed.
    pub fn from(pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&text);
        let listener = std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                let mut heard = heard.lock().unwrap();
                heard.push_str(&line);
                heard.push('\n');
            }
        });
        Self { text, listener: Some(listener) }
    }

    /// What was heard so far.
    pub fn so_far(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    /// Waits until the pipe is closed.
    fn ends(&mut self) {
        if let Some(listener) = self.listener.take() {
            listener.join().expect("a listener does not panic");
        }
    }
}
