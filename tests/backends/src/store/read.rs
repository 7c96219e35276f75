//! The questions that the services ask of the data file.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use super::filter::Filter;
use crate::data::model::{Account, Hour, Owner, Post, Question, Totals, User};

/// The most posts that one answer holds.
pub(crate) const MOST_ITEMS: usize = 10_000;

const POST: &str = "post_id, date_posted, hour_posted, username, post_url, views, likes, comments, \
    saves, reposts, total_interactions, engagement, number_hashtags, hashtags, sound_id, sound_url, \
    region_post, date_tracking, time_tracking, owner_id, by_admin";
const USER: &str = "SELECT id, email, firstname, lastname, username, role, created_at FROM users";
const ACCOUNT: &str = "SELECT id, account_name, user_id, scraped_at FROM accounts";

pub(crate) fn users(file: &Connection) -> rusqlite::Result<Vec<User>> {
    rows(file, &format!("{USER} ORDER BY place"), [], user)
}

pub(crate) fn profile(file: &Connection, id: i64) -> rusqlite::Result<Option<User>> {
    Ok(rows(file, &format!("{USER} WHERE id = ?"), [id], user)?.pop())
}

pub(crate) fn accounts(file: &Connection) -> rusqlite::Result<Vec<Account>> {
    rows(file, &format!("{ACCOUNT} ORDER BY id"), [], account)
}

pub(crate) fn accounts_of(file: &Connection, user: i64) -> rusqlite::Result<Vec<Account>> {
    rows(file, &format!("{ACCOUNT} WHERE user_id = ? ORDER BY id"), [user], account)
}

pub(crate) fn questions(file: &Connection) -> rusqlite::Result<Vec<Question>> {
    let sql = "SELECT id, title, body, user_id, answered, created_at FROM questions ORDER BY id";
    rows(file, sql, [], |row| {
        Ok(Question {
            id: row.get(0)?,
            title: row.get(1)?,
            body: row.get(2)?,
            user_id: row.get(3)?,
            answered: row.get(4)?,
            created_at: row.get(5)?,
        })
    })
}

pub(crate) fn posts(file: &Connection, filter: &Filter) -> rusqlite::Result<Vec<Post>> {
    let sql =
        format!("SELECT {POST} FROM posts {} ORDER BY seq LIMIT {MOST_ITEMS}", filter.condition());
    rows(file, &sql, params_from_iter(filter.values()), post)
}

/// Sums per account, the most seen first; at most `most`.
pub(crate) fn totals(
    file: &Connection,
    filter: &Filter,
    most: usize,
) -> rusqlite::Result<Vec<Totals>> {
    let sql = format!(
        "SELECT username, count(*), sum(views), sum(likes), sum(total_interactions), \
         round(avg(engagement), 2), max(date_posted) FROM posts {} \
         GROUP BY username ORDER BY sum(views) DESC, username LIMIT {most}",
        filter.condition()
    );
    rows(file, &sql, params_from_iter(filter.values()), |row| {
        Ok(Totals {
            username: row.get(0)?,
            total_posts: row.get(1)?,
            total_views: row.get(2)?,
            total_likes: row.get(3)?,
            total_interactions: row.get(4)?,
            average_engagement: row.get(5)?,
            last_posted: row.get(6)?,
        })
    })
}

/// True when the file was made with this seed, size and version of the tables.
pub(super) fn is_made_with(file: &Connection, seed: u64, posts: u32) -> rusqlite::Result<bool> {
    let version: i32 = file.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version == super::schema::VERSION
        && file.query_row(
            "SELECT count(*) FROM made WHERE seed = ? AND posts = ?",
            params![seed.cast_signed(), posts],
            |row| row.get::<_, i64>(0),
        )? == 1)
}

fn rows<T>(
    file: &Connection,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    file.prepare_cached(sql)?.query_map(values, read)?.collect()
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        email: row.get(1)?,
        firstname: row.get(2)?,
        lastname: row.get(3)?,
        username: row.get(4)?,
        role: row.get(5)?,
        created_at: row.get(6)?,
    })
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        account_name: row.get(1)?,
        user_id: row.get(2)?,
        scraped_at: row.get(3)?,
    })
}

fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    let hour_posted = match row.get_ref(2)? {
        ValueRef::Integer(hour) => Hour::Hour(hour),
        other => Hour::Time(other.as_str()?.to_owned()),
    };
    let owner = match (row.get(19)?, row.get(20)?) {
        (Some(id), true) => Owner::Admin(id),
        (id, _) => Owner::User(id),
    };
    Ok(Post {
        post_id: row.get(0)?,
        date_posted: row.get(1)?,
        hour_posted,
        username_tiktok_account: row.get(3)?,
        post_url: row.get(4)?,
        views: row.get(5)?,
        likes: row.get(6)?,
        comments: row.get(7)?,
        saves: row.get(8)?,
        reposts: row.get(9)?,
        total_interactions: row.get(10)?,
        engagement: row.get(11)?,
        number_hashtags: row.get(12)?,
        hashtags: row.get(13)?,
        sound_id: row.get(14)?,
        sound_url: row.get(15)?,
        region_post: row.get(16)?,
        date_tracking: row.get(17)?,
        time_tracking: row.get(18)?,
        owner,
    })
}
