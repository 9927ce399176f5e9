//! The operations that Crossfade uses, and what has to be known about each.
//!
//! Invariant: an operation that is not here cannot be called through
//! [`Line`](crate::line::Line), and on a read-only account it cannot leave the
//! program at all.

use std::num::NonZeroU32;

/// The service that an operation belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Service {
    /// AWS Security Token Service.
    Sts,
    /// AWS Lambda.
    Lambda,
    /// Amazon Connect.
    Connect,
    /// Amazon `CloudWatch`.
    CloudWatch,
    /// AWS `CodeDeploy`.
    CodeDeploy,
    /// AWS `CloudFormation`.
    CloudFormation,
    /// Amazon Connect Participant Service.
    Participant,
}

impl Service {
    /// The name for a person.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sts => "STS",
            Self::Lambda => "Lambda",
            Self::Connect => "Amazon Connect",
            Self::CloudWatch => "CloudWatch",
            Self::CodeDeploy => "CodeDeploy",
            Self::CloudFormation => "CloudFormation",
            Self::Participant => "the chat service",
        }
    }

    /// The name that the SDK gives it in an operation's metadata.
    const fn sdk_id(self) -> &'static str {
        match self {
            Self::Sts => "STS",
            Self::Lambda => "Lambda",
            Self::Connect => "Connect",
            Self::CloudWatch => "CloudWatch",
            Self::CodeDeploy => "CodeDeploy",
            Self::CloudFormation => "CloudFormation",
            Self::Participant => "ConnectParticipant",
        }
    }

    /// The prefix of its actions in IAM policies.
    const fn action_prefix(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Lambda => "lambda",
            Self::Connect => "connect",
            Self::CloudWatch => "cloudwatch",
            Self::CodeDeploy => "codedeploy",
            Self::CloudFormation => "cloudformation",
            Self::Participant => "connectparticipant",
        }
    }
}

/// Whether an operation changes anything at AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// It only looks.
    Read,
    /// It changes something, and comes to the same however often it is sent:
    /// it takes away, stops, or carries a token by which AWS knows it again.
    Repeatable,
    /// It changes something, and may be sent again only when AWS said that it
    /// did not take it.
    Write,
}

macro_rules! operations {
    ($($operation:ident: $service:ident, $effect:ident, $doing:literal;)+) => {
        /// One operation of AWS's API, by AWS's own name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Operation {
            $(
                #[doc = concat!("`", stringify!($operation), "`")]
                $operation,
            )+
        }

        impl Operation {
            /// Every operation.
            pub(crate) const ALL: &[Self] = &[$(Self::$operation),+];

            /// AWS's name for it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$operation => stringify!($operation)),+ }
            }

            /// Its service.
            pub(crate) const fn service(self) -> Service {
                match self { $(Self::$operation => Service::$service),+ }
            }

            /// Whether it changes anything.
            pub(crate) const fn effect(self) -> Effect {
                match self { $(Self::$operation => Effect::$effect),+ }
            }

            /// What it does, as the beginning of a sentence.
            pub(crate) const fn doing(self) -> &'static str {
                match self { $(Self::$operation => $doing),+ }
            }
        }
    };
}

operations! {
    GetCallerIdentity: Sts, Read, "Asking who is signed in";
    ListFunctions: Lambda, Read, "Listing the functions";
    GetFunctionConfiguration: Lambda, Read, "Looking up the function";
    ListVersionsByFunction: Lambda, Read, "Listing the versions of";
    ListAliases: Lambda, Read, "Listing the aliases of";
    GetAlias: Lambda, Read, "Looking up the alias";
    GetPolicy: Lambda, Read, "Reading the resource policy of";
    UpdateAlias: Lambda, Write, "Changing the alias";
    CreateAlias: Lambda, Write, "Making the alias";
    DeleteAlias: Lambda, Repeatable, "Deleting the alias";
    AddPermission: Lambda, Write, "Letting Amazon Connect invoke";
    RemovePermission: Lambda, Repeatable, "Taking a permission away from";
    Invoke: Lambda, Write, "Invoking";
    PublishVersion: Lambda, Write, "Publishing a version of";
    GetProvisionedConcurrencyConfig: Lambda, Read, "Reading the provisioned concurrency of";
    PutProvisionedConcurrencyConfig: Lambda, Write, "Provisioning concurrency for";
    DeleteProvisionedConcurrencyConfig: Lambda, Repeatable, "Ending the provisioned concurrency of";
    ListInstances: Connect, Read, "Listing the instances";
    ListContactFlows: Connect, Read, "Listing the flows of instance";
    SearchContactFlows: Connect, Read, "Searching the flows of instance";
    DescribeContactFlow: Connect, Read, "Reading the flow";
    CreateContactFlow: Connect, Write, "Making the flow";
    UpdateContactFlowContent: Connect, Write, "Replacing the content of the flow";
    DeleteContactFlow: Connect, Repeatable, "Deleting the flow";
    StartChatContact: Connect, Repeatable, "Starting a chat in the flow";
    StopContact: Connect, Repeatable, "Ending the contact";
    CreateParticipantConnection: Participant, Repeatable, "Joining";
    GetTranscript: Participant, Read, "Reading the transcript of";
    SendMessage: Participant, Write, "Saying something in";
    ListQueues: Connect, Read, "Listing the queues of instance";
    ListPrompts: Connect, Read, "Listing the prompts of instance";
    ListHoursOfOperations: Connect, Read, "Listing the hours of operation of instance";
    ListContactFlowModules: Connect, Read, "Listing the flow modules of instance";
    DescribeContactFlowModule: Connect, Read, "Reading the flow module";
    ListLambdaFunctions: Connect, Read, "Listing the functions of instance";
    AssociateLambdaFunction: Connect, Write, "Adding to the instance's functions";
    DisassociateLambdaFunction: Connect, Repeatable, "Removing from the instance's functions";
    ListPhoneNumbersV2: Connect, Read, "Listing the phone numbers of instance";
    ListFlowAssociations: Connect, Read, "Listing what leads into the flows of instance";
    GetMetricData: CloudWatch, Read, "Reading metrics";
    ListMetrics: CloudWatch, Read, "Listing the metrics of";
    DescribeAlarms: CloudWatch, Read, "Reading the alarms";
    ListApplications: CodeDeploy, Read, "Listing the applications";
    BatchGetApplications: CodeDeploy, Read, "Looking up the applications";
    ListDeploymentGroups: CodeDeploy, Read, "Listing the deployment groups of";
    BatchGetDeploymentGroups: CodeDeploy, Read, "Looking up the deployment groups of";
    ListDeployments: CodeDeploy, Read, "Listing the deployments";
    BatchGetDeployments: CodeDeploy, Read, "Looking up the deployments";
    ListDeploymentTargets: CodeDeploy, Read, "Listing the targets of";
    BatchGetDeploymentTargets: CodeDeploy, Read, "Looking up the targets of";
    GetDeploymentConfig: CodeDeploy, Read, "Looking up the deployment configuration";
    CreateDeployment: CodeDeploy, Write, "Starting a deployment of";
    StopDeployment: CodeDeploy, Repeatable, "Stopping the deployment";
    CreateApplication: CodeDeploy, Write, "Making the application";
    CreateDeploymentGroup: CodeDeploy, Write, "Making the deployment group";
    CreateDeploymentConfig: CodeDeploy, Write, "Making the deployment configuration";
    UpdateDeploymentGroup: CodeDeploy, Write, "Changing the deployment group";
    DeleteApplication: CodeDeploy, Repeatable, "Deleting the application";
    DeleteDeploymentGroup: CodeDeploy, Repeatable, "Deleting the deployment group";
    DeleteDeploymentConfig: CodeDeploy, Repeatable, "Deleting the deployment configuration";
    DescribeStacks: CloudFormation, Read, "Looking up the stack";
    DescribeStackEvents: CloudFormation, Read, "Reading the events of the stack";
    CreateStack: CloudFormation, Write, "Making the stack";
    UpdateStack: CloudFormation, Write, "Changing the stack";
    DeleteStack: CloudFormation, Repeatable, "Deleting the stack";
}

/// A token bucket's size: AWS's published default for an account and Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Requests a second.
    pub(crate) per_second: NonZeroU32,
    /// Requests at once.
    pub(crate) burst: NonZeroU32,
}

impl Rate {
    const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// Which operations draw from the same bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Bucket {
    /// The operation has its own.
    Own(Operation),
    /// Lambda's control plane, apart from the operations with their own.
    LambdaControlPlane,
    /// All of a service.
    All(Service),
}

/// Who goes first when calls wait for the same bucket or place: what is first
/// here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Precedence {
    /// It moves callers, and takes them back.
    Moves,
    /// It says where callers are.
    Tells,
    /// Everything else.
    Waits,
}

impl Precedence {
    /// How many there are.
    pub(crate) const COUNT: usize = 3;

    /// Its place in the order.
    pub(crate) const fn rank(self) -> usize {
        match self {
            Self::Moves => 0,
            Self::Tells => 1,
            Self::Waits => 2,
        }
    }
}

impl Operation {
    /// Who goes first. A rollback is an `UpdateAlias` and then a `GetAlias`,
    /// or a `StopDeployment`, and callers suffer until it is through.
    pub(crate) const fn precedence(self) -> Precedence {
        if matches!(self, Self::UpdateAlias | Self::StopDeployment) {
            Precedence::Moves
        } else if matches!(self, Self::GetAlias) {
            Precedence::Tells
        } else {
            Precedence::Waits
        }
    }

    /// The operation of this name, as an SDK client tells it.
    pub(crate) fn named(service: &str, name: &str) -> Option<Self> {
        let is_it = |it: &&Self| it.service().sdk_id() == service && it.name() == name;
        Self::ALL.iter().find(is_it).copied()
    }

    /// The action that an IAM policy has to allow, such as `lambda:GetAlias`.
    ///
    /// Source: "Actions, resources, and condition keys for AWS services".
    pub(crate) fn action(self) -> String {
        let name = if self == Self::Invoke { "InvokeFunction" } else { self.name() };
        format!("{}:{name}", self.service().action_prefix())
    }

    /// The bucket that it draws from and its size; `None` when there is no rate
    /// that a single program could come near.
    ///
    /// Source: "Amazon Connect service quotas" (2 a second, burst 5, for each
    /// API), "Lambda quotas" (`GetPolicy` 15, all other control-plane calls
    /// 15 together), "CloudWatch service quotas" (`GetMetricData` 50,
    /// `ListMetrics` 25, `DescribeAlarms` 9); "Amazon Connect Service API
    /// throttling quotas" (`StartChatContact` 5, burst 8; of the Participant
    /// Service `CreateParticipantConnection` 6 and 9, `GetTranscript` 8 and 12,
    /// `SendMessage` 10 and 15). AWS CodeDeploy and AWS CloudFormation throttle
    /// as well and publish no rates: what they get here is enough to follow many
    /// deployments, and leaves something to pipelines of the same account.
    pub(crate) fn rate(self) -> Option<(Bucket, Rate)> {
        let own = |per_second, burst| Some((Bucket::Own(self), Rate::new(per_second, burst)));
        match self.service() {
            // Asked once a session.
            Service::Sts => None,
            Service::CodeDeploy => Some((Bucket::All(Service::CodeDeploy), Rate::new(8, 20))),
            Service::CloudFormation => {
                Some((Bucket::All(Service::CloudFormation), Rate::new(4, 10)))
            }
            Service::Participant if self == Self::CreateParticipantConnection => own(6, 9),
            Service::Participant if self == Self::GetTranscript => own(8, 12),
            Service::Participant => own(10, 15),
            Service::Connect if self == Self::StartChatContact => own(5, 8),
            // It is limited by concurrency.
            Service::Lambda if self == Self::Invoke => None,
            Service::Connect => own(2, 5),
            Service::Lambda if self == Self::GetPolicy => own(15, 15),
            Service::Lambda => Some((Bucket::LambdaControlPlane, Rate::new(15, 15))),
            Service::CloudWatch if self == Self::GetMetricData => own(50, 50),
            Service::CloudWatch if self == Self::ListMetrics => own(25, 25),
            Service::CloudWatch => own(9, 9),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_operation_is_found_by_its_service_and_name() {
        assert_eq!(Operation::named("Lambda", "GetAlias"), Some(Operation::GetAlias));
        assert_eq!(Operation::named("Connect", "GetAlias"), None);
        assert_eq!(Operation::named("Lambda", "DeleteFunction"), None);
    }

    #[test]
    fn what_only_looks_is_named_so_by_aws() {
        for operation in Operation::ALL {
            let looks = ["Get", "List", "Describe", "Search", "BatchGet"]
                .iter()
                .any(|verb| operation.name().starts_with(verb));
            assert_eq!(operation.effect() == Effect::Read, looks, "{operation:?}");
        }
    }

    #[test]
    fn the_policy_in_the_docs_allows_what_the_program_calls_and_nothing_else() {
        let policy = include_str!("../../../docs/iam-policy.json");
        let policy: serde_json::Value = serde_json::from_str(policy).expect("JSON");
        let statements = policy["Statement"].as_array().expect("statements");
        let actions = |statement: &serde_json::Value| {
            let actions = statement["Action"].as_array().expect("actions").clone();
            actions.into_iter().map(|action| action.as_str().expect("a text").to_owned())
        };
        let allowed: BTreeSet<String> = statements.iter().flat_map(actions).collect();
        // The Participant Service asks for the chat's token, not for a permission.
        let called = Operation::ALL.iter().filter(|it| it.service() != Service::Participant);
        let called: BTreeSet<String> = called.map(|operation| operation.action()).collect();
        // What AWS itself checks on the way: ListInstances looks at directories, a
        // deployment's content is registered, a deployment group is given its role,
        // and a template with a transform is expanded by a change set.
        let on_the_way = [
            "ds:DescribeDirectories",
            "codedeploy:RegisterApplicationRevision",
            "iam:PassRole",
            "cloudformation:CreateChangeSet",
        ]
        .map(str::to_owned);
        assert_eq!(allowed, &called | &BTreeSet::from(on_the_way));
    }

    #[test]
    fn lambda_shares_one_bucket_and_connect_does_not() {
        let bucket = |operation: Operation| operation.rate().map(|(bucket, _)| bucket);
        assert_eq!(bucket(Operation::GetAlias), bucket(Operation::UpdateAlias));
        assert_ne!(bucket(Operation::GetAlias), bucket(Operation::GetPolicy));
        assert_ne!(bucket(Operation::ListContactFlows), bucket(Operation::SearchContactFlows));
        assert_eq!(bucket(Operation::GetCallerIdentity), None);
    }

    #[test]
    fn code_deploy_and_cloud_formation_have_one_bucket_each() {
        let bucket = |operation: Operation| operation.rate().map(|(bucket, _)| bucket);
        let of = |service| Some(Bucket::All(service));
        assert_eq!(bucket(Operation::ListDeployments), of(Service::CodeDeploy));
        assert_eq!(bucket(Operation::StopDeployment), of(Service::CodeDeploy));
        assert_eq!(bucket(Operation::DescribeStackEvents), of(Service::CloudFormation));
    }
}
