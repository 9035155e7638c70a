//! Words that carry nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::fold;
use super::stem::stem;

/// Whether a folded word says nothing about which service is meant.
pub(super) fn is_stop(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let words = ARABIC.split_whitespace().chain(ENGLISH.split_whitespace());
        words.flat_map(|word| fold::words(word, 1)).collect()
    });
    WORDS.contains(word)
}

/// Whether a folded word belongs to the business of others: of ministries, banks and companies that callers may
/// take this hotline for. It counts against every service that is not known by it.
pub(super) fn is_elsewhere(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(ELSEWHERE));
    WORDS.contains(&stem(word))
}

/// Whether a folded word is what many services are, so that it says little on its own.
pub(super) fn is_generic(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| stems(GENERIC));
    WORDS.contains(&stem(word))
}

/// The stems of words with blanks between them.
pub(super) fn stems(words: &str) -> HashSet<String> {
    let words = words.split_whitespace();
    words
        .flat_map(|word| fold::words(word, 1))
        .map(|word| stem(&word))
        .collect()
}

/// What callers get at a counter, whatever it is about.
const GENERIC: &str = "
    رخصة ترخيص تراخيص رخص تصريح لايسن ليسن شهادة طلب طلبات تجديد تمديد إلغاء رسوم موافقة ورقة أوراق تسجيل نموذج
    licence license permit permission certificate request renewal extension cancel fee approval paper papers document
    documents form register registration status office
";

/// Papers of persons, traffic, power, health, schools, work, money, courts, travel, and talk.
const ELSEWHERE: &str = "
    جواز جوازات هوية بطاقة فيزا تأشيرة إقامة كفيل كفالة سفارة جنسية ميلاد زواج طلاق زوجة عرس
    سياقة ليسن مرور مرورية سرعة حادث تأمين كهرباء كهربا فاتورة إنترنت جوال رصيد تلفون
    مستشفى طبيب دكتور موعد عيادة دواء مدرسة جامعة روضة طلبة شهادات دراسة بعثة
    راتب رواتب تقاعد توظيف وظيفة عمل عمال تأشيرات إجازة بنك قرض حساب فيزا بطاقات تمويل إسكان
    جوازي مرورك سواقة قيادة رادار مستشفيات عيادات مدارس روضات سفر رحلة حجوزات سكاني سكانية لجوء كفلاء خدامة شغالة
    رواتب راتبي معاش مصرف مصارف بنكي محفظة بوك نكتة تلفون تلفوني موبايل طوارئ إسعاف إطفاء مطافي حرامي حريق مطاعم
    محكمة محامي قضية شرطة نيابة سرقة طيران تذكرة مطار فندق مطعم طقس جو مباراة
    passport passports visa visas identity cpr citizenship nationality birth marriage divorce wife embassy
    driving driver traffic speeding accident insurance electricity electric power bill internet mobile phone sim
    hospital doctor appointment clinic medicine school university college nursery exam student
    salary salaries pension retirement job jobs employment bank loan card credit mortgage housing
    speed radar fines fine allowance unemployment wage wages maid housemaid wallet purse joke song
    ambulance emergency fire hospitals clinics schools teacher pharmacy surgery dentist atm cash iban wifi broadband
    court lawyer police theft flight flights ticket airport hotel restaurant weather football pizza taxi
";

/// Greetings, wishes, questions and particles, in writing and as people of the Gulf say them.
const ARABIC: &str = "
    السلام عليكم وعليكم سلام مرحبا مرحبًا هلا هلو ألو صباح مساء الخير النور حياك
    لو سمحت سمحتم سمحتي رجاء رجاءً أرجو أرجوك فضلك فضلكم تكرمت تكرما ممكن شكرا شكرًا مشكور مشكورين طيب زين
    أخوي أخي أختي أستاذ يا آه أها إي نعم لا مو مب مش ليس والله يعني بس طال عمرك الله يعطيك العافية يخليك خلاص أوكي
    أريد نريد أرغب نرغب أبغي أبغى أبغا نبغي نبغى أبي أبا نبي تبي يبي أود ودي بغيت حاب حابب حابة عايز عاوز بدي
    أحتاج نحتاج محتاج محتاجة أقدر نقدر تقدر أستطيع يمكن يمكنني لازم يلزم أسأل سؤال استفسر استفسار أستفسر استعلام
    أعرف نعرف أفهم تساعدني ساعدوني مساعدة ساعدني أتكلم بخصوص خصوص بشأن شأن حول
    كيف كيفية شلون شلونه وشلون إزاي ماذا ما ماهي ماهو هو هي هم إيش وش شو شنو شنهو وين أين من متى ليش لماذا هل كم
    أي أيش اللي الذي التي الذين إلي إلى على عن في فى مع عند عندي عندنا عنده لي لنا له لها به بها فيه فيها منه منها عليه عليها
    هذا هذه هذي ذا ذي ذلك تلك هناك هنا هني هنيه هناكم أنا إحنا نحن أنت إنت إنتو أنتم حق حقي حقنا حقه مال مالي مالنا مالت
    أو و ثم إن أن إذا لأن لكن كان كانت يكون تكون صار صارت قد حتى بعد قبل عشان علشان لأجل أجل
    شيء شي أشياء كل بعض غير أكثر وايد واجد جدا جدًا مرة الحين الآن اليوم أمس باكر بكرة
    أسوي نسوي تسوي يسوي سويت أعمل نعمل أطلب طلب أقدم نقدم تقديم أخذ آخذ ناخذ أطلع نطلع أستخرج استخراج أحصل نحصل الحصول حصول
    خدمة خدمات الخدمة معاملة موضوع بلغ أبلغكم
    اسمع اسمعني تسمعني تسمعون دقيقة لحظة انتظر وقت ساعة أيام يوم أسبوع أسابيع شهر شهور أشهر سنة سنوات سنين
    أحد أحدا ترى ترا عقب شسوي ليها له لها كلم كلمني يقول يقولون قالوا قال شخص رجال حرمة ولد
";

const ENGLISH: &str = "
    a an the this that these those there here it its is are was were be been being am im ive id ill
    i me my mine we us our you your he she they them their his her
    hello hi hey good morning afternoon evening salam greetings thanks thank please sorry excuse sir madam yes no ok okay well um uh er hmm
    ah eh oh like just so then now today actually basically kindly
    want wants wanted need needs needed would could can may might should shall will do does did done doing dont
    how what where when why who which whom
    to of for from in on at by with about into onto over regarding concerning and or but if as
    get getting got have has had having make making take taking give go going come
    know tell ask asking help looking look find see say speak talk call calling
    some any all more much many very really also too not
    apply application applying service services information info details question inquire
    interested wondering possible something thing things way let lets
    applied hear minute moment wait second time times ago day days week weeks month months year years
    somebody someone anybody anyone nobody people person person's man kindly sure right
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_and_particles_carry_nothing() {
        for word in [
            "اريد", "ابغي", "ابي", "سمحت", "شلون", "وين", "want", "please",
        ] {
            assert!(is_stop(word), "{word}");
        }
    }

    #[test]
    fn what_a_service_is_about_carries_something() {
        for word in ["رخصه", "هدم", "بيت", "شهاده", "permit", "fees", "dog"] {
            assert!(!is_stop(word), "{word}");
        }
    }
}
