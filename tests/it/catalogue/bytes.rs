//! Whatever the files hold, reading them ends well, and positions lie inside them.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use sila::catalogue::{Diagnostic, SourceFile, load};
use sila::messages::english;

use super::good;
use super::hours_files::{HOLIDAYS, OFFICE};

static GOOD: LazyLock<Vec<SourceFile>> = LazyLock::new(|| {
    let mut files = good();
    files.push(SourceFile::new("hours.toml", OFFICE));
    files.push(SourceFile::new("holidays.toml", HOLIDAYS));
    files
});

/// Reads the files, and checks and renders every mistake.
fn check(files: &[SourceFile]) {
    let mistakes = match load(files) {
        Ok((_, warnings)) => warnings,
        Err(mistakes) => {
            assert!(!mistakes.is_empty(), "a hotline that cannot be loaded has a mistake");
            mistakes
        }
    };
    for mistake in &mistakes {
        check_position(mistake, files);
        assert!(!english::render(mistake, true).is_empty());
        assert!(!english::explain(&mistake.problem).hint.is_empty());
    }
}

fn check_position(mistake: &Diagnostic, files: &[SourceFile]) {
    let Some(file) = files.iter().find(|file| file.path == mistake.file) else {
        assert_eq!(mistake.span, 0..0, "only a missing file has no bytes");
        return;
    };
    let text = String::from_utf8_lossy(&file.bytes);
    let part = text.get(mistake.span.clone());
    assert!(part.is_some(), "{mistake:?} has {:?} of {} bytes", mistake.span, text.len());
    let line = text.split('\n').nth(mistake.line - 1);
    let length = line.map(|line| line.chars().count());
    assert!(length.is_some_and(|length| mistake.column <= length + 1), "{mistake:?}");
    if let Some(excerpt) = &mistake.excerpt {
        assert!(excerpt.text.get(excerpt.mark.clone()).is_some(), "{excerpt:?}");
    }
}

/// Pieces that mean something to some reader.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&'static [u8]> = vec![
        b"\"",
        b"\"\"\"",
        b"=",
        b"[",
        b"]",
        b"[[fact]]\n",
        b"#",
        b"\n",
        b"\r\n",
        b"\\",
        b"\\u0007",
        b"{key}",
        b"{",
        b"}",
        b"<b>",
        b"&amp;",
        b"9",
        b"-1",
        b"1e999",
        b"true",
        b"key = 1\n",
        b"[[holiday]]\n",
        b"2026-12-16",
        b"9999-12-31",
        b"22:00-06:00",
        b"24:00",
        b"moved_to = \"112\"\n",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\x00",
        "\u{202e}".as_bytes(),
        "٣".as_bytes(),
        "ء".as_bytes(),
        "e\u{301}".as_bytes(),
        "😀".as_bytes(),
        b"",
    ];
    prop_oneof![
        proptest::sample::select(known).prop_map(<[u8]>::to_vec),
        proptest::collection::vec(any::<u8>(), 0..8),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_files_never_break_the_reader(
        changes in proptest::collection::vec(
            (any::<Index>(), any::<Index>(), 0usize..40, piece()),
            1..4,
        ),
    ) {
        let mut files = GOOD.clone();
        for (file, at, length, piece) in changes {
            let file = &mut files[file.index(GOOD.len())];
            let mut bytes = file.bytes.to_vec();
            let start = at.index(bytes.len() + 1);
            let end = bytes.len().min(start + length);
            bytes.splice(start..end, piece);
            *file = SourceFile::new(file.path.clone(), bytes);
        }
        check(&files);
    }

    #[test]
    fn arbitrary_bytes_never_break_the_reader(
        path in proptest::sample::select(vec![
            "hotline.toml", "phrases.toml", "hours.toml", "holidays.toml", "listening.toml", "1-town/sector.toml", "1-town/1-permits/group.toml",
            "1-town/1-permits/111-wall.toml", "x", "", "1-town/1-permits/1/2.toml", "1-town/.toml",
        ]),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        check(&[SourceFile::new(path, bytes.clone())]);
        let mut files = GOOD.clone();
        files.retain(|file| file.path != path);
        files.push(SourceFile::new(path, bytes));
        check(&files);
    }

    #[test]
    fn texts_in_any_characters_never_break_the_reader(text in "\\PC{0,60}", control in any::<char>()) {
        let quoted = toml::Value::String(format!("{text}{control}")).to_string();
        let mut files = GOOD.clone();
        for file in &mut files {
            if let Ok(good) = str::from_utf8(&file.bytes) {
                let changed = good.replacen("\"The fee is five dinars.\"", &quoted, 1);
                let changed = changed.replacen("\"Roads\"", &quoted, 1);
                *file = SourceFile::new(file.path.clone(), changed);
            }
        }
        check(&files);
    }
}
