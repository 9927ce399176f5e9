//! Scenario tables of the validation.
