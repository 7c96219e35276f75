// Made from `plans/plan.schema.json` by the build; not to be changed by hand.

/** Any JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** JSON in which `{ "$parameter": … }` and `{ "$field": … }` are filled in. */
export type Body = string | number | boolean | null | Reference | readonly Body[] | BodyMembers;
export interface BodyMembers {
  readonly [name: string]: Body;
  readonly [operation: `$${string}`]: never;
}

/** A value of the answer: an operation, or what stands for itself. */
export type Template = string | number | boolean | null | Operation | readonly Template[] | TemplateMembers;
export interface TemplateMembers {
  readonly [name: string]: Template;
  readonly [operation: `$${string}`]: never;
}

/**
 * When the service is no longer asked because it fails too often, or `off`.
 */
export type Breaker =
  | {
      /**
       * The time that is looked back on: above zero, up to 24 h. Default: `10s`.
       */
      readonly window?: string;
      /**
       * How many calls there must have been to judge: 1 to 10000. Default: `20`.
       */
      readonly volume?: number;
      /**
       * The part of failed calls that opens the circuit: 0.01 to 1. Default: `0.5`.
       */
      readonly failure_ratio?: number;
      /**
       * The part of slow calls that opens the circuit: 0.01 to 1. Default: `1`.
       */
      readonly slow_ratio?: number;
      /**
       * From when on a call is slow, and one that is given up counts as failed: above zero, up to 24 h. Default: half of the shortest of `timeout`, `deadline` and the deadline of the endpoint.
       */
      readonly slow?: string;
      /**
       * How long the circuit stays open before the service is tried again; it doubles each time that fails. Above zero, up to 24 h. Default: `1s`.
       */
      readonly open?: string;
      /**
       * It stays open no longer than this; not shorter than `open`. Default: `5s`, or `open` if that is longer.
       */
      readonly max_open?: string;
      /**
       * How many calls must succeed to close the circuit, and how many are let through at most until they have: 1 to 100. Default: `3`.
       */
      readonly probes?: number;
    }
  | "off";
/**
 * Whether a second attempt is sent beside one that is slower than most have been of late; the first answer counts and the other attempt is aborted. Only where the call is `repeatable`, and within `attempts` and `budget`. Default: `off`.
 */
export type Hedge =
  | {
      /**
       * The percentile of the latencies seen of late after which it is sent: 50 to 99. Default: `95`.
       */
      readonly percentile?: number;
      /**
       * It is never sent sooner: `0s` to 24 h. Default: `10ms`.
       */
      readonly min?: string;
    }
  | "off";
/**
 * A value that is filled in when the request is made.
 */
export type Reference =
  | {
      /**
       * The parameter of the endpoint that stands here; left out if it is not given.
       */
      readonly $parameter: string;
    }
  | {
      /**
       * The source whose field stands here; it is waited for.
       */
      readonly $field: string;
      /**
       * The field, such as `/id`.
       */
      readonly path: string;
    };
/**
 * An operation: an object with exactly one of the keys `$source`, `$length`, `$sum`, `$mean`, `$min`, `$max`, `$first`, `$group`, `$top`, `$trend`, `$statuses`, `$reports`, `$health`, `$snapshot`, `$parameter`, `$time` and `$constant`.
 */
export type Operation =
  | OperationSource
  | OperationLength
  | OperationSum
  | OperationMean
  | OperationMin
  | OperationMax
  | OperationFirst
  | OperationGroup
  | OperationTop
  | OperationTrend
  | OperationStatuses
  | OperationReports
  | OperationHealth
  | OperationSnapshot
  | OperationParameter
  | OperationTime
  | OperationConstant;
/**
 * A member of a group's object: one of `$key`, `$count`, `$sum`, `$mean`, `$min`, `$max`, `$first` and `$join`.
 */
export type GroupMember =
  | {
      /**
       * The key, as the group's first record wrote it.
       */
      readonly $key: true;
    }
  | {
      /**
       * How many records the group has.
       */
      readonly $count: true;
    }
  | {
      /**
       * The sum of a field over the group; what is missing counts 0.
       */
      readonly $sum: string;
      /**
       * `exact`: integers are summed without loss, however large. `double`: plain sum of doubles from the first record to the last.
       */
      readonly as?: "exact" | "double";
    }
  | {
      /**
       * The mean of a field over the group's records that have it.
       */
      readonly $mean: string;
      /**
       * Values that count as missing, such as `[0, ""]`. Default: none.
       */
      readonly skip?: readonly (string | number | boolean)[];
      /**
       * Decimal places to round to, 0 to 15, half to even. Default: not rounded.
       */
      readonly decimals?: number;
      /**
       * What stands where there is nothing to make a value of; no operation. Default: `null`.
       */
      readonly default?: Json;
    }
  | {
      /**
       * The smallest number of a field in the group, as it was written.
       */
      readonly $min: string;
      /**
       * What stands where there is nothing to make a value of; no operation. Default: `null`.
       */
      readonly default?: Json;
    }
  | {
      /**
       * The largest number of a field in the group, as it was written.
       */
      readonly $max: string;
      /**
       * What stands where there is nothing to make a value of; no operation. Default: `null`.
       */
      readonly default?: Json;
    }
  | {
      /**
       * The first value of a field in the group, as it was written.
       */
      readonly $first: string;
      /**
       * What stands where there is nothing to make a value of; no operation. Default: `null`.
       */
      readonly default?: Json;
    }
  | {
      /**
       * The other source, where a record is looked up by its key.
       */
      readonly $join: string;
      /**
       * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
       */
      readonly each?: string;
      /**
       * The field of the other source's records that must equal the key, such as `/id`.
       */
      readonly on: string;
      /**
       * The field that is taken from the record found; `null` if the record has none.
       */
      readonly value: string;
      /**
       * What stands where no record has the key. Default: `null`.
       */
      readonly default?: Json;
    };
/**
 * A member of a record's object: the path of a field, or a `$join`.
 */
export type TopMember =
  | string
  | {
      /**
       * The other source, where a record is looked up by its key.
       */
      readonly $join: string;
      /**
       * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
       */
      readonly each?: string;
      /**
       * The field of the other source's records that must equal the key, such as `/id`.
       */
      readonly on: string;
      /**
       * The field that is taken from the record found; `null` if the record has none.
       */
      readonly value: string;
      /**
       * What stands where no record has the key. Default: `null`.
       */
      readonly default?: Json;
      /**
       * The field of the record by which the other source is looked up, such as `/user_id`.
       */
      readonly key: string;
    };
/**
 * A member of a trend's object: one of `$growth` and `$direction`.
 */
export type TrendMember =
  | {
      /**
       * The change from the first mean to the second in percent of the first; 0.0 if that is 0.
       */
      readonly $growth: true;
    }
  | {
      /**
       * `increasing`, `decreasing`, `stable`, or `insufficient_data` for fewer than two records.
       */
      readonly $direction: true;
    };

/**
 * Services, sources and endpoints: what is asked of whom, and how the answer is made of it.
 */
export interface Plan {
  /**
   * Where editors find this schema, such as `./plan.schema.json`.
   */
  readonly $schema?: string;
  /**
   * What the plan is called.
   */
  readonly name?: string;
  /**
   * What the plan is for.
   */
  readonly description?: string;
  /**
   * Values that the environment may set, each name with its default. `${NAME}` stands for one in `url`, `headers`, time limits, `attempts` and `cors`.
   */
  readonly variables?: {
    /**
     * The default; `null` if the environment must set it.
     */
    readonly [k: string]: string | number | boolean | null;
  };
  readonly cors?: Cors;
  /**
   * How many bytes of bodies may be in flight on a host before requests are shed, 1 to 4294967295. Default: `50331648` (48 MiB).
   */
  readonly memory?: number;
  /**
   * What holds for every service that does not say otherwise.
   */
  readonly defaults?: {
    /**
     * The longest time for one attempt, from sending to the last byte of the body: `250ms`, `1.5s`, `${TIMEOUT}s`; above zero, up to 24 h. Default: `10s`.
     */
    readonly timeout?: string;
    /**
     * The longest time for a source with all its attempts and the delays between them: above zero, up to 24 h. Default: `30s`.
     */
    readonly deadline?: string;
    /**
     * Attempts at most, the first included: 1 to 10, also with a variable, as in `${MAX_RETRIES}`. Default: `3`.
     */
    readonly attempts?: number | string;
    readonly backoff?: Backoff;
    readonly budget?: Budget;
    readonly breaker?: Breaker;
    readonly hedge?: Hedge;
    /**
     * How many attempts of all requests of a host may be under way at the service: 1 to 10000, also with a variable. Default: `256`.
     */
    readonly concurrency?: number | string;
    /**
     * How many attempts may wait for one of them to end; further ones are not made at all, and their sources are `shed`. 0 to 10000. Default: `256`.
     */
    readonly queue?: number;
    /**
     * The largest body of a reply in bytes, 1 to 268435456 (256 MiB). Default: `16777216` (16 MiB).
     */
    readonly max_body?: number;
    /**
     * Which content types a reply may have. `json`: `application/json`, `text/json`, any `+json`, or none at all. `any`: what counts is the body.
     */
    readonly content_type?: "json" | "any";
  };
  /**
   * The upstreams by name, 256 at most.
   */
  readonly services?: {
    readonly [k: string]: Service;
  };
  /**
   * The calls that answers are made of by name, 256 at most.
   */
  readonly sources?: {
    readonly [k: string]: Source;
  };
  /**
   * The endpoints by method and path, such as `GET /orders/{id}`, 256 at most. Only `GET` is possible; it answers `HEAD`, too.
   */
  readonly endpoints: {readonly [route: `GET /${string}`]: Endpoint};
}
/**
 * Which web pages may read answers. Default: none of another origin.
 */
export interface Cors {
  /**
   * Exact origins, separated by commas, such as `https://app.example.com`, or `*` for every one.
   */
  readonly origins: string;
  /**
   * Whether pages may send cookies and other credentials; never together with the origin `*`.
   */
  readonly credentials?: boolean;
  /**
   * Names of header fields, in lower case, that pages may send besides those that are always allowed. Default: none.
   */
  readonly headers?: readonly string[];
  /**
   * How long a browser may remember what it was allowed. `0s` to 24 h. Default: the browser's.
   */
  readonly max_age?: string;
}
/**
 * The delays between attempts.
 */
export interface Backoff {
  /**
   * The longest delay before the second attempt; it doubles with each further one. `0s` to 24 h. Default: `100ms`.
   */
  readonly base?: string;
  /**
   * No delay is longer. `0s` to 24 h. Default: `2s`.
   */
  readonly max?: string;
  /**
   * `full`: each delay is drawn at random between nothing and its value, which spreads retries. `decorrelated`: between `base` and three times the delay before. `none`: each delay is its value.
   */
  readonly jitter?: "full" | "decorrelated" | "none";
}
/**
 * How many attempts beyond the first, retries and hedges alike, all requests of a host may make of the service together: `floor`, and `ratio` of the first attempts, within `window`.
 */
export interface Budget {
  /**
   * The part of first attempts: 0 to 1. Default: `0.2`.
   */
  readonly ratio?: number;
  /**
   * How many there may be in any case: 0 to 10000. Default: `10`.
   */
  readonly floor?: number;
  /**
   * The time that is looked back on: above zero, up to 24 h. Default: `10s`.
   */
  readonly window?: string;
}
/**
 * An upstream: where it is, how it is asked and how far it is trusted.
 */
export interface Service {
  /**
   * What the service is for.
   */
  readonly description?: string;
  /**
   * What every URL of its sources begins with, such as `https://api.example.com/v1` or `${API_URL}`; without query, fragment or credentials.
   */
  readonly url: string;
  /**
   * The longest time for one attempt, from sending to the last byte of the body: `250ms`, `1.5s`, `${TIMEOUT}s`; above zero, up to 24 h. Default: `10s`.
   */
  readonly timeout?: string;
  /**
   * The longest time for a source with all its attempts and the delays between them: above zero, up to 24 h. Default: `30s`.
   */
  readonly deadline?: string;
  /**
   * Attempts at most, the first included: 1 to 10, also with a variable, as in `${MAX_RETRIES}`. Default: `3`.
   */
  readonly attempts?: number | string;
  readonly backoff?: Backoff;
  readonly budget?: Budget;
  readonly breaker?: Breaker;
  readonly hedge?: Hedge;
  /**
   * How many attempts of all requests of a host may be under way at the service: 1 to 10000, also with a variable. Default: `256`.
   */
  readonly concurrency?: number | string;
  /**
   * How many attempts may wait for one of them to end; further ones are not made at all, and their sources are `shed`. 0 to 10000. Default: `256`.
   */
  readonly queue?: number;
  /**
   * The largest body of a reply in bytes, 1 to 268435456 (256 MiB). Default: `16777216` (16 MiB).
   */
  readonly max_body?: number;
  /**
   * Which content types a reply may have. `json`: `application/json`, `text/json`, any `+json`, or none at all. `any`: what counts is the body.
   */
  readonly content_type?: "json" | "any";
  /**
   * Header fields that every request to the service carries. Default: none.
   */
  readonly headers?: {
    /**
     * The value in printable ASCII, such as `Bearer ${API_TOKEN}`.
     */
    readonly [k: string]: string | number;
  };
  /**
   * Names of header fields that are passed on from the caller, such as `authorization`; others never are. None that `headers` has. Default: none.
   */
  readonly forward?: readonly string[];
  /**
   * The header field that tells the service how many milliseconds it has, such as `x-request-timeout-ms`; one that neither `headers` nor `forward` has. Default: none.
   */
  readonly deadline_header?: string;
  /**
   * The request that tells whether the service can answer, made once. Default: `GET /`.
   */
  readonly health?: {
    /**
     * The method. Default: `GET`.
     */
    readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
    /**
     * What follows the service's URL; no parameters. Default: `/`.
     */
    readonly path?: string;
    /**
     * The JSON body; no parameters. Only with `POST`, `PUT`, `PATCH` and `DELETE`.
     */
    readonly body?: Json;
    /**
     * Statuses that show health besides 200 to 299. Default: `[401, 403]`, as the service then is up and only wants to know who asks.
     */
    readonly healthy_on?: readonly number[];
    /**
     * The longest time for the request: above zero, up to 24 h. Default: `2s`.
     */
    readonly timeout?: string;
  };
}
/**
 * A named call to a service.
 */
export interface Source {
  /**
   * The service that is asked.
   */
  readonly service: string;
  /**
   * What the source gives.
   */
  readonly description?: string;
  /**
   * The method. Default: `GET`; in an alternative, that of the source.
   */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows the service's URL, such as `/orders/{id}`: `{name}` is a parameter of the endpoint, `{source#/pointer}` a field of another source's body, which is then waited for. Both are percent-encoded. In an alternative, default: that of the source.
   */
  readonly path?: string;
  readonly query?: Query;
  /**
   * The JSON body, with `{"$parameter": …}` and `{"$field": …}` at any depth. Members and elements whose parameter is not given are left out. Only with `POST`, `PUT`, `PATCH` and `DELETE`.
   */
  readonly body?: Body;
  /**
   * Whether the request may be sent again after it may have been acted on. Default: `true` for `GET` and `HEAD`, otherwise `false`.
   */
  readonly repeatable?: boolean;
  /**
   * Whether the reply becomes the only element of an array, as where one call gives a list and another a single record.
   */
  readonly wrap?: boolean;
  /**
   * Statuses by which the service says that there is no data, such as `[404]`. Default: none; 204 and 205 always say so.
   */
  readonly empty_on?: readonly number[];
  /**
   * Calls that are made instead when their parameters are given: the first whose `when` is given as a whole. What one does not say is as in the source.
   */
  readonly alternatives?: readonly Alternative[];
  /**
   * Sources that must have ended before this one is asked, whatever came of them. Default: those whose fields it uses.
   */
  readonly after?: readonly string[];
  /**
   * What stands for the body when the source gave nothing. A body of another kind, such as an object where this is an array, is an error. Default: `null`, with any kind of body.
   */
  readonly empty?: Json;
  /**
   * The number in the body that is 0 when there is no data, such as `/count`. Default: there is none when the body is an empty array or object.
   */
  readonly count?: string;
  /**
   * How old a former body may be to stand in when the source fails, with the status `stale`; the last good one of each request is kept in memory. Above zero, up to 24 h. Default: none stands in.
   */
  readonly stale?: string;
  /**
   * The body that stands in when the source fails and no former one can, with the status `fallback`; of the kind that `empty` has. Default: none, so that `empty` stands in and the status says what failed.
   */
  readonly fallback?: Json;
}
/**
 * The query: each name with a string, a number, a boolean, `{"$parameter": …}` or `{"$field": …}`. Pairs whose parameter is not given are left out. Default: none; in an alternative, that of the source.
 */
export interface Query {
  readonly [k: string]: (string | number | boolean) | Reference;
}
export interface Alternative {
  /**
   * The parameters that must be given for this call to be the one that is made.
   */
  readonly when: readonly string[];
  /**
   * The method. Default: `GET`; in an alternative, that of the source.
   */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * What follows the service's URL, such as `/orders/{id}`: `{name}` is a parameter of the endpoint, `{source#/pointer}` a field of another source's body, which is then waited for. Both are percent-encoded. In an alternative, default: that of the source.
   */
  readonly path?: string;
  readonly query?: Query;
  /**
   * The JSON body, with `{"$parameter": …}` and `{"$field": …}` at any depth. Members and elements whose parameter is not given are left out. Only with `POST`, `PUT`, `PATCH` and `DELETE`.
   */
  readonly body?: Body;
  /**
   * Whether the request may be sent again after it may have been acted on. Default: `true` for `GET` and `HEAD`, otherwise `false`.
   */
  readonly repeatable?: boolean;
  /**
   * Whether the reply becomes the only element of an array, as where one call gives a list and another a single record.
   */
  readonly wrap?: boolean;
  /**
   * Statuses by which the service says that there is no data, such as `[404]`. Default: none; 204 and 205 always say so.
   */
  readonly empty_on?: readonly number[];
}
/**
 * What a request is answered with.
 */
export interface Endpoint {
  /**
   * What the endpoint is for.
   */
  readonly description?: string;
  /**
   * The longest time until the answer; what has not ended by then is reported as `timeout`. Above zero, up to 24 h. Default: none, so that only the sources' own deadlines bound it.
   */
  readonly deadline?: string;
  /**
   * The header field by which the caller, which is trusted, says how many milliseconds it waits, such as `x-request-timeout-ms`; the shorter of this and `deadline` holds. Default: none.
   */
  readonly deadline_header?: string;
  /**
   * How many attempts of one request may be under way at a time: 1 to 64. Default: `6`, as many connections as Cloudflare gives a request of a Worker.
   */
  readonly concurrency?: number;
  /**
   * The parameters by name; those not in the path are in the query.
   */
  readonly parameters?: {
    readonly [k: string]: Parameter;
  };
  /**
   * Sources of this answer without which it is 502. Default: none, so that there always is an answer.
   */
  readonly required?: readonly string[];
  /**
   * The shape of the answer. An object with a key that begins with `$` is an operation; everything else stands for itself.
   */
  readonly answer: Template;
}
/**
 * A parameter of an endpoint.
 */
export interface Parameter {
  /**
   * What values the parameter takes.
   */
  readonly type: "integer" | "number" | "boolean" | "string";
  /**
   * Whether a request without it is refused. Default: `false`; always `true` for a parameter in the path.
   */
  readonly required?: boolean;
  /**
   * What the parameter is for.
   */
  readonly description?: string;
  /**
   * The smallest value of an integer (default: -9223372036854775808) or a number (default: any).
   */
  readonly min?: number;
  /**
   * The largest value of an integer (default: 9223372036854775807) or a number (default: any).
   */
  readonly max?: number;
  /**
   * The fewest characters of a string, 0 to 8192.
   */
  readonly min_length?: number;
  /**
   * The most characters of a string, 0 to 8192.
   */
  readonly max_length?: number;
  /**
   * The only values that a string may have. Default: any.
   */
  readonly enum?: readonly string[];
}
export interface OperationSource {
  /**
   * The body of this source, byte for byte, or a part of it.
   */
  readonly $source: string;
  /**
   * Which part. Default: the whole body.
   */
  readonly path?: string;
  /**
   * What stands where the body has no such part. Default: `null`.
   */
  readonly default?: Json;
}
export interface OperationLength {
  /**
   * How many elements or members the body of this source has; 0 if it is neither an array nor an object.
   */
  readonly $length: string;
  /**
   * Which part of the body is counted. Default: the whole.
   */
  readonly path?: string;
}
export interface OperationSum {
  /**
   * The sum of a field over the records of this source; what is missing counts 0.
   */
  readonly $sum: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field of each record, such as `/views`.
   */
  readonly value: string;
  /**
   * `exact`: integers are summed without loss, however large. `double`: plain sum of doubles from the first record to the last.
   */
  readonly as?: "exact" | "double";
}
export interface OperationMean {
  /**
   * The arithmetic mean of a field over the records of this source that have it.
   */
  readonly $mean: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field of each record, such as `/views`.
   */
  readonly value: string;
  /**
   * Values that count as missing, such as `[0, ""]`. Default: none.
   */
  readonly skip?: readonly (string | number | boolean)[];
  /**
   * Decimal places to round to, 0 to 15, half to even. Default: not rounded.
   */
  readonly decimals?: number;
  /**
   * What stands where there is nothing to make a value of; no operation. Default: `null`.
   */
  readonly default?: Json;
}
export interface OperationMin {
  /**
   * The smallest number among a field of this source's records, as it was written.
   */
  readonly $min: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field of each record, such as `/views`.
   */
  readonly value: string;
  /**
   * What stands where there is nothing to make a value of; no operation. Default: `null`.
   */
  readonly default?: Json;
}
export interface OperationMax {
  /**
   * The largest number among a field of this source's records, as it was written.
   */
  readonly $max: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field of each record, such as `/views`.
   */
  readonly value: string;
  /**
   * What stands where there is nothing to make a value of; no operation. Default: `null`.
   */
  readonly default?: Json;
}
export interface OperationFirst {
  /**
   * The first value of a field among this source's records, as it was written.
   */
  readonly $first: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field of each record, such as `/views`.
   */
  readonly value: string;
  /**
   * What stands where there is nothing to make a value of; no operation. Default: `null`.
   */
  readonly default?: Json;
}
export interface OperationGroup {
  /**
   * The records of this source grouped by a key, an object for each group.
   */
  readonly $group: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The fields that may hold the key; the first that is present and not skipped does. Records without a key are left out.
   */
  readonly by: readonly string[];
  /**
   * Values that count as missing, such as `[0, ""]`. Default: none.
   */
  readonly skip?: readonly (string | number | boolean)[];
  /**
   * The members of the object that stands for a group.
   */
  readonly item: {
    readonly [k: string]: GroupMember;
  };
  /**
   * The member of `item` by which groups are ordered, highest first; it must be computed from records. Ties, and all groups without `order`, stand in order of first appearance.
   */
  readonly order?: string;
  /**
   * How many groups are listed at most, 1 to 1000. Default: all.
   */
  readonly limit?: number;
}
export interface OperationTop {
  /**
   * The records of this source with the highest numbers, an object for each; ties in order of appearance.
   */
  readonly $top: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The number to rank by.
   */
  readonly by: string;
  /**
   * What a missing number counts as. Default: records without it are not ranked.
   */
  readonly missing?: number;
  /**
   * The members of the object that stands for a record.
   */
  readonly item: {
    readonly [k: string]: TopMember;
  };
  /**
   * How many records are listed at most, 1 to 1000.
   */
  readonly limit: number;
}
export interface OperationTrend {
  /**
   * Whether a number rises or falls along the records of this source: they are sorted, halved, and the means of the halves compared.
   */
  readonly $trend: string;
  /**
   * The array that the records come from, such as `/items` or `$.items[*]`. Default: the body itself.
   */
  readonly each?: string;
  /**
   * The field to sort by: missing first, then numbers, then strings by code point.
   */
  readonly by: string;
  /**
   * The number whose means are compared; missing counts 0.
   */
  readonly value: string;
  /**
   * How far, as a part of the first mean, the second must be from it to be more than `stable`, 0 to 10.
   */
  readonly threshold?: number;
  /**
   * Decimal places of the growth, 0 to 15.
   */
  readonly decimals?: number;
  /**
   * The members of the object that the trend becomes.
   */
  readonly item: {
    readonly [k: string]: TrendMember;
  };
}
export interface OperationStatuses {
  /**
   * The status of each source of this answer, such as `ok` or `timeout`, under the name of its service or its own. By service, no two sources may have one service.
   */
  readonly $statuses: "service" | "source";
}
export interface OperationReports {
  /**
   * The report of each source of this answer: status, attempts, latency in ms, reason and how much was unusable; under the name of its service or its own. By service, no two sources may have one service.
   */
  readonly $reports: "service" | "source";
}
export interface OperationHealth {
  /**
   * Asks every service of the plan whether it can answer: `healthy`, `timeout` or `unhealthy: <reason>` under its name.
   */
  readonly $health: "all";
}
export interface OperationSnapshot {
  /**
   * What this host remembers of how the services fare: breakers, budgets and latencies, for another host, such as a browser, that then skips calls that are doomed. Asks no service.
   */
  readonly $snapshot: "health";
}
export interface OperationParameter {
  /**
   * The value of this parameter of the endpoint, or `null`.
   */
  readonly $parameter: string;
}
export interface OperationTime {
  /**
   * The time of the answer, such as `2025-01-01T00:00:00.000Z`.
   */
  readonly $time: "iso8601";
}
export interface OperationConstant {
  /**
   * Stands for itself, keys that begin with `$` included.
   */
  readonly $constant: Json;
}
