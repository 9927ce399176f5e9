//! What the window is told: plain values, made for the screen.
//!
//! Invariant: nothing here carries a credential or a token. Instants are
//! RFC 3339 in UTC; the window shows them in local time. Shares are percent.

mod account;
mod acts;
mod atlas;
mod chart;
mod functions;
mod rollouts;
mod settings;

pub use account::{FailureDto, InstanceDto, ModeDto, SessionDto};
pub use acts::{ActDto, ActOutcomeDto, ReviewDto, RoutingChangeDto, UndoDto};
pub use atlas::{
    AliasRowDto, AtlasDto, CallDto, CandidateDto, DiagnosticDto, FindingDto, FlowRefDto,
    FlowRowDto, PhoneNumberRowDto, ReachedCallDto, ResolutionDto, ScanProgressDto, SeverityDto,
    ShareDto, TransferDto,
};
pub use chart::{
    ChartDto, ChartFormatDto, ChartMarkDto, ChartRangeDto, PointDto, SavedFileDto, VersionSeriesDto,
};
pub use functions::{
    AlarmDto, AlarmStateDto, AliasDto, AliasShareDto, FunctionDetailDto, FunctionRowDto,
    PermissionDto, VersionDto,
};
pub use rollouts::*;
pub use settings::{AccountChoiceDto, ProfileDto, SettingsDto, ThemeDto};
