//! CodeDeploy moves aliases as practice time passes.

use serde_json::{Value, json};

use crate::client::{Client, Response, still};
use crossfade_practice::PracticeServer;
use std::time::Duration;

impl Client {
    pub async fn deploy(&self, operation: &str, input: Value) -> Response {
        let target = format!("CodeDeploy_20141006.{operation}");
        self.json_rpc("codedeploy", "application/x-amz-json-1.1", &target, &input).await
    }

    async fn started(&self, configuration: &str, to: &str) -> String {
        let told = self.deploy("CreateDeployment", request(configuration, to)).await;
        assert_eq!(told.status, 200, "{}", told.text());
        told.json()["deploymentId"].as_str().expect("an id").to_owned()
    }

    async fn info(&self, id: &str) -> Value {
        let told = self.deploy("GetDeployment", json!({ "deploymentId": id })).await;
        told.json()["deploymentInfo"].clone()
    }

    /// What the new version gets, and the alias's own version.
    async fn alias(&self, new: &str) -> (f64, String) {
        let alias = self.lambda("GET", "/orders/aliases/PROD", &Value::Null).await.json();
        let weight = alias["RoutingConfig"]["AdditionalVersionWeights"][new].as_f64();
        (weight.unwrap_or_default(), alias["FunctionVersion"].as_str().expect("one").to_owned())
    }
}

fn request(configuration: &str, to: &str) -> Value {
    let function = json!({ "Type": "AWS::Lambda::Function", "Properties": {
        "Name": "orders", "Alias": "PROD", "CurrentVersion": "7", "TargetVersion": to } });
    let spec = json!({ "version": 0.0, "Resources": [{ "orders": function }] });
    json!({
        "applicationName": "orders",
        "deploymentGroupName": "orders-PROD",
        "deploymentConfigName": format!("CodeDeployDefault.Lambda{configuration}"),
        "revision": { "revisionType": "AppSpecContent",
            "appSpecContent": { "content": spec.to_string() } },
    })
}

fn pass(server: &PracticeServer, seconds: u64) {
    server.world().advance(Duration::from_secs(seconds));
}

#[tokio::test]
async fn a_linear_deployment_takes_nine_minutes_and_its_weights_rise() {
    let (server, client) = still().await;
    let id = client.started("Linear10PercentEvery1Minute", "8").await;
    assert_eq!(client.info(&id).await["status"], "Created");
    let early = client.deploy("ListDeploymentTargets", json!({ "deploymentId": id })).await;
    assert!(early.text().contains("DeploymentNotStartedException"), "{}", early.text());
    pass(&server, 3);
    let mut seen = Vec::new();
    for _ in 0..9 {
        seen.push(client.alias("8").await.0);
        pass(&server, 60);
    }
    assert_eq!(seen, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    assert_eq!(client.alias("8").await, (0.0, "8".to_owned()));
    assert_eq!(client.info(&id).await["status"], "Succeeded");
    let asked = json!({ "deploymentId": id, "targetIds": ["orders:PROD"] });
    let targets = client.deploy("BatchGetDeploymentTargets", asked).await.json();
    let info = &targets["deploymentTargets"][0]["lambdaTarget"]["lambdaFunctionInfo"];
    assert_eq!(info["targetVersionWeight"], 1.0);
}

#[tokio::test]
async fn an_alarm_stops_it_and_a_deployment_of_its_own_rolls_it_back() {
    let (server, client) = still().await;
    server.world().set_traffic(20.0).expect("traffic");
    // Version 6 fails three calls in ten.
    let id = client.started("Canary10Percent15Minutes", "6").await;
    pass(&server, 600);
    let stopped = client.info(&id).await;
    assert_eq!(stopped["status"], "Stopped");
    assert_eq!(stopped["errorInformation"]["code"], "ALARM_ACTIVE");
    let back = stopped["rollbackInfo"]["rollbackDeploymentId"].as_str().expect("a rollback");
    let back = client.info(back).await;
    assert_eq!(back["creator"], "codeDeployRollback");
    assert_eq!(back["status"], "Succeeded");
    assert_eq!(back["rollbackInfo"]["rollbackTriggeringDeploymentId"], id.as_str());
    assert_eq!(client.alias("6").await, (0.0, "7".to_owned()));
}

#[tokio::test]
async fn a_deployment_may_watch_other_alarms_than_its_group() {
    let (server, client) = still().await;
    server.world().set_traffic(20.0).expect("traffic");
    // Version 6 fails three calls in ten, and the group's alarm fires over it.
    let mut wanted = request("Canary10Percent5Minutes", "6");
    wanted["overrideAlarmConfiguration"] = json!({ "enabled": false, "alarms": [] });
    let told = client.deploy("CreateDeployment", wanted).await;
    assert_eq!(told.status, 200, "{}", told.text());
    let id = told.json()["deploymentId"].as_str().expect("an id").to_owned();
    pass(&server, 600);
    let info = client.info(&id).await;
    assert_eq!(info["status"], "Succeeded", "{info}");
    assert_eq!(info["overrideAlarmConfiguration"]["enabled"], false);
    let asked = json!({ "applicationName": "orders", "deploymentGroupName": "orders-PROD" });
    let group = client.deploy("GetDeploymentGroup", asked).await.json();
    let last = &group["deploymentGroupInfo"]["lastSuccessfulDeployment"]["deploymentId"];
    assert_eq!(*last, id.as_str());
}

#[tokio::test]
async fn stopped_without_rollback_it_leaves_a_split_that_the_next_one_refuses() {
    let (server, client) = still().await;
    let id = client.started("Canary10Percent5Minutes", "8").await;
    pass(&server, 5);
    let twice = client.deploy("CreateDeployment", request("AllAtOnce", "8")).await;
    assert_eq!(twice.status, 400);
    assert!(twice.text().contains("DeploymentLimitExceededException"), "{}", twice.text());
    let stop = json!({ "deploymentId": id, "autoRollbackEnabled": false });
    let stopped = client.deploy("StopDeployment", stop.clone()).await.json();
    assert_eq!(stopped["status"], "Pending");
    assert_eq!(client.info(&id).await["status"], "InProgress");
    pass(&server, 1);
    assert_eq!(client.info(&id).await["status"], "Stopped");
    let again = client.deploy("StopDeployment", stop).await;
    assert!(again.text().contains("DeploymentAlreadyCompletedException"), "{}", again.text());
    assert_eq!(client.alias("8").await, (0.1, "7".to_owned()));
    let next = client.started("AllAtOnce", "8").await;
    pass(&server, 5);
    let failed = client.info(&next).await;
    assert_eq!(failed["status"], "Failed");
    assert_eq!(failed["errorInformation"]["code"], "INVALID_LAMBDA_CONFIGURATION");
}

#[tokio::test]
async fn what_codedeploy_refuses_is_refused_in_its_words() {
    let (_server, client) = still().await;
    let canary = |percent: i64, minutes: i64| {
        json!({ "deploymentConfigName": "own", "computePlatform": "Lambda",
            "trafficRoutingConfig": { "type": "TimeBasedCanary", "timeBasedCanary":
                { "canaryPercentage": percent, "canaryInterval": minutes } } })
    };
    let group = |kind: &str| {
        json!({ "applicationName": "orders", "deploymentGroupName": "another",
            "serviceRoleArn": "arn:aws:iam::111122223333:role/deploy",
            "deploymentStyle": { "deploymentType": kind,
                "deploymentOption": "WITH_TRAFFIC_CONTROL" } })
    };
    for (operation, input, code) in [
        ("CreateDeploymentConfig", canary(100, 5), "InvalidTrafficRoutingConfigurationException"),
        ("CreateDeploymentConfig", canary(10, 2881), "InvalidTrafficRoutingConfigurationException"),
        (
            "GetApplication",
            json!({ "applicationName": "none" }),
            "ApplicationDoesNotExistException",
        ),
        ("CreateApplication", json!({ "applicationName": "orders" }), "ApplicationAlreadyExists"),
        ("CreateApplication", json!({ "applicationName": "x" }), "InvalidComputePlatformException"),
        ("CreateDeploymentGroup", group("IN_PLACE"), "InvalidDeploymentStyleException"),
        ("CreateDeployment", request("Nonsense", "8"), "DeploymentConfigDoesNotExistException"),
        ("CreateDeployment", request("AllAtOnce", "99"), "InvalidRevisionException"),
        ("GetDeployment", json!({ "deploymentId": "d-1" }), "DeploymentDoesNotExistException"),
    ] {
        let told = client.deploy(operation, input).await;
        assert_eq!(told.status, 400);
        assert!(told.text().contains(code), "{operation}: {}", told.text());
    }
    assert_eq!(client.deploy("CreateDeploymentConfig", canary(15, 7)).await.status, 200);
    assert_eq!(client.deploy("CreateDeploymentGroup", group("BLUE_GREEN")).await.status, 200);
    let listed = client.deploy("ListDeploymentConfigs", json!({})).await.json();
    assert_eq!(listed["deploymentConfigsList"].as_array().expect("a list").len(), 10);
}

#[tokio::test]
async fn provisioned_concurrency_is_ready_after_a_while() {
    let (server, client) = still().await;
    let path = "/2019-09-30/functions/orders/provisioned-concurrency?Qualifier=8";
    let none = client.rest("lambda", "GET", path, &Value::Null).await;
    assert_eq!(none.error().1, "ProvisionedConcurrencyConfigNotFoundException");
    let five = json!({ "ProvisionedConcurrentExecutions": 5 });
    assert_eq!(client.rest("lambda", "PUT", path, &five).await.json()["Status"], "IN_PROGRESS");
    pass(&server, 61);
    assert_eq!(client.rest("lambda", "GET", path, &Value::Null).await.json()["Status"], "READY");
}
