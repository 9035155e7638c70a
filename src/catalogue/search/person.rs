//! Callers who ask for a person.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::stem::stem;
use super::stop::{is_stop, stems};

/// Whether folded words ask for a person, and for nothing else.
pub(super) fn is_wanted(words: &[String]) -> bool {
    let is_about = |word: &String| is_person(word) || is_beside(word) || is_stop(word);
    words.iter().any(|word| is_person(word)) && words.iter().all(is_about)
}

/// Whether a folded word stands for those who answer the telephone.
pub(super) fn is_person(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(PERSON));
    WORDS.contains(&stem(word))
}

/// Whether a folded word may stand beside such a word.
fn is_beside(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(BESIDE));
    WORDS.contains(&stem(word))
}

/// Those who answer the telephone, and where they sit.
const PERSON: &str = "
    agent operator person human employee somebody someone anybody anyone people staff representative rep customer
    receptionist reception switchboard supervisor manager advisor adviser attendant officer
    موظف موظفة موظفين مأمور أحد أحدا شخص إنسان إنسانة بني آدم آدمي بشر بشري عملاء عميل زبائن استعلامات بدالة سنترال مندوب
    مندوبة ممثل مسؤول مسؤولة مشرف مدير اوبريتر اوبريتور كستمر استقبال
";

/// What is said with them: how real they should be, and that the call should go there.
const BESIDE: &str = "
    real live actual alive service care support desk centre center line department connect transfer put through pass
    different transferred connected human there reach contact prefer rather machine robot not computer recording
    حقيقي حقيقية خدمة خدمات قسم مركز مكتب دعم رعاية عناية حول حولني حولوني وصلني وصلوني اكلم اكلمه نكلم يكلمني اتحدث التحدث تحدث
    أتواصل تواصل التواصل الكلام أحكي أحاجي أحاكي يرد يساعدني يتكلم يفيدني حي سيرفس مباشر مباشرة روبوت آلة تحويل توصيل
    مع لو عطني عطوني اعطني ابغا ويا وياكم جهاز ماكينة أفضل
";

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn is_wanted_by(said: &str) -> bool {
        is_wanted(&fold::words(said, 32))
    }

    #[test]
    fn a_person_is_wanted() {
        for said in [
            "agent",
            "Operator, please!",
            "can i talk to a real person",
            "connect me to customer service",
            "موظف",
            "أريد التحدث مع موظف",
            "حولني على خدمة العملاء",
            "البدالة",
        ] {
            assert!(is_wanted_by(said), "{said}");
        }
    }

    #[test]
    fn what_is_said_beside_it_counts() {
        for said in [
            "",
            "please",
            "service",
            "real",
            "pearl tour operator",
            "somebody is at the door",
            "موظف نظافة",
            "خدمة",
        ] {
            assert!(!is_wanted_by(said), "{said}");
        }
    }
}
