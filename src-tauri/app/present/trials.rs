//! Trying out, and the starter stack.

use crossfade_domain::alias::Routing;
use crossfade_engine::{
    ports::{Author, ChatLine, StackEvent, StackPhase},
    starter::StackView,
    trials::{ChatState, OpenChat, Purpose, RunState, SampleOf, Split, SplitShare, TrafficState},
};

use super::{count, failure, instant};
use crate::dto::{
    ChatDto, ChatLineDto, OpenChatDto, PairDto, PurposeDto, SampleDto, SampleOfDto, SplitDto,
    SplitShareDto, StackDto, StackEventDto, StackPhaseDto, TrafficDto,
};

/// What a chat has come to.
pub fn chat(state: &ChatState) -> ChatDto {
    ChatDto {
        lines: state.transcript.lines.iter().map(chat_line).collect(),
        ended: state.transcript.ended,
        version: state.version.map(|version| version.to_string()),
        warning: state.transcript.warning.as_ref().map(failure),
    }
}

fn chat_line(line: &ChatLine) -> ChatLineDto {
    let author = match line.author {
        Author::Customer => "customer",
        Author::Flow => "flow",
        Author::Other => "other",
    };
    ChatLineDto {
        id: line.id.clone(),
        at: instant(line.at),
        author: author.to_owned(),
        text: line.text.clone(),
    }
}

/// A chat that is open.
pub fn open_chat(open: &OpenChat) -> OpenChatDto {
    OpenChatDto {
        id: open.chat.as_ref().map(|chat| chat.0.clone()),
        flow_id: open.flow_id.clone(),
        begun_at: instant(open.begun_at),
        purpose: match open.purpose {
            Purpose::Person => PurposeDto::Person,
            Purpose::Sample => PurposeDto::Sample,
            Purpose::Traffic => PurposeDto::Traffic,
            Purpose::LeftBehind => PurposeDto::LeftBehind,
        },
    }
}

/// Many tries.
pub fn sample(run: &RunState) -> SampleDto {
    let (of, flow_id) = match &run.sample.of {
        SampleOf::Chats { flow_id, .. } => (SampleOfDto::Chats, Some(flow_id.clone())),
        SampleOf::Calls { .. } => (SampleOfDto::Calls, None),
    };
    SampleDto {
        id: run.id.0,
        of,
        flow_id,
        function: run.sample.function.clone(),
        alias: run.sample.alias.to_string(),
        split: split(&run.split, &run.sample.routing),
        stopped: run.stopped,
        over: run.over,
    }
}

/// What many tries came to, against an alias's weights.
fn split(split: &Split, routing: &Routing) -> SplitDto {
    SplitDto {
        wanted: split.wanted,
        done: split.done(),
        shares: split.shares(routing).iter().map(split_share).collect(),
        failed: count(split.failures.len()),
        failure: split.failures.last().map(failure),
    }
}

fn split_share(share: &SplitShare) -> SplitShareDto {
    SplitShareDto {
        version: share.version.to_string(),
        answers: share.answers,
        percent: share.percent,
        low: share.margin.0,
        high: share.margin.1,
        weight: share.weight,
        agrees: share.agrees(),
    }
}

/// How the traffic goes.
pub fn traffic(state: &TrafficState) -> TrafficDto {
    TrafficDto {
        flow_id: state.flow_id.clone(),
        chats: state.pace.chats,
        per_minute: state.pace.per_minute,
        begun: state.begun,
        going: state.going,
        ended: state.ended,
        failure: state.failure.as_ref().map(failure),
        warning: state.warning.as_ref().map(failure),
        stopped: state.stopped,
    }
}

/// The starter stack.
pub fn stack(view: &StackView) -> StackDto {
    let stack = &view.stack;
    let pairs = |all: &std::collections::BTreeMap<String, String>| {
        let pair = |(name, value): (&String, &String)| PairDto {
            name: name.clone(),
            value: value.clone(),
        };
        all.iter().map(pair).collect()
    };
    let alias = view.alias();
    StackDto {
        name: stack.name.clone(),
        status: stack.status.clone(),
        phase: match stack.phase {
            StackPhase::UnderWay => StackPhaseDto::UnderWay,
            StackPhase::Complete => StackPhaseDto::Complete,
            StackPhase::RolledBack => StackPhaseDto::RolledBack,
            StackPhase::Failed => StackPhaseDto::Failed,
            StackPhase::Deleted => StackPhaseDto::Deleted,
        },
        reason: stack.reason.clone(),
        parameters: pairs(&stack.parameters),
        outputs: pairs(&stack.outputs),
        events: view.events.iter().map(event).collect(),
        function: alias.as_ref().map(|arn| arn.name.clone()),
        alias: alias.and_then(|arn| arn.qualifier).map(|qualifier| qualifier.to_string()),
    }
}

fn event(event: &StackEvent) -> StackEventDto {
    StackEventDto {
        id: event.id.clone(),
        at: instant(event.at),
        resource: event.resource.clone(),
        kind: event.kind.clone(),
        status: event.status.clone(),
        reason: event.reason.clone(),
    }
}
