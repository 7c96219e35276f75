//! What the services speak of, in the spelling of their JSON.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) email: Option<String>,
    pub(crate) firstname: String,
    pub(crate) lastname: String,
    pub(crate) username: String,
    pub(crate) role: String,
    pub(crate) created_at: String,
}

/// An account whose posts are collected. The owner may be missing, 0, or a user who is gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) account_name: String,
    pub(crate) user_id: Option<i64>,
    pub(crate) scraped_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Question {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) user_id: i64,
    pub(crate) answered: bool,
    pub(crate) created_at: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Post {
    pub(crate) post_id: String,
    pub(crate) date_posted: String,
    pub(crate) hour_posted: Hour,
    pub(crate) username_tiktok_account: String,
    #[serde(rename = "postURL")]
    pub(crate) post_url: String,
    pub(crate) views: i64,
    pub(crate) likes: i64,
    pub(crate) comments: i64,
    pub(crate) saves: i64,
    pub(crate) reposts: i64,
    pub(crate) total_interactions: i64,
    pub(crate) engagement: f64,
    pub(crate) number_hashtags: i64,
    pub(crate) hashtags: String,
    pub(crate) sound_id: String,
    #[serde(rename = "soundURL")]
    pub(crate) sound_url: String,
    pub(crate) region_post: String,
    pub(crate) date_tracking: String,
    pub(crate) time_tracking: String,
    #[serde(flatten)]
    pub(crate) owner: Owner,
}

/// The time of day of a post; the collector sometimes stored only the hour.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Hour {
    Time(String),
    Hour(i64),
}

/// Who follows the post's account: an administrator's posts say `adminId`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) enum Owner {
    #[serde(rename = "userId")]
    User(Option<i64>),
    #[serde(rename = "adminId")]
    Admin(i64),
}

/// The sums of one account's posts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Totals {
    pub(crate) username: String,
    pub(crate) total_posts: i64,
    pub(crate) total_views: i64,
    pub(crate) total_likes: i64,
    pub(crate) total_interactions: i64,
    pub(crate) average_engagement: f64,
    pub(crate) last_posted: String,
}

/// Everything that a seed makes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dataset {
    pub(crate) users: Vec<User>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) questions: Vec<Question>,
    pub(crate) posts: Vec<Post>,
}
