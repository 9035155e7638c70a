//! Opinions, remarks and unheard words of the website's readers.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::super::{DbConnection, DbPool, DbRow, begin};
use super::columns::{get, rows};
use super::unheard::take_searched;
use crate::catalogue::{Code, EditionNumber};
use crate::store::{PageOpinion, PageRating, PageRemark, PageReport, PageReportContent};

const COUNT_OPINION: &str = "
    INSERT INTO page_opinion (day, service, edition, opinion, times) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (day, service, edition, opinion) DO UPDATE SET times = page_opinion.times + excluded.times";

const KEEP_REMARK: &str =
    "INSERT INTO page_remark (at, service, edition, language, said) VALUES ($1, $2, $3, $4, $5)";

const RATINGS: &str = "
    SELECT service, edition, opinion, CAST(sum(times) AS BIGINT) AS times FROM page_opinion
    WHERE day >= $1 GROUP BY service, edition, opinion ORDER BY service, edition, opinion";

const REMARKS: &str = "
    SELECT at, service, edition, language, said FROM page_remark WHERE at >= $1
    ORDER BY at DESC, number DESC LIMIT $2";

from_row! {
    row => PageRemark { at, service, edition, language, text = get(row, "said")? }
}

/// Opinions by day, service, edition and opinion: in this order, so that no two servers wait for each other.
type OpinionCounts = BTreeMap<(Timestamp, Code, EditionNumber, PageOpinion), u64>;

pub async fn keep(pool: &DbPool, reports: &[PageReport]) -> sqlx::Result<()> {
    let mut transaction = begin(pool).await?;
    let mut counted = OpinionCounts::new();
    let mut unheard = Vec::new();
    for report in reports {
        match &report.content {
            PageReportContent::Opinion { service, edition, opinion } => {
                *counted.entry((day(report.at), *service, *edition, *opinion)).or_default() += 1;
            }
            PageReportContent::Unheard { language, said, mark } => {
                unheard.push(((language.as_str(), said.as_str(), mark.as_str()), report.at));
            }
            PageReportContent::Remark { service, edition, language, text } => {
                let insert = query!(
                    KEEP_REMARK,
                    report.at,
                    service.to_string(),
                    *edition,
                    language.as_str(),
                    text.as_str(),
                );
                insert.execute(&mut *transaction).await?;
            }
        }
    }
    count(&mut transaction, counted).await?;
    // As calls' words are, so that no two servers wait for each other.
    unheard.sort_unstable();
    for (words, at) in unheard {
        take_searched(&mut transaction, words, at).await?;
    }
    transaction.commit().await
}

async fn count(transaction: &mut DbConnection, counted: OpinionCounts) -> sqlx::Result<()> {
    for ((day, service, edition, opinion), times) in counted {
        query!(COUNT_OPINION, day, service.to_string(), edition, opinion.name(), times)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(())
}

/// The beginning of the day in UTC.
fn day(at: Timestamp) -> Timestamp {
    let into_day = at.as_second().rem_euclid(SignedDuration::from_hours(24).as_secs());
    Timestamp::from_second(at.as_second() - into_day).unwrap_or(at)
}

pub async fn ratings(pool: &DbPool, since: Timestamp) -> sqlx::Result<Vec<PageRating>> {
    let mut ratings: Vec<PageRating> = Vec::new();
    for row in &query!(RATINGS, day(since)).fetch_all(pool).await? {
        let Some((service, edition)) = page(row)? else { continue };
        let is_other = |last: &PageRating| (last.service, last.edition) != (service, edition);
        if ratings.last().is_none_or(is_other) {
            ratings.push(PageRating { service, edition, yes: 0, no: 0, wrong: 0 });
        }
        let Some(rating) = ratings.last_mut() else { continue };
        let opinion = get::<String>(row, "opinion")?;
        let count = match PageOpinion::parse(&opinion) {
            Some(PageOpinion::Useful) => &mut rating.yes,
            Some(PageOpinion::NotUseful) => &mut rating.no,
            Some(PageOpinion::Wrong) => &mut rating.wrong,
            None => continue,
        };
        *count = get(row, "times")?;
    }
    Ok(ratings)
}

fn page(row: &DbRow) -> sqlx::Result<Option<(Code, EditionNumber)>> {
    let service: String = get(row, "service")?;
    Ok(Code::parse(&service).zip(Some(get(row, "edition")?)))
}

pub async fn remarks(pool: &DbPool, since: Timestamp, limit: u16) -> sqlx::Result<Vec<PageRemark>> {
    query_as!(REMARKS, since, rows(limit)).fetch_all(pool).await
}
