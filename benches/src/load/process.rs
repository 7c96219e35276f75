//! What the kernel counts of a process (Linux).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use xtask::error::{Context, Error, Result};

/// A process.
#[derive(Clone, Copy)]
pub(crate) struct Process {
    id: u32,
}

impl Process {
    /// The child of `parent` whose program has this name.
    pub(crate) fn child(parent: u32, program: &str) -> Result<Self> {
        let folder = PathBuf::from("/proc");
        let entries = fs::read_dir(&folder).on("read", &folder)?;
        let child = entries.flatten().find_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            let (name, its_parent) = name_and_parent(&stat)?;
            (its_parent == parent && name == program).then_some(Self { id })
        });
        child.ok_or_else(|| Error::new(format!("cannot find `{program}` among the processes")))
    }

    /// For how long its threads have been on a processor, in the kernel or not.
    ///
    /// That of a running thread is as old as its last turn, so this is to be read when it has nothing to do.
    pub(crate) fn processor_time(self) -> Result<Duration> {
        let folder = self.folder().join("task");
        let threads = fs::read_dir(&folder).on("read", &folder)?;
        let mut sum = 0;
        for thread in threads.flatten() {
            let path = thread.path().join("schedstat");
            let text = fs::read_to_string(&path).on("read", &path)?;
            sum += on_processor(&text).ok_or_else(|| {
                Error::new(format!(
                    "`{}` is `{}`; expected three numbers",
                    path.display(),
                    text.trim()
                ))
            })?;
        }
        Ok(Duration::from_nanos(sum))
    }

    /// Forgets how much memory it has had at most.
    pub(crate) fn forget_peak(self) -> Result<()> {
        let path = self.folder().join("clear_refs");
        // `5` is the peak, as proc(5) has it.
        fs::write(&path, "5").on("write", &path)
    }

    /// How many bytes of memory it has had at most.
    pub(crate) fn peak(self) -> Result<u64> {
        let path = self.folder().join("status");
        let text = fs::read_to_string(&path).on("read", &path)?;
        peak(&text).ok_or_else(|| Error::new(format!("`{}` has no `VmHWM`", path.display())))
    }

    fn folder(self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.id))
    }
}

/// For how long processors have been busy with anything but this process, all together and since the machine
/// started, to about 10 ms.
pub(crate) fn busy_with_others() -> Result<Duration> {
    let read = |path: &str| fs::read_to_string(path).on("read", Path::new(path));
    let this = own_ticks(&read("/proc/self/stat")?);
    let all = busy_ticks(&read("/proc/stat")?);
    let ticks = all.zip(this).map(|(all, this)| all.saturating_sub(this));
    let ticks = ticks.ok_or_else(|| Error::new("`/proc/stat` is not as proc(5) has it"))?;
    // What `USER_HZ` is on every Linux of today.
    Ok(Duration::from_millis(ticks * 10))
}

/// Of `stat` of the whole machine: all but `idle` and `iowait`, which are the fourth and the fifth, and guests,
/// who have been counted before.
fn busy_ticks(stat: &str) -> Option<u64> {
    let numbers = stat.lines().find_map(|line| line.strip_prefix("cpu "))?.split_whitespace();
    let numbers: Vec<u64> =
        numbers.take(8).map(str::parse).collect::<std::result::Result<_, _>>().ok()?;
    Some(numbers.iter().take(3).chain(numbers.iter().skip(5)).sum())
}

/// Of `stat`; a name may hold blanks and parentheses.
fn name_and_parent(stat: &str) -> Option<(&str, u32)> {
    let (before, after) = stat.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let parent = after.split_whitespace().nth(1)?.parse().ok()?;
    Some((name, parent))
}

/// Of `stat` of a process: its time in user mode and in the kernel, with threads that have ended.
fn own_ticks(stat: &str) -> Option<u64> {
    let (_, after) = stat.rsplit_once(')')?;
    let mut numbers = after.split_whitespace().skip(11).map(str::parse::<u64>);
    Some(numbers.next()?.ok()? + numbers.next()?.ok()?)
}

/// Nanoseconds, of `schedstat`.
fn on_processor(schedstat: &str) -> Option<u64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

/// Of `status`, which has it in KiB.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_writes_is_read() {
        assert_eq!(name_and_parent("12 (a) (b) S 7 12 12 0 -1"), Some(("a) (b", 7)));
        assert_eq!(name_and_parent("12"), None);
        assert_eq!(own_ticks("12 (a b) S 4 5 6 7 8 9 10 11 12 13 140 15 16 17"), Some(155));
        assert_eq!(own_ticks("12 (a b) S 4"), None);
        assert_eq!(busy_ticks("cpu  1 2 3 400 500 6 7 8 900 900\ncpu0 1\n"), Some(27));
        assert_eq!(busy_ticks("cpu0 1\n"), None);
        assert_eq!(on_processor("1234567 89 3\n"), Some(1_234_567));
        assert_eq!(on_processor(""), None);
        assert_eq!(peak("VmPeak:\t  9 kB\nVmHWM:\t  1234 kB\nVmRSS:\t 1 kB\n"), Some(1_263_616));
        assert_eq!(peak("VmPeak:\t  9 kB\n"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_is_found_and_counted() {
        let mut sleep = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let mut found = Process::child(std::process::id(), "sleep");
        // Until it is `sleep`, it is a copy of this process.
        while found.is_err() && sleep.try_wait().unwrap().is_none() {
            found = Process::child(std::process::id(), "sleep");
        }
        let process = found.unwrap();
        assert!(process.peak().unwrap() > 0);
        assert!(process.processor_time().unwrap() < Duration::from_secs(60));
        sleep.kill().unwrap();
        sleep.wait().unwrap();
    }
}
