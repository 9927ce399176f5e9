//! The picture itself: calls above, errors below, marks through both.

use crossfade_engine::{
    chart::{Chart, Line},
    ports::Point,
};
use jiff::tz::TimeZone;
use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::{
        BLACK, Cartesian2d, ChartBuilder, ChartContext, Color, DrawingArea, DrawingBackend,
        IntoFont, LineSeries, PathElement, RGBColor, SeriesLabelPosition, Text, WHITE,
    },
};

use super::{
    DrawError, Picture,
    axis::{Times, label, round_top, zone_name},
    line_name,
};

/// Told apart by people who see few colours, too (Okabe and Ito).
const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(120, 94, 240),
    RGBColor(90, 90, 90),
];
const FAINT: RGBColor = RGBColor(225, 225, 225);
const MARK: RGBColor = RGBColor(110, 110, 110);
const FONT: &str = "sans-serif";

type Canvas<'a, B> = ChartContext<'a, B, Cartesian2d<Times, RangedCoordf64>>;

pub(super) fn picture<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    picture: &Picture<'_>,
    zone: &TimeZone,
) -> Result<(), DrawError> {
    area.fill(&WHITE).map_err(plotters)?;
    let (calls, errors) = area.split_vertically(430);
    let heading = format!("{}: calls by executed version", picture.subject);
    panel(&calls, picture, zone, &heading, |line| &line.invocations)?;
    panel(&errors, picture, zone, "Failed calls by executed version", |line| &line.errors)?;
    area.present().map_err(plotters)
}

fn panel<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    picture: &Picture<'_>,
    zone: &TimeZone,
    heading: &str,
    values: impl Fn(&Line) -> &Vec<Point>,
) -> Result<(), DrawError> {
    let chart = picture.chart;
    let times = Times::between(chart.window.from.as_second(), chart.window.to.as_second());
    let most = chart.lines.iter().flat_map(&values).map(|point| point.value).fold(0.0, f64::max);
    let mut canvas = ChartBuilder::on(area)
        .caption(heading, (FONT, 24).into_font().color(&BLACK))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(times, 0.0..round_top(most))
        .map_err(plotters)?;
    mesh(&mut canvas, chart, zone)?;
    marks(&mut canvas, picture, round_top(most))?;
    for (number, line) in chart.lines.iter().enumerate() {
        curve(&mut canvas, line, COLOURS[number % COLOURS.len()], values(line))?;
    }
    if chart.lines.is_empty() {
        return nothing(&mut canvas, seconds(chart.window.from), round_top(most));
    }
    canvas
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(FAINT)
        .label_font((FONT, 16))
        .draw()
        .map_err(plotters)
}

fn mesh<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    chart: &Chart,
    zone: &TimeZone,
) -> Result<(), DrawError> {
    let (from, to) = (chart.window.from.as_second(), chart.window.to.as_second());
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970")]
    let time = |at: &f64| label(*at as i64, to - from, zone);
    let minutes = chart.window.period_seconds / 60;
    let every = if minutes == 1 { "minute".to_owned() } else { format!("{minutes} minutes") };
    canvas
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(FAINT)
        .label_style((FONT, 15))
        .axis_desc_style((FONT, 15))
        .x_labels(10)
        .y_labels(5)
        .x_label_formatter(&time)
        .x_desc(format!("Time ({})", zone_name(from, zone)))
        .y_desc(format!("Calls per {every}"))
        .draw()
        .map_err(plotters)
}

fn curve<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    line: &Line,
    colour: RGBColor,
    points: &[Point],
) -> Result<(), DrawError> {
    let points = points.iter().map(|point| (seconds(point.at), point.value));
    canvas
        .draw_series(LineSeries::new(points, colour.stroke_width(2)))
        .map_err(plotters)?
        .label(line_name(line))
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(3)));
    Ok(())
}

fn marks<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    picture: &Picture<'_>,
    top: f64,
) -> Result<(), DrawError> {
    for at in picture.marks.iter().map(|mark| seconds(mark.at)) {
        let mark = PathElement::new([(at, 0.0), (at, top)], MARK.stroke_width(1));
        canvas.draw_series([mark]).map_err(plotters)?;
    }
    Ok(())
}

fn nothing<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    from: f64,
    top: f64,
) -> Result<(), DrawError> {
    let words = Text::new("No calls in this time", (from, top / 2.0), (FONT, 20));
    canvas.draw_series([words]).map_err(plotters)?;
    Ok(())
}

fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

fn plotters(error: impl std::fmt::Display) -> DrawError {
    DrawError::Plotters(error.to_string())
}
