//! The templates as a caller meets them.
