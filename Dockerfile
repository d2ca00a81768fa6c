# syntax=docker/dockerfile:1
#
# One static binary in an image with nothing else in it: no shell, no package manager, not root.
#
#   docker build -t rota .
#   docker run -p 8080:8080 -v rota-data:/data -e SLACK_BOT_TOKEN -e SLACK_SIGNING_SECRET rota
#
# Commands besides `serve` work beside the running server:
#
#   docker exec CONTAINER /rota token create --name terraform --scope schedules:write

FROM rust:1.95-alpine AS build
# The C compiler that ring and SQLite need is in the image; this is what it compiles against.
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY migrations migrations
COPY src src
# Dependencies and what was compiled stay between builds, outside of the image.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked && cp target/release/rota /rota
RUN mkdir /data

FROM gcr.io/distroless/static-debian12
COPY --from=build /rota /rota
# The image's `nonroot`. A named volume takes its owner from here.
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
# The SQLite file and the two that SQLite keeps beside it. With PostgreSQL nothing is kept here.
VOLUME /data
ENV DATABASE_URL=sqlite:///data/rota.db
# Hosting platforms set their own; alone it means every address at that port.
ENV PORT=8080
EXPOSE 8080
# No HEALTHCHECK: there is no shell or curl in here to run one. Let whoever runs the container ask over HTTP:
# GET /healthz says that the process answers (restart it when it does not), GET /readyz that the database does and that
# Slack was reached once (send it requests when it does).
ENTRYPOINT ["/rota"]
CMD ["serve"]
