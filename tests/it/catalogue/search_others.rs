//! Words that mean no service lead to none, and those that ask for a person lead to a person.

use sila::catalogue::search::Match;
use sila::catalogue::source::shipped;

use super::loaded;

/// Utterances of callers who want a person.
const PERSON: [(&str, &str); 34] = [
    ("en", "agent"),
    ("en", "operator"),
    ("en", "person"),
    ("en", "human"),
    ("en", "somebody"),
    ("en", "customer service"),
    ("en", "representative"),
    ("en", "talk to an employee"),
    ("en", "can i please speak to a real person"),
    ("en", "i want to talk to someone"),
    ("en", "connect me to an agent"),
    ("en", "is there anybody there"),
    ("en", "put me through to the customer care department"),
    ("en", "give me the manager"),
    ("en", "I need a human being, please"),
    ("en", "موظف"),
    ("ar", "operator"),
    ("ar", "موظف"),
    ("ar", "موظفة"),
    ("ar", "أريد التحدث مع موظف"),
    ("ar", "أكلم أحد"),
    ("ar", "أبي أحد"),
    ("ar", "أبي أكلم أحد لو سمحت"),
    ("ar", "خدمة العملاء"),
    ("ar", "الاستعلامات"),
    ("ar", "بدالة"),
    ("ar", "إنسان"),
    ("ar", "حولني على موظف خدمة العملاء"),
    ("ar", "ممكن أتكلم مع شخص"),
    ("ar", "عطني المسؤول"),
    ("ar", "أبغى أتكلم ويا موظف"),
    ("ar", "أريد إنسان مو جهاز"),
    ("ar", "وصلوني بالبدالة"),
    ("ar", "في أحد يرد علي"),
];

/// Utterances that ask for more than a person, or for none.
const NO_PERSON: [&str; 7] = [
    "please",
    "service",
    "real",
    "pearl tour operator",
    "somebody is at the door",
    "موظف نظافة",
    "خدمة",
];

/// Utterances that mean a service of others, or nothing that can be found.
const NOTHING: [(&str, &str); 33] = [
    ("en", "police"),
    ("en", "call the police"),
    ("en", "bank account"),
    ("en", "book a flight to dubai"),
    ("en", "what is the weather tomorrow"),
    ("en", "order a pizza"),
    ("en", "service"),
    ("en", "licence"),
    ("en", "a permit please"),
    ("en", "i have a request"),
    ("en", "certificate"),
    ("en", "renewal"),
    ("en", "my phone is broken"),
    ("en", "who won the football match"),
    ("en", "tell me a joke"),
    ("en", "my salary is late"),
    ("en", "i lost my wallet"),
    ("en", "i want to complain about my internet"),
    ("ar", "الشرطة"),
    ("ar", "حساب بنكي"),
    ("ar", "حجز طيران"),
    ("ar", "كم درجة الحرارة اليوم"),
    ("ar", "خدمة"),
    ("ar", "رخصة"),
    ("ar", "أبي رخصة"),
    ("ar", "طلب"),
    ("ar", "عندي طلب"),
    ("ar", "شهادة"),
    ("ar", "تجديد"),
    ("ar", "تلفوني خربان"),
    ("ar", "قول لي نكتة"),
    ("ar", "راتبي ما نزل"),
    ("ar", "ضاع بوكي"),
];

/// Utterances that mean what another body does, each with the id of its referral.
const REFERRED: [(&str, &str, &str); 45] = [
    ("en", "cpr card", "identity-cards"),
    ("en", "how do I renew my ID card", "identity-cards"),
    ("ar", "البطاقة السكانية", "identity-cards"),
    ("ar", "بطاقة الهوية خلصت", "identity-cards"),
    ("en", "my passport has expired", "passports"),
    ("en", "passport renewal", "passports"),
    ("en", "visa for my maid", "passports"),
    ("ar", "جوازي منتهي", "passports"),
    ("ar", "تجديد الجواز", "passports"),
    ("ar", "تأشيرة حق الخدامة", "passports"),
    ("en", "traffic fine", "traffic"),
    ("en", "i got a speeding ticket", "traffic"),
    ("en", "driving licence", "traffic"),
    ("en", "renew my driving license please", "traffic"),
    ("ar", "مخالفة مرورية", "traffic"),
    ("ar", "رخصة سياقة", "traffic"),
    ("ar", "تجديد رخصة القيادة", "traffic"),
    ("en", "hospital appointment", "health"),
    ("ar", "موعد في المستشفى", "health"),
    ("en", "register my daughter at school", "schools"),
    ("ar", "تسجيل بنتي في المدرسة", "schools"),
    ("en", "electricity bill", "electricity"),
    ("en", "pay my electricity bill", "electricity"),
    ("ar", "فاتورة الكهرباء", "electricity"),
    ("ar", "أبي أدفع فاتورة الكهربا", "electricity"),
    ("en", "sewage is coming out of the manhole", "sewage"),
    ("en", "there is a pothole in our road", "roads"),
    ("en", "the street lights are not working", "street-lights"),
    ("en", "we have had no water since morning", "water"),
    ("en", "the road is flooded with rain water", "rain-water"),
    ("en", "i want to register a company", "companies"),
    ("en", "how do i register my car", "traffic"),
    ("en", "where can i register my lease", "leases"),
    ("en", "i lost my title deed", "title-deeds"),
    ("ar", "المجاري طافحة جدام بيتنا", "sewage"),
    ("ar", "البالوعة مسدودة", "sewage"),
    ("ar", "ليتات الشارع ما تشتغل", "street-lights"),
    ("ar", "في حفرة في الشارع", "roads"),
    ("ar", "الكهربا مقطوعة من الصبح", "electricity"),
    ("ar", "ما في ماي في البيت", "water"),
    ("ar", "ماي المطر متجمع في الشارع", "rain-water"),
    ("ar", "أبي أفتح سجل تجاري", "companies"),
    ("ar", "تسجيل سيارة جديدة", "traffic"),
    ("ar", "أبي أسجل عقد الإيجار", "leases"),
    ("ar", "ضاعت وثيقة البيت", "title-deeds"),
];

/// Utterances that mean a service, though another body's business is in them too.
const NOT_REFERRED: [(&str, &str, &str); 10] = [
    ("en", "pay municipality bill", "141"),
    ("en", "digging permit for a sewer connection", "163"),
    ("en", "treated sewage water for my farm", "324"),
    ("en", "rain is leaking through my roof", "185"),
    ("en", "separate electricity meter for my flat", "116"),
    ("ar", "حفر لتوصيل المجاري", "163"),
    ("ar", "السقف يخر من المطر", "185"),
    ("ar", "لوحة إعلانية في الشارع", "151"),
    ("ar", "دراسة مرورية للمشروع", "243"),
    ("ar", "كلب سايب في الشارع", "178"),
];

#[test]
fn what_other_bodies_do_is_referred_to_them() {
    let hotline = loaded(&shipped());
    let mut wrong = Vec::new();
    for (language, said, id) in REFERRED {
        let language = hotline.language_by_code(language).unwrap();
        let found = hotline.search().matched(said, language, None);
        let is_it = match found {
            Match::Referral(referral) => hotline.referrals[referral].id.as_str() == id,
            _ => false,
        };
        if !is_it {
            wrong.push(format!("{said}: {found:?}"));
        }
    }
    for (language, said, code) in NOT_REFERRED {
        let language = hotline.language_by_code(language).unwrap();
        let found = hotline.search().matched(said, language, None);
        let is_offered = match &found {
            Match::Clear(found) => found.to_string() == code,
            Match::Candidates(codes) => codes.iter().any(|found| found.to_string() == code),
            _ => false,
        };
        if !is_offered {
            wrong.push(format!("{said}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_referral_is_found_by_its_words_in_every_language() {
    let hotline = loaded(&shipped());
    for (position, referral) in hotline.referrals.iter().enumerate() {
        for (words, language) in referral.words.iter().zip(hotline.language_indices()) {
            assert!(!words.is_empty(), "{}", referral.id);
            for said in words {
                let found = hotline.search().matched(said, language, None);
                assert_eq!(found, Match::Referral(position), "{said}");
            }
        }
    }
}

#[test]
fn who_asks_for_a_person_gets_one_and_who_means_nothing_here_gets_nothing() {
    let hotline = loaded(&shipped());
    let mut wrong = Vec::new();
    let wanted = (PERSON.iter().map(|row| (row, Match::Person)))
        .chain(NOTHING.iter().map(|row| (row, Match::Nothing)));
    for ((language, said), wanted) in wanted {
        let language = hotline.language_by_code(language).unwrap();
        let found = hotline.search().matched(said, language, None);
        if found != wanted {
            wrong.push(format!("{said}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for said in NO_PERSON {
        for language in hotline.language_indices() {
            let found = hotline.search().matched(said, language, None);
            assert_ne!(found, Match::Person, "{said}");
        }
    }
}
