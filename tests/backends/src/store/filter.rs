//! The filters of `POST /dbquery/user`: checked, then spoken as SQL.

use rusqlite::types::Value as Sql;
use serde_json::Value;

use crate::data::calendar::is_date;

/// How the value of a filter is read, and the column that it restricts.
enum Rule {
    Owner,
    Admin,
    OneOf(&'static str),
    Usernames,
    Hashtags,
    Date(&'static str),
    Integer(&'static str),
    Number(&'static str),
}

/// Every filter of the contract.
const RULES: &[(&str, Rule)] = &[
    ("userId", Rule::Owner),
    ("adminId", Rule::Admin),
    ("postId", Rule::OneOf("post_id")),
    ("postURL", Rule::OneOf("post_url")),
    ("tiktokUsernames", Rule::Usernames),
    ("regionPost", Rule::OneOf("region_post COLLATE NOCASE")),
    ("soundId", Rule::OneOf("sound_id")),
    ("soundURL", Rule::OneOf("sound_url")),
    ("hashtags", Rule::Hashtags),
    ("datePostedFrom", Rule::Date("date_posted >= ?")),
    ("datePostedTo", Rule::Date("date_posted <= ?")),
    ("minViews", Rule::Integer("views >= ?")),
    ("maxViews", Rule::Integer("views <= ?")),
    ("minLikes", Rule::Integer("likes >= ?")),
    ("maxLikes", Rule::Integer("likes <= ?")),
    ("minTotalInteractions", Rule::Integer("total_interactions >= ?")),
    ("maxTotalInteractions", Rule::Integer("total_interactions <= ?")),
    ("minEngagement", Rule::Number("engagement >= ?")),
    ("maxEngagement", Rule::Number("engagement <= ?")),
];

/// Conditions on posts that all must hold.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    conditions: Vec<String>,
    values: Vec<Sql>,
}

impl Filter {
    /// Only the posts that administrators follow.
    pub(crate) fn by_admins() -> Self {
        Self { conditions: vec!["by_admin".to_owned()], values: Vec::new() }
    }

    /// Adds the filters of a request body; an empty body adds none. The error says what is wrong.
    pub(crate) fn and_body(mut self, body: &[u8]) -> Result<Self, String> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(self);
        }
        let body: Value =
            serde_json::from_slice(body).map_err(|error| format!("body is not JSON: {error}"))?;
        let Value::Object(filters) = body else {
            return Err("body is not a JSON object".to_owned());
        };
        for (name, value) in filters.iter().filter(|(_, value)| !value.is_null()) {
            let Some((_, rule)) = RULES.iter().find(|(known, _)| known == name) else {
                return Err(format!("unknown filter `{name}`"));
            };
            self.and(rule, value)
                .map_err(|wanted| format!("filter `{name}`: expected {wanted}, got `{value}`"))?;
        }
        Ok(self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// `WHERE …`, or nothing.
    pub(super) fn condition(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        format!("WHERE {}", self.conditions.join(" AND "))
    }

    pub(super) fn values(&self) -> &[Sql] {
        &self.values
    }

    /// Adds one filter; the error says what was expected.
    fn and(&mut self, rule: &Rule, value: &Value) -> Result<(), &'static str> {
        match rule {
            Rule::Owner => self.push("owner_id = ?", identifier(value)?),
            Rule::Admin => self.push("by_admin AND owner_id = ?", identifier(value)?),
            Rule::Date(condition) => {
                let date = value.as_str().filter(|text| is_date(text));
                self.push(condition, date.ok_or("a date `YYYY-MM-DD`")?.to_owned());
            }
            Rule::Integer(condition) => self.push(condition, integer(value).ok_or("an integer")?),
            Rule::Number(condition) => self.push(condition, value.as_f64().ok_or("a number")?),
            Rule::OneOf(column) => self
                .push_list(&format!("{column} IN (SELECT value FROM json_each(?))"), list(value)?),
            Rule::Usernames => self.push_list(
                "username COLLATE NOCASE IN (SELECT value FROM json_each(?))",
                prefixed('@', list(value)?),
            ),
            Rule::Hashtags => self.push_list(
                "EXISTS (SELECT 1 FROM json_each(?) WHERE instr(tags, ' ' || value || ' '))",
                prefixed('#', list(value)?).iter().map(|tag| tag.to_lowercase()).collect(),
            ),
        }
        Ok(())
    }

    fn push(&mut self, condition: &str, value: impl Into<Sql>) {
        self.conditions.push(condition.to_owned());
        self.values.push(value.into());
    }

    /// An empty list restricts nothing.
    fn push_list(&mut self, condition: &str, list: Vec<String>) {
        if !list.is_empty() {
            self.push(condition, Value::from(list).to_string());
        }
    }
}

/// An identifier may be written as a number or, since it may exceed 2^53, as digits in a string.
fn identifier(value: &Value) -> Result<i64, &'static str> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        other => integer(other),
    };
    number.ok_or("an integer, or a string of digits")
}

/// Integers beyond 64 signed bits are taken as the largest.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_u64().map(|_| i64::MAX))
}

fn list(value: &Value) -> Result<Vec<String>, &'static str> {
    let text = value.as_str().ok_or("a comma-separated string")?;
    Ok(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

fn prefixed(sign: char, list: Vec<String>) -> Vec<String> {
    list.into_iter()
        .map(|text| if text.starts_with(sign) { text } else { format!("{sign}{text}") })
        .collect()
}
