//! Scenario tables and properties of the rewriter.
