//! Every SQL text is understood by both databases. One that is not would only show when it is first run.

use rota::store::every_statement;

use crate::support::databases::on_both;

on_both!(every_statement_prepares, async |store| {
    let mut refused = Vec::new();
    for (file, name, text) in every_statement() {
        if let Err(error) = store.prepare(text).await {
            refused.push(format!("{file}::{name}: {error}"));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
});
