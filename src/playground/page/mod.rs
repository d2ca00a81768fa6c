//! The page to type and click in.

use axum::Router;

use super::Playground;

pub fn routes() -> Router<Playground> {
    Router::new()
}
