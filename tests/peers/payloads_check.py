"""Every message and modal the tests produced, read by Slack's own Python SDK: payloads_check.py FOLDER

The folder is what `ROTA_KEEP_PAYLOADS=FOLDER cargo test` leaves: a JSON file for each payload, `{"blocks": […]}` or
`{"view": {…}}`. Each must be known to the SDK's models, pass their limits, and come out of them as it went in. Needs `slack_sdk`.

Says how many were checked, or fails. None at all is a failure, too.
"""

import json
import pathlib
import sys

from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View

# Slack's limits for blocks, which the models do not know.
MOST_BLOCKS = {"message": 50, "view": 100}


def lost(sent, read, place=""):
    """Where what was read differs from what was sent; a field the models add is no loss."""
    if isinstance(sent, dict) and isinstance(read, dict):
        for name, value in sent.items():
            if name not in read:
                yield f"{place}/{name} is gone"
            else:
                yield from lost(value, read[name], f"{place}/{name}")
    elif isinstance(sent, list) and isinstance(read, list):
        if len(sent) != len(read):
            yield f"{place} has {len(read)} of {len(sent)}"
        for at, (one, other) in enumerate(zip(sent, read)):
            yield from lost(one, other, f"{place}/{at}")
    elif sent != read:
        yield f"{place} is {read!r} and was {sent!r}"


def elements(block):
    """The interactive elements and images of a block, as they were sent."""
    inside = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
    return [one for one in inside if one and one["type"] not in ("mrkdwn", "plain_text")]


def check_blocks(sent, most):
    assert 1 <= len(sent) <= most, f"{len(sent)} blocks"
    parsed = Block.parse_all(sent)
    assert len(parsed) == len(sent)
    for one, block in zip(sent, parsed):
        assert block is not None and type(block) is not Block, f"the SDK knows no block {one['type']}"
        block.validate_json()
        problems = list(lost(one, block.to_dict(), one["type"]))
        assert not problems, "; ".join(problems)
        for element in elements(one):
            known = BlockElement.parse(element)
            assert known is not None and type(known) is not BlockElement, f"the SDK knows no element {element['type']}"
            known.validate_json()


def check_view(sent):
    view = View(**sent)
    view.validate_json()
    problems = list(lost(sent, view.to_dict(), "view"))
    assert not problems, "; ".join(problems)
    check_blocks(sent["blocks"], MOST_BLOCKS["view"])


def main(folder):
    counts = {"message": 0, "view": 0}
    wrong = []
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        payload = json.loads(file.read_text())
        kind = "view" if "view" in payload else "message"
        try:
            if kind == "view":
                check_view(payload["view"])
            else:
                check_blocks(payload["blocks"], MOST_BLOCKS["message"])
        except Exception as error:  # Whatever the models raise: every payload is to be named.
            wrong.append(f"{file.name}: {type(error).__name__}: {error}")
        counts[kind] += 1
    for line in wrong[:20]:
        print(line)
    print(f"{counts['message']} messages and {counts['view']} modals checked, {len(wrong)} wrong")
    sys.exit(bool(wrong) or not all(counts.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
