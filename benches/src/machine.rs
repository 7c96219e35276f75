//! On what and with what is measured.

use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

/// The machine, the versions and the command, in Markdown.
pub(crate) fn told() -> String {
    let words: Vec<_> = env::args().skip(1).collect();
    format!(
        "Measured on {}, with {}, by `{}`.",
        machine(),
        versions(),
        format!("cargo xtask bench {}", words.join(" ")).trim_end()
    )
}

fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let model = field(&read("/proc/cpuinfo"), "model name");
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let memory = memory.and_then(|memory| memory.trim_end_matches(" kB").parse::<f64>().ok());
    let memory = memory.map(|kibibytes| format!("{:.0} GB of memory, ", kibibytes * 1024.0 / 1e9));
    let kernel = read("/proc/sys/kernel/osrelease");
    // What follows is whose build it is.
    let kernel = kernel.trim().split('-').next().unwrap_or_default();
    format!(
        "{processors} cores of {}, {}Linux {kernel}",
        model.as_deref().unwrap_or("an unknown processor"),
        memory.unwrap_or_default()
    )
}

fn versions() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let packages = fs::read_to_string(root.join("package.json")).unwrap_or_default();
    let packages: serde_json::Value = serde_json::from_str(&packages).unwrap_or_default();
    let workerd = packages.pointer("/devDependencies/workerd").and_then(|version| version.as_str());
    let asked = |program: &str| {
        let output = Command::new(program).arg("--version").output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let rustc = asked("rustc").and_then(|text| Some(text.split(' ').nth(1)?.to_owned()));
    let node = asked("node").map(|text| text.trim_start_matches('v').to_owned());
    let unknown = || "of an unknown version".to_owned();
    format!(
        "orquesta {}, workerd {}, Node {}, rustc {}",
        env!("CARGO_PKG_VERSION"),
        workerd.unwrap_or("of an unknown version"),
        node.unwrap_or_else(unknown),
        rustc.unwrap_or_else(unknown)
    )
}

/// The value in a line `name : value`.
fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_start().strip_prefix(':')?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let text = "model\t\t: 1\nmodel name\t: Some CPU @ 2\nMemTotal:   12 kB\n";
        assert_eq!(field(text, "model name").as_deref(), Some("Some CPU @ 2"));
        assert_eq!(field(text, "MemTotal").as_deref(), Some("12 kB"));
        assert_eq!(field(text, "flags"), None);
    }

    #[test]
    fn nothing_is_left_out() {
        let told = told();
        assert!(!told.contains("unknown version"), "{told}");
        assert!(!told.contains("  "), "{told}");
    }
}
