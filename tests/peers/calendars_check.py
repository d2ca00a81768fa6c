"""Other people's calendar parsers against Rota's exports: calendars_check.py API_URL TOKEN [NODE_MODULES [FOLDER]]

Makes rotations in several zones with an override and a swap, reads them through secret links with `icalendar` and
`recurring_ical_events`, and with `ical.js` and `node-ical` where NODE_MODULES holds them, and compares every event with what
`final_shifts` says. Needs the people `alice` and `bob`. The calendars in FOLDER, which a test has subscribed to
(`ROTA_KEEP_CALENDARS=FOLDER cargo test`), must be read alike by all of them.

Says `all right`, or fails.
"""

import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import icalendar
import recurring_ical_events

API, TOKEN = sys.argv[1].rstrip("/") + "/api/v1/", sys.argv[2]
NODE_MODULES = sys.argv[3] if len(sys.argv) > 3 else None
FOLDER = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
DAY = datetime.timedelta(days=1)


def call(method, path, body=None):
    request = urllib.request.Request(API + path, method=method, headers={"Authorization": TOKEN})
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def utc(at):
    return at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def rotation(name, zone, users, hours, frequency):
    shift = call("POST", "on_call_shifts/", {
        "type": "rolling_users", "name": name, "time_zone": zone, "start": "2024-01-01T09:00:00", "duration": hours * 3600,
        "frequency": frequency, "interval": 1, "week_start": "MO", "rolling_users": [[user] for user in users],
        "start_rotation_from_user_index": 0, "level": 1,
    })
    made = call("POST", "schedules/", {"name": name, "type": "calendar", "time_zone": zone, "shifts": [shift["id"]]})
    return made["id"]


def from_final_shifts(schedule, first, last):
    path = f"schedules/{schedule}/final_shifts/?start_date={first.date()}&end_date={last.date()}"
    rows = call("GET", path)["results"]
    moment = lambda text: utc(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))
    return {(moment(row["shift_start"]), moment(row["shift_end"]), row["user_username"]) for row in rows}


def within(rows, first, last):
    return {row for row in rows if row[0] < utc(last) and row[1] > utc(first)}


def by_icalendar(text, first, last):
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors, calendar.errors
    events = [event for event in calendar.walk("VEVENT")]
    assert all(not event.errors for event in events)
    uids = [str(event["UID"]) for event in events]
    assert len(uids) == len(set(uids)), "two events share an id"
    rows = {(utc(event["DTSTART"].dt), utc(event["DTEND"].dt), str(event["SUMMARY"])) for event in events}
    again = recurring_ical_events.of(calendar).between(first, last)
    assert within(rows, first, last) == {(utc(e["DTSTART"].dt), utc(e["DTEND"].dt), str(e["SUMMARY"])) for e in again}
    return within(rows, first, last)


NODE = """
const fs = require('fs'), ICAL = require('ical.js').default || require('ical.js'), nodeIcal = require('node-ical');
const text = fs.readFileSync(process.argv[2], 'utf8'), rows = {icaljs: [], nodeical: []};
for (const part of new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')) {
  const event = new ICAL.Event(part);
  rows.icaljs.push([event.startDate.toJSDate(), event.endDate.toJSDate(), event.summary]);
}
for (const event of Object.values(nodeIcal.sync.parseICS(text))) {
  if (event.type === 'VEVENT') rows.nodeical.push([event.start, event.end, event.summary]);
}
console.log(JSON.stringify(rows));
"""


def by_node(text, first, last):
    with tempfile.NamedTemporaryFile(suffix=".ics") as calendar, tempfile.NamedTemporaryFile("w", suffix=".cjs") as script:
        calendar.write(text)
        calendar.flush()
        script.write(NODE)
        script.flush()
        run = subprocess.run(["node", script.name, calendar.name], check=True, capture_output=True,
                             env={"NODE_PATH": NODE_MODULES, "PATH": "/usr/local/bin:/usr/bin:/bin"})
    moment = lambda text: text.replace(".000Z", "Z")
    for parser, rows in json.loads(run.stdout).items():
        yield parser, within({(moment(start), moment(end), summary) for start, end, summary in rows}, first, last)


def check(schedule, link, prefix=""):
    with urllib.request.urlopen(link + "&view=final") as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8", answer.headers
        text = answer.read()
    today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    # `final_shifts` cuts rows at its window, the calendar does not: so it is asked for more than is compared.
    first, last = today - 10 * DAY, today + 170 * DAY
    expected = within(from_final_shifts(schedule, first - 40 * DAY, last + 40 * DAY), first, last)
    expected = {(start, end, prefix + who) for start, end, who in expected}
    assert expected, "there is nothing to compare"
    read = {"icalendar": by_icalendar(text, first, last)}
    if NODE_MODULES:
        read.update(by_node(text, first, last))
    for parser, rows in read.items():
        assert rows == expected, (parser, sorted(rows ^ expected)[:6])
    print(f"{len(expected)} events of {schedule} are read alike by {', '.join(read)}")


def check_subscribed(path):
    text = path.read_bytes()
    first = datetime.datetime.now(datetime.timezone.utc) - 400 * DAY
    last = first + 800 * DAY
    expected = by_icalendar(text, first, last)
    assert expected, f"{path} holds no event"
    for parser, rows in by_node(text, first, last):
        assert rows == expected, (path, parser, sorted(rows ^ expected)[:6])
    print(f"{len(expected)} events of {path.name} are read alike by all")


def main():
    users = {user["username"]: user["id"] for user in call("GET", "users/")["results"]}
    alice, bob = users["alice"], users["bob"]
    now = datetime.datetime.now(datetime.timezone.utc)
    weekly = rotation("weekly, \"quoted\"; and 🚀", "Europe/Oslo", [alice, bob], 168, "weekly")
    daily = rotation("daily", "Australia/Lord_Howe", [bob, alice], 24, "daily")
    nightly = rotation("office hours", "America/New_York", [alice, bob], 8, "daily")
    call("POST", f"schedules/{weekly}/overrides/", {
        "users": [bob], "start": utc(now + 3 * DAY), "end": utc(now + 3.5 * DAY)})
    swap = call("POST", "shift_swaps/", {
        "schedule": weekly, "beneficiary": alice, "swap_start": utc(now + 5 * DAY), "swap_end": utc(now + 20 * DAY)})
    call("POST", f"shift_swaps/{swap['id']}/take/", {"benefactor": bob})
    for schedule in [weekly, daily, nightly]:
        check(schedule, call("POST", f"schedules/{schedule}/export_token/", {})["export_url"])
    personal = call("POST", f"users/{bob}/export_token/", {})["export_url"]
    with urllib.request.urlopen(personal) as answer:
        events = icalendar.Calendar.from_ical(answer.read()).walk("VEVENT")
    summaries = {str(event["SUMMARY"]) for event in events}
    assert "daily: bob" in summaries and all("bob" in summary for summary in summaries), summaries
    call("DELETE", f"users/{bob}/export_token/")
    try:
        urllib.request.urlopen(personal)
        raise AssertionError("a revoked link still works")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code
    if FOLDER:
        subscribed = sorted(FOLDER.glob("*.ics"))
        assert subscribed, f"no calendar is in {FOLDER}"
        for path in subscribed:
            check_subscribed(path)
    print("all right")


main()
