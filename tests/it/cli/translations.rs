//! `sila translations`: a third language, out as a sheet and in again.

use std::collections::BTreeMap;
use std::fs;

use super::sandbox::Sandbox;
use crate::calls::play::copy;

const FRENCH: &str = "\n[[language]]\ncode = \"fr\"\nname = \"Français\"\nlocale = \"fr-FR\"\ncharacters_per_second = 20.0\n";

/// A sandbox with the shipped menus, to which a third language was added.
fn with_french() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::remove_dir_all(sandbox.path("menus")).unwrap();
    copy("voice-menus".into(), &sandbox.path("menus"));
    let file = sandbox.path("menus/hotline.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replacen("\n[limits]", &format!("{FRENCH}\n[limits]"), 1);
    // With three languages to offer, the gate has less time to wait.
    let wait = text.lines().find(|line| line.starts_with("gate_seconds")).unwrap();
    fs::write(&file, text.replace(wait, "gate_seconds = 1")).unwrap();
    sandbox
}

/// What a command prints on its output; it must succeed.
fn printed(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

type Row = [String; 5];

fn rows(sheet: &str) -> Vec<Row> {
    let sheet = sheet.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        ["id", "place", "original (en)", "translation (fr)", "state"].as_slice()
    );
    let row = |row: csv::Result<csv::StringRecord>| {
        row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()
    };
    reader.records().map(row).collect()
}

fn export(sandbox: &Sandbox) -> Vec<Row> {
    rows(&printed(sandbox, &["translations", "export", "fr", "--from", "en"]))
}

/// A sheet as a spreadsheet program in France saves it.
fn save(sandbox: &Sandbox, rows: &[Row]) {
    let mut sheet = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    sheet.write_record(["id", "place", "original (en)", "translation (fr)", "state"]).unwrap();
    for row in rows {
        sheet.write_record(row).unwrap();
    }
    fs::write(sandbox.path("sheet.csv"), sheet.into_inner().unwrap()).unwrap();
}

/// Words that stand for a translation: no text of another language is like them.
fn in_french(id: &str, original: &str) -> String {
    if id == "phrase.gate" {
        return "Français, tapez {key}.".to_owned();
    }
    let mut depth = 0;
    let letters = original.chars().map(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == 'e' && depth == 0 { 'é' } else { letter }
    });
    letters.collect()
}

fn translate(rows: &mut [Row]) {
    for [id, _, original, translation, _] in rows {
        *translation = in_french(id, original);
    }
}

fn state<'r>(rows: &'r [Row], id: &str) -> &'r str {
    let row = rows.iter().find(|row| row[0] == id);
    &row.unwrap_or_else(|| panic!("there is no {id}"))[4]
}

#[test]
fn a_third_language_goes_out_as_a_sheet_comes_in_again_and_is_spoken() {
    let sandbox = with_french();
    let mut sheet = export(&sandbox);
    assert!(sheet.len() > 500, "{}", sheet.len());
    assert!(sheet.iter().all(|row| row[3].is_empty() && row[4] == "new"));
    translate(&mut sheet);
    save(&sandbox, &sheet);

    let import = ["translations", "import", "fr", "sheet.csv"];
    let said = printed(&sandbox, &[&import[..], &["--dry-run"]].concat());
    assert!(said.contains("Nothing was changed"), "{said}");
    assert_eq!(state(&export(&sandbox), "114.name"), "new");
    let said = printed(&sandbox, &import);
    assert!(said.starts_with(&format!("Written: {} texts in ", sheet.len())), "{said}");

    let checked = printed(&sandbox, &["check"]);
    assert!(checked.contains("No mistakes"), "{checked}");
    assert!(checked.contains("unspoken-numbers"), "{checked}");
    let called = printed(&sandbox, &["call", "--keys", "3"]);
    assert!(called.contains("fr-FR  Main ménu."), "{called}");
    assert!(export(&sandbox).iter().all(|row| row[4] == "current"));
    let again = printed(&sandbox, &import);
    assert!(again.contains("Nothing was changed."), "{again}");
}

#[test]
fn a_file_keeps_its_remarks_and_layout_and_line_ends() {
    let sandbox = with_french();
    let file = sandbox.path("menus/1-municipalities/1-building-permits/114-bld-demolition.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("[channels]", "# asked again in June\n[channels]");
    let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    fs::write(&file, &text).unwrap();
    let mut sheet = export(&sandbox);
    sheet.retain(|row| row[0] == "114.name");
    translate(&mut sheet);
    save(&sandbox, &sheet);
    printed(&sandbox, &["translations", "import", "fr", "sheet.csv"]);
    let written = fs::read_to_string(&file).unwrap();
    let new = written.lines().find(|line| line.starts_with("fr = ")).unwrap();
    assert!(new.starts_with("fr = \"Démolition pérmit\" # from en "), "{new}");
    assert_eq!(written.replacen(&format!("{new}\r\n"), "", 1), text);
}

#[test]
fn a_translation_is_stale_once_its_original_was_changed() {
    let sandbox = with_french();
    let mut sheet = export(&sandbox);
    sheet.retain(|row| ["114.name", "114.summary"].contains(&&*row[0]));
    translate(&mut sheet);
    save(&sandbox, &sheet);
    let import = ["translations", "import", "fr", "sheet.csv"];
    printed(&sandbox, &import);
    let file = sandbox.path("menus/1-municipalities/1-building-permits/114-bld-demolition.toml");
    let text = fs::read_to_string(&file).unwrap();
    let changed = text.replace("Demolition permit", "Permit to demolish");
    fs::write(&file, &changed).unwrap();
    let states = |sandbox: &Sandbox| {
        let rows = export(sandbox);
        [state(&rows, "114.name").to_owned(), state(&rows, "114.summary").to_owned()]
    };
    assert_eq!(states(&sandbox), ["stale", "current"]);

    // The old sheet does not make it current, nor does a new one that came back as it was.
    let said = printed(&sandbox, &import);
    assert!(
        said.contains("Stale, since the original was changed") && said.contains("114.name"),
        "{said}"
    );
    save(&sandbox, &export(&sandbox));
    printed(&sandbox, &import);
    assert_eq!(states(&sandbox), ["stale", "current"]);

    // Somebody has looked, and it is right as it is.
    let mut sheet = export(&sandbox);
    sheet
        .iter_mut()
        .filter(|row| row[0] == "114.name")
        .for_each(|row| row[4] = "current".to_owned());
    save(&sandbox, &sheet);
    printed(&sandbox, &import);
    assert_eq!(states(&sandbox), ["current", "current"]);
}

#[test]
fn a_service_that_moves_takes_its_translations_along() {
    let sandbox = with_french();
    let mut sheet = export(&sandbox);
    sheet.retain(|row| row[0] == "114.name");
    translate(&mut sheet);
    save(&sandbox, &sheet);
    printed(&sandbox, &["translations", "import", "fr", "sheet.csv"]);
    let folder = sandbox.path("menus/1-municipalities/1-building-permits");
    let moved = folder.join("118-bld-demolition.toml");
    fs::rename(folder.join("114-bld-demolition.toml"), &moved).unwrap();
    let text = fs::read_to_string(&moved).unwrap();
    fs::write(&moved, text.replace("code = \"114\"", "code = \"118\"")).unwrap();
    assert_eq!(state(&export(&sandbox), "118.name"), "current");
}

#[test]
fn what_belongs_to_no_text_is_refused_and_nothing_is_written() {
    let sandbox = with_french();
    let mut sheet = export(&sandbox);
    translate(&mut sheet);
    let at = |id: &str| sheet.iter().position(|row| row[0] == id).unwrap();
    let (name, digits, fee) = (at("114.name"), at("phrase.digits"), at("111.fee"));
    sheet[name][0] = "114.nmae".to_owned();
    sheet[digits][3] = "zéro | un".to_owned();
    sheet[fee][0] = "111.summary".to_owned();
    save(&sandbox, &sheet);
    let output = sandbox.run(&["translations", "import", "fr", "sheet.csv"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("sheet.csv:") && said.contains("meant as `114.name`?"), "{said}");
    assert!(said.contains("`phrase.digits` has 2 parts and its original 10"), "{said}");
    assert!(said.contains("`111.summary` stands in line "), "{said}");
    assert!(export(&sandbox).iter().all(|row| row[4] == "new"));
}

#[test]
fn a_sheet_that_is_none_is_refused_with_the_reason() {
    let sandbox = with_french();
    let refused = |bytes: &[u8], language: &str| {
        fs::write(sandbox.path("sheet.csv"), bytes).unwrap();
        let output = sandbox.run(&["translations", "import", language, "sheet.csv"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let header = "id,place,original (en),translation (fr),state\n";
    let latin1 = [header.as_bytes(), b"114.name,,Demolition permit,D\xe9molition,new\n"].concat();
    for (bytes, language, expected) in [
        (&latin1[..], "fr", "sheet.csv:2: from here on it is not saved as UTF-8"),
        (b"id,text\n", "fr", "there is no column `original`"),
        (header.as_bytes(), "ar", "is the sheet for `fr`, and not for `ar`"),
        (header.replace("(fr)", "(ur)").as_bytes(), "ur", "the hotline has no language `ur`"),
    ] {
        let said = refused(bytes, language);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn no_cell_is_a_formula_and_each_comes_back_as_it_was() {
    let sandbox = with_french();
    let file = sandbox.path("menus/1-municipalities/1-building-permits/114-bld-demolition.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Demolition permit", "=1+1")).unwrap();
    let mut sheet = export(&sandbox);
    sheet.retain(|row| row[0] == "114.name");
    assert_eq!(sheet[0][2], "'=1+1");
    sheet[0][3] = "'=2+2".to_owned();
    save(&sandbox, &sheet);
    let said = printed(&sandbox, &["translations", "import", "fr", "sheet.csv"]);
    assert!(!said.contains("Stale"), "{said}");
    assert!(fs::read_to_string(&file).unwrap().contains("fr = \"=2+2\""));
}

#[test]
fn the_list_for_machines_has_what_the_sheet_has() {
    let sandbox = with_french();
    let json = printed(&sandbox, &["translations", "export", "fr", "--from", "en", "--json"]);
    let list: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(&json).unwrap();
    let sheet = export(&sandbox);
    assert_eq!(list.len(), sheet.len());
    assert_eq!(list[0]["id"], sheet[0][0]);
    assert_eq!(list[0]["state"], "new");
}
