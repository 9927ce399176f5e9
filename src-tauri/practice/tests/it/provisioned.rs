//! Provisioned concurrency of an alias: what it does to moves.

use std::time::Duration;

use crossfade_domain::qualifier::Version;
use crossfade_practice::{Behaviour, PracticeServer};
use serde_json::{Value, json};

use crate::client::{Client, still};

const KEPT: &str = "/2019-09-30/functions/orders/provisioned-concurrency?Qualifier=PROD";

async fn kept(client: &Client) -> Value {
    client.rest("lambda", "GET", KEPT, &Value::Null).await.json()
}

async fn alias(client: &Client) -> Value {
    client.lambda("GET", "/orders/aliases/PROD", &Value::Null).await.json()
}

/// `orders:PROD` at version 7 with environments that are ready, moved to 8.
async fn moved(server: &PracticeServer, client: &Client) -> Value {
    let five = json!({ "ProvisionedConcurrentExecutions": 5 });
    client.rest("lambda", "PUT", KEPT, &five).await;
    server.world().advance(Duration::from_mins(2));
    let to = json!({ "FunctionVersion": "8", "RoutingConfig": {"AdditionalVersionWeights": {}} });
    client.lambda("PUT", "/orders/aliases/PROD", &to).await.json()
}

#[tokio::test]
async fn the_version_before_stays_in_the_alias_until_environments_are_ready() {
    let (server, client) = still().await;
    let answered = moved(&server, &client).await;
    assert_eq!(answered["FunctionVersion"], "8");
    let weights = json!({"AdditionalVersionWeights": {"7": 1.0}});
    assert_eq!(answered["RoutingConfig"], weights);
    assert_eq!(kept(&client).await["Status"], "IN_PROGRESS");
    server.world().advance(Duration::from_mins(2));
    let ready = alias(&client).await;
    assert_eq!(ready.get("RoutingConfig"), None);
    assert_ne!(ready["RevisionId"], answered["RevisionId"]);
    assert_eq!(kept(&client).await["Status"], "READY");
}

#[tokio::test]
async fn it_stays_where_the_new_version_cannot_initialise() {
    let (server, client) = still().await;
    let broken = Behaviour { init_fails: true, ..Behaviour::default() };
    let world = server.world();
    world.set_behaviour("orders", Version::Published(8), broken).expect("a version");
    let weights = moved(&server, &client).await["RoutingConfig"].clone();
    server.world().advance(Duration::from_mins(30));
    assert_eq!(alias(&client).await["RoutingConfig"], weights);
    let failed = kept(&client).await;
    assert_eq!(
        (&failed["Status"], &failed["StatusReason"]),
        (&json!("FAILED"), &json!("FUNCTION_ERROR_INIT_FAILURE"))
    );
}
