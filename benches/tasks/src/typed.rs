//! The summary as one would write it for its own sake: structs with the members that it needs, and loops.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// As many are in a ranking.
const RANKED: usize = 5;

/// What the summary needs of the metrics.
#[derive(Debug, Deserialize)]
pub struct Metrics<'a> {
    #[serde(borrow)]
    items: Vec<Item<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow)]
    post_id: Cow<'a, str>,
    #[serde(borrow)]
    username_tiktok_account: Cow<'a, str>,
    #[serde(borrow)]
    date_posted: Cow<'a, str>,
    views: u64,
    likes: u64,
    total_interactions: u64,
    engagement: f64,
}

/// The part of the dashboard's summary that the metrics give.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    summary: Totals,
    rankings: Rankings<'a>,
    trends: Trends,
}

#[derive(Debug, Serialize)]
struct Totals {
    total_views: u64,
    total_likes: u64,
    total_interactions: u64,
    average_engagement: f64,
}

#[derive(Debug, Serialize)]
struct Rankings<'a> {
    top_accounts: Vec<Account<'a>>,
    best_engagement: Vec<Best<'a>>,
}

#[derive(Debug, Serialize)]
struct Account<'a> {
    account: &'a str,
    total_views: u64,
    total_likes: u64,
    total_engagement: f64,
    post_count: u64,
}

#[derive(Debug, Serialize)]
struct Best<'a> {
    post_id: &'a str,
    account: &'a str,
    engagement: f64,
    views: u64,
    likes: u64,
}

#[derive(Debug, Serialize)]
struct Trends {
    growth_rate: f64,
    engagement_trend: &'static str,
}

impl Metrics<'_> {
    /// The summary.
    pub fn summary(&self) -> Summary<'_> {
        let rankings =
            Rankings { top_accounts: self.top_accounts(), best_engagement: self.best_engagement() };
        Summary { summary: self.totals(), rankings, trends: self.trends() }
    }

    fn totals(&self) -> Totals {
        let total = |value: fn(&Item<'_>) -> u64| self.items.iter().map(value).sum();
        let counted = self.items.iter().filter(|item| item.engagement != 0.0);
        Totals {
            total_views: total(|item| item.views),
            total_likes: total(|item| item.likes),
            total_interactions: total(|item| item.total_interactions),
            average_engagement: rounded(mean(counted)),
        }
    }

    fn top_accounts(&self) -> Vec<Account<'_>> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut accounts: Vec<Account<'_>> = Vec::new();
        for item in &self.items {
            let account = &*item.username_tiktok_account;
            let place = *places.entry(account).or_insert(accounts.len());
            if place == accounts.len() {
                accounts.push(Account {
                    account,
                    total_views: 0,
                    total_likes: 0,
                    total_engagement: 0.0,
                    post_count: 0,
                });
            }
            if let Some(sums) = accounts.get_mut(place) {
                sums.total_views += item.views;
                sums.total_likes += item.likes;
                sums.total_engagement += item.engagement;
                sums.post_count += 1;
            }
        }
        accounts.sort_by(|a, b| b.total_engagement.total_cmp(&a.total_engagement));
        accounts.truncate(RANKED);
        accounts
    }

    fn best_engagement(&self) -> Vec<Best<'_>> {
        let mut best: Vec<&Item<'_>> = self.items.iter().collect();
        best.sort_by(|a, b| b.engagement.total_cmp(&a.engagement));
        let best = best.iter().take(RANKED).map(|item| Best {
            post_id: &item.post_id,
            account: &item.username_tiktok_account,
            engagement: item.engagement,
            views: item.views,
            likes: item.likes,
        });
        best.collect()
    }

    fn trends(&self) -> Trends {
        if self.items.len() < 2 {
            return Trends { growth_rate: 0.0, engagement_trend: "insufficient_data" };
        }
        let mut items: Vec<&Item<'_>> = self.items.iter().collect();
        items.sort_by_key(|item| &item.date_posted);
        let (first, second) = items.split_at(items.len() / 2);
        let (first, second) = (mean(first.iter().copied()), mean(second.iter().copied()));
        let growth = if first == 0.0 { 0.0 } else { (second - first) / first * 100.0 };
        let engagement_trend = if second > first * 1.1 {
            "increasing"
        } else if second < first * 0.9 {
            "decreasing"
        } else {
            "stable"
        };
        Trends { growth_rate: rounded(growth), engagement_trend }
    }
}

fn mean<'i>(items: impl Iterator<Item = &'i Item<'i>>) -> f64 {
    let (sum, count) =
        items.fold((0.0, 0_u32), |(sum, count), item| (sum + item.engagement, count + 1));
    sum / f64::from(count.max(1))
}

/// To two decimals.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
