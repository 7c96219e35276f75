//! The sample data: what it is made of and how a seed makes it.

pub(crate) mod calendar;
mod generate;
pub(crate) mod model;
mod words;

pub(crate) use generate::generate;
