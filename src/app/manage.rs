//! The command line beside the server: people and tokens. Works while a server runs on the same database.

use anyhow::{Context as _, bail};

use super::open;
use crate::clock::Clock;
use crate::config::{DatabaseSettings, TokenCommand, UserCommand};
use crate::feeds::{self, Fetcher};
use crate::ids::{TokenId, UserId, WorkspaceId};
use crate::schedule::Zone;
use crate::store::people::{Person, Standing};
use crate::store::tokens::Scope;
use crate::store::{people, tokens, workspaces};
use crate::usecases::live::Live;
use crate::usecases::{Ctx, Wake, api_tokens, workspace};

/// `rota migrate`.
pub async fn migrate(settings: &DatabaseSettings) -> anyhow::Result<()> {
    open(&settings.database_url).await?.close().await;
    println!("The tables are up to date.");
    Ok(())
}

/// `rota user …`.
pub async fn user(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add { database, username, name, email, time_zone, admin, workspace } => {
            let (ctx, workspace) = connect(&database, workspace.as_deref()).await?;
            if let Some(zone) = &time_zone {
                Zone::named(zone).with_context(|| "use an IANA name like `Europe/Oslo`")?;
            }
            let taken = people::all(&mut ctx.store.reader().await?, workspace).await?;
            if taken.iter().any(|person| person.username.eq_ignore_ascii_case(&username)) {
                bail!("somebody is called `{username}` already; `rota user list` shows who");
            }
            let person = Person {
                id: UserId::random(),
                slack_id: None,
                full_name: name.unwrap_or_else(|| username.clone()),
                username,
                email,
                time_zone,
                standing: if admin { Standing::Admin } else { Standing::Member },
            };
            let mut tx = ctx.store.begin().await?;
            people::insert(&mut tx, workspace, &person, ctx.clock.now()).await?;
            tx.commit().await?;
            println!("{}", person.id);
        }
        UserCommand::List { database, workspace } => {
            let (ctx, workspace) = connect(&database, workspace.as_deref()).await?;
            for person in people::all(&mut ctx.store.reader().await?, workspace).await? {
                let (email, zone) =
                    (person.email.as_deref().unwrap_or("-"), person.time_zone.as_deref().unwrap_or("-"));
                println!(
                    "{}\t{}\t{}\t{email}\t{zone}\t{}",
                    person.id,
                    person.username,
                    person.full_name,
                    person.standing.word()
                );
            }
        }
    }
    Ok(())
}

/// `rota token …`.
pub async fn token(command: TokenCommand) -> anyhow::Result<()> {
    match command {
        TokenCommand::Create { database, name, scope, user, workspace } => {
            let Ok(scope) = scope.parse::<Scope>() else {
                bail!("`{scope}` is not a scope: use `schedules:read`, or `schedules:write`, which reads too");
            };
            let (ctx, workspace) = connect(&database, workspace.as_deref()).await?;
            let user = match user {
                Some(username) => Some(person_called(&ctx, workspace, &username).await?),
                None => None,
            };
            let (_, secret) = api_tokens::create(&ctx, workspace, &name, scope, user).await?;
            println!("{secret}");
        }
        TokenCommand::List { database, workspace } => {
            let (ctx, workspace) = connect(&database, workspace.as_deref()).await?;
            for token in tokens::all(&mut ctx.store.reader().await?, workspace).await? {
                let state = match (token.revoked_at, token.last_used_at) {
                    (Some(at), _) => format!("revoked {at}"),
                    (None, Some(at)) => format!("last used {at}"),
                    (None, None) => "never used".to_owned(),
                };
                println!("{}\t{}\t{}\tmade {}\t{state}", token.id, token.name, token.scope.word(), token.created_at);
            }
        }
        TokenCommand::Revoke { database, id, workspace } => {
            let (ctx, workspace) = connect(&database, workspace.as_deref()).await?;
            let found = match id.parse::<TokenId>() {
                Ok(id) => api_tokens::revoke(&ctx, workspace, id).await?,
                Err(_) => false,
            };
            if !found {
                bail!("there is no token `{id}` that still works; `rota token list` shows their ids");
            }
            println!("`{id}` is refused from now on.");
        }
    }
    Ok(())
}

/// The database, and the workspace that is meant.
async fn connect(settings: &DatabaseSettings, wanted: Option<&str>) -> anyhow::Result<(Ctx, WorkspaceId)> {
    let store = open(&settings.database_url).await?;
    let feeds = Fetcher::new(feeds::Settings::default());
    let ctx = Ctx { store, clock: Clock::system(), wake: Wake::default(), live: Live::default(), feeds };
    let first = workspace::the_first(&ctx).await?;
    let all = workspaces::all(&mut ctx.store.reader().await?).await?;
    let Some(wanted) = wanted else {
        if all.len() > 1 {
            let names: Vec<_> = all.iter().filter_map(|one| one.slack_team_id.as_deref()).collect();
            bail!("there are several workspaces: say which with `--workspace`, one of {}", names.join(", "));
        }
        return Ok((ctx, first.id));
    };
    let fits = |one: &&workspaces::Workspace| one.id.as_str() == wanted || one.slack_team_id.as_deref() == Some(wanted);
    match all.iter().find(fits) {
        Some(one) => Ok((ctx, one.id)),
        None => bail!("there is no workspace `{wanted}`"),
    }
}

async fn person_called(ctx: &Ctx, workspace: WorkspaceId, username: &str) -> anyhow::Result<UserId> {
    let all = people::all(&mut ctx.store.reader().await?, workspace).await?;
    let fits = |person: &&Person| person.username.eq_ignore_ascii_case(username);
    match all.iter().find(fits) {
        Some(person) => Ok(person.id),
        None => bail!("no one here is called `{username}`; `rota user list` shows who is"),
    }
}
