//! What is wrong with a text that is not JSON, in the words clients of the reference know: those of Python's reader.
//!
//! Only asked when reading failed, so it looks for the first fault and builds nothing.

/// The sentence about the first fault in `text`, or `None` when it reads as JSON after all.
pub fn fault(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let why = match (error.error_len(), bytes[at]) {
                (None, _) => "unexpected end of data",
                (Some(_), 0xC2..=0xF4) => "invalid continuation byte",
                (Some(_), _) => "invalid start byte",
            };
            return Some(format!("'utf-8' codec can't decode byte 0x{:02x} in position {at}: {why}", bytes[at]));
        }
    };
    if text.starts_with('\u{feff}') {
        return Some("Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)".to_owned());
    }
    let mut scan = Scan { text: text.chars().collect(), at: 0, depth: 0 };
    scan.document().err().map(|fault| scan.sentence(&fault))
}

/// How deep lists and objects may be nested: what our own reader allows.
const DEEPEST: usize = 127;

struct Scan {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

enum Fault {
    /// Something is wrong at a place.
    At(&'static str, usize),
    /// A number that JSON does not have.
    NotANumber(&'static str),
    /// Nested too deep.
    TooDeep,
}

type Scanned = Result<(), Fault>;

impl Scan {
    fn sentence(&self, fault: &Fault) -> String {
        match *fault {
            Fault::NotANumber(name) => format!("Out of range float values are not JSON compliant: '{name}'"),
            Fault::TooDeep => format!("it is nested more than {DEEPEST} levels deep"),
            Fault::At(what, at) => {
                let before = &self.text[..at];
                let line = before.iter().filter(|c| **c == '\n').count() + 1;
                let column = at - before.iter().rposition(|c| *c == '\n').map_or(0, |newline| newline + 1) + 1;
                format!("{what}: line {line} column {column} (char {at})")
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let length = word.len();
        let here = self.text.get(self.at..self.at + length);
        let found = here.is_some_and(|here| here.iter().copied().eq(word.chars()));
        if found {
            self.at += length;
        }
        found
    }

    fn document(&mut self) -> Scanned {
        self.skip_spaces();
        self.value()?;
        self.skip_spaces();
        if self.at < self.text.len() { Err(Fault::At("Extra data", self.at)) } else { Ok(()) }
    }

    fn value(&mut self) -> Scanned {
        match self.peek() {
            Some('"') => self.string(),
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('-' | '0'..='9') => self.number(),
            _ if self.take("null") || self.take("true") || self.take("false") => Ok(()),
            _ if self.take("NaN") => Err(Fault::NotANumber("NaN")),
            _ if self.take("Infinity") => Err(Fault::NotANumber("Infinity")),
            _ => Err(Fault::At("Expecting value", self.at)),
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Scanned) -> Scanned {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Fault::TooDeep);
        }
        self.at += 1;
        self.skip_spaces();
        inner(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn object(&mut self) -> Scanned {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        if self.take("}") {
            return Ok(());
        }
        loop {
            if self.peek() != Some('"') {
                return Err(Fault::At(NAME, self.at));
            }
            self.string()?;
            self.skip_spaces();
            if !self.take(":") {
                return Err(Fault::At("Expecting ':' delimiter", self.at));
            }
            self.skip_spaces();
            self.value()?;
            self.skip_spaces();
            if self.take("}") {
                return Ok(());
            }
            if !self.take(",") {
                return Err(Fault::At("Expecting ',' delimiter", self.at));
            }
            self.skip_spaces();
        }
    }

    fn array(&mut self) -> Scanned {
        if self.take("]") {
            return Ok(());
        }
        loop {
            self.value()?;
            self.skip_spaces();
            if self.take("]") {
                return Ok(());
            }
            if !self.take(",") {
                return Err(Fault::At("Expecting ',' delimiter", self.at));
            }
            self.skip_spaces();
        }
    }

    fn string(&mut self) -> Scanned {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(Fault::At("Unterminated string starting at", start)),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => self.escape(start)?,
                Some(c) if c < ' ' => return Err(Fault::At("Invalid control character at", self.at)),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self, start: usize) -> Scanned {
        let backslash = self.at;
        self.at += 1;
        match self.peek() {
            None => Err(Fault::At("Unterminated string starting at", start)),
            Some('u') => {
                let digits = self.text.get(self.at + 1..self.at + 5);
                if digits.is_none_or(|digits| !digits.iter().all(char::is_ascii_hexdigit)) {
                    return Err(Fault::At("Invalid \\uXXXX escape", self.at));
                }
                self.at += 5;
                Ok(())
            }
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Fault::At("Invalid \\escape", backslash)),
        }
    }

    /// A number ends where it stops being one; what follows is the next reader's fault.
    fn number(&mut self) -> Scanned {
        let start = self.at;
        if self.take("-Infinity") {
            return Err(Fault::NotANumber("-Infinity"));
        }
        let _ = self.take("-");
        if !self.take("0") && self.digits() == 0 {
            return Err(Fault::At("Expecting value", start));
        }
        let mut good = self.at;
        if self.take(".") && self.digits() > 0 {
            good = self.at;
        }
        self.at = good;
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            if self.digits() > 0 {
                good = self.at;
            }
        }
        self.at = good;
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn faults_are_named_as_clients_know_them() {
        let cases = [
            ("{", Some("Expecting property name enclosed in double quotes: line 1 column 2 (char 1)")),
            ("", Some("Expecting value: line 1 column 1 (char 0)")),
            ("nope", Some("Expecting value: line 1 column 1 (char 0)")),
            ("{\"a\" 1}", Some("Expecting ':' delimiter: line 1 column 6 (char 5)")),
            ("{\"a\":}", Some("Expecting value: line 1 column 6 (char 5)")),
            ("{\"a\": 1\n \"b\": 2}", Some("Expecting ',' delimiter: line 2 column 2 (char 9)")),
            ("{} x", Some("Extra data: line 1 column 4 (char 3)")),
            ("{\"a", Some("Unterminated string starting at: line 1 column 2 (char 1)")),
            ("[01]", Some("Expecting ',' delimiter: line 1 column 3 (char 2)")),
            ("[\"\\x\"]", Some("Invalid \\escape: line 1 column 3 (char 2)")),
            ("{\"name\": NaN}", Some("Out of range float values are not JSON compliant: 'NaN'")),
            ("{\"a\": [1, -2.5e3, true, null, \"\\u00e5\"]}", None),
        ];
        for (text, expected) in cases {
            assert_eq!(fault(text.as_bytes()).as_deref(), expected, "{text}");
        }
        let invalid = "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte";
        assert_eq!(fault(b"\"\xff\"").as_deref(), Some(invalid));
    }
}
