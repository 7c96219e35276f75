//! Answers: what is kept of a body while it is read, and how the declared shape is written.
//!
//! - A [`Recipe`] says what an endpoint reads from one source: single values, counts and
//!   [`Reduction`]s over records. Running it over a body gives a [`Reading`], whose size follows the
//!   aggregates and not the body.
//! - A [`Template`] is the declared shape; [`render()`] fills it from the readings into a
//!   [`Splice`]: text that was made here and ranges of bodies that are passed on as they came.

mod content;
mod fold;
mod group;
mod index;
mod key;
mod keys;
mod order;
mod reading;
mod ready;
mod render;
mod report;
mod splice;
mod template;
mod top;
mod trend;

pub use content::{Content, Piece};
pub use fold::Fold;
pub use group::{Group, GroupMember};
pub use index::Index;
pub use key::Skip;
pub use reading::{Reading, Recipe, Reduction};
pub use render::{Context, Gathered, render};
pub use report::{Report, Status};
pub use splice::{Splice, SpliceBuilder};
pub use template::{Join, Label, Template};
pub use top::{Top, TopMember};
pub use trend::{Trend, TrendMember};

pub(crate) use report::{write_reports, write_statuses};
