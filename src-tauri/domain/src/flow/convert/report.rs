//! What became of each block.
//!
//! Invariant: each block of the export is in [`ConversionReport::converted`] or,
//! as a whole, in [`ConversionReport::not_converted`], and never in both.

use std::fmt;

use crate::flow::kind::ActionKind;
use crate::flow::model::ActionId;

/// What a conversion did, block by block, in the export's order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversionReport {
    /// The blocks that have a counterpart.
    pub converted: Vec<Converted>,
    /// The blocks, and the parts of blocks, that have none.
    pub not_converted: Vec<Unconverted>,
    /// What the Flow language asks for and the export does not have.
    pub added: Vec<Added>,
}

impl ConversionReport {
    /// Whether every block and every part of it was converted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_converted.is_empty()
    }
}

/// A block that has a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The block, under the identifier that it keeps.
    pub block: ActionId,
    /// Its legacy type, as `type` or `type/target`.
    pub block_type: String,
    /// What it became.
    pub kind: ActionKind,
}

/// Which part of a block has no counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it; it stays in the flow as it was.
    Block,
    /// A parameter, by its legacy name; it is not in the flow any more.
    Parameter(String),
    /// A branch, by its legacy condition; it is not in the flow any more.
    Branch(String),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Block => f.write_str("block"),
            Self::Parameter(name) => write!(f, "parameter `{name}`"),
            Self::Branch(condition) => write!(f, "branch `{condition}`"),
        }
    }
}

/// A block, or a part of one, that could not be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconverted {
    /// The block; empty when it has no identifier.
    pub block: ActionId,
    /// Its legacy type, as `type` or `type/target`; empty when it has none.
    pub block_type: String,
    /// Which part of it.
    pub part: Part,
    /// Why not, one sentence, values in backticks.
    pub why: String,
    /// What to do about it, one sentence.
    pub remedy: String,
}

impl fmt::Display for Unconverted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, block_type, part, why, remedy } = self;
        write!(f, "[{block}] {block_type}, {part}: {why} {remedy}")
    }
}

/// A branch that the Flow language requires and the export did not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The block.
    pub block: ActionId,
    /// The error that it now handles, by AWS's word.
    pub error: String,
    /// Where the branch leads.
    pub to: ActionId,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, error, to } = self;
        write!(f, "[{block}] `{error}` leads to `{to}`, as the block's own branch does.")
    }
}

pub(super) fn no_counterpart(block: &ActionId, block_type: &str) -> Unconverted {
    Unconverted {
        block: block.clone(),
        block_type: block_type.to_owned(),
        part: Part::Block,
        why: match block_type {
            "" => "The block has no type.".to_owned(),
            kind => format!("What this block of type `{kind}` becomes is not known."),
        },
        remedy: "It stays in the flow as it was, which Amazon Connect refuses: build it anew in \
                 the designer, or take it out."
            .to_owned(),
    }
}

/// Something in the list of blocks that is no block.
pub(super) fn no_block(number: usize) -> Unconverted {
    Unconverted {
        block: ActionId::new(""),
        block_type: String::new(),
        part: Part::Block,
        why: format!("Block {} of the list is not an object.", number + 1),
        remedy: "Take it out of the list, or export the flow again.".to_owned(),
    }
}
