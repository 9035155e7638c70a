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
const NOTHING: [(&str, &str); 56] = [
    ("en", "my passport has expired"),
    ("en", "passport renewal"),
    ("en", "visa for my maid"),
    ("en", "traffic fine"),
    ("en", "i got a speeding ticket"),
    ("en", "driving licence"),
    ("en", "renew my driving license please"),
    ("en", "hospital appointment"),
    ("en", "register my daughter at school"),
    ("en", "electricity bill"),
    ("en", "pay my electricity bill"),
    ("en", "cpr card"),
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
    ("ar", "جوازي منتهي"),
    ("ar", "تجديد الجواز"),
    ("ar", "تأشيرة حق الخدامة"),
    ("ar", "مخالفة مرورية"),
    ("ar", "رخصة سياقة"),
    ("ar", "تجديد رخصة القيادة"),
    ("ar", "موعد في المستشفى"),
    ("ar", "تسجيل بنتي في المدرسة"),
    ("ar", "فاتورة الكهرباء"),
    ("ar", "أبي أدفع فاتورة الكهربا"),
    ("ar", "البطاقة السكانية"),
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
