use super::*;

#[track_caller]
fn assert_messages(text: &str, expected: &[(usize, &str, &str)]) {
    let file = TextFile {
        path: "a.toml",
        text: text.into(),
    };
    let mistakes = Mistakes::default();
    parse(&file, &mistakes);
    let found = mistakes.sorted();
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.line, one.message.as_str(), one.hint.as_str()))
        .collect();
    let agrees = found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            found.0 == expected.0 && found.1 == expected.1 && found.2.contains(expected.2)
        });
    assert!(agrees, "found {found:#?}");
}

#[test]
fn signs_that_mean_something_in_toml_are_explained() {
    assert_messages(
        "key = #",
        &[(1, "There is no value after `=`.", "begins a remark")],
    );
    assert_messages(
        "key = *",
        &[(1, "`*` stands without quotes.", "straight double quotes")],
    );
    assert_messages(
        "* = \"x\"",
        &[(1, "`*` cannot be the name of a field.", "letters a to z")],
    );
    assert_messages(
        "a = \"\\q\"",
        &[(
            1,
            r"A backslash `\` begins a special sign here, and this is none.",
            "delete the backslash",
        )],
    );
}

#[test]
fn what_arabic_keyboards_and_word_processors_write_is_explained() {
    assert_messages(
        "a = «x»",
        &[(1, "The quotes of `«x»` are not straight ones.", "Word")],
    );
    assert_messages(
        "a = ٦",
        &[(1, "`٦` is not written with the digits 0 to 9.", "0 to 9")],
    );
    assert_messages(
        "a = [\"x\"، \"y\"]",
        &[(1, "This list is not written as a list.", "plain commas")],
    );
    assert_messages(
        "\u{202b}a = 1",
        &[(
            1,
            "Here is a character that cannot be seen. It comes along when text is copied from \
         elsewhere.",
            "type it anew",
        )],
    );
}

#[test]
fn quotes_and_brackets_that_are_not_closed_are_explained() {
    assert_messages(
        "a = \"x\nb = \"y\"",
        &[(
            1,
            "The quotes around this text are not closed.",
            "at the end of the text",
        )],
    );
    assert_messages(
        "[name\nar = \"x\"",
        &[(1, "A heading is not closed.", "`]`")],
    );
    assert_messages(
        "a = \"x \"y\" z\"",
        &[(
            1,
            "Something stands behind the end of this value.",
            "inside the text",
        )],
    );
}

#[test]
fn a_repeated_heading_is_one_mistake() {
    assert_messages(
        "[a]\nx = 1\n[b]\nx = 1\n[a]\nx = 2\ny =\n[b]\nx = 3",
        &[
            (5, "`a` stands twice in the same place.", "keep one"),
            (7, "There is no value after `=`.", "write the value"),
            (8, "`b` stands twice in the same place.", "keep one"),
        ],
    );
    assert_messages(
        "x = 1\nx = 2\n",
        &[(2, "`x` stands twice in the same place.", "keep")],
    );
}

#[test]
fn a_line_that_is_no_field_does_not_hide_what_follows() {
    assert_messages(
        "a: 1\nb \"x\"\nc = True\nd = 1\n",
        &[
            (1, "This line has a colon where `=` should be.", "then `=`"),
            (2, "This line is no field: `=` is missing.", "in one line"),
            (3, "`True` is neither `true` nor `false`.", "small letters"),
        ],
    );
}
