//! What is wrong with the service.

use std::ops::Range;
use std::time::Duration;

use orquesta::sim::{Behaviour, Fault, Upstream};

use super::policy::URL;

/// What is wrong with the service, and for how long.
pub(super) struct Situation {
    /// What it is called.
    pub(super) name: &'static str,
    /// What it is, in a sentence.
    pub(super) about: &'static str,
    /// From when until when.
    pub(super) trouble: Range<Duration>,
    /// How long requests come.
    pub(super) length: Duration,
    fault: Fault,
    /// Whether it comes on top of the work; else no other work is done meanwhile.
    beside: bool,
}

/// When something goes wrong that passes.
const BEGIN: Duration = Duration::from_secs(20);

/// When it has passed.
const END: Duration = Duration::from_secs(40);

/// How long requests come, so that there is time to recover.
const LENGTH: Duration = Duration::from_secs(80);

/// 15 requests at a time, 100 ms each: 150 a second.
const WELL: Fault = overload(Duration::from_millis(100));

/// At 60 a second, 2 s are 120 requests, about the 128 that Linux long let wait for a process by
/// default.
const fn overload(takes: Duration) -> Fault {
    Fault::Overload { workers: 15, takes, patience: Duration::from_secs(2) }
}

/// Every connection is refused.
pub(super) const REFUSED: Fault = Fault::Drop { ratio: 1.0 };

/// No request is answered.
pub(super) const HANGING: Fault = Fault::Hang { ratio: 1.0 };

/// What is compared, in the order of the rows.
pub(super) const SITUATIONS: [Situation; 4] = [
    Situation {
        name: "brown-out",
        about: "for 20 s a request is 250 ms of work instead of 100 ms: 60 a second can be done, and 100 come",
        trouble: BEGIN..END,
        length: LENGTH,
        fault: overload(Duration::from_millis(250)),
        beside: false,
    },
    Situation {
        name: "outage, refused",
        about: "for 20 s every connection is refused at once",
        trouble: BEGIN..END,
        length: LENGTH,
        fault: REFUSED,
        beside: false,
    },
    Situation {
        name: "outage, hanging",
        about: "for 20 s no request is ever answered",
        trouble: BEGIN..END,
        length: LENGTH,
        fault: HANGING,
        beside: false,
    },
    Situation {
        name: "slow tail",
        about: "all the time, 2 % of the replies come 2 s later",
        trouble: Duration::ZERO..LENGTH,
        length: LENGTH,
        fault: Fault::Tail { ratio: 0.02, delay: Duration::from_secs(2) },
        beside: true,
    },
];

impl Situation {
    /// An outage of so many seconds, and then twice as long to recover.
    pub(super) fn outage(fault: Fault, seconds: u64) -> Self {
        let end = BEGIN + Duration::from_secs(seconds);
        let length = end + Duration::from_secs(2 * seconds);
        Self { name: "", about: "", trouble: BEGIN..end, length, fault, beside: false }
    }

    /// Whether it is over before the requests are.
    pub(super) fn passes(&self) -> bool {
        self.trouble.end < self.length
    }

    /// The service.
    pub(super) fn upstream(&self) -> Upstream {
        let service = Upstream::new(URL, Behaviour::reply(200, r#"{"found":true}"#))
            .with(Fault::Jitter(Duration::from_millis(50)));
        let Range { start, end } = self.trouble;
        let service = if self.beside {
            service.with(WELL)
        } else {
            service.within(Duration::ZERO..start, WELL).within(end..Duration::MAX, WELL)
        };
        service.within(start..end, self.fault)
    }
}
