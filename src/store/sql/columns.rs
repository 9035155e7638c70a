//! Values as columns keep them: times as microseconds, truth values as 0 and 1, names as texts.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value;
use sqlx::error::BoxDynError;
use sqlx::{Decode, Encode, QueryBuilder, Row as _, Type};

use super::super::{Db, DbRow, storable};
use crate::catalogue::{EditionId, EditionNumber, MenuKey, NoticeId, RecordingHash};
use crate::store::{
    ActKind, AskedCursor, ClearNumber, InquiryAct, InquiryState, Reason, Roles, TextState, Via,
    WrittenWords,
};

/// A value on its way into a column.
pub trait ToColumn {
    type Stored;
    fn stored(self) -> Self::Stored;
}

/// A value on its way out of a column.
pub trait FromColumn: Sized {
    type Stored;
    fn read(stored: Self::Stored) -> Result<Self, BoxDynError>;
}

impl<T: ToColumn> ToColumn for Option<T> {
    type Stored = Option<T::Stored>;
    fn stored(self) -> Self::Stored {
        self.map(T::stored)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    type Stored = Option<T::Stored>;
    fn read(stored: Self::Stored) -> Result<Self, BoxDynError> {
        stored.map(T::read).transpose()
    }
}

impl<'a> ToColumn for &'a str {
    type Stored = Cow<'a, str>;
    fn stored(self) -> Self::Stored {
        storable(self)
    }
}

impl ToColumn for &[u8] {
    type Stored = Self;
    fn stored(self) -> Self {
        self
    }
}

impl ToColumn for i64 {
    type Stored = Self;
    fn stored(self) -> Self {
        self
    }
}

impl ToColumn for f64 {
    type Stored = Self;
    fn stored(self) -> Self {
        self
    }
}

macro_rules! to_column {
    ($($Value:ty, $value:ident => $Stored:ty: $stored:expr;)+) => {$(
        impl ToColumn for $Value {
            type Stored = $Stored;
            fn stored(self) -> $Stored {
                let $value = self;
                $stored
            }
        }
    )+};
}

to_column! {
    String, text => String: storable(&text).into_owned();
    bool, is_so => i64: is_so.into();
    u16, number => i64: number.into();
    u32, number => i64: number.into();
    u64, number => i64: i64::try_from(number).unwrap_or(i64::MAX);
    f32, number => f64: number.into();
    Timestamp, time => i64: time.as_microsecond();
    EditionNumber, number => i64: number.get().into();
    NoticeId, id => i64: id.get().into();
    MenuKey, key => i64: key.number().into();
}

macro_rules! from_column {
    ($($Value:ty, $stored:ident: $Stored:ty => $value:expr;)+) => {$(
        impl FromColumn for $Value {
            type Stored = $Stored;
            fn read($stored: $Stored) -> Result<Self, BoxDynError> {
                Ok($value)
            }
        }
    )+};
}

from_column! {
    String, text: String => text;
    Vec<u8>, bytes: Vec<u8> => bytes;
    bool, number: i64 => number != 0;
    u32, number: i64 => number.try_into()?;
    u64, number: i64 => number.try_into()?;
    i64, number: i64 => number;
    f32, number: f64 => single(number);
    Timestamp, micros: i64 => Self::from_microsecond(micros)?;
    EditionNumber, number: i64 => Self::new(number.try_into()?);
    NoticeId, number: i64 => Self::new(number.try_into()?);
    MenuKey, number: i64 => known(number, Self::new(number.try_into()?))?;
    ClearNumber, text: String => Self::new(&text);
    WrittenWords, text: String => Self::new(text);
    Value, json: String => serde_json::from_str(&json)?;
    EditionId, text: String => known(&text, Self::parse(&text))?;
    RecordingHash, text: String => known(&text, Self::parse(&text))?;
    ActKind, name: String => known(&name, Self::parse(&name))?;
    InquiryAct, name: String => known(&name, Self::parse(&name))?;
    InquiryState, name: String => known(&name, Self::parse(&name))?;
    Reason, name: String => known(&name, Self::parse(&name))?;
    Roles, text: String => known(&text, Self::parse(&text))?;
    TextState, name: String => known(&name, Self::parse(&name))?;
    Via, name: String => known(&name, Self::parse(&name))?;
}

#[expect(clippy::cast_possible_truncation, reason = "it was a 32-bit number when it was written")]
fn single(number: f64) -> f32 {
    number as f32
}

fn known<T>(stored: impl std::fmt::Display, value: Option<T>) -> Result<T, BoxDynError> {
    value.ok_or_else(|| format!("“{stored}” is not known here").into())
}

/// The value in a column.
pub fn get<'r, T: FromColumn>(row: &'r DbRow, column: &str) -> sqlx::Result<T>
where
    T::Stored: Decode<'r, Db> + Type<Db>,
{
    let wrong = |source| sqlx::Error::ColumnDecode { index: column.to_owned(), source };
    T::read(row.try_get(column)?).map_err(wrong)
}

/// The last digits of the telephone number, if it is kept.
pub fn masked(row: &DbRow) -> sqlx::Result<Option<String>> {
    let number: Option<ClearNumber> = get(row, "telephone")?;
    Ok(number.map(|number| number.masked()))
}

/// Writes ` IN (…)`.
pub fn push_list<'t, T>(query: &mut QueryBuilder<Db>, values: impl IntoIterator<Item = T>)
where
    T: ToColumn,
    T::Stored: Encode<'t, Db> + Type<Db>,
{
    query.push(" IN (");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.stored());
    }
    query.push(")");
}

/// Narrows a selection to rows with one of these names in a column, if there are any.
pub fn among(
    select: &mut QueryBuilder<Db>,
    column: &str,
    names: impl ExactSizeIterator<Item = &'static str>,
) {
    if names.len() > 0 {
        push_list(select.push(" AND ").push(column), names);
    }
}

/// Narrows a selection of what was asked for to one page, the newest first.
pub fn page(select: &mut QueryBuilder<Db>, before: Option<AskedCursor>, limit: u16) {
    if let Some(AskedCursor { asked_at, id }) = before {
        select.push(" AND (asked_at, number) < (").push_bind(asked_at.stored());
        select.push(", ").push_bind(id.stored()).push(")");
    }
    select.push(" ORDER BY asked_at DESC, number DESC LIMIT ").push_bind(rows(limit));
}

/// A number of rows, brought inside 1 to 500.
pub fn rows(limit: u16) -> i64 {
    limit.clamp(1, 500).into()
}
