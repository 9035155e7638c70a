//! `sila recordings list`

use std::process::ExitCode;

use serde_json::json;
use sila::catalogue::Hotline;
use sila::config::Config;

use super::super::shared::{columns, print, print_json};
use super::library;

/// Lists every prompt with the state of its recording.
#[derive(clap::Args)]
pub struct ListRecordingsArgs {
    /// Only prompts that no person has recorded.
    #[arg(long)]
    missing: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints a line a prompt, and how many there are of each state.
pub async fn run(
    config: &Config,
    hotline: &Hotline,
    options: &ListRecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let library = library(config).await?;
    let (mut rows, mut list) = (Vec::new(), Vec::new());
    let (mut recorded, mut drafts, mut missing) = (0, 0, 0);
    for prompt in hotline.prompts.all() {
        let recording = library.recording_for(prompt);
        let (state, count) = match &recording {
            Some(recording) if recording.draft => ("draft", &mut drafts),
            Some(_) => ("recorded", &mut recorded),
            None => ("missing", &mut missing),
        };
        *count += 1;
        if options.missing && state == "recorded" {
            continue;
        }
        list.push(json!({
            "id": prompt.id,
            "language": prompt.language,
            "state": state,
            "seconds": recording.as_ref().map(|recording| recording.seconds),
        }));
        let seconds = recording.map(|recording| format!("{:.1} s", recording.seconds));
        rows.push([
            prompt.id.clone(),
            prompt.language.clone(),
            state.to_owned(),
            seconds.unwrap_or_default(),
        ]);
    }
    if options.json {
        return print_json(&list);
    }
    let counts = format!("{recorded} recorded, {drafts} drafts by a machine, {missing} missing.\n");
    print(&format!("{}{counts}", columns(&rows)))
}
