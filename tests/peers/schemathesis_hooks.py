"""What schemathesis has to know of Rota beyond its description; schemathesis.toml names this file.

* An Idempotency-Key names one request. schemathesis sends what it made up more than once, and with the same key it would be
  given the first reply again, of things it has deleted since.
* Blank space around text is taken away before the text is measured, so that it makes no text too long.
"""

import re
import secrets

import schemathesis

KEY = re.compile(r"[!-~]([ -~]{0,253}[!-~])?[ \t]*")
# The shortest that any text may be at most.
SHORT = 200


@schemathesis.hook
def before_call(_context, case, _kwargs):
    """Keys and texts that are to be refused are sent to be refused; keys that are to be taken are new ones."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = (secrets.token_hex(8) + key)[:255]
    if isinstance(case.body, dict):
        for name, value in case.body.items():
            if isinstance(value, str) and len(value) > SHORT:
                case.body[name] = filled(value)


def filled(text):
    """The text, as long as it was, without blank space around it."""
    within = text.strip()
    before = len(text) - len(text.lstrip())
    return "_" * before + within + "_" * (len(text) - before - len(within)) if within else "_" * len(text)
