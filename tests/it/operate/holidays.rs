//! Holidays taken over from a calendar.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use sila::catalogue::holidays::{Added, FILE, ImportOptions};
use sila::operate::import_holidays;
use tempfile::TempDir;

use crate::calls::play::{copy, small_menus};

/// A folder with the small menus and a calendar of one holiday.
fn begun() -> (TempDir, Utf8PathBuf, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let (menus, calendar) = (root.join("menus"), root.join("holidays.ics"));
    copy(&small_menus(), &menus);
    fs::write(menus.join(FILE), "# Holidays are decided anew each year.\n").unwrap();
    let event =
        "BEGIN:VEVENT\r\nSUMMARY:Founding Day\r\nDTSTART;VALUE=DATE:20270301\r\nEND:VEVENT\r\n";
    fs::write(&calendar, format!("BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n")).unwrap();
    (folder, menus, calendar)
}

/// The one holiday, taken over.
fn imported(calendar: &Utf8Path, menus: &Utf8Path) -> Added {
    let options = ImportOptions { language: Some("en".to_owned()), ..ImportOptions::default() };
    let added = import_holidays(calendar, menus, &options, Timestamp::UNIX_EPOCH, true).unwrap();
    assert_eq!(added.counts().added, 1);
    added
}

#[test]
fn who_reads_the_holidays_meanwhile_reads_all_of_them_as_they_were() {
    let (_folder, menus, calendar) = begun();
    let file = menus.join(FILE);
    let before = fs::read_to_string(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let names = || menus.read_dir_utf8().unwrap().count();
    let there = names();
    let mut reading = File::open(&file).unwrap();
    let added = imported(&calendar, &menus);
    let mut read = String::new();
    reading.read_to_string(&mut read).unwrap();
    assert_eq!(read, before);
    assert_eq!(fs::read_to_string(&file).unwrap(), added.text);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(), there);
}

#[test]
fn a_link_to_the_holidays_stays_a_link() {
    let (_folder, menus, calendar) = begun();
    let (file, elsewhere) = (menus.join(FILE), calendar.with_file_name("elsewhere.toml"));
    fs::rename(&file, &elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    let added = imported(&calendar, &menus);
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), added.text);
}
