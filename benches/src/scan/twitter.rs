//! A page of search results in the shape of `twitter.json`, the text that most JSON readers are measured with:
//! nested objects, short arrays, many `null`s and booleans, numbers that are also there as strings, and Japanese.
//!
//! The text itself is somebody else's; this one is made up.

use serde_json::{Value, json};

use crate::random::Random;

/// Bytes, about as many as `twitter.json` has.
pub(crate) const SIZE: usize = 600_000;

/// The first of the numbers of statuses and users.
const FIRST_STATUS: u64 = 505_874_847_260_352_513;
const FIRST_USER: u64 = 1_186_275_104;

const WORDS: [&str; 12] = [
    "一番",
    "今日は",
    "名前:前田あゆみ",
    "第一印象:なんか怖っ!",
    "好きなところ:",
    "ぶっちゃけ",
    "キモい😋✨",
    "\n",
    "RT",
    "\"過去\"",
    "の",
    "ありがとう",
];

const SOURCES: [&str; 3] = [
    "<a href=\"http://twitter.com/download/iphone\" rel=\"nofollow\">Twitter for iPhone</a>",
    "<a href=\"http://twicca.r246.jp/\" rel=\"nofollow\">twicca</a>",
    "<a href=\"https://about.twitter.com/products/tweetdeck\" rel=\"nofollow\">TweetDeck</a>",
];

/// The page, always the same and without spaces.
pub(crate) fn page() -> String {
    let mut random = Random::new(20_140_831);
    let mut page = String::from("{\"statuses\":[");
    let mut count = 0_u64;
    while page.len() < SIZE {
        if count > 0 {
            page.push(',');
        }
        // Four of five repeat another.
        let repeated = random.below(5) > 0;
        let original = repeated.then(|| status(&mut random, None));
        page.push_str(&status(&mut random, original).to_string());
        count += 1;
    }
    let metadata = json!({
        "completed_in": 0.087, "max_id": FIRST_STATUS, "max_id_str": FIRST_STATUS.to_string(),
        "next_results": "?max_id=505874847260352512&q=%E4%B8%80&count=100&include_entities=1",
        "query": "%E4%B8%80", "count": count, "since_id": 0, "since_id_str": "0",
    });
    page + &format!("],\"search_metadata\":{metadata}}}")
}

fn status(random: &mut Random, original: Option<Value>) -> Value {
    let id = FIRST_STATUS + random.below(1 << 40);
    let entities = entities(random);
    let mut status = json!({
        "metadata": { "result_type": "recent", "iso_language_code": "ja" },
        "created_at": date(random),
        "id": id, "id_str": id.to_string(),
        "text": text(random, 44),
        "source": random.one_of(&SOURCES),
        "truncated": false,
        "in_reply_to_status_id": null, "in_reply_to_status_id_str": null,
        "in_reply_to_user_id": null, "in_reply_to_user_id_str": null,
        "in_reply_to_screen_name": null,
        "user": user(random),
        "geo": null, "coordinates": null, "place": null, "contributors": null,
        "retweet_count": random.below(100), "favorite_count": random.below(100),
        "entities": entities,
        "favorited": false, "retweeted": false, "lang": "ja",
    });
    if let (Some(members), Some(original)) = (status.as_object_mut(), original) {
        members.insert("retweeted_status".to_owned(), original);
        members.insert("possibly_sensitive".to_owned(), false.into());
    }
    status
}

fn user(random: &mut Random) -> Value {
    let id = FIRST_USER + random.below(1 << 30);
    let image = format!("http://pbs.twimg.com/profile_images/{}/H9vdJ3a_normal.jpeg", FIRST_STATUS);
    json!({
        "id": id, "id_str": id.to_string(),
        "name": text(random, 3), "screen_name": format!("ayuu{}", random.below(10_000)),
        "location": "", "description": text(random, 44), "url": null,
        "entities": { "description": { "urls": [] } },
        "protected": false,
        "followers_count": random.below(5000), "friends_count": random.below(3000),
        "listed_count": random.below(20), "created_at": date(random),
        "favourites_count": random.below(2000), "utc_offset": null, "time_zone": null,
        "geo_enabled": random.below(2) == 0, "verified": false,
        "statuses_count": random.below(100_000), "lang": "ja",
        "contributors_enabled": false, "is_translator": false, "is_translation_enabled": false,
        "profile_background_color": "C0DEED",
        "profile_background_image_url": "http://abs.twimg.com/images/themes/theme1/bg.png",
        "profile_background_image_url_https": "https://abs.twimg.com/images/themes/theme1/bg.png",
        "profile_background_tile": false,
        "profile_image_url": image, "profile_image_url_https": image.replace("http:", "https:"),
        "profile_banner_url": format!("https://pbs.twimg.com/profile_banners/{id}/1409318784"),
        "profile_link_color": "0084B4", "profile_sidebar_border_color": "C0DEED",
        "profile_sidebar_fill_color": "DDEEF6", "profile_text_color": "333333",
        "profile_use_background_image": true,
        "default_profile": random.below(2) == 0, "default_profile_image": false,
        "following": false, "follow_request_sent": false, "notifications": false,
    })
}

fn entities(random: &mut Random) -> Value {
    let mentions: Vec<_> = (0..random.below(3)).map(|place| mention(random, place)).collect();
    let hashtags: Vec<_> = (0..random.below(3))
        .map(
            |place| json!({ "text": random.one_of(&WORDS), "indices": [place * 9, place * 9 + 6] }),
        )
        .collect();
    let urls: Vec<_> = (0..random.below(2))
        .map(|place| {
            json!({
                "url": "http://t.co/QMLJeFmfMT", "expanded_url": "http://www.pixiv.net/member.php?id=4776",
                "display_url": "pixiv.net/member.php?id=…", "indices": [place * 30, place * 30 + 22],
            })
        })
        .collect();
    json!({ "hashtags": hashtags, "symbols": [], "urls": urls, "user_mentions": mentions })
}

fn mention(random: &mut Random, place: u64) -> Value {
    let id = FIRST_USER + random.below(1 << 30);
    json!({
        "screen_name": format!("aym{}", random.below(10_000)), "name": text(random, 1),
        "id": id, "id_str": id.to_string(), "indices": [place * 12, place * 12 + 11],
    })
}

fn text(random: &mut Random, words: u64) -> String {
    (0..random.between(1, words + 1)).map(|_| random.one_of(&WORDS)).collect()
}

fn date(random: &mut Random) -> String {
    let [hour, minute, second] = [24, 60, 60].map(|end| random.below(end));
    format!("Sun Aug 31 {hour:02}:{minute:02}:{second:02} +0000 2014")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_page_of_the_wanted_size_is_made_every_time() {
        let page = super::page();
        assert!(page == super::page());
        assert!((SIZE..SIZE + 10_000).contains(&page.len()), "{}", page.len());
    }

    #[test]
    fn the_page_is_like_the_one_that_it_stands_for() {
        let page = super::page();
        let value: Value = serde_json::from_str(&page).unwrap();
        let statuses = value["statuses"].as_array().unwrap();
        assert_eq!(value["search_metadata"]["count"].as_u64(), Some(statuses.len() as u64));
        assert!(statuses.iter().all(|status| status["user"]["id_str"].is_string()));
        for wanted in ["retweeted_status", "null", "true", "\\n", "\\\"", "一番", "😋"] {
            assert!(page.contains(wanted), "{wanted}");
        }
        let other = page.bytes().filter(|byte| !byte.is_ascii()).count();
        assert!((0.15..0.25).contains(&(other as f64 / page.len() as f64)), "{other}");
    }
}
