//! Tests with a process of their own, for what a process has only once: its metrics, its memory, its life.

use std::process::Command;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Set where a test is alone in its process.
const ALONE: &str = "TEST_ALONE";

/// True where the test with this name, in this module, is alone in its process. Elsewhere it is run in a process of its
/// own, and fails here as it fails there.
#[expect(clippy::disallowed_methods, reason = "a test program takes no arguments of its own")]
pub fn is_alone(module: &str, test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let (_, module) = module.split_once("::").unwrap();
    let name = format!("{module}::{test}");
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.args([&name, "--exact", "--nocapture"]).env(ALONE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {}\n{said}\n{trouble}", output.status);
    assert!(said.contains("test result: ok. 1 passed"), "no test is called {name}: {said}");
    false
}

/// Ends this process when it asks for more memory than this beside what it has, or computes for longer.
pub fn bound_process(bytes: u64, seconds: u64) {
    let has = memory("VmSize:");
    for (resource, most) in [(Resource::As, has + bytes), (Resource::Cpu, seconds)] {
        let limit = Rlimit { current: Some(most), ..getrlimit(resource) };
        setrlimit(resource, limit).unwrap();
    }
}

/// A figure of this process's memory, in bytes.
fn memory(figure: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(figure)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
