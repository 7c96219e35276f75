//! Mistakes in a small valid plan, each with the whole message that it must give.

/// A plan in which nothing is wrong.
pub(crate) const SHOP: &str = include_str!("shop.json");

/// An edit of [`SHOP`], or a variable in its environment, that makes it wrong.
#[derive(Debug)]
pub(crate) struct Mistake {
    edit: (&'static str, &'static str),
    set: Option<(&'static str, &'static str)>,
    /// What the reader says.
    pub(crate) message: &'static str,
}

impl Mistake {
    /// The plan with the mistake.
    pub(crate) fn text(&self) -> String {
        let (from, to) = self.edit;
        if from.is_empty() {
            return SHOP.into();
        }
        assert_eq!(SHOP.matches(from).count(), 1, "`{from}` must be in the plan once");
        SHOP.replacen(from, to, 1)
    }

    /// The value of a variable in the environment.
    pub(crate) fn environment(&self, name: &str) -> Option<String> {
        self.set.filter(|(known, _)| *known == name).map(|(_, value)| value.into())
    }
}

const fn edit(from: &'static str, to: &'static str, message: &'static str) -> Mistake {
    Mistake { edit: (from, to), set: None, message }
}

const fn set(name: &'static str, value: &'static str, message: &'static str) -> Mistake {
    Mistake { edit: ("", ""), set: Some((name, value)), message }
}

/// What is no JSON, or no longer shows in a JSON tree that keeps one of several members.
pub(crate) const IN_TEXT: &[Mistake] = &[
    edit(
        r#"{
  "name": "shop","#,
        r#"{
  "name": shop,"#,
        "$: found text that is not JSON at line 2, column 11, expected a value",
    ),
    edit(
        r#"  "name": "shop","#,
        r#"  "name": "shop""#,
        "$: found text that is not JSON at line 3, column 3, expected `,` or `}`",
    ),
    edit(
        r#""name": "shop""#,
        r#""name": "\ud800""#,
        "$: found text that is not JSON at line 2, column 11, expected a string without lone surrogates",
    ),
    edit(
        r#""name": "shop""#,
        r#""name": "shop", "name": "store""#,
        "$.name: found the key `name` twice, expected each key once",
    ),
    edit(
        r#""count": { "$length": "orders" }"#,
        r#""count": { "$length": "orders", "$length": "levels" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.count['$length']: found the key `$length` twice, expected each key once",
    ),
    edit(
        r#""id": "/id","#,
        r#""id": "/id", "id": "/number","#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.id: found the key `id` twice, expected each key once",
    ),
];

/// What a JSON Schema knows to be wrong, too.
pub(crate) const IN_STRUCTURE: &[Mistake] = &[
    edit(
        r#""sources": {
    "orders""#,
        r#""source": {
    "orders""#,
        "$.source: found the key `source`, expected one of `$schema`, `name`, `description`, `variables`, `defaults`, `cors`, `memory`, `services`, `sources` or `endpoints`; did you mean `sources`?",
    ),
    edit(
        r#""deadline": "5s""#,
        r#""dead_line": "5s""#,
        "$.services.shop.dead_line: found the key `dead_line`, expected one of `description`, `url`, `headers`, `forward`, `deadline_header`, `health`, `timeout`, `deadline`, `attempts`, `backoff`, `budget`, `breaker`, `hedge`, `concurrency`, `queue`, `max_body` or `content_type`; did you mean `deadline`?",
    ),
    edit(
        r#""defaults": { "timeout""#,
        r#""defaults": { "time_out""#,
        "$.defaults.time_out: found the key `time_out`, expected one of `timeout`, `deadline`, `attempts`, `backoff`, `budget`, `breaker`, `hedge`, `concurrency`, `queue`, `max_body` or `content_type`; did you mean `timeout`?",
    ),
    edit(
        r#"{ "base": "50ms" }"#,
        r#"{ "base": "50ms", "factor": 3 }"#,
        "$.defaults.backoff.factor: found the key `factor`, expected one of `base`, `max` or `jitter`",
    ),
    edit(
        r#""max_age": "10m""#,
        r#""maxAge": "10m""#,
        "$.cors.maxAge: found the key `maxAge`, expected one of `origins`, `credentials`, `headers` or `max_age`; did you mean `max_age`?",
    ),
    edit(
        r#""timeout": "1s" }"#,
        r#""timeout": "1s", "attempts": 2 }"#,
        "$.services.shop.health.attempts: found the key `attempts`, expected one of `method`, `path`, `body`, `healthy_on` or `timeout`",
    ),
    edit(
        r#""repeatable": true"#,
        r#""idempotent": true"#,
        "$.sources.levels.idempotent: found the key `idempotent`, expected one of `service`, `description`, `alternatives`, `after`, `empty`, `count`, `stale`, `fallback`, `method`, `path`, `query`, `body`, `repeatable`, `wrap` or `empty_on`",
    ),
    edit(
        r#""empty_on": [404]"#,
        r#""emptyOn": [404]"#,
        "$.sources.customer.alternatives[0].emptyOn: found the key `emptyOn`, expected one of `when`, `method`, `path`, `query`, `body`, `repeatable`, `wrap` or `empty_on`; did you mean `empty_on`?",
    ),
    edit(
        r#""required": ["orders"]"#,
        r#""require": ["orders"]"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].require: found the key `require`, expected one of `description`, `deadline`, `deadline_header`, `concurrency`, `parameters`, `required` or `answer`; did you mean `required`?",
    ),
    edit(
        r#""min": 1 }"#,
        r#""minimum": 1 }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id.minimum: found the key `minimum`, expected one of `type`, `required`, `description`, `min`, `max`, `min_length`, `max_length` or `enum`",
    ),
    edit(
        r#""min": 1 }"#,
        r#""min": 1, "enum": ["1"] }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id.enum: found the key `enum`, expected one of `type`, `required`, `description`, `min` or `max`",
    ),
    edit(
        r#""max_length": 9"#,
        r#""max": 9"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.customer_id.max: found the key `max`, expected one of `type`, `required`, `description`, `min_length`, `max_length` or `enum`",
    ),
    edit(
        r#""decimals": 2"#,
        r#""digits": 2"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.digits: found the key `digits`, expected one of `$mean`, `each`, `value`, `skip`, `decimals` or `default`",
    ),
    edit(
        r#""order": "total""#,
        r#""order_by": "total""#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.days.order_by: found the key `order_by`, expected one of `$group`, `each`, `by`, `skip`, `item`, `order` or `limit`",
    ),
    edit(
        r#""key": "/customer""#,
        r#""by": "/customer""#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.name.by: found the key `by`, expected one of `$join`, `each`, `on`, `value`, `key` or `default`",
    ),
    edit(
        r#"{ "$growth": true }"#,
        r#"{ "$growth": true, "decimals": 1 }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.trend.item.growth.decimals: found the key `decimals`, expected `$growth`",
    ),
    edit(
        r#"{ "$statuses": "source" }"#,
        r#"{ "$statuses": "source", "path": "" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.statuses.path: found the key `path`, expected `$statuses`",
    ),
    edit(
        r#"{ "$field": "customer", "path": "/id" }"#,
        r#"{ "$field": "customer", "pointer": "/id" }"#,
        "$.sources.levels.body.customer.pointer: found the key `pointer`, expected one of `$parameter`, `$field` or `path`",
    ),
    edit(
        r#""as": "exact""#,
        r#""as": "exact", "default": 0"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.total.default: found the key `default`, expected one of `$sum`, `each`, `value` or `as`",
    ),
    edit(
        r#""url": "${SHOP_URL}","#,
        "",
        "$.services.shop: found no key `url`, expected an object that has one",
    ),
    edit(
        r#""service": "stock","#,
        "",
        "$.sources.levels: found no key `service`, expected an object that has one",
    ),
    edit(
        r#"{ "answer": { "$health": "all" } }"#,
        r#"{ "description": "How the services are." }"#,
        "$.endpoints['GET /health']: found no key `answer`, expected an object that has one",
    ),
    edit(
        r#""path": "/levels","#,
        "",
        "$.sources.levels: found no key `path`, expected a `path`, or `alternatives` that have one",
    ),
    edit(
        r#""when": ["customer_id"], "#,
        "",
        "$.sources.customer.alternatives[0]: found no key `when`, expected an object that has one",
    ),
    edit(
        r#""type": "integer", "#,
        "",
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id: found no key `type`, expected an object that has one",
    ),
    edit(
        r#""value": "/level", "#,
        "",
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.mean: found no key `value`, expected an object that has one",
    ),
    edit(
        r#",
          "limit": 3"#,
        "",
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest: found no key `limit`, expected an object that has one",
    ),
    edit(
        r#""on": "/id", "#,
        "",
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.name: found no key `on`, expected an object that has one",
    ),
    edit(
        r#""origins": "https://app.test", "#,
        "",
        "$.cors: found no key `origins`, expected an object that has one",
    ),
    edit(r#""name": "shop""#, r#""name": 7"#, "$.name: found `7`, expected a string"),
    edit(
        r#""services": {
    "shop": {"#,
        r#""services": {
    "store": "http://store.test",
    "shop": {"#,
        r#"$.services.store: found `"http://store.test"`, expected an object"#,
    ),
    edit(
        r#""variables": { "SHOP_URL": "http://shop.test","#,
        r#""variables": { "SHOP_URL": ["http://shop.test"],"#,
        r#"$.variables.SHOP_URL: found `["http://shop.test"]`, expected a string, a number, a boolean or `null`"#,
    ),
    edit(
        r#""repeatable": true"#,
        r#""repeatable": "yes""#,
        r#"$.sources.levels.repeatable: found `"yes"`, expected `true` or `false`"#,
    ),
    edit(
        r#""forward": ["authorization"]"#,
        r#""forward": "authorization""#,
        r#"$.services.shop.forward: found `"authorization"`, expected an array"#,
    ),
    edit(
        r#""max_body": 4096"#,
        r#""max_body": "4kB""#,
        r#"$.services.stock.max_body: found `"4kB"`, expected an integer from 1 to 268435456"#,
    ),
    edit(
        r#""size": 20"#,
        r#""size": [20]"#,
        r#"$.sources.orders.query.size: found `[20]`, expected a string, a number, a boolean, `{"$parameter": …}` or `{"$field": …}`"#,
    ),
    edit(
        r#""after": ["orders"]"#,
        r#""after": ["orders", 2]"#,
        "$.sources.levels.after[1]: found `2`, expected a string",
    ),
    edit(
        r#""skip": [0]"#,
        r#""skip": [null]"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.skip[0]: found `null`, expected a string, a number or a boolean",
    ),
    edit(
        r#""id": "/id","#,
        r#""id": 1,"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.id: found `1`, expected the path of a field, or an object with `$join`",
    ),
    edit(
        r#""answer": { "$health": "all" }"#,
        r#""answer": { "$health": true }"#,
        "$.endpoints['GET /health'].answer['$health']: found `true`, expected `all`",
    ),
    edit(
        r#"{ "$key": true }"#,
        r#"{ "$key": false }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.days.item.day['$key']: found `false`, expected `true`",
    ),
    edit(
        r#""TOKEN": "t""#,
        r#""token": "t""#,
        "$.variables.token: found the name `token`, expected capital letters, digits and `_`, as environment variables have",
    ),
    edit(
        r#""stock": {
      "url""#,
        r#""1stock": {
      "url""#,
        "$.services['1stock']: found the name `1stock`, expected a letter, then letters, digits, `_` or `-`, 64 characters at most",
    ),
    edit(
        r#""customer_id": { "type""#,
        r#""customer id": { "type""#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters['customer id']: found the name `customer id`, expected a letter, then letters, digits, `_` or `-`, 64 characters at most",
    ),
    edit(
        r#"{ "page": { "$parameter": "page" }, "#,
        r#"{ "page": { "$parameter": "" }, "#,
        "$.sources.orders.query.page: found an empty name, expected a letter, then letters, digits, `_` or `-`, 64 characters at most",
    ),
    edit(
        r#""/customers/{customer_id}""#,
        r#""/customers/{}""#,
        "$.sources.customer.alternatives[0].path: found an empty name, expected a letter, then letters, digits, `_` or `-`, 64 characters at most",
    ),
    edit(
        r#""deadline": "3s""#,
        r#""deadline": "-3s""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].deadline: found `"-3s"`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`"#,
    ),
    edit(
        r#""deadline": "3s""#,
        r#""deadline": 3"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].deadline: found `3`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`",
    ),
    edit(
        r#""deadline": "3s""#,
        r#""deadline": "0s""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].deadline: found `"0s"`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`"#,
    ),
    edit(
        r#""deadline": "5s""#,
        r#""deadline": "5 s""#,
        r#"$.services.shop.deadline: found `"5 s"`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`"#,
    ),
    edit(
        r#""base": "50ms""#,
        r#""base": "-50ms""#,
        r#"$.defaults.backoff.base: found `"-50ms"`, expected a duration of up to a day, such as `0s`, `250ms` or `1.5s`"#,
    ),
    edit(
        r#""base": "50ms""#,
        r#""base": "50ms", "jitter": "half""#,
        r#"$.defaults.backoff.jitter: found `"half"`, expected one of `full`, `decorrelated` or `none`"#,
    ),
    edit(
        r#""attempts": "${TRIES}""#,
        r#""attempts": 0"#,
        "$.defaults.attempts: found `0`, expected an integer from 1 to 10",
    ),
    edit(
        r#""attempts": "${TRIES}""#,
        r#""attempts": 11"#,
        "$.defaults.attempts: found `11`, expected an integer from 1 to 10",
    ),
    edit(
        r#""attempts": "${TRIES}""#,
        r#""attempts": "2.5""#,
        r#"$.defaults.attempts: found `"2.5"`, expected an integer from 1 to 10"#,
    ),
    edit(
        r#""memory": 1000000"#,
        r#""memory": "48MiB""#,
        r#"$.memory: found `"48MiB"`, expected an integer from 1 to 4294967295"#,
    ),
    edit(
        r#""memory": 1000000"#,
        r#""memory": 4294967296"#,
        "$.memory: found `4294967296`, expected an integer from 1 to 4294967295",
    ),
    edit(
        r#""max_body": 4096"#,
        r#""max_body": 0"#,
        "$.services.stock.max_body: found `0`, expected an integer from 1 to 268435456",
    ),
    edit(
        r#""limit": 5"#,
        r#""limit": 0"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.days.limit: found `0`, expected an integer from 1 to 1000",
    ),
    edit(
        r#""limit": 3"#,
        r#""limit": 1001"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.limit: found `1001`, expected an integer from 1 to 1000",
    ),
    edit(
        r#""decimals": 2"#,
        r#""decimals": 16"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.decimals: found `16`, expected an integer from 0 to 15",
    ),
    edit(
        r#""threshold": 0.2"#,
        r#""threshold": 11"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.trend.threshold: found `11`, expected a number from 0 to 10, such as 0.1 for a tenth",
    ),
    edit(
        r#""empty_on": [404]"#,
        r#""empty_on": [99]"#,
        "$.sources.customer.alternatives[0].empty_on[0]: found `99`, expected an integer from 200 to 599",
    ),
    edit(
        r#""max_length": 9"#,
        r#""max_length": 9000"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.customer_id.max_length: found `9000`, expected an integer from 0 to 8192",
    ),
    edit(
        r#""min": 1 }"#,
        r#""min": 1.5 }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id.min: found `1.5`, expected an integer from -9223372036854775808 to 18446744073709551615",
    ),
    edit(
        r#""enum": ["first", "last"]"#,
        r#""enum": []"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.page.enum: found `[]`, expected at least one string",
    ),
    edit(
        r#""url": "${SHOP_URL}""#,
        r#""url": "${SHOP_URL""#,
        r#"$.services.shop.url: found `"${SHOP_URL"`, expected `}` after `${`"#,
    ),
    edit(
        r#""https://stock.test/v1""#,
        r#""stock.test/v1""#,
        r#"$.services.stock.url: found `"stock.test/v1"`, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials"#,
    ),
    edit(
        r#""https://stock.test/v1""#,
        r#""ftp://stock.test""#,
        r#"$.services.stock.url: found `"ftp://stock.test"`, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials"#,
    ),
    edit(
        r#""https://stock.test/v1""#,
        r#""https://stock.test:port""#,
        r#"$.services.stock.url: found `"https://stock.test:port"`, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials"#,
    ),
    edit(
        r#""https://stock.test/v1""#,
        r#""https://stock.test/v1/../v2""#,
        r#"$.services.stock.url: found `"https://stock.test/v1/../v2"`, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials"#,
    ),
    edit(
        r#""https://stock.test/v1""#,
        r#""https://admin:hunter2@stock.test""#,
        "$.services.stock.url: found a URL with `@` in it, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials",
    ),
    edit(
        r#""x-token": "${TOKEN}""#,
        r#""X-Token": "${TOKEN}""#,
        "$.services.shop.headers['X-Token']: found the header `X-Token`, expected a header field's name in lower case",
    ),
    edit(
        r#""x-token": "${TOKEN}""#,
        r#""x token": "${TOKEN}""#,
        "$.services.shop.headers['x token']: found the header `x token`, expected a header field's name in lower case",
    ),
    edit(
        r#""x-token": "${TOKEN}""#,
        r#""x-token": " ${TOKEN}""#,
        r#"$.services.shop.headers['x-token']: found `" ${TOKEN}"`, expected printable ASCII without spaces at its ends, variables filled in"#,
    ),
    edit(
        r#""x-token": "${TOKEN}""#,
        r#""content-length": "${TOKEN}""#,
        "$.services.shop.headers['content-length']: found the header `content-length`, expected a header that does not belong to the connection or the body",
    ),
    edit(
        r#""forward": ["authorization"]"#,
        r#""forward": ["Authorization"]"#,
        "$.services.shop.forward[0]: found the header `Authorization`, expected a header field's name in lower case",
    ),
    edit(
        r#""forward": ["authorization"]"#,
        r#""forward": ["host"]"#,
        "$.services.shop.forward[0]: found the header `host`, expected a header that does not belong to the connection or the body",
    ),
    edit(
        r#""origins": "https://app.test""#,
        r#""origins": "app.test""#,
        r#"$.cors.origins: found `"app.test"`, expected `*` or origins such as `https://app.example.com`, separated by commas"#,
    ),
    edit(
        r#""origins": "https://app.test""#,
        r#""origins": "https://app.test/""#,
        r#"$.cors.origins: found `"https://app.test/"`, expected `*` or origins such as `https://app.example.com`, separated by commas"#,
    ),
    edit(
        r#""origins": "https://app.test""#,
        r#""origins": "*", "credentials": true"#,
        "$.cors.credentials: found `credentials` with the origin `*`, expected exact origins, or no `credentials`",
    ),
    edit(
        r#""headers": ["authorization"], "max_age""#,
        r#""headers": ["Authorization"], "max_age""#,
        r#"$.cors.headers[0]: found `"Authorization"`, expected a header field's name in lower case"#,
    ),
    edit(
        r#""method": "POST""#,
        r#""method": "post""#,
        r#"$.sources.levels.method: found `"post"`, expected one of `GET`, `HEAD`, `POST`, `PUT`, `PATCH` or `DELETE`"#,
    ),
    edit(
        r#""method": "POST""#,
        r#""method": "GET""#,
        "$.sources.levels: found a `body` with the method `GET`, expected another method, or no `body`",
    ),
    edit(
        r#""method": "POST","#,
        "",
        "$.sources.levels: found a `body` with the method `GET`, expected another method, or no `body`",
    ),
    edit(
        r#""path": "/levels""#,
        r#""path": "levels""#,
        r#"$.sources.levels.path: found `"levels"`, expected a path such as `/orders/{id}`, its characters percent-encoded, the query in `query`"#,
    ),
    edit(
        r#""path": "/levels""#,
        r#""path": "/levels?all=1""#,
        r#"$.sources.levels.path: found `"/levels?all=1"`, expected a path such as `/orders/{id}`, its characters percent-encoded, the query in `query`"#,
    ),
    edit(
        r#""path": "/levels""#,
        r#""path": "/../levels""#,
        r#"$.sources.levels.path: found `"/../levels"`, expected a path such as `/orders/{id}`, its characters percent-encoded, the query in `query`"#,
    ),
    edit(
        r#""path": "/levels""#,
        r#""path": "/levels/{id""#,
        r#"$.sources.levels.path: found `"/levels/{id"`, expected `}` after `{`"#,
    ),
    edit(
        r#""when": ["customer_id"]"#,
        r#""when": []"#,
        "$.sources.customer.alternatives[0].when: found `[]`, expected at least one parameter",
    ),
    edit(
        r#"{ "$field": "customer", "path": "/id" }"#,
        r#"{ "$source": "customer" }"#,
        "$.sources.levels.body.customer['$source']: found the key `$source`, expected one of `$parameter`, `$field` or `path`",
    ),
    edit(
        r#"{ "$field": "customer", "path": "/id" }"#,
        r#"{ "$parameter": "page", "$field": "customer" }"#,
        "$.sources.levels.body.customer['$field']: found the key `$field`, expected `$parameter`",
    ),
    edit(
        r#""/customers/{orders#/0/customer}""#,
        r#""/customers/{orders#$[*].customer}""#,
        r#"$.sources.customer.path: found `"/customers/{orders#$[*].customer}"`, expected a path without `[*]` after `#`"#,
    ),
    edit(
        r#""/customers/{orders#/0/customer}""#,
        r#""/customers/{orders#0/customer}""#,
        r#"$.sources.customer.path: found `"/customers/{orders#0/customer}"`, expected a JSON Pointer such as `/items/0` or a JSONPath such as `$.items[*]`"#,
    ),
    edit(
        r#""/customers/{orders#/0/customer}""#,
        r#""/customers/{orders#/[*]/customer}""#,
        r#"$.sources.customer.path: found `"/customers/{orders#/[*]/customer}"`, expected `[*]` only in a JSONPath, such as `$.items[*]`"#,
    ),
    edit(
        r#""path": "/health""#,
        r#""path": "/health/{id}""#,
        r#"$.services.shop.health: found `{"path":"/health/{id}","timeout":"1s"}`, expected a request without parameters"#,
    ),
    edit(
        r#""path": "/health", "timeout""#,
        r#""body": { "ping": 1 }, "timeout""#,
        "$.services.shop.health: found a `body` with the method `GET`, expected another method, or no `body`",
    ),
    edit(
        r#"{ "$length": "orders" }"#,
        r#"{ "$size": "orders" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.count['$size']: found the operation `$size`, expected one of `$source`, `$length`, `$sum`, `$mean`, `$min`, `$max`, `$first`, `$group`, `$top`, `$trend`, `$statuses`, `$reports`, `$health`, `$snapshot`, `$parameter`, `$time` or `$constant`; did you mean `$time`?",
    ),
    edit(
        r#"{ "$length": "orders" }"#,
        r#"{ "$length": "orders", "$source": "orders" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.count['$source']: found the operation `$source` beside `$length`, expected one key that begins with `$`",
    ),
    edit(
        r#""by": ["/day"]"#,
        r#""by": []"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.days.by: found `[]`, expected at least one path",
    ),
    edit(
        r#""by": ["/day"]"#,
        r#""by": ["day"]"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.days.by[0]: found `"day"`, expected a JSON Pointer such as `/items/0` or a JSONPath such as `$.items[*]`"#,
    ),
    edit(
        r#""by": ["/day"]"#,
        r#""by": ["$.days[*]"]"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.days.by[0]: found `"$.days[*]"`, expected a path without `[*]`"#,
    ),
    edit(
        r#""each": "/items""#,
        r#""each": "/items[*]""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.each: found `"/items[*]"`, expected `[*]` only in a JSONPath, such as `$.items[*]`"#,
    ),
    edit(
        r#""each": "/items""#,
        r#""each": "$.pages[*].items""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.each: found `"$.pages[*].items"`, expected the path of an array, with or without `[*]` at its end"#,
    ),
    edit(
        r#""each": "/items""#,
        r#""each": "$..items""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.mean.each: found `"$..items"`, expected only `.name`, `['name']`, `[0]` and `[*]` after `$`"#,
    ),
    edit(
        r#""value": "/name""#,
        r#""value": "/~name""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.name.value: found `"/~name"`, expected `~0` for `~` and `~1` for `/`, no other `~`"#,
    ),
    edit(
        r#"{ "$sum": "/total" }"#,
        r#"{ "$total": "/total" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.days.item.total['$total']: found the operation `$total`, expected one of `$key`, `$count`, `$sum`, `$mean`, `$min`, `$max`, `$first` or `$join`",
    ),
    edit(
        r#"{ "$sum": "/total" }"#,
        r#""/total""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.days.item.total: found `"/total"`, expected an operation: one of `$key`, `$count`, `$sum`, `$mean`, `$min`, `$max`, `$first` or `$join`"#,
    ),
    edit(
        r#"{ "$growth": true }"#,
        r#"{ "$growth": "yes" }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.trend.item.growth['$growth']: found `"yes"`, expected `true`"#,
    ),
    edit(
        r#"{ "$statuses": "source" }"#,
        r#"{ "$statuses": "services" }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.statuses['$statuses']: found `"services"`, expected one of `service` or `source`; did you mean `service`?"#,
    ),
    edit(
        r#"{ "$time": "iso8601" }"#,
        r#"{ "$time": "unix" }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.time['$time']: found `"unix"`, expected `iso8601`"#,
    ),
    edit(
        r#""default": [] }"#,
        r#""default": { "$source": "levels" } }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.orders.default: found `{"$source":"levels"}`, expected a value that stands for itself, no operation"#,
    ),
    edit(
        r#""GET /health":"#,
        r#""POST /health":"#,
        "$.endpoints['POST /health']: found the endpoint `POST /health`, expected `GET` and a path, such as `GET /orders/{id}`",
    ),
    edit(
        r#""GET /health":"#,
        r#""GET health":"#,
        "$.endpoints['GET health']: found the endpoint `GET health`, expected `GET` and a path, such as `GET /orders/{id}`",
    ),
    edit(
        r#""GET /health":"#,
        r#""GET /health?deep":"#,
        "$.endpoints['GET /health?deep']: found the endpoint `GET /health?deep`, expected `GET` and a path, such as `GET /orders/{id}`",
    ),
    edit(
        r#""ratio": 0.1"#,
        r#""ratio": 1.5"#,
        "$.services.stock.budget.ratio: found `1.5`, expected a number from 0 to 1",
    ),
    edit(
        r#""floor": 3"#,
        r#""floor": -1"#,
        "$.services.stock.budget.floor: found `-1`, expected an integer from 0 to 10000",
    ),
    edit(
        r#""volume": 10"#,
        r#""volume": 0"#,
        "$.services.stock.breaker.volume: found `0`, expected an integer from 1 to 10000",
    ),
    edit(
        r#""failure_ratio": 0.4"#,
        r#""failure_ratio": 0"#,
        "$.services.stock.breaker.failure_ratio: found `0`, expected a number from 0.01 to 1",
    ),
    edit(
        r#""probes": 2"#,
        r#""probes": 101"#,
        "$.services.stock.breaker.probes: found `101`, expected an integer from 1 to 100",
    ),
    edit(
        r#""slow": "800ms""#,
        r#""slow": "0ms""#,
        r#"$.services.stock.breaker.slow: found `"0ms"`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`"#,
    ),
    edit(
        r#""hedge": { "percentile": 90, "min": "20ms" }"#,
        r#""hedge": "on""#,
        r#"$.services.stock.hedge: found `"on"`, expected an object, or `"off"`"#,
    ),
    edit(
        r#""percentile": 90"#,
        r#""percentile": 100"#,
        "$.services.stock.hedge.percentile: found `100`, expected an integer from 50 to 99",
    ),
    edit(
        r#""concurrency": 32"#,
        r#""concurrency": 0"#,
        "$.services.stock.concurrency: found `0`, expected an integer from 1 to 10000",
    ),
    edit(
        r#""queue": 8"#,
        r#""queue": "8""#,
        r#"$.services.stock.queue: found `"8"`, expected an integer from 0 to 10000"#,
    ),
    edit(
        r#""content_type": "any""#,
        r#""content_type": "xml""#,
        r#"$.services.stock.content_type: found `"xml"`, expected one of `json` or `any`"#,
    ),
    edit(
        r#""deadline_header": "x-time-left""#,
        r#""deadline_header": "X-Time-Left""#,
        "$.services.stock.deadline_header: found the header `X-Time-Left`, expected a header field's name in lower case",
    ),
    edit(
        r#""deadline_header": "x-wait""#,
        r#""deadline_header": "host""#,
        "$.endpoints['GET /shops/{shop_id}/orders'].deadline_header: found the header `host`, expected a header that does not belong to the connection or the body",
    ),
    edit(
        r#""concurrency": 4"#,
        r#""concurrency": 65"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].concurrency: found `65`, expected an integer from 1 to 64",
    ),
    edit(
        r#""stale": "1h""#,
        r#""stale": 60"#,
        "$.sources.levels.stale: found `60`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`",
    ),
    edit(
        r#""$snapshot": "health""#,
        r#""$snapshot": "all""#,
        r#"$.endpoints['GET /snapshot'].answer['$snapshot']: found `"all"`, expected `health`"#,
    ),
];

/// What only shows when names, numbers and variables are looked up: a JSON Schema cannot know.
pub(crate) const IN_MEANING: &[Mistake] = &[
    edit(
        r#""deadline": "5s""#,
        r#""deadline": "25h""#,
        r#"$.services.shop.deadline: found `"25h"`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`"#,
    ),
    set(
        "WAIT",
        "0s",
        "$.defaults.timeout: found `0s`, made of `${WAIT}`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`",
    ),
    set(
        "WAIT",
        "2",
        "$.defaults.timeout: found `2`, made of `${WAIT}`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`",
    ),
    edit(
        r#""timeout": "${WAIT}""#,
        r#""timeout": "${WAIT}s""#,
        "$.defaults.timeout: found `2ss`, made of `${WAIT}s`, expected a duration above zero and up to a day, such as `250ms`, `1.5s` or `10m`",
    ),
    set(
        "TRIES",
        "many",
        "$.defaults.attempts: found `many`, made of `${TRIES}`, expected an integer from 1 to 10",
    ),
    set(
        "TRIES",
        "1\n2",
        r"$.defaults.attempts: found `1\n2`, made of `${TRIES}`, expected an integer from 1 to 10",
    ),
    set(
        "TRIES",
        "100",
        "$.defaults.attempts: found `100`, made of `${TRIES}`, expected an integer from 1 to 10",
    ),
    edit(
        r#""max_length": 9"#,
        r#""min_length": 10, "max_length": 9"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].parameters.customer_id: found `{"type":"string","min_length":10,"max_length":9}`, expected a lower bound that is not above the upper"#,
    ),
    edit(
        r#""min": 1 }"#,
        r#""min": 1, "max": 0 }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id: found `{"type":"integer","min":1,"max":0}`, expected a lower bound that is not above the upper"#,
    ),
    edit(
        r#""enum": ["first", "last"]"#,
        r#""enum": ["", "last"]"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].parameters.page.enum[0]: found `""`, expected 1 to 256 characters"#,
    ),
    edit(
        r#""attempts": "${TRIES}""#,
        r#""attempts": "${TRYS}""#,
        "$.defaults.attempts: found the variable `TRYS`, expected a variable that the plan declares: one of `SHOP_URL`, `TRIES`, `TOKEN` or `WAIT`; did you mean `TRIES`?",
    ),
    edit(
        r#""TRIES": 2"#,
        r#""TRIES": null"#,
        "$.defaults.attempts: found the variable `TRIES`, which has no default and is not set, expected a value for it in the environment",
    ),
    edit(
        r#""size": 20"#,
        r#""size": "${TRIES}""#,
        "$.sources.orders.query.size: found the variable `TRIES` where none is filled in, expected variables only in services, time limits and `cors`",
    ),
    edit(
        r#""as_written": {"#,
        r#""version": "v${TRIES}",
        "as_written": {"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.version: found the variable `TRIES` where none is filled in, expected variables only in services, time limits and `cors`",
    ),
    set(
        "SHOP_URL",
        "https://admin:hunter2@shop.test",
        "$.services.shop.url: found a URL with `@` in it, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials",
    ),
    set(
        "SHOP_URL",
        "https://shop.test?key=hunter2",
        "$.services.shop.url: found a URL with `?` in it, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials",
    ),
    set(
        "SHOP_URL",
        "localhost:8080",
        "$.services.shop.url: found `localhost:8080`, made of `${SHOP_URL}`, expected a URL such as `https://api.example.com/v1`, without query, fragment or credentials",
    ),
    set(
        "TOKEN",
        "hunter2\r\nx-admin: yes",
        r#"$.services.shop.headers['x-token']: found `"${TOKEN}"`, expected printable ASCII without spaces at its ends, variables filled in"#,
    ),
    edit(
        r#""forward": ["authorization"]"#,
        r#""forward": ["x-token"]"#,
        r#"$.services.shop.forward[0]: found `"x-token"`, expected a header that `headers` does not have"#,
    ),
    edit(
        r#""alternatives": [{"#,
        r#""alternatives": [{ "when": ["customer_id"], "path": "/mine" }, {"#,
        "$.sources.customer.alternatives[1]: found an alternative that `alternatives[0]` always precedes, expected the one with more parameters in `when` first",
    ),
    edit(
        r#""path": "/orders","#,
        r#""path": "/orders/{page}","#,
        "$.endpoints['GET /shops/{shop_id}/orders']: found the source `orders`, whose path needs the parameter `page`, expected `page` as a required parameter, or in `when` of an alternative",
    ),
    edit(
        r#""when": ["customer_id"]"#,
        r#""when": ["customer"]"#,
        "$.sources.customer.alternatives[0]: found the parameter `customer`, expected a parameter of an endpoint that asks this source: one of `shop_id`, `customer_id` or `page`; did you mean `customer_id`?",
    ),
    edit(
        r#"{ "$parameter": "page" }"#,
        r#"{ "$parameter": "pages" }"#,
        "$.sources.orders: found the parameter `pages`, expected a parameter of an endpoint that asks this source: one of `shop_id`, `customer_id` or `page`; did you mean `page`?",
    ),
    edit(
        r#""empty_on": [404] }],
      "empty": {}"#,
        r#""wrap": true }],
      "empty": {}"#,
        "$.sources.customer.empty: found `{}`, expected an array, as `wrap` makes every body one",
    ),
    edit(
        r#""service": "stock""#,
        r#""service": "stocks""#,
        r#"$.sources.levels.service: found `"stocks"`, expected a service of this plan: one of `shop` or `stock`; did you mean `stock`?"#,
    ),
    edit(
        r#""after": ["orders"]"#,
        r#""after": ["order"]"#,
        "$.sources.levels.after[0]: found the source `order`, expected a source of this plan: one of `orders`, `customer` or `levels`; did you mean `orders`?",
    ),
    edit(
        "{orders#/0/customer}",
        "{order#/0/customer}",
        "$.sources.customer: found the source `order`, expected a source of this plan: one of `orders`, `customer` or `levels`; did you mean `orders`?",
    ),
    edit(
        r#""$field": "customer""#,
        r#""$field": "customers""#,
        "$.sources.levels: found the source `customers`, expected a source of this plan: one of `orders`, `customer` or `levels`; did you mean `customer`?",
    ),
    edit(
        r#""after": ["orders"]"#,
        r#""after": ["levels"]"#,
        "$.sources.levels: found the cycle `levels` → `levels`, expected sources that do not wait for each other in a circle",
    ),
    edit(
        r#""path": "/orders","#,
        r#""path": "/orders", "after": ["customer"],"#,
        "$.sources.orders: found the cycle `orders` → `customer` → `orders`, expected sources that do not wait for each other in a circle",
    ),
    edit(
        r#""path": "/orders","#,
        r#""path": "/orders/{levels#/first}","#,
        "$.sources.orders: found the cycle `orders` → `levels` → `orders`, expected sources that do not wait for each other in a circle",
    ),
    edit(
        r#""required": ["orders"]"#,
        r#""required": ["order"]"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].required[0]: found `"order"`, expected a source of this answer: one of `orders`, `customer` or `levels`; did you mean `orders`?"#,
    ),
    edit(
        r#"{ "$length": "orders" }"#,
        r#"{ "$length": "order" }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.count['$length']: found `"order"`, expected a source of this plan: one of `orders`, `customer` or `levels`; did you mean `orders`?"#,
    ),
    edit(
        r#"{ "$parameter": "shop_id" }"#,
        r#"{ "$parameter": "shop" }"#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.shop['$parameter']: found `"shop"`, expected a parameter of this endpoint: one of `shop_id`, `customer_id` or `page`"#,
    ),
    edit(
        r#""order": "total""#,
        r#""order": "day""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.days.order: found `"day"`, expected `total`"#,
    ),
    edit(
        r#""$join": "customer""#,
        r#""$join": "client""#,
        r#"$.endpoints['GET /shops/{shop_id}/orders'].answer.largest.item.name['$join']: found `"client"`, expected a source of this plan: one of `orders`, `customer` or `levels`"#,
    ),
    edit(
        r#"{ "$statuses": "source" }"#,
        r#"{ "$statuses": "service" }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].answer.statuses['$statuses']: found `service`, which `orders` and `customer` have in common, expected `source`, so that names differ",
    ),
    edit(
        r#""GET /health":"#,
        r#""GET /shops/{shop}":"#,
        "$.endpoints['GET /shops/{shop}']: found `{shop}` in the path, expected a parameter declared in `parameters`",
    ),
    edit(
        r#""GET /health":"#,
        r#""GET /health": { "answer": 1 },
    "GET /{name}": { "parameters": { "name": { "type": "string" } }, "answer": 1 },
    "GET /{other}": { "parameters": { "other": { "type": "string" } }, "answer": 1 },
    "GET /more":"#,
        "$.endpoints['GET /{other}']: found `GET /{other}`, which the endpoint `GET /{name}` answers, too, expected endpoints with different paths",
    ),
    edit(
        r#""GET /health":"#,
        r#""GET /shops/{a}/{b}": { "parameters": { "a": { "type": "string" }, "b": { "type": "string" } }, "answer": 1 },
    "GET /{c}/all/{d}": { "parameters": { "c": { "type": "string" }, "d": { "type": "string" } }, "answer": 1 },
    "GET /more":"#,
        "$.endpoints['GET /{c}/all/{d}']: found `GET /{c}/all/{d}`, which the endpoint `GET /shops/{a}/{b}` answers, too, expected endpoints with different paths",
    ),
    edit(
        r#""GET /shops/{shop_id}/orders""#,
        r#""GET /shops/{shop_id}/{shop_id}""#,
        "$.endpoints['GET /shops/{shop_id}/{shop_id}']: found `{shop_id}` twice in the path, expected it once",
    ),
    edit(
        r#""min": 1 }"#,
        r#""min": 1, "required": false }"#,
        "$.endpoints['GET /shops/{shop_id}/orders'].parameters.shop_id: found `required` as `false` for a parameter in the path, expected `true`, or no `required`",
    ),
    edit(
        r#""path": "/orders","#,
        r#""alternatives": [{ "when": ["query"], "path": "/search" }],"#,
        "$.endpoints['GET /shops/{shop_id}/orders']: found the source `orders`, of which no alternative can apply, expected a parameter for each name in `when` of one",
    ),
    edit(
        r#""sources": {
    "orders": {"#,
        r#""sources": {
    "a": { "service": "shop", "path": "/{b#/id}" },
    "b": { "service": "shop", "path": "/b", "after": ["c"] },
    "c": { "service": "shop", "path": "/c", "query": { "a": { "$field": "a", "path": "/id" } } },
    "orders": {"#,
        "$.sources.a: found the cycle `a` → `b` → `c` → `a`, expected sources that do not wait for each other in a circle",
    ),
    edit(
        r#""max_open": "40s""#,
        r#""max_open": "3s""#,
        r#"$.services.stock.breaker.max_open: found `"3s"`, expected a time that is not shorter than `open`"#,
    ),
    edit(
        r#""max_body": 4096,"#,
        r#""max_body": 4096, "forward": ["x-time-left"],"#,
        r#"$.services.stock.deadline_header: found `"x-time-left"`, expected a header that neither `headers` nor `forward` has"#,
    ),
    edit(
        r#""path": "/orders",
      "query""#,
        r#""path": "/orders", "fallback": {},
      "query""#,
        "$.sources.orders.fallback: found `{}`, expected an array, as `empty` is",
    ),
];
