//! Words as the search compares them: folded, stemmed, by their sound.

use sila::catalogue::search::fold::words;
use sila::catalogue::search::sound::{skeleton, sound};
use sila::catalogue::search::stem::stem;

#[track_caller]
fn assert_folded(text: &str, expected: &[&str]) {
    assert_eq!(words(text, 32), expected, "{text}");
}

#[test]
fn spellings_of_one_word_are_one() {
    for (one, other) in [
        ("إعلان", "اعلان"),
        ("أرض", "ارض"),
        ("آلات", "الات"),
        ("مؤسسة", "موسسه"),
        ("طائر", "طاير"),
        ("مبنى", "مبني"),
        ("بناء", "بنا"),
        ("رُخْصَةُ هَدْمٍ", "رخصه هدم"),
        ("رخـــصة", "رخصه"),
        ("\u{202b}رخصة\u{202c}\u{200f} هدم", "رخصه هدم"),
        ("ﻻفتة", "لافته"),
        ("ﺑﻨﺎﺀ ﺳﻮﺭ", "بنا سور"),
        ("کلب", "كلب"),
        ("١١٤ ۱۱۴", "114 114"),
        ("Café cafe\u{301}", "cafe cafe"),
        ("ＰＥＲＭＩＴ　１１４", "permit 114"),
        ("owner’s de\u{ad}mo\u{200b}lition", "owners demolition"),
        ("Договор अनुमति", "договор अनुमति"),
    ] {
        let expected: Vec<_> = other.split(' ').collect();
        assert_folded(one, &expected);
    }
}

#[test]
fn the_digits_of_a_number_are_counted_however_they_are_said() {
    let hotline = super::loaded(&sila::catalogue::source::shipped());
    let digits = |said| hotline.search().digits_said(said);
    for said in [
        "my name is Huda and my c p r is 900412345",
        "call me on 3 6 1 2 3",
        "٣٦١٢٣٤٥٦",
        "رقمي ۹۰۰۴۱",
        "cpr９００４１",
        "nine zero zero four one",
        "my number is double nine triple four",
        "thirty six twelve thirty four",
        "nine hundred one two three",
        "رقمي تسعة صفر صفر أربعة واحد",
        "ستة وثلاثين اثنا عشر أربعة وثلاثين",
        "تسعمئة واحد اثنين ثلاثة",
    ] {
        assert!(digits(said) >= 5, "{said}: {}", digits(said));
    }
    for said in
        ["a parking permit for two cars", "building 114", "رخصة لثلاثة محلات", "four four four four"]
    {
        assert!(digits(said) <= 4, "{said}: {}", digits(said));
    }
}

#[test]
fn words_end_at_what_is_no_letter() {
    assert_folded("رخصة، هدم؟ (١١٤)", &["رخصه", "هدم", "114"]);
    assert_folded("one-one\tfour\n", &["one", "one", "four"]);
    assert_folded(" ،.؟! \u{0}😀", &[]);
}

#[test]
fn long_input_is_cut() {
    assert_eq!(words(&"ab ".repeat(10_000), 24).len(), 24);
    let long = words(&"ﻻ".repeat(10_000), 24);
    assert_eq!((long.len(), long[0].chars().count()), (1, 32));
}

#[track_caller]
fn assert_alike(list: &str) {
    let stems: Vec<_> = words(list, 20).iter().map(|word| stem(word)).collect();
    assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
}

#[test]
fn the_article_and_endings_come_off() {
    assert_alike("رخصة الرخصة رخصتي للرخصة والرخصة بالرخصة رخصته رخصتها");
    assert_alike("مخالفة مخالفات المخالفات ومخالفات");
    assert_alike("بلدية البلدية بلديات بلدي");
    assert_alike("إعلان الإعلان إعلانات اعلاناتي");
    assert_alike("بيت البيت بيتي بيته بيتنا");
    assert_alike("وثيقة الوثيقة");
    assert_alike("مزارع المزارعين مزارعون");
}

#[test]
fn english_endings_come_off() {
    assert_alike("permit permits permitted permitting");
    assert_alike("licence licences license licensed licensing");
    assert_alike("renew renewal renewing renewed");
    assert_alike("certificate certificates");
    assert_alike("property properties");
    assert_alike("box boxes");
    assert_alike("tree trees");
}

#[test]
fn short_words_stay() {
    for word in ["ما", "دم", "bus", "gas", "is", "red", "ring"] {
        assert_eq!(stem(word), word);
    }
}

#[test]
fn words_in_other_letters_stay() {
    assert_eq!(stem("разрешение"), "разрешение");
}

#[test]
fn what_is_often_confused_sounds_alike() {
    for (one, other) in [
        ("صور", "سور"),
        ("حفر", "هفر"),
        ("ارض", "ارظ"),
        ("طريق", "تريك"),
        ("photo", "foto"),
        ("licence", "lisense"),
        ("park", "بارك"),
    ] {
        assert_eq!(sound(one), sound(other), "{one} {other}");
    }
}

#[test]
fn consonants_stay_in_plurals_and_in_other_letters() {
    for (one, other) in [
        ("كلب", "كلاب"),
        ("حديق", "حدايق"),
        ("شجر", "اشجار"),
        ("rukhsat", "رخصت"),
        ("لايسنس", "licens"),
    ] {
        assert_eq!(skeleton(&sound(one)), skeleton(&sound(other)), "{one} {other}");
    }
}
