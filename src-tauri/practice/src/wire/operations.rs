//! A service's operations, by AWS's own names, and what answers each.

/// Makes `Operation` and `perform` of a service whose operations take a
/// document and answer one.
macro_rules! operations {
    ($($name:ident => $act:path;)+) => {
        /// The operations that are there, by AWS's own names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Operation {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                $name,
            )+
        }

        impl Operation {
            const ALL: &[Self] = &[$(Self::$name),+];

            /// The operation of that name.
            pub(crate) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|operation| operation.name() == name).copied()
            }

            /// AWS's name for it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }

        /// Answers an operation.
        pub(crate) fn perform(
            world: &mut $crate::world::World,
            operation: Operation,
            input: &$crate::wire::doc::Doc,
        ) -> Result<$crate::wire::doc::Doc, $crate::wire::error::AwsError> {
            match operation { $(Operation::$name => $act(world, input)),+ }
        }
    };
}

pub(crate) use operations;
