//! The types of action, under the Flow language's names.
//!
//! Source: "Actions in the Flow language" of the Amazon Connect documentation,
//! and exports of the console, which uses a few more. Invariant: a name that is
//! not in the list is kept, as [`ActionKind::Unknown`].

use std::fmt;

macro_rules! action_kinds {
    ($($name:ident),* $(,)?) => {
        /// What an action does.
        ///
        /// Blocks of the legacy format have the kind of their counterpart in
        /// the Flow language.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ActionKind {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                $name,
            )*
            /// Another type, under the name that the file gives it; for the
            /// legacy format `type`, or `type/target` where there is a target.
            Unknown(String),
        }

        impl ActionKind {
            /// The kind that the Flow language calls `name`.
            #[must_use]
            pub fn from_type(name: &str) -> Self {
                match name {
                    $(stringify!($name) => Self::$name,)*
                    _ => Self::Unknown(name.to_owned()),
                }
            }

            /// The Flow language's name for it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Unknown(name) => name,
                }
            }
        }
    };
}

action_kinds! {
    AssociateContactToCustomerProfile,
    CheckHoursOfOperation,
    CheckMetricData,
    CheckOutboundCallStatus,
    CheckVoiceId,
    Compare,
    CompleteOutboundCall,
    ConnectParticipantWithLexBot,
    CreateCallbackContact,
    CreateCase,
    CreateCustomerProfile,
    CreatePersistentContactAssociation,
    CreateTask,
    CreateWisdomSession,
    DequeueContactAndTransferToQueue,
    DisconnectParticipant,
    DistributeByPercentage,
    EndFlowExecution,
    EndFlowModuleExecution,
    GetCalculatedAttributesForCustomerProfile,
    GetCase,
    GetCustomerProfile,
    GetCustomerProfileObject,
    GetMetricData,
    GetParticipantInput,
    InvokeFlowModule,
    InvokeLambdaFunction,
    LoadContactContent,
    Loop,
    MessageParticipant,
    MessageParticipantIteratively,
    ResumeContact,
    ShowView,
    StartOutboundChatContact,
    StartOutboundEmailContact,
    StartVoiceIdStream,
    TagContact,
    TransferContactToAgent,
    TransferContactToQueue,
    TransferParticipantToThirdParty,
    TransferToFlow,
    UnTagContact,
    UpdateCase,
    UpdateContactAttributes,
    UpdateContactCallbackNumber,
    UpdateContactData,
    UpdateContactEventHooks,
    UpdateContactMediaProcessing,
    UpdateContactMediaStreamingBehavior,
    UpdateContactRecordingAndAnalyticsBehavior,
    UpdateContactRecordingBehavior,
    UpdateContactRoutingBehavior,
    UpdateContactRoutingCriteria,
    UpdateContactTargetQueue,
    UpdateContactTextToSpeechVoice,
    UpdateCustomerProfile,
    UpdateFlowAttributes,
    UpdateFlowLoggingBehavior,
    UpdatePreviousContactParticipantState,
    UpdateRoutingCriteria,
    Wait,
}

impl fmt::Display for ActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
