//! The HTTP server: reads, gates, answers.
//!
//! Invariant: it listens on loopback only, and every answer carries a request id.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, State},
    http::{HeaderName, HeaderValue, Request as HttpRequest, Response, StatusCode},
    routing::any,
};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};
use uuid::Uuid;

use crate::{
    clock::{WorldClock, real_now},
    cloudformation, cloudwatch, codedeploy, connect,
    connection::{Cuttable, Scissors},
    control::{self, WorldHandle},
    gate::{self, Gate, Loss},
    lambda,
    options::PracticeOptions,
    participant, socket, sts,
    wire::{
        answer::Answer,
        dispatch::{self, Asked, Refused, Service},
        error::AwsError,
        protocol::Protocol,
        request::Request,
    },
    world::World,
};

/// `UpdateFunctionCode` takes 50 MB zipped, which base64 makes 67 MB.
const MAX_BODY: usize = 70 * 1024 * 1024;
/// How long a call that is never answered keeps its client waiting, in real
/// time: longer than Crossfade waits for one answer.
const SILENCE: Duration = Duration::from_secs(12);
/// How often the world moves when nobody asks.
const TICK: Duration = Duration::from_millis(250);

/// Why the practice account did not start.
#[derive(Debug, Error)]
pub enum PracticeError {
    /// The address is reachable from other machines.
    #[error(
        "`{0}` is not a loopback address: the practice account checks no credentials, \
         so it listens on 127.0.0.1 or [::1] only"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("the practice account cannot listen on `{address}`")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// Everything that a request needs.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The world; held only while one request is answered.
    pub world: Mutex<World>,
    /// Practice time.
    pub clock: WorldClock,
    /// Quotas and faults.
    pub gate: Gate,
    /// Tells the websockets of chats to drop.
    pub cut_sockets: Notify,
}

impl Shared {
    /// Brings the world up to the present, then lets `act` have it.
    pub(crate) fn with_world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.advance(self.clock.now());
        act(&mut world)
    }
}

/// A practice account that is being served. Dropping it stops it.
#[derive(Debug)]
pub struct PracticeServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl PracticeServer {
    /// The endpoint URL, such as `http://127.0.0.1:4577`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The practice time.
    #[must_use]
    pub fn clock(&self) -> WorldClock {
        self.shared.clock.clone()
    }

    /// A handle to change the world from within the program.
    #[must_use]
    pub fn world(&self) -> WorldHandle {
        WorldHandle::new(Arc::clone(&self.shared))
    }

    /// Stops listening, lets running requests finish, and returns when all is
    /// at rest.
    pub async fn shutdown(self) {
        // Nobody listening any more is what is wanted.
        let _ = self.stop.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a practice task ended badly");
            }
        }
    }
}

/// Starts a practice account and serves it until [`PracticeServer::shutdown`].
///
/// # Errors
/// [`PracticeError::NotLoopback`] for an address that others could reach,
/// [`PracticeError::Bind`] when the address is taken or not there.
pub async fn serve(options: PracticeOptions) -> Result<PracticeServer, PracticeError> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        return Err(PracticeError::NotLoopback(address));
    }
    let bind = |source| PracticeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let shared = Arc::new(shared(&options));
    let (stop, stopped) = watch::channel(false);
    let tasks = [
        tokio::spawn(listen(listener, Arc::clone(&shared), stopped.clone())),
        tokio::spawn(tick(Arc::clone(&shared), stopped)),
    ];
    Ok(PracticeServer { address, shared, stop, tasks })
}

fn shared(options: &PracticeOptions) -> Shared {
    let start = options.start.unwrap_or_else(real_now);
    Shared {
        world: Mutex::new(World::new(options, start)),
        clock: WorldClock::new(start, options.time_scale),
        gate: Gate::new(options.quota, options.faults, options.seed),
        cut_sockets: Notify::new(),
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let app = Router::new().route(socket::PATH, any(socket::open));
    let app = app.fallback(handle).with_state(shared);
    let app = app.into_make_service_with_connect_info::<Scissors>();
    let stop = async move {
        // An error means that the server was dropped, which stops it as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(Cuttable(listener), app).with_graceful_shutdown(stop).await {
        tracing::error!(%error, "the practice account stopped listening");
    }
}

/// Keeps traffic and alarms moving while nobody asks.
async fn tick(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow_and_update() {
        shared.with_world(|_| ());
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            changed = stopped.changed() => if changed.is_err() { break },
        }
    }
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    http: HttpRequest<Body>,
) -> Response<Body> {
    let id = Uuid::new_v4().to_string();
    let (parts, body) = http.into_parts();
    let answer = match to_bytes(body, MAX_BODY).await {
        Ok(body) => {
            let request = Request::new(parts.method, &parts.uri, parts.headers, body);
            answer(&shared, &request, &id, &scissors).await
        }
        Err(_) => too_large(&id),
    };
    let wait = shared.clock.real(answer.takes);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    response(answer, &id)
}

async fn answer(shared: &Shared, request: &Request, id: &str, scissors: &Scissors) -> Answer {
    let asked = match dispatch::read(request) {
        Ok(Asked::Control) => return control::answer(shared, request),
        Ok(asked) => asked,
        Err(Refused { protocol, error }) => return protocol.failure(&error, id),
    };
    let call = match Call::read(request, asked) {
        Ok(call) => call,
        Err(Refused { protocol, error }) => return protocol.failure(&error, id),
    };
    let latency = shared.gate.latency();
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let (service, operation, protocol) = (call.service(), call.operation(), call.protocol());
    if let Err(error) = shared.gate.pass(service, operation) {
        tracing::debug!(?service, operation, code = error.code, "refused at the gate");
        return protocol.failure(&error, id);
    }
    let answer = match call.perform(shared, request, id) {
        Ok(answer) => answer,
        Err(error) => return protocol.failure(&error, id),
    };
    // Applied, and nobody may hear of it.
    match shared.gate.loss() {
        None => return answer,
        Some(Loss::Failure) => return protocol.failure(&gate::lost(service), id),
        Some(Loss::Cut) => {}
        Some(Loss::Silence) => tokio::time::sleep(SILENCE).await,
    }
    scissors.cut();
    answer
}

/// An operation that is there, with all that was read of it.
enum Call {
    Lambda(lambda::Operation),
    Connect(connect::Operation),
    Participant(participant::Operation),
    CloudWatch(cloudwatch::Operation, Protocol, crate::wire::doc::Doc),
    CodeDeploy(codedeploy::Operation, Protocol, crate::wire::doc::Doc),
    CloudFormation(cloudformation::Operation, Protocol, crate::wire::doc::Doc),
    Sts(sts::Operation, Protocol),
}

impl Call {
    fn read(request: &Request, asked: Asked) -> Result<Self, Refused> {
        match asked {
            Asked::Rest(service) => Self::read_rest(request, service),
            Asked::Call { service, operation, protocol, input } => {
                let known = match service {
                    Service::CloudWatch => cloudwatch::Operation::named(&operation)
                        .map(|known| Self::CloudWatch(known, protocol.clone(), input.clone())),
                    Service::CodeDeploy => codedeploy::Operation::named(&operation)
                        .map(|known| Self::CodeDeploy(known, protocol.clone(), input.clone())),
                    Service::CloudFormation => cloudformation::Operation::named(&operation)
                        .map(|known| Self::CloudFormation(known, protocol.clone(), input.clone())),
                    Service::Sts => sts::Operation::named(&operation)
                        .map(|known| Self::Sts(known, protocol.clone())),
                    Service::Lambda | Service::Connect | Service::Participant => None,
                };
                known.ok_or_else(|| protocol.unknown_operation(&operation, &input))
            }
            Asked::Control => Err(dispatch::unknown(Protocol::RestJson, 404, "/_practice")),
        }
    }

    fn read_rest(request: &Request, service: Service) -> Result<Self, Refused> {
        let known = match service {
            Service::Lambda => lambda::Operation::routed(request).map(Self::Lambda),
            Service::Connect => connect::Operation::routed(request).map(Self::Connect),
            Service::Participant => participant::Operation::routed(request).map(Self::Participant),
            Service::CloudWatch | Service::Sts | Service::CodeDeploy | Service::CloudFormation => {
                None
            }
        };
        known.ok_or_else(|| {
            let path = format!("{} /{}", request.method, request.segments.join("/"));
            dispatch::unknown(Protocol::RestJson, 404, &path)
        })
    }

    fn service(&self) -> Service {
        match self {
            Self::Lambda(_) => Service::Lambda,
            Self::Connect(_) => Service::Connect,
            Self::Participant(_) => Service::Participant,
            Self::CloudWatch(..) => Service::CloudWatch,
            Self::CodeDeploy(..) => Service::CodeDeploy,
            Self::CloudFormation(..) => Service::CloudFormation,
            Self::Sts(..) => Service::Sts,
        }
    }

    fn operation(&self) -> &'static str {
        match self {
            Self::Lambda(operation) => operation.name(),
            Self::Connect(operation) => operation.name(),
            Self::Participant(operation) => operation.name(),
            Self::CloudWatch(operation, ..) => operation.name(),
            Self::CodeDeploy(operation, ..) => operation.name(),
            Self::CloudFormation(operation, ..) => operation.name(),
            Self::Sts(operation, _) => operation.name(),
        }
    }

    /// Whether it changes nothing, as AWS names such operations.
    fn reads(&self) -> bool {
        let name = self.operation();
        ["Get", "List", "Describe", "Search", "BatchGet"].iter().any(|it| name.starts_with(it))
    }

    fn protocol(&self) -> Protocol {
        match self {
            Self::Lambda(_) | Self::Connect(_) | Self::Participant(_) => Protocol::RestJson,
            Self::CloudWatch(_, protocol, _)
            | Self::CodeDeploy(_, protocol, _)
            | Self::CloudFormation(_, protocol, _)
            | Self::Sts(_, protocol) => protocol.clone(),
        }
    }

    fn perform(self, shared: &Shared, request: &Request, id: &str) -> Result<Answer, AwsError> {
        let (lag, reads) = (shared.gate.faults().lag, self.reads());
        shared.with_world(|world| match self {
            Self::Lambda(operation) => {
                let perform = |world: &mut World| lambda::perform(world, &operation, request, id);
                if reads { world.read_back(perform) } else { world.written(lag, perform) }
            }
            Self::Connect(operation) => {
                let perform = |world: &mut World| connect::perform(world, &operation, request);
                if reads { world.read_back(perform) } else { world.written(lag, perform) }
            }
            Self::Participant(operation) => participant::perform(world, operation, request),
            Self::CloudWatch(operation, protocol, input) => {
                let output = cloudwatch::perform(world, operation, &input)?;
                Ok(protocol.success(operation.name(), output.as_ref(), id))
            }
            Self::CodeDeploy(operation, protocol, input) => {
                let output = codedeploy::perform(world, operation, &input)?;
                Ok(protocol.success(operation.name(), Some(&output), id))
            }
            Self::CloudFormation(operation, protocol, input) => {
                let output = cloudformation::perform(world, operation, &input)?;
                Ok(protocol.success(operation.name(), Some(&output), id))
            }
            Self::Sts(operation, protocol) => {
                let output = sts::perform(operation);
                Ok(protocol.success(operation.name(), Some(&output), id))
            }
        })
    }
}

fn too_large(id: &str) -> Answer {
    let text = format!("Request must be smaller than {MAX_BODY} bytes");
    let error = AwsError::new(413, "RequestEntityTooLargeException", text);
    Protocol::RestJson.failure(&error, id)
}

fn response(answer: Answer, id: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let id = ("x-amzn-requestid", id.to_owned());
    for (name, value) in answer.headers.into_iter().chain([id]) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}
