//! The tables, and how a new file is filled.

use rusqlite::{Connection, params};

use crate::data::model::{Dataset, Hour, Owner};

/// Tells our files from those of other programs ("orqb").
pub(super) const APPLICATION: i32 = 0x6f72_7162;
/// Raised whenever the tables or the generated data change, so that old files are made anew.
pub(super) const VERSION: i32 = 1;

const TABLES: &str = "
CREATE TABLE made (seed INTEGER NOT NULL, posts INTEGER NOT NULL);
CREATE TABLE users (
    id INTEGER PRIMARY KEY, email TEXT, firstname TEXT NOT NULL, lastname TEXT NOT NULL,
    username TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL, place INTEGER NOT NULL
);
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY, account_name TEXT NOT NULL, user_id INTEGER, scraped_at TEXT NOT NULL
);
CREATE TABLE questions (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, user_id INTEGER NOT NULL,
    answered INTEGER NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE posts (
    seq INTEGER PRIMARY KEY, post_id TEXT NOT NULL, date_posted TEXT NOT NULL,
    hour_posted BLOB NOT NULL, username TEXT NOT NULL, post_url TEXT NOT NULL,
    views INTEGER NOT NULL, likes INTEGER NOT NULL, comments INTEGER NOT NULL,
    saves INTEGER NOT NULL, reposts INTEGER NOT NULL, total_interactions INTEGER NOT NULL,
    engagement REAL NOT NULL, number_hashtags INTEGER NOT NULL, hashtags TEXT NOT NULL,
    sound_id TEXT NOT NULL, sound_url TEXT NOT NULL, region_post TEXT NOT NULL,
    date_tracking TEXT NOT NULL, time_tracking TEXT NOT NULL,
    owner_id INTEGER, by_admin INTEGER NOT NULL,
    -- the hashtags in lower case, each between two spaces
    tags TEXT NOT NULL
);
";

const INDEXES: &str = "
CREATE INDEX accounts_by_user ON accounts (user_id);
CREATE INDEX posts_by_owner ON posts (owner_id);
CREATE INDEX posts_by_post_id ON posts (post_id);
";

/// Fills an empty file, in one transaction.
pub(super) fn create(
    file: &mut Connection,
    seed: u64,
    posts: u32,
    data: &Dataset,
) -> rusqlite::Result<()> {
    // The file gets its name only once complete, so that a crash leaves nothing to roll back.
    file.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    file.pragma_update(None, "application_id", APPLICATION)?;
    file.pragma_update(None, "user_version", VERSION)?;
    let change = file.transaction()?;
    change.execute_batch(TABLES)?;
    change.execute("INSERT INTO made VALUES (?, ?)", params![seed.cast_signed(), posts])?;
    fill_small(&change, data)?;
    fill_posts(&change, data)?;
    change.execute_batch(INDEXES)?;
    change.commit()
}

fn fill_small(file: &Connection, data: &Dataset) -> rusqlite::Result<()> {
    let mut insert = file.prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (place, user) in data.users.iter().enumerate() {
        insert.execute(params![
            user.id,
            user.email,
            user.firstname,
            user.lastname,
            user.username,
            user.role,
            user.created_at,
            place as i64,
        ])?;
    }
    let mut insert = file.prepare("INSERT INTO accounts VALUES (?, ?, ?, ?)")?;
    for account in &data.accounts {
        insert.execute(params![
            account.id,
            account.account_name,
            account.user_id,
            account.scraped_at
        ])?;
    }
    let mut insert = file.prepare("INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?)")?;
    for question in &data.questions {
        insert.execute(params![
            question.id,
            question.title,
            question.body,
            question.user_id,
            question.answered,
            question.created_at,
        ])?;
    }
    Ok(())
}

fn fill_posts(file: &Connection, data: &Dataset) -> rusqlite::Result<()> {
    let mut insert = file.prepare(
        "INSERT INTO posts VALUES \
         (NULL,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    )?;
    for post in &data.posts {
        let hour: &dyn rusqlite::ToSql = match &post.hour_posted {
            Hour::Time(time) => time,
            Hour::Hour(hour) => hour,
        };
        let (owner, by_admin) = match post.owner {
            Owner::User(id) => (id, false),
            Owner::Admin(id) => (Some(id), true),
        };
        insert.execute(params![
            post.post_id,
            post.date_posted,
            hour,
            post.username_tiktok_account,
            post.post_url,
            post.views,
            post.likes,
            post.comments,
            post.saves,
            post.reposts,
            post.total_interactions,
            post.engagement,
            post.number_hashtags,
            post.hashtags,
            post.sound_id,
            post.sound_url,
            post.region_post,
            post.date_tracking,
            post.time_tracking,
            owner,
            by_admin,
            format!(" {} ", post.hashtags.to_lowercase()),
        ])?;
    }
    Ok(())
}
