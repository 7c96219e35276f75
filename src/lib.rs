//! Asks many services at once.
#![no_std]
