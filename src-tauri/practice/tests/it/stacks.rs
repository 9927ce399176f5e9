//! CloudFormation makes, changes and deletes the starter stack.

use std::{fmt::Write as _, time::Duration};

use crossfade_practice::{Behaviour, PracticeServer};
use serde_json::Value;

use crate::client::{Client, INSTANCE, still};

const TEMPLATE: &str = include_str!("../../../starter/template.yaml");

impl Client {
    async fn stack(&self, action: &str, greeting: &str, pace: &str) -> (u16, String) {
        self.stack_of(action, &[("Greeting", greeting), ("DeploymentPreference", pace)]).await
    }

    async fn stack_of(&self, action: &str, parameters: &[(&str, &str)]) -> (u16, String) {
        let instance = format!("arn:aws:connect:eu-central-1:111122223333:instance/{INSTANCE}");
        let parameters = [&[("ConnectInstanceArn", instance.as_str())], parameters].concat();
        let mut body = format!(
            "Action={action}&Version=2010-05-15&StackName=starter&TemplateBody={}",
            encoded(TEMPLATE)
        );
        for (number, (name, value)) in (1..).zip(parameters) {
            write!(
                body,
                "&Parameters.member.{number}.ParameterKey={name}\
                 &Parameters.member.{number}.ParameterValue={}",
                encoded(value)
            )
            .expect("text");
        }
        body +=
            "&Capabilities.member.1=CAPABILITY_IAM&Capabilities.member.2=CAPABILITY_AUTO_EXPAND";
        let answer = self.form("cloudformation", &body).await;
        (answer.status, answer.text())
    }

    async fn told(&self, action: &str) -> String {
        let body = format!("Action={action}&Version=2010-05-15&StackName=starter");
        self.form("cloudformation", &body).await.text()
    }

    async fn status(&self) -> String {
        between(&self.told("DescribeStacks").await, "<StackStatus>", "</StackStatus>")
    }

    /// The alias's version, and the weight of the other, when there is one.
    async fn moved(&self) -> (String, Option<f64>) {
        let output = self.told("DescribeStacks").await;
        let name =
            between(&output, "<OutputKey>ConnectLambdaFunctionName</OutputKey>", "</OutputValue>");
        let name = name.trim_start_matches("<OutputValue>");
        let alias = self.lambda("GET", &format!("/{name}/aliases/PROD"), &Value::Null).await.json();
        let weights = alias["RoutingConfig"]["AdditionalVersionWeights"].as_object().cloned();
        let weight = weights.and_then(|it| it.values().next().and_then(Value::as_f64));
        (alias["FunctionVersion"].as_str().expect("a version").to_owned(), weight)
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").expect("text");
        text
    })
}

fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).expect(to).0.to_owned()
}

fn pass(server: &PracticeServer, seconds: u64) {
    server.world().advance(Duration::from_secs(seconds));
}

async fn made() -> (PracticeServer, Client) {
    let (server, client) = still().await;
    let (status, text) = client.stack("CreateStack", "Hello", "Linear10PercentEvery1Minute").await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(client.status().await, "CREATE_IN_PROGRESS");
    pass(&server, 120);
    assert_eq!(client.status().await, "CREATE_COMPLETE");
    (server, client)
}

#[tokio::test]
async fn the_stack_is_made_with_events_and_everything_in_it_works() {
    let (server, client) = made().await;
    let events = client.told("DescribeStackEvents").await;
    for part in ["ConnectLambdaFunctionAliasPROD", "ServerlessDeploymentApplication"] {
        assert!(events.contains(part), "{part}");
    }
    assert_eq!(client.moved().await, ("1".to_owned(), None));
    let again = client.stack("CreateStack", "Hello", "AllAtOnce").await;
    assert!(again.1.contains("AlreadyExistsException"), "{}", again.1);
    let same = client.stack("UpdateStack", "Hello", "Linear10PercentEvery1Minute").await;
    assert!(same.1.contains("No updates are to be performed."), "{}", same.1);
    assert!(client.told("DeleteStack").await.contains("DeleteStackResponse"));
    pass(&server, 120);
    assert!(client.told("DescribeStacks").await.contains("does not exist"));
}

#[tokio::test]
async fn a_new_text_is_a_new_version_that_codedeploy_shifts_at_the_pace() {
    let (server, client) = made().await;
    let (status, text) = client.stack("UpdateStack", "Servus", "Linear10PercentEvery1Minute").await;
    assert_eq!(status, 200, "{text}");
    pass(&server, 90);
    let (version, weight) = client.moved().await;
    assert!(version == "1" && weight.is_some_and(|it| it > 0.0), "{version} {weight:?}");
    assert_eq!(client.status().await, "UPDATE_IN_PROGRESS");
    pass(&server, 900);
    assert_eq!(client.status().await, "UPDATE_COMPLETE");
    assert_eq!(client.moved().await, ("2".to_owned(), None));
}

#[tokio::test]
async fn a_deployment_that_rolls_back_takes_the_stack_back_with_it() {
    let (server, client) = made().await;
    let output = client.told("DescribeStacks").await;
    let name =
        between(&output, "<OutputKey>ConnectLambdaFunctionName</OutputKey>", "</OutputValue>");
    let name = name.trim_start_matches("<OutputValue>").to_owned();
    let broken = Behaviour { error_rate: 1.0, ..Behaviour::default() };
    server.world().set_next_version(&name, broken).expect("a function");
    client.stack("UpdateStack", "Broken", "Canary10Percent5Minutes").await;
    pass(&server, 60);
    let alias = format!("/{name}:PROD/invocations");
    for _ in 0..60 {
        client.lambda("POST", &alias, &serde_json::json!({})).await;
    }
    pass(&server, 600);
    assert_eq!(client.status().await, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(client.moved().await, ("1".to_owned(), None));

    // The version stays, and Lambda publishes the same code no second time.
    let again = [("Greeting", "Broken"), ("DeploymentPreference", "AllAtOnce")];
    client.stack_of("UpdateStack", &again).await;
    pass(&server, 60);
    assert_eq!(client.status().await, "UPDATE_ROLLBACK_COMPLETE");
    let told = client.told("DescribeStackEvents").await;
    assert!(told.contains("A version for this Lambda function exists ( 2 )"), "{told}");
    let told_apart = [again[0], again[1], ("CodeRevision", "second")];
    client.stack_of("UpdateStack", &told_apart).await;
    pass(&server, 60);
    assert_eq!(client.status().await, "UPDATE_COMPLETE");
    assert_eq!(client.moved().await, ("3".to_owned(), None));
}

const ALARM: &str = "
Resources:
  Failing:
    Type: AWS::CloudWatch::Alarm
    Properties:
      # name
      Namespace: AWS/Lambda
      MetricName: Errors
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
  Application:
    Type: AWS::CodeDeploy::Application
    Properties:
      ComputePlatform: Lambda
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref Application
      ServiceRoleArn: arn:aws:iam::111122223333:role/deploy
      DeploymentConfigName: CodeDeployDefault.LambdaAllAtOnce
      DeploymentStyle:
        DeploymentType: BLUE_GREEN
        DeploymentOption: WITH_TRAFFIC_CONTROL
      AutoRollbackConfiguration:
        Enabled: true
        Events: [DEPLOYMENT_FAILURE]
      AlarmConfiguration:
        Enabled: true
        Alarms:
          - Name: !Ref Failing
";

/// An alarm, and a deployment group that watches it.
fn alarm_template(name: Option<&str>, threshold: u32) -> String {
    let named = name.map_or_else(|| "# name".to_owned(), |name| format!("AlarmName: {name}"));
    ALARM.replace("# name", &named).replace("Threshold: 0", &format!("Threshold: {threshold}"))
}

impl Client {
    async fn forms(&self, action: &str, template: &str, more: &str) -> String {
        let template = encoded(template);
        let body = format!(
            "Action={action}&Version=2010-05-15&StackName=alarms&TemplateBody={template}{more}"
        );
        self.form("cloudformation", &body).await.text()
    }

    async fn alarm_named(&self, prefix: &str) -> Option<String> {
        let asked = serde_json::json!({ "AlarmNamePrefix": prefix });
        let told = self.cloudwatch("DescribeAlarms", &asked).await.json();
        told["MetricAlarms"][0]["AlarmName"].as_str().map(str::to_owned)
    }

    /// What the alarms' group watches.
    async fn watched(&self) -> String {
        let told = self.told_of("DescribeStackResources", "alarms").await;
        let physical = |logical: &str| {
            let found = format!("<LogicalResourceId>{logical}</LogicalResourceId>");
            let rest = between(&told, &found, "</PhysicalResourceId>");
            rest.trim_start_matches("<PhysicalResourceId>").to_owned()
        };
        let asked = serde_json::json!({
            "applicationName": physical("Application"),
            "deploymentGroupName": physical("Group"),
        });
        let group = self.deploy("GetDeploymentGroup", asked).await.json();
        let alarms = &group["deploymentGroupInfo"]["alarmConfiguration"]["alarms"];
        alarms[0]["name"].as_str().expect("an alarm").to_owned()
    }

    async fn told_of(&self, action: &str, stack: &str) -> String {
        let body = format!("Action={action}&Version=2010-05-15&StackName={stack}");
        self.form("cloudformation", &body).await.text()
    }
}

#[tokio::test]
async fn an_alarm_has_the_name_that_the_template_gives_it() {
    let (server, client) = still().await;
    client.forms("CreateStack", &alarm_template(Some("mine"), 0), "").await;
    pass(&server, 60);
    assert_eq!(client.alarm_named("mine").await.as_deref(), Some("mine"));
    assert_eq!(client.watched().await, "mine");
    client.forms("UpdateStack", &alarm_template(Some("yours"), 0), "").await;
    pass(&server, 60);
    assert_eq!(client.alarm_named("mine").await, None, "another name is another alarm");
    assert_eq!(client.watched().await, "yours", "who refers to it is told");
    client.forms("UpdateStack", &alarm_template(None, 0), "").await;
    pass(&server, 60);
    let named = client.alarm_named("alarms-Failing-").await.expect("a name of CloudFormation's");
    assert_eq!((client.watched().await, client.alarm_named("yours").await), (named, None));
    let taken = alarm_template(Some("orders-PROD-errors"), 0);
    client.forms("UpdateStack", &taken, "").await;
    pass(&server, 60);
    let told = client.told_of("DescribeStacks", "alarms").await;
    assert!(told.contains("UPDATE_ROLLBACK_COMPLETE"), "a name that is taken: {told}");
}

#[tokio::test]
async fn a_change_set_tells_its_changes_and_changes_nothing() {
    let (server, client) = still().await;
    client.forms("CreateStack", &alarm_template(None, 0), "").await;
    pass(&server, 60);
    let set = async |name: &str, template: &str| {
        let more = format!("&ChangeSetName={name}");
        client.forms("CreateChangeSet", template, &more).await;
        let told = client.told_of("DescribeChangeSet", &format!("alarms{more}")).await;
        let member = |name: &str| {
            let opened = format!("<{name}>");
            let found = told.split(&opened).skip(1);
            found.map(|it| it.split('<').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        ["Status", "Action", "LogicalResourceId", "Replacement", "Name"].map(member)
    };
    let [status, action, logical, replaced, name] = set("stricter", &alarm_template(None, 3)).await;
    assert_eq!((status, action), (vec!["CREATE_COMPLETE".to_owned()], vec!["Modify".to_owned()]));
    assert_eq!((logical, replaced), (vec!["Failing".to_owned()], vec!["False".to_owned()]));
    assert_eq!(name, ["Threshold"]);
    let [_, action, logical, replaced, _] = set("named", &alarm_template(Some("mine"), 0)).await;
    assert_eq!((action.len(), logical), (2, vec!["Failing".to_owned(), "Group".to_owned()]));
    assert_eq!(replaced, ["True", "False"]);
    let other = "Resources:\n  Only:\n    Type: AWS::IAM::Role\n    Properties: {}\n";
    let [_, action, ..] = set("other", other).await;
    assert_eq!(action, ["Add", "Remove", "Remove", "Remove"]);
    let [status, action, ..] = set("nothing", &alarm_template(None, 0)).await;
    assert_eq!((status, action), (vec!["FAILED".to_owned()], Vec::new()));
    let refused = client.told_of("ExecuteChangeSet", "alarms&ChangeSetName=nothing").await;
    assert!(refused.contains("InvalidChangeSetStatus"), "{refused}");
    assert_eq!(client.alarm_named("mine").await, None);
}

#[tokio::test]
async fn a_parameter_that_breaks_its_constraint_is_refused() {
    let (_server, client) = still().await;
    let long = "x".repeat(1001);
    for (greeting, why) in [
        ("It costs 5 $", "must be one line without a dollar sign."),
        ("Hello\nWorld", "must be one line without a dollar sign."),
        (long.as_str(), "must be one line without a dollar sign."),
    ] {
        let (status, told) = client.stack("CreateStack", greeting, "AllAtOnce").await;
        assert_eq!(status, 400, "{told}");
        assert!(
            told.contains("Parameter &apos;Greeting&apos; failed to satisfy constraint")
                || told.contains("Parameter 'Greeting' failed to satisfy constraint"),
            "{told}"
        );
        assert!(told.contains(why), "{told}");
    }
    let (status, told) = client.stack("CreateStack", "Hello", "AllAtOnce").await;
    assert_eq!(status, 200, "{told}");
}
