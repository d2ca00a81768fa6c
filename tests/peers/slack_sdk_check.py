"""Slack's own Python SDK against the playground: slack_sdk_check.py API_URL TOKEN [SIGNING_SECRET APP_PORT]

Posts, updates, reads people in pages, reads and sets a group's members, and with an APP_PORT is the app for a moment
and checks the signature of what it is sent. Needs `slack_sdk`, a channel the bot is in, and a user group:

    cargo run --example playground -- 8765 http://127.0.0.1:8766
    python3 slack_sdk_check.py http://127.0.0.1:8765/api xoxb-playground a-signing-secret 8766

Says `all right`, or fails.
"""

import http.server
import json
import sys
import threading
import urllib.parse
import urllib.request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.models.metadata import Metadata
from slack_sdk.models.views import View
from slack_sdk.signature import SignatureVerifier


def refused(call, error):
    """Checks that the call is refused with this error."""
    try:
        call()
    except SlackApiError as refusal:
        assert refusal.response["error"] == error, refusal.response.data
        return refusal.response
    raise AssertionError(f"not refused with {error}")


def people(client):
    """Everybody, in pages of two, through the SDK's own paging."""
    members, pages = [], 0
    for page in client.users_list(limit=2):
        members += page["members"]
        pages += 1
    assert pages == (len(members) + 1) // 2, pages
    assert len({member["id"] for member in members}) == len(members)
    return members


def messages(client, channel):
    blocks = [
        SectionBlock(text="Alice asks for cover"),
        ActionsBlock(elements=[ButtonElement(text="Accept", action_id="accept", value="1")]),
    ]
    metadata = Metadata(event_type="oncall_announcement", event_payload={"key": "k1"})
    posted = client.chat_postMessage(channel=channel, text="Alice asks for cover", blocks=blocks, metadata=metadata)
    changed = client.chat_update(channel=channel, ts=posted["ts"], text="Bob covers for Alice")
    assert changed["text"] == "Bob covers for Alice"
    history = client.conversations_history(channel=channel, include_all_metadata=True, limit=1)
    assert history["messages"][0]["metadata"]["event_payload"] == {"key": "k1"}, history.data
    refused(lambda: client.chat_postMessage(channel="C404", text="x"), "channel_not_found")
    wrong = [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}]
    refusal = refused(lambda: client.chat_postMessage(channel=channel, text="x", blocks=wrong), "invalid_blocks")
    assert "must be more than 0 characters" in refusal["response_metadata"]["messages"][0]


def groups(client, members):
    def may(member):
        left = member["deleted"] or member["is_bot"] or member["id"] == "USLACKBOT"
        return not left and not member["is_restricted"]

    group = client.usergroups_list(include_users=True, include_count=True)["usergroups"][0]
    wanted = [member["id"] for member in members if may(member)][:2]
    client.usergroups_users_update(usergroup=group["id"], users=wanted)
    assert client.usergroups_users_list(usergroup=group["id"])["users"] == wanted
    refused(lambda: client.usergroups_users_update(usergroup=group["id"], users=""), "no_users_provided")
    guest = next(member["id"] for member in members if member.get("is_restricted"))
    refused(lambda: client.usergroups_users_update(usergroup=group["id"], users=[guest]), "invalid_user")


def views(client):
    view = View(type="modal", callback_id="x", title="Ask for cover", blocks=[SectionBlock(text="Which shift?")])
    refused(lambda: client.views_open(trigger_id="1.2.3", view=view), "invalid_trigger_id")


def signature(api_url, secret, port):
    """Is the app for one command, and checks what it is sent with the SDK's verifier."""
    seen = []

    class App(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append((self.rfile.read(int(self.headers["content-length"])), dict(self.headers.items())))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", port), App)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    act = json.dumps({"as": "alice", "place": "payments", "text": "/oncall now"}).encode()
    page = api_url.removesuffix("/api/")
    request = urllib.request.Request(f"{page}/playground/type", act, {"content-type": "application/json"})
    assert json.load(urllib.request.urlopen(request))["trouble"] is None
    server.shutdown()
    command = next(sent for sent in seen if b"command=" in sent[0])
    assert urllib.parse.parse_qs(command[0].decode())["text"] == ["now"]
    for body, headers in seen:
        assert SignatureVerifier(secret).is_valid_request(body, headers)
        assert not SignatureVerifier("another").is_valid_request(body, headers)


def main():
    api_url, token = sys.argv[1].rstrip("/") + "/", sys.argv[2]
    client = WebClient(token=token, base_url=api_url)
    assert client.auth_test()["ok"]
    refused(lambda: WebClient(token="xoxb-wrong", base_url=api_url).auth_test(), "invalid_auth")
    channel = next(c["id"] for c in client.conversations_list(exclude_archived=True)["channels"] if c["is_member"])
    members = people(client)
    messages(client, channel)
    groups(client, members)
    views(client)
    if len(sys.argv) > 4:
        signature(api_url, sys.argv[3], int(sys.argv[4]))
    print("all right")


if __name__ == "__main__":
    main()
