//! Makes the data set of a seed: looks like real life, and is the same each time.

use super::calendar::{date, day};
use super::model::{Account, Dataset, Hour, Owner, Post, Question, User};
use super::words::{
    FIRST_NAMES, FLOURISHES, HASHTAGS, LAST_NAMES, QUESTIONS, REGIONS, STYLES, TOPICS,
};
use crate::random::{Random, Zipf};

const USERS: usize = 60;
const ACCOUNTS: usize = 300;
const SOUNDS: usize = 400;
const FIRST_DAY: i64 = day(2025, 2, 1);
const LAST_DAY: i64 = day(2025, 9, 30);
/// The views of the best posts of the best account.
const MOST_VIEWS: f64 = 48_000_000.0;
/// An owner whose user has been deleted.
const GONE: i64 = 4_242;

pub(crate) fn generate(seed: u64, posts: u32) -> Dataset {
    let mut random = Random::new(seed);
    let users = users(&mut random);
    let accounts = accounts(&mut random, &users);
    let questions = questions(&mut random, &users);
    let posts = posts_of(&mut random, posts, &users, &accounts);
    Dataset { users, accounts, questions, posts }
}

fn users(random: &mut Random) -> Vec<User> {
    (0..USERS as i64)
        .map(|place| {
            let firstname = random.pick(FIRST_NAMES);
            let lastname = random.pick(LAST_NAMES);
            let id = match place {
                // Beyond 2^53, where a double no longer tells neighbours apart.
                p if p % 9 == 7 => 9_007_199_254_740_993 + 2 * p,
                p if p % 20 == 11 => 7_300_000_000_000_000_001 + random.below(1 << 40) as i64,
                p => p + 1,
            };
            let number = place + 1;
            User {
                id,
                email: (place != 37)
                    .then(|| format!("{}{number}@example.com", firstname.to_lowercase())),
                firstname: firstname.to_owned(),
                lastname: lastname.to_owned(),
                username: format!("user_{number}"),
                role: if place % 12 == 3 { "ADMIN" } else { "USER" }.to_owned(),
                created_at: format!(
                    "{}T{}",
                    date(FIRST_DAY - 1 - random.below(400) as i64),
                    clock(random)
                ),
            }
        })
        .collect()
}

fn accounts(random: &mut Random, users: &[User]) -> Vec<Account> {
    let mut owners: Vec<i64> = users.iter().map(|user| user.id).collect();
    random.shuffle(&mut owners);
    let busy = Zipf::new(owners.len(), 4.0);
    (1..=ACCOUNTS as i64)
        .map(|id| {
            let user_id = match random.below(60) {
                0 => None,
                1 => Some(0),
                2 => Some(GONE),
                _ => Some(owners[busy.draw(random)]),
            };
            Account {
                id,
                account_name: format!("@{}{}{id}", random.pick(STYLES), random.pick(TOPICS)),
                user_id,
                scraped_at: format!(
                    "{}T{}.{:03}Z",
                    date(LAST_DAY - random.below(5) as i64),
                    clock(random),
                    random.below(1000)
                ),
            }
        })
        .collect()
}

fn questions(random: &mut Random, users: &[User]) -> Vec<Question> {
    (1..=40)
        .map(|id| {
            let (title, body) = random.pick(QUESTIONS);
            Question {
                id,
                title: title.to_owned(),
                body: body.to_owned(),
                user_id: users[random.below(users.len() as u64) as usize].id,
                answered: !random.one_in(3),
                created_at: format!("{}T{}", random_date(random), clock(random)),
            }
        })
        .collect()
}

fn posts_of(random: &mut Random, count: u32, users: &[User], accounts: &[Account]) -> Vec<Post> {
    // An account's rank is its fame; ranks are spread over the ids.
    let mut by_rank: Vec<&Account> = accounts.iter().collect();
    random.shuffle(&mut by_rank);
    let busy = Zipf::new(by_rank.len(), 12.0);
    let sounds: Vec<u64> = (0..SOUNDS).map(|_| post_number(random, FIRST_DAY)).collect();
    let heard = Zipf::new(sounds.len(), 3.0);
    (0..count)
        .map(|_| {
            let rank = busy.draw(random);
            let sound = sounds[heard.draw(random)];
            post(random, by_rank[rank], rank, sound, users)
        })
        .collect()
}

fn post(random: &mut Random, account: &Account, rank: usize, sound: u64, users: &[User]) -> Post {
    let posted = FIRST_DAY + random.below((LAST_DAY - FIRST_DAY + 1) as u64) as i64;
    let post_id = post_number(random, posted).to_string();
    let views = views(random, rank);
    let likes = share(random, views, 20, 180);
    let comments = share(random, views, 0, 12);
    let saves = share(random, views, 0, 18);
    let reposts = share(random, views, 0, 9);
    let total_interactions = likes + comments + saves + reposts;
    let (hashtags, number_hashtags) = hashtags(random);
    let hour_posted = if random.one_in(40) {
        Hour::Hour(random.below(24) as i64)
    } else {
        Hour::Time(clock(random))
    };
    Post {
        post_url: format!("https://www.tiktok.com/{}/video/{post_id}", account.account_name),
        post_id,
        date_posted: date(posted),
        hour_posted,
        username_tiktok_account: account.account_name.clone(),
        views,
        likes,
        comments,
        saves,
        reposts,
        total_interactions,
        engagement: engagement(random, total_interactions, views),
        number_hashtags,
        hashtags,
        sound_id: sound.to_string(),
        sound_url: format!("https://www.tiktok.com/music/sonido-original-{sound}"),
        region_post: random.pick(REGIONS).to_owned(),
        date_tracking: date(LAST_DAY + 1 + random.below(3) as i64),
        time_tracking: clock(random),
        owner: owner(account.user_id, users),
    }
}

/// Few posts are seen by many: fame falls with the account's rank, and luck is uneven too.
fn views(random: &mut Random, rank: usize) -> i64 {
    if random.one_in(150) {
        return 0;
    }
    let fame = 1.0 / (rank as f64 + 1.0);
    let luck = 1.0 / (1.0 + random.below(60) as f64);
    (MOST_VIEWS * fame * luck * (0.5 + random.unit())) as i64
}

/// Between `low` and `high` thousandths of the views.
fn share(random: &mut Random, views: i64, low: u64, high: u64) -> i64 {
    let thousandths = low as f64 + random.unit() * (high - low) as f64;
    (views as f64 * thousandths / 1000.0) as i64
}

/// Interactions in percent of the views, with 2 to 4 decimals.
fn engagement(random: &mut Random, interactions: i64, views: i64) -> f64 {
    if views == 0 {
        return 0.0;
    }
    let scale = random.pick(&[100.0, 1000.0, 10_000.0, 10_000.0]);
    (100.0 * interactions as f64 / views as f64 * scale).round() / scale
}

fn hashtags(random: &mut Random) -> (String, i64) {
    let popular = Zipf::new(HASHTAGS.len(), 2.0);
    let mut tags: Vec<&str> = Vec::new();
    for _ in 0..random.below(9) {
        let tag = HASHTAGS[popular.draw(random)];
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let count = tags.len() as i64;
    if random.one_in(3) {
        tags.push(random.pick(FLOURISHES));
    }
    (tags.join(" "), count)
}

fn owner(user_id: Option<i64>, users: &[User]) -> Owner {
    match user_id {
        Some(id) if users.iter().any(|user| user.id == id && user.role == "ADMIN") => {
            Owner::Admin(id)
        }
        other => Owner::User(other),
    }
}

/// TikTok's numbers: the second of the post, then 32 bits; 19 digits in these years.
fn post_number(random: &mut Random, day: i64) -> u64 {
    let second = day as u64 * 86_400 + random.below(86_400);
    (second << 32) | random.below(1 << 32)
}

fn random_date(random: &mut Random) -> String {
    date(FIRST_DAY + random.below((LAST_DAY - FIRST_DAY + 1) as u64) as i64)
}

fn clock(random: &mut Random) -> String {
    let second = random.below(86_400);
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::data::model::{Hour, Owner};

    #[test]
    fn a_seed_makes_one_data_set() {
        assert_eq!(generate(7, 500), generate(7, 500));
        assert_ne!(generate(7, 500), generate(8, 500));
    }

    /// Files made earlier are reused as long as the version of the tables stays, so a change of
    /// what a seed makes must raise it.
    #[test]
    fn whoever_changes_the_data_raises_the_version_in_the_schema() {
        let text = format!("{:?}", generate(7, 500));
        let digest = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
            (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        assert_eq!(digest, 7_288_600_458_586_187_317);
    }

    #[test]
    fn looks_like_real_life() {
        let data = generate(1, 6000);
        let mut names: Vec<_> = data.accounts.iter().map(|a| &a.account_name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 300);
        assert!(data.users.iter().any(|user| user.id > 1 << 53));
        assert!(data.users.iter().any(|user| user.role == "ADMIN"));
        assert!(data.posts.iter().all(|post| post.post_id.len() == 19));
        assert!(data.posts.iter().any(|post| matches!(post.hour_posted, Hour::Hour(_))));
        assert!(data.posts.iter().any(|post| matches!(post.owner, Owner::Admin(_))));
        let mut views: Vec<i64> = data.posts.iter().map(|post| post.views).collect();
        views.sort_unstable_by(|a, b| b.cmp(a));
        let best: i64 = views[..60].iter().sum();
        assert!(best * 3 > views.iter().sum(), "the best 1% of posts have a third of the views");
    }
}
