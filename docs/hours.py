#!/usr/bin/env python3
"""Sums how many hours each person is on call between two days, over all schedules.

    ROTA=https://rota.example.com TOKEN=… python3 hours.py 2026-03-01 2026-04-01

Both days are UTC, the last one is not counted. One line for each person: username, hours. Needs nothing but Python.
"""

import json
import os
import sys
from collections import defaultdict
from datetime import datetime
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def get(url):
    request = Request(url, headers={"Authorization": os.environ["TOKEN"], "Accept": "application/json"})
    with urlopen(request) as answer:
        return json.load(answer)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def main(start, end):
    base = os.environ["ROTA"].rstrip("/") + "/api/v1"
    seconds = defaultdict(float)
    page = f"{base}/schedules/"
    while page:
        schedules = get(page)
        page = schedules["next"]
        for schedule in schedules["results"]:
            window = urlencode({"start_date": start, "end_date": end})
            for shift in get(f"{base}/schedules/{schedule['id']}/final_shifts/?{window}")["results"]:
                length = moment(shift["shift_end"]) - moment(shift["shift_start"])
                seconds[shift["user_username"]] += length.total_seconds()
    for username, total in sorted(seconds.items()):
        print(f"{username}\t{total / 3600:g}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
