//! What the window is told: plain values, made for the screen.
//!
//! Invariant: nothing here carries a credential or a token. Instants are
//! RFC 3339 in UTC; the window shows them in local time. Shares are percent.

mod account;
mod acts;
mod atlas;
mod chart;
mod files;
mod functions;
mod practice;
mod rollouts;
mod settings;
mod setup;
mod starter;
mod trials;

pub use account::{FailureDto, InstanceDto, ModeDto, SessionDto, SignInDto};
pub use acts::{ActDto, ActOutcomeDto, ReviewDto, RoutingChangeDto, UndoDto};
pub use atlas::{
    AliasRowDto, AtlasDto, CallDto, CandidateDto, DiagnosticDto, FindingDto, FlowRefDto,
    FlowRowDto, GapCauseDto, GapDto, PhoneNumberRowDto, ReachedCallDto, ResolutionDto,
    ScanProgressDto, SeverityDto, ShareDto, TransferDto,
};
pub use chart::{
    ChartDto, ChartFormatDto, ChartMarkDto, ChartRangeDto, PointDto, SavedFileDto, VersionSeriesDto,
};
pub use files::{
    ExportedFlowsDto, FilledDto, FlowFileDto, FlowImportDto, NeedDto, OfferDto, OffersDto,
    RemarkDto,
};
pub use functions::{
    AlarmDto, AlarmStateDto, AliasDto, AliasShareDto, FunctionDetailDto, FunctionRowDto,
    PermissionDto, VersionDto,
};
pub use practice::BreakageDto;
pub use rollouts::*;
pub use settings::{AccountChoiceDto, ProfileDto, SettingsDto, ThemeDto};
pub use setup::{
    AliasWishDto, ByHandDto, CarriedDto, ChangeDto, FlowChangeDto, FlowWishDto, InstanceWishDto,
    LeftoverDto, MovableFlowDto, MovesDto, ProofDto, ReviewLineDto, SetupReviewDto, StackWishDto,
    StepDto, StepStateDto, TakenAwayDto, TaskDto, TaskRowDto, TestFlowDto,
};
pub use starter::{PairDto, StackDto, StackEventDto, StackPhaseDto};
pub use trials::{
    ChatDto, ChatLineDto, EndingChatsDto, OpenChatDto, PurposeDto, SampleDto, SampleOfDto,
    SplitDto, SplitShareDto, TrafficDto,
};
