//! The charts' numbers as a table, for whoever cannot see the charts or wants
//! to reckon with them.
//!
//! Invariant: it has the values that are drawn, every one of them.

use crossfade_engine::{chart::Chart, ports::Point};
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::{line_name, page::in_zone};

pub(super) fn numbers(chart: &Chart, zone: &TimeZone) -> Markup {
    if chart.lines.is_empty() {
        return html! {};
    }
    let times = chart.lines.first().map(|line| line.invocations.as_slice()).unwrap_or_default();
    html! {
        details {
            summary { "The charts' numbers" }
            table #numbers {
                thead {
                    tr {
                        th scope="col" { "From" }
                        @for line in &chart.lines {
                            th scope="col" { (line_name(line)) ": calls" }
                            th scope="col" { (line_name(line)) ": failed" }
                        }
                    }
                }
                tbody {
                    @for (place, time) in times.iter().enumerate() {
                        tr {
                            th scope="row" {
                                time datetime=(time.at) { (in_zone(time.at, zone)) }
                            }
                            @for line in &chart.lines {
                                td { (value(&line.invocations, place)) }
                                td { (value(&line.errors, place)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn value(points: &[Point], place: usize) -> f64 {
    points.get(place).map_or(0.0, |point| point.value)
}
