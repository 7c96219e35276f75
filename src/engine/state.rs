//! Where each source of a request stands.

use alloc::string::String;
use alloc::vec::Vec;

use super::attempt::{AttemptId, AttemptKind};
use super::settle::Settled;
use super::timeline::Tried;
use crate::answer::Status;
use crate::policy::breaker::Permit;
use crate::policy::gate::Ticket;
use crate::time::{Duration, Instant};

#[derive(Debug)]
pub(super) struct State<B> {
    pub(super) phase: Phase<B>,
    /// Which of the source's calls is made, once chosen.
    pub(super) call: Option<usize>,
    /// How many attempts have been made.
    pub(super) attempts: u32,
    /// When the first attempt was to be made.
    pub(super) began: Option<Instant>,
    /// The attempts that have no reply yet: at most one and its hedge.
    pub(super) under_way: Vec<UnderWay>,
    /// When another attempt is sent beside the one under way.
    pub(super) hedge_at: Option<Instant>,
    /// The delay before the last attempt.
    pub(super) rested: Duration,
    /// Until when the service wants to be left alone.
    pub(super) alone_until: Instant,
    /// How the last attempt failed.
    pub(super) failed: Option<(Status, String)>,
    /// By what its body is kept, if it is.
    pub(super) key: Option<Vec<u8>>,
    /// The attempts that have ended.
    pub(super) tried: Vec<Tried>,
}

impl<B> Default for State<B> {
    fn default() -> Self {
        Self {
            phase: Phase::Blocked,
            call: None,
            attempts: 0,
            began: None,
            under_way: Vec::new(),
            hedge_at: None,
            rested: Duration::ZERO,
            alone_until: Instant::default(),
            failed: None,
            key: None,
            tried: Vec::new(),
        }
    }
}

#[derive(Debug)]
pub(super) enum Phase<B> {
    /// Not begun: other sources have to end first, or connections to be free.
    Blocked,
    /// Another attempt is due at this moment.
    Resting(Instant),
    /// Waits until the service may be asked once more.
    Queued(Ticket, AttemptKind),
    /// Attempts are under way.
    Running,
    Settled(Settled<B>),
}

/// An attempt without a reply yet.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) id: AttemptId,
    pub(super) kind: AttemptKind,
    pub(super) sent: Instant,
    /// When it is given up, and after how long in words: which of its limits that is.
    pub(super) give_up: Instant,
    pub(super) limit: Duration,
    /// The breaker's leave; probes of health need none.
    pub(super) permit: Option<Permit>,
}
