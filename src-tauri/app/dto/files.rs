//! Flows from files.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::SeverityDto;

/// A value that a person puts in at a place.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FilledDto {
    /// The block.
    pub action: String,
    /// The JSON pointer within the block.
    pub pointer: String,
    /// What is put in.
    pub text: String,
}

/// Something of this account that may be meant.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OfferDto {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
}

/// One value of a flow that has to be chosen or may be replaced.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NeedDto {
    /// The block.
    pub action: String,
    /// The JSON pointer within the block.
    pub pointer: String,
    /// The block's type.
    pub block: String,
    /// What sort of resource belongs there.
    pub kind: Option<String>,
    /// What stands there.
    pub text: String,
    /// The name that goes with it.
    pub name: Option<String>,
    /// Why it has to be filled in; absent for a resource that is named.
    pub open: Option<String>,
    /// Whether what stands there is of this account, and of this instance.
    pub known: bool,
    /// What may be meant, likeliest first.
    pub suggestions: Vec<OfferDto>,
}

/// Something to know about a block.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemarkDto {
    /// The block; empty for the flow as a whole.
    pub block: String,
    /// How much it matters.
    pub severity: SeverityDto,
    /// What it is.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// A file that was read as a flow.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowFileDto {
    /// The flow's name, when the file tells it.
    pub name: Option<String>,
    /// AWS's word, such as `CONTACT_FLOW`; absent when the file does not tell it.
    pub kind: Option<String>,
    /// Its description; empty when it has none.
    pub description: String,
    /// How many blocks it has.
    pub blocks: u32,
    /// Whether it was converted from the console's old export.
    pub converted: bool,
    /// What has to be chosen, or may be replaced.
    pub needs: Vec<NeedDto>,
    /// What the text needed to be readable at all.
    pub repairs: Vec<RemarkDto>,
    /// What could not be converted, block by block.
    pub unconverted: Vec<RemarkDto>,
    /// What Amazon Connect would say to it.
    pub problems: Vec<RemarkDto>,
    /// Whether Amazon Connect would publish it, as far as can be told.
    pub publishable: bool,
    /// What stands for the flow's own ARN.
    pub own_arn: String,
}

/// A file that is to become a flow.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FlowImportDto {
    /// The file's text.
    pub text: String,
    /// What was filled in.
    pub filled: Vec<FilledDto>,
    /// The name that the flow gets.
    pub name: String,
    /// The type that it gets where the file does not tell it.
    pub kind: String,
    /// Whether it is published.
    pub published: bool,
}

/// Everything of this account that a value can be chosen from.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OffersDto {
    /// What sort: `function`, `flow` and so on.
    pub kind: String,
    /// The things themselves.
    pub offers: Vec<OfferDto>,
}

/// The flows and modules of an instance, written to files.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportedFlowsDto {
    /// The folder.
    pub path: String,
    /// How many files.
    pub files: u32,
    /// What is not among them, each with why.
    pub left_out: Vec<String>,
}
