//! The browsers that the tests of the package and of the page run in.
//!
//! Whatever is installed is used. What is missing comes from Debian's packages where there are any; elsewhere
//! the developer is told in one sentence what to install.

use std::env;
use std::path::PathBuf;

use xtask::error::{Error, Result};

use super::debian;
use crate::progress::Progress;

/// A browser: what it is called by people, by the environment, as a program and in Debian.
struct Browser {
    name: &'static str,
    variable: &'static str,
    programs: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM: Browser = Browser {
    name: "Chromium",
    variable: "ORQUESTA_CHROMIUM",
    programs: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    package: "chromium",
};

const FIREFOX: Browser = Browser {
    name: "Firefox",
    variable: "ORQUESTA_FIREFOX",
    programs: &["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    package: "firefox-esr",
};

/// Finds or installs the browsers, and gives the variables that say to tests where they are.
pub(crate) fn browsers(progress: &Progress) -> Result<Vec<(&'static str, PathBuf)>> {
    let browsers = [CHROMIUM, FIREFOX];
    let missing: Vec<_> = browsers.iter().filter(|browser| browser.find().is_none()).collect();
    if !missing.is_empty() {
        let packages: Vec<_> = missing.iter().map(|browser| browser.package).collect();
        progress.step("browsers", || debian::packages(progress, &packages)).map_err(|error| {
            let names: Vec<_> = missing.iter().map(|browser| browser.name).collect();
            let variables: Vec<_> = missing.iter().map(|browser| browser.variable).collect();
            Error::new(format!(
                "{} cannot be installed here: {error}; install it, or say with `{}` where it is",
                names.join(" and "),
                variables.join("` and `"),
            ))
        })?;
    }
    browsers.iter().map(|browser| Ok((browser.variable, browser.path()?))).collect()
}

impl Browser {
    /// What the environment says, else the first program that is installed.
    fn find(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        named.or_else(|| self.programs.iter().find_map(|program| installed(program)))
    }

    fn path(&self) -> Result<PathBuf> {
        let missing = || Error::new(format!("{} is not there after installing it", self.name));
        let path = self.find().ok_or_else(missing)?;
        if path.is_file() {
            return Ok(path);
        }
        let (variable, path) = (self.variable, path.display());
        Err(Error::new(format!("`{variable}` is `{path}`, expected the path of a program")))
    }
}

/// Where a program is: as named if that is a path, else in a folder of `PATH`.
fn installed(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_in_the_path_or_as_named() {
        assert!(installed("sh").is_some_and(|path| path.ends_with("sh")));
        assert_eq!(installed("/bin/sh"), Some(PathBuf::from("/bin/sh")));
        assert_eq!(installed("/no/such/browser"), None);
    }
}
