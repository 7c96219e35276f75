//! Node, which has to be there already.

use std::process::Command;

use xtask::error::{Error, Result};

const OLDEST: u32 = 20;

/// Fails unless a Node that is new enough is installed.
pub(super) fn check() -> Result<()> {
    let Ok(output) = Command::new("node").arg("--version").output() else {
        return Err(Error::new(format!(
            "`node` is not installed; install Node {OLDEST} or newer from https://nodejs.org"
        )));
    };
    let version = String::from_utf8_lossy(&output.stdout);
    let version = version.trim();
    match major(version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => Err(Error::new(format!(
            "`node` is `{version}`, which is too old; install Node {OLDEST} or newer from https://nodejs.org"
        ))),
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        for (version, expected) in
            [("v20.20.2", Some(20)), ("v9.0.0", Some(9)), ("20.1.0", None), ("", None)]
        {
            assert_eq!(major(version), expected, "{version}");
        }
    }
}
