//! Scenario tables of the converter.
