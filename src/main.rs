//! The command line. Everything else is in the library.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;
use rota::app;
use rota::config::{Command, CommandLine};

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| default_filter(&command_line));
    // Colours are for people: in a file or a log collector they are noise.
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|no| no.is_empty());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("rota: starting: {error}");
            return ExitCode::FAILURE;
        }
    };
    // Fails when somebody did it before, and then it is done.
    drop(rustls::crypto::ring::default_provider().install_default());
    match runtime.block_on(run(command_line.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rota: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What is logged unless `RUST_LOG` says otherwise. Commands that print an answer and end say nothing but that.
fn default_filter(command_line: &CommandLine) -> tracing_subscriber::EnvFilter {
    let level = match command_line.command {
        Command::Serve(_) => "info",
        Command::Demo(_) | Command::Migrate(_) | Command::User(_) | Command::Token(_) => "warn",
    };
    tracing_subscriber::EnvFilter::new(level)
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(settings) => app::serve(settings).await,
        Command::Demo(settings) => app::demo::demo(settings).await,
        Command::Migrate(database) => app::manage::migrate(&database).await,
        Command::User(command) => app::manage::user(command).await,
        Command::Token(command) => app::manage::token(command).await,
    }
}
