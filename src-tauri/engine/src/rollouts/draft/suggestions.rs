//! The gates that a rollout should have, unless a person says otherwise.

use crossfade_domain::{
    arn::InstanceArn,
    qualifier::{AliasName, Version},
    rollout::gates::{AlarmGate, Gates, MOST_ALARMS, ProbeGate, Slower, VersionGate},
};

use super::{super::Rollouts, probes::shortest_limit};
use crate::{
    atlas::Atlas,
    ports::{Alarm, Answer, Sight},
};

impl Rollouts {
    /// The alarms that see the new version, the version gate with the shortest
    /// time that a flow waits, and probes as the flows would call.
    ///
    /// # Errors
    /// When the alarms or the journal cannot be read.
    pub async fn suggested_gates(
        &self,
        instance: &InstanceArn,
        atlas: Option<&Atlas>,
        function: &str,
        alias: &AliasName,
        to: Version,
    ) -> Answer<Gates> {
        let (alarms, probes) = futures::join!(
            self.tools.account.alarms.alarms(None),
            self.probes(instance, atlas, function, alias),
        );
        let sees = |alarm: &Alarm| alarm.sight(function, alias, Some(to)) == Sight::Sees;
        let seeing = alarms?.into_iter().filter(sees).map(|alarm| alarm.name);
        let limit = atlas.and_then(|atlas| shortest_limit(atlas, function, alias));
        let slower = Slower { limit, ..Slower::default() };
        Ok(Gates {
            alarms: AlarmGate { names: seeing.take(MOST_ALARMS).collect(), ..AlarmGate::default() },
            version: Some(VersionGate { slower: Some(slower), ..VersionGate::default() }),
            probes: ProbeGate { probes: probes?, ..ProbeGate::default() },
            ..Gates::default()
        })
    }
}
