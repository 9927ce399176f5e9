//! Amazon `CloudWatch`: metric data and alarms, over every protocol that
//! `CloudWatch` speaks.
//!
//! Invariant: an operation reads and writes documents and never sees in which
//! protocol they came.

pub(crate) mod alarm;
mod alarms;
mod data;
mod error;
mod expression;
mod list;
mod math;
pub(crate) mod query;
pub(crate) mod rule;
mod search;
mod shape;
pub(crate) mod stat;
mod statistics;
pub(crate) mod threshold;

use crate::{
    wire::{doc::Doc, error::AwsError},
    world::World,
};

/// The operations that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `GetMetricData`
    GetMetricData,
    /// `GetMetricStatistics`
    GetMetricStatistics,
    /// `ListMetrics`
    ListMetrics,
    /// `DescribeAlarms`
    DescribeAlarms,
    /// `PutMetricAlarm`
    PutMetricAlarm,
    /// `PutCompositeAlarm`
    PutCompositeAlarm,
    /// `DeleteAlarms`
    DeleteAlarms,
    /// `SetAlarmState`
    SetAlarmState,
}

impl Operation {
    const ALL: [Self; 8] = [
        Self::GetMetricData,
        Self::GetMetricStatistics,
        Self::ListMetrics,
        Self::DescribeAlarms,
        Self::PutMetricAlarm,
        Self::PutCompositeAlarm,
        Self::DeleteAlarms,
        Self::SetAlarmState,
    ];

    /// The operation of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// AWS's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetMetricData => "GetMetricData",
            Self::GetMetricStatistics => "GetMetricStatistics",
            Self::ListMetrics => "ListMetrics",
            Self::DescribeAlarms => "DescribeAlarms",
            Self::PutMetricAlarm => "PutMetricAlarm",
            Self::PutCompositeAlarm => "PutCompositeAlarm",
            Self::DeleteAlarms => "DeleteAlarms",
            Self::SetAlarmState => "SetAlarmState",
        }
    }
}

/// Answers an operation; `None` is one without output.
pub(crate) fn perform(
    world: &mut World,
    operation: Operation,
    input: &Doc,
) -> Result<Option<Doc>, AwsError> {
    match operation {
        Operation::GetMetricData => data::get(world, input).map(Some),
        Operation::GetMetricStatistics => statistics::get(world, input).map(Some),
        Operation::ListMetrics => list::metrics(world, input).map(Some),
        Operation::DescribeAlarms => alarms::describe(world, input).map(Some),
        Operation::PutMetricAlarm => alarms::put_metric(world, input).map(|()| None),
        Operation::PutCompositeAlarm => alarms::put_composite(world, input).map(|()| None),
        Operation::DeleteAlarms => alarms::delete(world, input).map(|()| None),
        Operation::SetAlarmState => alarms::set_state(world, input).map(|()| None),
    }
}
