//! What the four services of the dashboard say, in the shape of `tests/vectors/typical.json` and of any size.

use serde_json::Value;

use crate::random::Random;

/// How JSON is written between its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without spaces, as by `JSON.stringify` of JavaScript.
    Compact,
    /// With a space after `,` and `:`, as by `json.dumps` of Python.
    Spaced,
}

/// The bodies of the four services.
#[derive(PartialEq, Eq)]
pub(crate) struct Bodies {
    pub(crate) users: String,
    pub(crate) accounts: String,
    pub(crate) metrics: String,
    pub(crate) dashboard: String,
}

/// What part of the bytes each of the smaller bodies has in `typical.json`, in thousandths; the metrics have
/// the rest.
const USERS: usize = 18;
const ACCOUNTS: usize = 27;
const DASHBOARD: usize = 8;

/// Bytes of the metrics around their items.
const AROUND: usize = 70;

/// As many accounts have posts.
const POSTING: u64 = 40;

const NAMES: [&str; 6] = ["Ana", "Luis", "María", "Kai", "Zoë", "Jesús"];

const HASHTAGS: [&str; 18] = [
    "#fyp",
    "#foryou",
    "#perú",
    "#lima",
    "#música",
    "#comida",
    "#viral",
    "#baile",
    "#añonuevo",
    "#🎵",
    "#💃🔥",
    "#parati",
    "#humor",
    "#trend",
    "#fútbol",
    "#moda",
    "\"oficial\"",
    "a\\b",
];

impl Bodies {
    /// Bodies of `size` bytes in all, as near as whole elements come to it, and always the same.
    pub(crate) fn new(size: usize, style: Style) -> Self {
        let mut write = Writer { random: Random::new(20_250_401), style };
        let (users, people) = write.list(size * USERS / 1000, Writer::user);
        let (accounts, _) =
            write.list(size * ACCOUNTS / 1000, |write, number| write.account(number, people + 1));
        let (dashboard, _) = write.list(size * DASHBOARD / 1000, Writer::total);
        let rest = size.saturating_sub(users.len() + accounts.len() + dashboard.len() + AROUND);
        let (items, count) = write.list(rest, |write, _| write.item(people));
        let metrics = write.metrics(items, count);
        Self { users, accounts, metrics, dashboard }
    }

    /// How many bytes they are in all.
    pub(crate) fn size(&self) -> usize {
        [&self.users, &self.accounts, &self.metrics, &self.dashboard].map(String::len).iter().sum()
    }
}

/// An array of items like those of the metrics, of `size` bytes, as near as whole elements come to it; another
/// for each seed.
pub(crate) fn items(size: usize, style: Style, seed: u64) -> String {
    Writer { random: Random::new(seed), style }.list(size, |write, _| write.item(10)).0
}

struct Writer {
    random: Random,
    style: Style,
}

impl Writer {
    /// An array whose length in bytes is as near to `size` as that of its elements lets it be, and how many
    /// these are; there is at least one.
    fn list(
        &mut self,
        size: usize,
        mut element: impl FnMut(&mut Self, u64) -> String,
    ) -> (String, u64) {
        let mut list = String::from("[");
        let mut count = 0;
        loop {
            let element = element(self, count);
            if count > 0 && list.len() + element.len() / 2 > size {
                break;
            }
            if count > 0 {
                list.push_str(self.comma());
            }
            list.push_str(&element);
            count += 1;
        }
        list.push(']');
        (list, count)
    }

    fn object<const N: usize>(&self, members: [(&str, String); N]) -> String {
        let colon = if self.style == Style::Compact { ":" } else { ": " };
        let members = members.map(|(name, value)| format!("\"{name}\"{colon}{value}"));
        format!("{{{}}}", members.join(self.comma()))
    }

    fn comma(&self) -> &'static str {
        if self.style == Style::Compact { "," } else { ", " }
    }

    fn user(&mut self, number: u64) -> String {
        let id = number + 1;
        let name = self.random.one_of(&NAMES);
        let email = format!("{}{id}@example.com", name.to_lowercase());
        let role = self.random.one_of(&["USER", "USER", "USER", "ADMIN"]);
        let created = format!("{}T10:30:00", self.date());
        self.object([
            ("id", id.to_string()),
            ("email", text(&email)),
            ("firstname", text(name)),
            ("lastname", text("Pérez")),
            ("username", text(&format!("user_{id}"))),
            ("role", text(role)),
            ("created_at", text(&created)),
        ])
    }

    /// Some belong to users of whom nothing is known.
    fn account(&mut self, number: u64, owners: u64) -> String {
        let owner = self.random.between(1, owners + 1);
        self.object([
            ("id", (number + 1).to_string()),
            ("accountName", text(&format!("@tiktoker{number}"))),
            ("userId", owner.to_string()),
            ("scrapedAt", text("2025-09-20T15:45:00.000Z")),
        ])
    }

    fn total(&mut self, number: u64) -> String {
        let views = self.random.between(1_000_000, 10_000_000);
        let likes = self.random.between(100_000, 1_000_000);
        self.object([
            ("username", text(&format!("@tiktoker{number}"))),
            ("totalViews", views.to_string()),
            ("totalLikes", likes.to_string()),
        ])
    }

    fn item(&mut self, people: u64) -> String {
        let post = self.random.between(7_300_000_000_000_000_000, 7_400_000_000_000_000_000);
        let sound = self.random.between(1_000_000_000_000_000_000, 9_999_999_999_999_999_999);
        let account = format!("@tiktoker{}", self.random.below(POSTING));
        let views = self.random.between(10_000, 5_000_000);
        let likes = self.random.below(views);
        let [comments, saves, reposts] = [5_000, 2_500, 1_500].map(|most| self.random.below(most));
        let engagement = self.engagement();
        let tags = self.random.below(8);
        let hashtags: Vec<_> = (0..tags).map(|_| self.random.one_of(&HASHTAGS)).collect();
        let region = self.random.one_of(&["Not found: N/A", "US", "PE"]);
        let (posted, hour) = (self.date(), self.hour());
        let owner = self.random.between(1, people + 1);
        self.object([
            ("postId", text(&post.to_string())),
            ("datePosted", text(&posted)),
            ("hourPosted", text(&hour)),
            ("usernameTiktokAccount", text(&account)),
            ("postURL", text(&format!("https://www.tiktok.com/{account}/video/{post}"))),
            ("views", views.to_string()),
            ("likes", likes.to_string()),
            ("comments", comments.to_string()),
            ("saves", saves.to_string()),
            ("reposts", reposts.to_string()),
            ("totalInteractions", (likes + comments + saves + reposts).to_string()),
            ("engagement", engagement),
            ("numberHashtags", tags.to_string()),
            ("hashtags", text(&hashtags.join(" "))),
            ("soundId", text(&sound.to_string())),
            ("soundURL", text("https://www.tiktok.com/music/x")),
            ("regionPost", text(region)),
            ("dateTracking", text("2025-10-01")),
            ("timeTracking", text("11:19:21")),
            ("userId", owner.to_string()),
        ])
    }

    fn metrics(&self, items: String, count: u64) -> String {
        let totals = self.object([("metric", text("totals")), ("totalPosts", count.to_string())]);
        let dashboard = format!("[{totals}]");
        self.object([("items", items), ("count", count.to_string()), ("dashboard", dashboard)])
    }

    /// Between 0 and 20 with up to four decimals, now and then nothing at all.
    fn engagement(&mut self) -> String {
        if self.random.below(8) == 0 {
            return "0".to_owned();
        }
        let unit = [1, 10, 100, 1000].get(self.random.below(4) as usize).copied().unwrap_or(1);
        let value = self.random.between(1, 200_000) / unit * unit;
        format!("{:?}", value as f64 / 10_000.0)
    }

    fn date(&mut self) -> String {
        format!("2025-{:02}-{:02}", self.random.between(1, 11), self.random.between(1, 29))
    }

    fn hour(&mut self) -> String {
        let [hour, minute, second] = [24, 60, 60].map(|end| self.random.below(end));
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}

fn text(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [usize; 4] = [10_000, 114_000, 1_100_000, 5_500_000];

    fn parse(body: &str) -> Value {
        serde_json::from_str(body).unwrap()
    }

    #[test]
    fn bodies_are_of_the_size_and_the_shape_that_is_wanted() {
        for (size, near) in SIZES.into_iter().zip([0.03, 0.01, 0.001, 0.001]) {
            for style in [Style::Compact, Style::Spaced] {
                let bodies = Bodies::new(size, style);
                let ratio = bodies.size() as f64 / size as f64;
                assert!((ratio - 1.0).abs() < near, "{size}: {ratio}");
                let metrics = parse(&bodies.metrics);
                let items = metrics["items"].as_array().unwrap();
                assert_eq!(metrics["count"].as_u64(), Some(items.len() as u64));
                assert!(items.iter().all(|item| item.as_object().unwrap().len() == 20));
                for body in [&bodies.users, &bodies.accounts, &bodies.dashboard] {
                    assert!(!parse(body).as_array().unwrap().is_empty());
                }
            }
        }
    }

    #[test]
    fn the_largest_has_ten_thousand_items() {
        let metrics = parse(&Bodies::new(5_500_000, Style::Compact).metrics);
        let count = metrics["count"].as_f64().unwrap();
        assert!((count / 10_000.0 - 1.0).abs() < 0.05, "{count}");
    }

    #[test]
    fn the_same_is_made_every_time() {
        let items = |seed| items(10_000, Style::Compact, seed);
        assert_eq!(items(1), items(1));
        assert_ne!(items(1), items(2));
        assert!(Bodies::new(114_000, Style::Compact) == Bodies::new(114_000, Style::Compact));
    }

    #[test]
    fn elements_have_the_members_of_the_vectors() {
        let vectors = parse(include_str!("../../tests/vectors/typical.json"));
        let known = &vectors["upstreams"];
        let names = |value: &Value| {
            let mut names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
            names.sort();
            names
        };
        let bodies = Bodies::new(114_000, Style::Compact);
        for (body, known) in [
            (&bodies.users, &known["microservice1 GET /api/v1/auth/users"][0]),
            (&bodies.accounts, &known["microservice2 GET /scrapedAccounts"][0]),
            (&bodies.dashboard, &known["microservice4 GET /getDashboardInfo"][0]),
        ] {
            assert_eq!(names(&parse(body)[0]), names(known));
        }
        let known = &known["microservice3 POST /dbquery/user {}"];
        let metrics = parse(&bodies.metrics);
        assert_eq!(names(&metrics), names(known));
        assert_eq!(names(&metrics["items"][0]), names(&known["items"][0]));
    }
}
