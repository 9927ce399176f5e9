//! What names the journal's entries. Ids sort by time.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) String);

        impl $name {
            /// A new id.
            #[must_use]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7().to_string())
            }

            /// An id that the program gave out before.
            #[must_use]
            pub fn from_text(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

id!(
    /// Names an act.
    ActId
);
id!(
    /// Names a rollout.
    RolloutId
);
id!(
    /// Names a change.
    ChangeId
);
id!(
    /// Names a piece of guided work.
    TaskId
);
id!(
    /// Names a chat that is begun; AWS gets it as `ClientToken`.
    ChatStartId
);
