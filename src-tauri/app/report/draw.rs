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
        IntoFont, IntoTextStyle, LineSeries, PathElement, RGBColor, Text, WHITE,
    },
    style::FontTransform,
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
/// Wide enough for the curves' names, which stand beside them.
const KEY_WIDTH: u32 = 150;
/// Room that a mark's words need to the next one's; marks closer than that have none.
const MARK_WIDTH: i32 = 14;
/// Longest words of a mark.
const MARK_WORDS: usize = 48;

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
    let (width, _) = area.dim_in_pixel();
    let (area, key) = area.split_horizontally(width.saturating_sub(KEY_WIDTH));
    let times = Times::between(chart.window.from.as_second(), chart.window.to.as_second());
    let most = chart.lines.iter().flat_map(&values).map(|point| point.value).fold(0.0, f64::max);
    let mut canvas = ChartBuilder::on(&area)
        .caption(heading, (FONT, 24).into_font().color(&BLACK))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(times, 0.0..round_top(most))
        .map_err(plotters)?;
    mesh(&mut canvas, chart, zone)?;
    marks(&mut canvas, picture, round_top(most))?;
    for (number, line) in chart.lines.iter().enumerate() {
        curve(&mut canvas, COLOURS[number % COLOURS.len()], values(line))?;
    }
    if chart.lines.is_empty() {
        return nothing(&mut canvas, seconds(chart.window.from), round_top(most));
    }
    names(&key, chart)
}

/// Which colour is which version's, beside the curves and never above them.
fn names<B: DrawingBackend>(key: &DrawingArea<B, Shift>, chart: &Chart) -> Result<(), DrawError> {
    let mut y = 48;
    for (number, line) in chart.lines.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let stroke = PathElement::new([(4, y + 8), (22, y + 8)], colour.stroke_width(3));
        key.draw(&stroke).map_err(plotters)?;
        key.draw(&Text::new(line_name(line), (30, y), (FONT, 16))).map_err(plotters)?;
        y += 24;
    }
    Ok(())
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
    colour: RGBColor,
    points: &[Point],
) -> Result<(), DrawError> {
    let points = points.iter().map(|point| (seconds(point.at), point.value));
    canvas.draw_series(LineSeries::new(points, colour.stroke_width(2))).map_err(plotters)?;
    Ok(())
}

fn marks<B: DrawingBackend>(
    canvas: &mut Canvas<'_, B>,
    picture: &Picture<'_>,
    top: f64,
) -> Result<(), DrawError> {
    let words = (FONT, 12).into_font().transform(FontTransform::Rotate90).color(&MARK);
    let words = words.into_text_style(canvas.plotting_area());
    let mut free_from = i32::MIN;
    for mark in picture.marks {
        let at = seconds(mark.at);
        let stroke = PathElement::new([(at, 0.0), (at, top)], MARK.stroke_width(1));
        canvas.draw_series([stroke]).map_err(plotters)?;
        let (x, _) = canvas.backend_coord(&(at, top));
        if x >= free_from {
            let label: String = mark.label.chars().take(MARK_WORDS).collect();
            canvas.draw_series([Text::new(label, (at, top), &words)]).map_err(plotters)?;
            free_from = x + MARK_WIDTH;
        }
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
