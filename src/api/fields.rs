//! Reading a record field by field, as forgiving and as strict as the reference: numbers are taken for text and text for
//! numbers where they fit, spaces are trimmed, and everything that is wrong is told at once.

use serde_json::{Map, Value, json};

use super::body::{Body, type_name};
use super::error::{ApiError, ApiResult};
use crate::usecases::change::Change;

/// A record that is being read, and what was wrong with it so far.
#[derive(Debug)]
pub struct Fields<'a> {
    body: &'a Body,
    wrong: Map<String, Value>,
}

const REQUIRED: &str = "This field is required.";
const NOT_NULL: &str = "This field may not be null.";
const NOT_BLANK: &str = "This field may not be blank.";
const NOT_TEXT: &str = "Not a valid string.";
const NOT_AN_INTEGER: &str = "A valid integer is required.";

impl<'a> Fields<'a> {
    /// Begins to read.
    pub fn of(body: &'a Body) -> Self {
        Self { body, wrong: Map::new() }
    }

    /// A value as it was given.
    pub fn raw(&self, name: &str) -> Option<&'a Value> {
        self.body.values.get(name)
    }

    /// Notes that a field is wrong.
    pub fn refuse(&mut self, name: &str, sentence: impl Into<String>) {
        self.refuse_with(name, json!([sentence.into()]));
    }

    /// Notes that something deeper in a field is wrong.
    pub fn refuse_with(&mut self, name: &str, what: Value) {
        self.wrong.entry(name).or_insert(what);
    }

    /// Notes it when a field is missing.
    pub fn require(&mut self, name: &str) {
        if self.raw(name).is_none() {
            self.refuse(name, REQUIRED);
        }
    }

    /// Takes null for wrong.
    pub fn not_null<T>(&mut self, name: &str, change: Change<Option<T>>) -> Change<T> {
        match change {
            Change::Keep => Change::Keep,
            Change::To(Some(value)) => Change::To(value),
            Change::To(None) => {
                self.refuse(name, NOT_NULL);
                Change::Keep
            }
        }
    }

    /// Ends reading: everything that was wrong, if anything.
    pub fn finish(self) -> ApiResult<()> {
        if self.wrong.is_empty() { Ok(()) } else { Err(ApiError::Fields(self.wrong)) }
    }

    /// Reads a field with `read`, unless it is absent or null.
    pub fn read<T>(&mut self, name: &str, read: impl FnOnce(&'a Value) -> Result<T, String>) -> Change<Option<T>> {
        match self.raw(name) {
            None => Change::Keep,
            Some(Value::Null) => Change::To(None),
            Some(value) => match read(value) {
                Ok(value) => Change::To(Some(value)),
                Err(sentence) => {
                    self.refuse(name, sentence);
                    Change::Keep
                }
            },
        }
    }

    /// Text of at most `longest` characters, not blank.
    pub fn text(&mut self, name: &str, longest: usize) -> Change<Option<String>> {
        self.read(name, |value| {
            let text = as_text(value).ok_or(NOT_TEXT)?;
            if text.is_empty() {
                return Err(NOT_BLANK.to_owned());
            }
            if text.chars().count() > longest {
                return Err(format!("Ensure this field has no more than {longest} characters."));
            }
            if text.contains('\0') { Err("Null characters are not allowed.".to_owned()) } else { Ok(text) }
        })
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Change<Option<i64>> {
        self.read(name, as_integer)
    }

    /// Yes or no.
    pub fn boolean(&mut self, name: &str) -> Change<Option<bool>> {
        if let Some(Value::String(text)) = self.raw(name)
            && ["null", ""].contains(&text.trim().to_lowercase().as_str())
        {
            return Change::To(None);
        }
        self.read(name, |value| as_boolean(value).ok_or_else(|| "Must be a valid boolean.".to_owned()))
    }

    /// A list of whatever.
    pub fn list(&mut self, name: &str) -> Change<Option<Vec<Value>>> {
        let is_form = self.body.is_form;
        self.read(name, |value| match value {
            Value::Array(items) => Ok(items.clone()),
            single @ Value::String(_) if is_form => Ok(vec![single.clone()]),
            other => Err(not_a_list(other)),
        })
    }
}

/// The complaint about something that should have been a list.
pub fn not_a_list(value: &Value) -> String {
    format!("Expected a list of items but got type \"{}\".", type_name(value))
}

/// Text, or a number as text; trimmed.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn as_integer(value: &Value) -> Result<i64, String> {
    let text = as_text(value).ok_or(NOT_AN_INTEGER)?;
    if text.chars().count() > 1_000 {
        return Err("String value too large.".to_owned());
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        _ => text.as_str(),
    };
    let (minus, digits) = match whole.as_bytes() {
        [b'-', ..] => (true, &whole[1..]),
        [b'+', ..] => (false, &whole[1..]),
        _ => (false, whole),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NOT_AN_INTEGER.to_owned());
    }
    whole.parse().map_err(|_| {
        let (word, bound) = if minus { ("greater", i64::MIN) } else { ("less", i64::MAX) };
        format!("Ensure this value is {word} than or equal to {bound}.")
    })
}

fn as_boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => Some(*yes),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => Some(true),
            Some(0.0) => Some(false),
            _ => None,
        },
        Value::String(text) => match text.trim().to_lowercase().as_str() {
            "t" | "y" | "yes" | "true" | "on" | "1" => Some(true),
            "f" | "n" | "no" | "false" | "off" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}
