//! Pictures of a small chart.

use crossfade_domain::qualifier::Version;
use crossfade_engine::{
    chart::{Lane, Range},
    ports::Point,
};
use jiff::{SignedDuration, Timestamp};

use super::*;

fn chart(values: &[(u64, f64)]) -> Chart {
    let now: Timestamp = "2026-11-23T10:00:00Z".parse().expect("an instant");
    let window = Range::Hour.window(now);
    let points = |value: f64| -> Vec<Point> {
        (0..60)
            .map(|minute| Point { at: window.from + SignedDuration::from_mins(minute), value })
            .collect()
    };
    let line = |&(version, value): &(u64, f64)| crossfade_engine::chart::Line {
        lane: Lane::Version(Version::Published(version)),
        invocations: points(value),
        errors: points(value / 10.0),
    };
    Chart { window, lines: values.iter().map(line).collect(), complete: true }
}

fn drawn(chart: &Chart, format: ChartFormatDto) -> Vec<u8> {
    let picture = Picture { subject: "orders:PROD", chart, marks: &[] };
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    picture.drawn_in(format, &zone).expect("a picture").0
}

#[test]
fn the_svg_names_every_version_and_the_zone() {
    let chart = chart(&[(7, 12.0), (8, 3.0)]);
    let svg = String::from_utf8(drawn(&chart, ChartFormatDto::Svg)).expect("text");
    for words in
        ["orders:PROD: calls by executed version", "version 7", "version 8", "+01", "10:30"]
    {
        assert!(svg.contains(words), "{words}");
    }
}

#[test]
fn the_png_is_a_picture_of_the_promised_size_with_ink_on_it() {
    let png = drawn(&chart(&[(7, 12.0)]), ChartFormatDto::Png);
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
    let mut dots = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut dots).expect("a frame");
    assert_eq!((frame.width, frame.height), SIZE);
    let blue = dots.chunks(3).filter(|dot| *dot == [0, 114, 178]).count();
    assert!(blue > 500, "{blue} dots of the first line's colour");
}

#[test]
fn the_numbers_are_those_that_are_drawn() {
    let chart = chart(&[(7, 12.0), (8, 3.0)]);
    let table = numbers::numbers(&chart, &TimeZone::UTC).into_string();
    let first = "<time datetime=\"2026-11-23T09:01:00Z\">2026-11-23 09:01:00 UTC</time></th>\
        <td>12</td><td>1.2</td><td>3</td><td>0.3</td>";
    assert!(table.contains(first), "{table}");
    assert_eq!(table.matches("<time").count(), 60);
    assert!(table.contains("<th scope=\"col\">version 8: failed</th>"), "{table}");
    assert_eq!(numbers::numbers(&super::tests::chart(&[]), &TimeZone::UTC).into_string(), "");
}

#[test]
fn a_chart_without_calls_says_so() {
    let svg = String::from_utf8(drawn(&chart(&[]), ChartFormatDto::Svg)).expect("text");
    assert!(svg.contains("No calls in this time"));
}
