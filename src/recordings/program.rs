//! The output of other programs.

use tokio::io::{AsyncRead, AsyncReadExt};

/// Bytes of a program's complaints that are kept.
const MAX_COMPLAINT: u64 = 2000;

/// Reads to the end or to the limit; then closes the pipe, which ends a program that babbles on.
pub(super) async fn gather(pipe: Option<impl AsyncRead + Unpin>, limit: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(limit).read_to_end(&mut bytes).await;
    }
    bytes
}

/// The beginning of what the program writes to standard error, read to its end.
pub(super) async fn complaint(stderr: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut stderr) = stderr else {
        return String::new();
    };
    let kept = gather(Some(&mut stderr), MAX_COMPLAINT).await;
    let _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&kept).trim().to_owned()
}
