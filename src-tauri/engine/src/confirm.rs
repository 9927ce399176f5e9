//! A person's word for what reaches callers: they type what it is about.

use crate::{
    failure::{Failure, FailureKind},
    ports::Answer,
};

/// Says no where what is wanted is not among what was typed.
///
/// # Errors
/// `NotConfirmed`, naming what is wanted.
pub fn confirmed<T: AsRef<str>>(wanted: &str, typed: impl IntoIterator<Item = T>) -> Answer<()> {
    if typed.into_iter().any(|typed| typed.as_ref().trim() == wanted) {
        return Ok(());
    }
    Err(Failure::new(
        FailureKind::Conflict,
        "NotConfirmed",
        format!("The name that was typed is not `{wanted}`."),
        "Type it exactly as shown; nothing was changed.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_alias_is_typed_with_its_function_and_one_does_not_stand_for_another() {
        let typed = [" orders:PROD ", "stock:LIVE"];
        assert_eq!(confirmed("orders:PROD", typed), Ok(()));
        for missing in ["PROD", "stock:PROD"] {
            let refused = confirmed(missing, typed).expect_err("not typed");
            assert_eq!(refused.code, "NotConfirmed");
        }
        assert_eq!(confirmed("orders:PROD", [""; 0]).expect_err("nothing").code, "NotConfirmed");
    }
}
