//! The permissions of each role: the one table.

use crate::catalogue::MenuKey;
use crate::store::{Role, Roles};

named_enum! {
    /// Something that operators may do, or not.
    pub enum Permission {
        /// Read the menus, drafts, editions, notices, counts and calls.
        Read = "read",
        /// Change drafts: services of a sector, or what all share.
        EditDrafts = "edit-drafts",
        /// Take in, record and remove recordings of prompts.
        EditRecordings = "edit-recordings",
        /// Say of a draft that it may be published, or what is wrong with it.
        Review = "review",
        /// Publish, schedule, take off the schedule and go back.
        Publish = "publish",
        /// Add and end notices to all callers or those of a sector.
        EditNotices = "edit-notices",
        /// See, hear, assign, answer and close what callers ask about a sector, with the numbers to call back.
        AnswerInquiries = "answer-inquiries",
        /// Export what names callers.
        ExportPersonalData = "export-personal-data",
        /// Remove everything that is kept of a caller.
        ForgetCallers = "forget-callers",
        /// Read who did what.
        ReadAudit = "read-audit",
        /// Add, invite and end operators, change their roles and end their sessions.
        ManageOperators = "manage-operators",
    }
}

impl Permission {
    /// The roles that have it.
    pub fn holders(self) -> &'static [Role] {
        use Role::{Administrator, Answerer, Editor, Publisher, Reader};
        match self {
            Self::Read => &[Reader, Editor, Answerer, Publisher, Administrator],
            Self::EditDrafts | Self::EditRecordings => &[Editor],
            Self::Review => &[Editor, Publisher],
            Self::Publish | Self::EditNotices => &[Publisher],
            Self::AnswerInquiries => &[Answerer],
            Self::ExportPersonalData
            | Self::ForgetCallers
            | Self::ReadAudit
            | Self::ManageOperators => &[Administrator],
        }
    }

    /// True if a role that is limited to a sector has it in that sector alone; false if it has it everywhere.
    pub fn is_by_sector(self) -> bool {
        match self {
            Self::EditDrafts
            | Self::EditRecordings
            | Self::Review
            | Self::EditNotices
            | Self::AnswerInquiries => true,
            Self::Read
            | Self::Publish
            | Self::ExportPersonalData
            | Self::ForgetCallers
            | Self::ReadAudit
            | Self::ManageOperators => false,
        }
    }

    /// True if whoever does it must have signed in within the last minutes.
    pub fn needs_recent_sign_in(self) -> bool {
        match self {
            Self::Publish
            | Self::ExportPersonalData
            | Self::ForgetCallers
            | Self::ManageOperators => true,
            Self::Read
            | Self::EditDrafts
            | Self::EditRecordings
            | Self::Review
            | Self::EditNotices
            | Self::AnswerInquiries
            | Self::ReadAudit => false,
        }
    }
}

/// Returns whether somebody with these roles may do something in a sector; without one, in what all sectors share.
pub fn may(roles: &Roles, permission: Permission, sector: Option<MenuKey>) -> bool {
    roles.iter().any(|grant| {
        let reaches = grant.sector.is_none() || grant.sector == sector;
        permission.holders().contains(&grant.role) && (reaches || !permission.is_by_sector())
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn roles(text: &str) -> Roles {
        Roles::parse(text).unwrap()
    }

    /// In sector 1, in sector 2, and in what all share.
    fn reach(roles: &Roles, permission: Permission) -> &'static str {
        let sectors = [MenuKey::new(1), MenuKey::new(2), None];
        match sectors.map(|sector| may(roles, permission, sector)) {
            [true, true, true] => "everywhere",
            [true, false, false] => "sector 1",
            [false, false, false] => "-",
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_table_of_roles_is_as_agreed() {
        let columns = [
            "reader",
            "editor",
            "editor/1",
            "answerer",
            "answerer/1",
            "publisher",
            "administrator",
        ];
        let mut table = format!("{:22}", "");
        for column in columns {
            let _ = write!(table, "{column:15}");
        }
        table.push_str("sign in again\n");
        for permission in Permission::ALL {
            let _ = write!(table, "{:22}", permission.name());
            for column in columns {
                let _ = write!(table, "{:15}", reach(&roles(column), permission));
            }
            table.push_str(if permission.needs_recent_sign_in() { "yes\n" } else { "no\n" });
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn whoever_has_no_role_may_do_nothing_and_several_add_up() {
        for permission in Permission::ALL {
            assert!(!may(&Roles::default(), permission, None), "{permission:?}");
        }
        let both = roles("editor/1 editor/3 publisher");
        let edits = [1, 2, 3].map(|key| may(&both, Permission::EditDrafts, MenuKey::new(key)));
        assert_eq!(edits, [true, false, true]);
        assert!(may(&both, Permission::Publish, None));
    }

    #[test]
    fn roles_are_read_as_they_are_written() {
        for text in ["", "reader", "editor/1 editor/8 answerer publisher administrator"] {
            assert_eq!(roles(text).to_string(), text);
        }
        for text in ["king", "editor/9", "editor/", "editor/x", "/1", "publisher/1"] {
            assert_eq!(Roles::parse(text), None, "{text}");
        }
    }
}
