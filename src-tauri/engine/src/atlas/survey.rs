//! Who calls what, and what leads where: an instance's flows and modules read,
//! before any function is looked up.
//!
//! Invariant: what could not be read is never taken for something that calls
//! nothing; whoever asks is told of it.

use std::collections::{HashSet, VecDeque};

use crossfade_domain::arn::{FunctionArn, InstanceArn};

use super::{
    Entrance, Passage, Progress,
    collect::{self, CollectedFlow, Part, last_part},
    read::{RawCall, RawReading, RawTarget, read_all, read_one},
    resolve::Places,
};
use crate::ports::{Account, Answer, FlowAssociation, FlowSummary, PhoneNumber, PublicationStatus};

/// An instance's flows and modules, read.
pub struct Survey {
    flows: Vec<Surveyed>,
    phone_numbers: Vec<(PhoneNumber, Entrance)>,
    associations: Vec<FlowAssociation>,
    incomplete: Vec<(Part, String)>,
}

/// A flow or module with what it says.
pub struct Surveyed {
    /// The flow; modules carry the type `MODULE`.
    pub summary: FlowSummary,
    /// Whether it is a module.
    pub module: bool,
    /// Flow language, JSON text; or why it could not be fetched.
    pub content: Result<String, String>,
    reading: Result<(Vec<RawCall>, Vec<Passage>), String>,
}

/// A flow or module that may call a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Its place in the survey.
    pub flow: usize,
    /// Its name, with what it is.
    pub name: String,
    /// What its block says where the function belongs.
    pub target: String,
}

/// Who calls a function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Callers {
    /// Those that call it, or may: each once.
    pub calling: Vec<Caller>,
    /// Those that decide at run time what they call, as far as their own content
    /// tells nothing.
    pub undecided: Vec<String>,
    /// What could not be read, as sentences.
    pub unreadable: Vec<String>,
}

/// What leads into a flow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entrances {
    /// Phone numbers and whatever else AWS lets enter a flow.
    pub resources: Vec<String>,
    /// Names of other flows and modules.
    pub flows: Vec<String>,
    /// What could not be read, as sentences.
    pub unreadable: Vec<String>,
}

impl Survey {
    /// Reads an instance: `SearchContactFlows` gives a hundred flows a call;
    /// modules, and what it leaves out, are asked for one by one.
    ///
    /// # Errors
    /// When the flows cannot even be listed.
    pub async fn of(
        account: &Account,
        instance: &InstanceArn,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Answer<Self> {
        let collected = collect::collect(account, instance, progress).await?;
        let readings = read_all(&collected, &instance.region);
        let places = Places::of(&collected);
        let told: Vec<_> = readings.into_iter().map(|it| it.map(|it| read(&places, it))).collect();
        let flows = collected.flows.into_iter().zip(told).map(|(flow, reading)| {
            let CollectedFlow { summary, module, content, .. } = flow;
            Surveyed { summary, module, content, reading }
        });
        Ok(Self {
            flows: flows.collect(),
            phone_numbers: collected.phone_numbers,
            associations: collected.associations,
            incomplete: collected.incomplete,
        })
    }

    /// Every flow and module.
    pub fn flows(&self) -> impl Iterator<Item = &Surveyed> {
        self.flows.iter()
    }

    /// Who calls a function where `is_it` says so of an ARN. What was only ever
    /// saved is not asked: no caller hears it.
    pub fn callers(&self, is_it: impl Fn(&FunctionArn) -> bool) -> Callers {
        let mut callers =
            Callers { unreadable: self.missing(&[Part::Modules]), ..Callers::default() };
        for (index, flow) in self.heard() {
            let (calls, _) = match &flow.reading {
                Ok(reading) => reading,
                Err(why) => {
                    callers.unreadable.push(format!("{} could not be read. {why}", flow.named()));
                    continue;
                }
            };
            let found = calls.iter().find(|call| call.target.arns().into_iter().any(&is_it));
            if let Some(call) = found {
                let (name, target) = (flow.named(), call.text.clone());
                callers.calling.push(Caller { flow: index, name, target });
            } else if calls.iter().any(|call| is_undecided(&call.target)) {
                callers.undecided.push(flow.named());
            }
        }
        callers
    }

    /// What leads into a flow, itself aside.
    #[must_use]
    pub fn entrances(&self, flow_id: &str) -> Entrances {
        let lists = [Part::Modules, Part::PhoneNumbers, Part::Associations];
        let mut entrances = Entrances { unreadable: self.missing(&lists), ..Entrances::default() };
        let leading = self.associations.iter().filter(|it| last_part(&it.flow_id) == flow_id);
        entrances.resources = leading.map(|it| self.resource(it)).collect();
        let place = self.flows.iter().position(|it| !it.module && it.summary.id == flow_id);
        for (index, flow) in self.heard().filter(|(index, _)| Some(*index) != place) {
            match &flow.reading {
                Err(why) => {
                    entrances.unreadable.push(format!("{} could not be read. {why}", flow.named()));
                }
                Ok((_, passages))
                    if place.is_some() && passages.iter().any(|it| it.to == place) =>
                {
                    entrances.flows.push(self.flows[index].named());
                }
                Ok(_) => {}
            }
        }
        entrances
    }

    /// The phone numbers whose callers can reach one of these flows.
    #[must_use]
    pub fn numbers_reaching(&self, flows: &[usize]) -> Vec<String> {
        let reaching = self.leading_to(flows);
        let entering = |(_, entrance): &&(PhoneNumber, Entrance)| {
            entrance.flow().is_some_and(|flow| reaching.contains(&flow))
        };
        self.phone_numbers
            .iter()
            .filter(entering)
            .map(|(number, _)| number.number.clone())
            .collect()
    }

    /// Where a flow stands in the survey.
    #[must_use]
    pub fn place_of(&self, flow_id: &str) -> Option<usize> {
        self.flows.iter().position(|it| it.summary.id == flow_id)
    }

    /// A flow is gone: it calls and leads nowhere any more.
    pub fn forget(&mut self, flow_id: &str) {
        if let Some(place) = self.place_of(flow_id) {
            self.flows[place].reading = Ok((Vec::new(), Vec::new()));
        }
    }

    /// A flow says something else now; where it leads to is the same.
    pub fn replace(&mut self, flow_id: &str, content: &str, region: &str) {
        let Some(place) = self.place_of(flow_id) else { return };
        let flow = &mut self.flows[place];
        let passages = flow.reading.as_ref().map_or_else(|_| Vec::new(), |it| it.1.clone());
        flow.reading = read_one(content, region).map(|reading| (reading.calls, passages));
        flow.content = Ok(content.to_owned());
    }

    /// Flows that callers hear.
    fn heard(&self) -> impl Iterator<Item = (usize, &Surveyed)> {
        let published = |flow: &Surveyed| flow.summary.status == PublicationStatus::Published;
        self.flows.iter().enumerate().filter(move |(_, flow)| published(flow))
    }

    fn leading_to(&self, flows: &[usize]) -> HashSet<usize> {
        let mut reaching: HashSet<usize> = flows.iter().copied().collect();
        let mut ahead: VecDeque<usize> = flows.iter().copied().collect();
        while let Some(here) = ahead.pop_front() {
            for (index, flow) in self.flows.iter().enumerate() {
                let leads = flow
                    .reading
                    .iter()
                    .any(|(_, passages)| passages.iter().any(|passage| passage.to == Some(here)));
                if leads && reaching.insert(index) {
                    ahead.push_back(index);
                }
            }
        }
        reaching
    }

    fn missing(&self, parts: &[Part]) -> Vec<String> {
        let missing = self.incomplete.iter().filter(|(part, _)| parts.contains(part));
        missing.map(|(_, why)| why.clone()).collect()
    }

    fn resource(&self, association: &FlowAssociation) -> String {
        let id = last_part(&association.resource_id);
        let number =
            self.phone_numbers.iter().find(|(it, _)| it.id == id || last_part(&it.arn) == id);
        number.map_or_else(
            || format!("{} {id}", association.resource_type),
            |(number, _)| number.number.clone(),
        )
    }
}

impl Surveyed {
    /// The name, with what it is where that is not a flow.
    #[must_use]
    pub fn named(&self) -> String {
        let what = if self.module { "the module " } else { "" };
        format!("{what}`{}`", self.summary.name)
    }

    /// Why its content could not be read.
    #[must_use]
    pub fn unreadable(&self) -> Option<&str> {
        self.reading.as_ref().err().map(String::as_str)
    }

    /// Every call that may mean a function where `is_it` says so of its ARN: the
    /// block, and what stands there.
    pub fn calls_of(&self, is_it: impl Fn(&FunctionArn) -> bool) -> Vec<(String, String)> {
        let calls = self.reading.iter().flat_map(|(calls, _)| calls);
        let meant = calls.filter(|call| call.target.arns().into_iter().any(&is_it));
        meant.map(|call| (call.action.clone(), call.text.clone())).collect()
    }
}

fn read(places: &Places<'_>, reading: RawReading) -> (Vec<RawCall>, Vec<Passage>) {
    let passages = reading.transfers.into_iter().map(|raw| places.passage(raw)).collect();
    (reading.calls, passages)
}

/// Whether the flow's own content leaves open what is called.
fn is_undecided(target: &RawTarget) -> bool {
    match target {
        RawTarget::AtRunTime { .. } => true,
        RawTarget::Arn(_) | RawTarget::Placeholder { .. } | RawTarget::Missing => false,
    }
}
