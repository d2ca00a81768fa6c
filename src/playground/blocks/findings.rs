//! What is wrong, in Slack's wording.

/// Everything found so far.
#[derive(Debug, Default)]
pub struct Findings(Vec<String>);

impl Findings {
    /// `[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]`
    pub fn add(&mut self, what: impl AsRef<str>, at: &str) {
        self.0.push(format!("[ERROR] {} [json-pointer:{at}]", what.as_ref()));
    }

    /// The value when nothing was found.
    pub fn into_result<T>(self, value: T) -> Result<T, Vec<String>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}
