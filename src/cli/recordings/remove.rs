//! `sila recordings remove`

use std::process::ExitCode;

use anyhow::Context as _;
use sila::catalogue::Hotline;
use sila::config::Config;
use sila::operate::recordings::remove;
use sila::text::isolated;

use super::super::shared::{CommandContext, Reasoned, print, store_to_change};

/// Removes the recording of a prompt's text, which all prompts with the same text share.
#[derive(clap::Args)]
pub struct RemoveRecordingsArgs {
    /// The prompt's id, such as 114.fee.
    prompt: String,
    /// The language's code.
    #[arg(long, value_name = "CODE")]
    language: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Removes a recording that is there.
pub async fn run(
    context: &CommandContext<'_>,
    config: &Config,
    hotline: &Hotline,
    options: RemoveRecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let RemoveRecordingsArgs { prompt: id, language, author } = options;
    let mut prompts = hotline.prompts.all().iter();
    let prompt = prompts.find(|prompt| prompt.id == id && prompt.language == language);
    let prompt = prompt.with_context(|| {
        format!("there is no prompt {id} in {language}; `sila recordings list` lists those that there are")
    })?;
    let (database, _lock) = store_to_change(config).await?;
    let signed = author.signed(context);
    let removed = remove(&database, prompt, signed.by()).await;
    database.close().await;
    removed?;
    let key = prompt.text_key();
    let alike = hotline.prompts.all().iter().filter(|other| other.text_key() == key);
    let ids: Vec<_> = alike.map(|prompt| prompt.id.as_str()).collect();
    print(&format!(
        "The recording of {} in {language} is removed. It is heard until the next `sila publish`.\n  {}\n",
        ids.join(", "),
        isolated(&prompt.text)
    ))
}
