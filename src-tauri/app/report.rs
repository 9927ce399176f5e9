//! Pictures for paper: the chart of calls by version, as PNG or SVG.
//!
//! Invariant: a picture shows what the window shows, from the same values, in
//! local time with its zone; and the font comes along, so that it looks the
//! same on every machine.

mod axis;
mod draw;
mod numbers;
mod page;

use std::sync::Once;

use crossfade_engine::chart::{Chart, Lane, Line};
use jiff::{Timestamp, tz::TimeZone};
use plotters::{
    prelude::{BitMapBackend, IntoDrawingArea, SVGBackend},
    style::{FontStyle, register_font},
};
use thiserror::Error;

pub use page::Page;

use crate::{dto::ChartFormatDto, present};

const SIZE: (u32, u32) = (1200, 800);

/// What is drawn.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The function or `function:alias`.
    pub subject: &'a str,
    /// Its calls and errors.
    pub chart: &'a Chart,
    /// Changes to mark.
    pub marks: &'a [Mark],
}

/// A change of the alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// What happened, in a few words.
    pub label: String,
}

/// The picture could not be drawn.
#[derive(Debug, Error)]
pub enum DrawError {
    /// The drawing library said no.
    #[error("{0}")]
    Plotters(String),
    /// The drawn dots are not a picture.
    #[error("{0}")]
    Encode(String),
}

/// What a line is called.
fn line_name(line: &Line) -> String {
    match line.lane {
        Lane::Version(version) if version.is_published() => format!("version {version}"),
        lane @ (Lane::Version(_) | Lane::WithoutAlias) => present::lane_name(lane),
    }
}

impl Picture<'_> {
    /// The picture's bytes and the extension for its file.
    pub fn drawn(&self, format: ChartFormatDto) -> Result<(Vec<u8>, &'static str), DrawError> {
        self.drawn_in(format, &TimeZone::system())
    }

    fn drawn_in(
        &self,
        format: ChartFormatDto,
        zone: &TimeZone,
    ) -> Result<(Vec<u8>, &'static str), DrawError> {
        bring_font();
        match format {
            ChartFormatDto::Svg => Ok((self.svg(zone)?.into_bytes(), "svg")),
            ChartFormatDto::Png => Ok((self.png(zone)?, "png")),
        }
    }

    fn svg(&self, zone: &TimeZone) -> Result<String, DrawError> {
        let mut text = String::new();
        let area = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        draw::picture(&area, self, zone)?;
        drop(area);
        Ok(text)
    }

    fn png(&self, zone: &TimeZone) -> Result<Vec<u8>, DrawError> {
        let (width, height) = SIZE;
        let mut dots = vec![0; width as usize * height as usize * 3];
        let area = BitMapBackend::with_buffer(&mut dots, SIZE).into_drawing_area();
        draw::picture(&area, self, zone)?;
        drop(area);
        encoded(&dots, SIZE).map_err(|error| DrawError::Encode(error.to_string()))
    }
}

fn encoded(dots: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(dots)?;
    Ok(file)
}

fn bring_font() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let font = epaint_default_fonts::UBUNTU_LIGHT;
        if register_font("sans-serif", FontStyle::Normal, font).is_err() {
            tracing::error!("the chart's font could not be read");
        }
    });
}

#[cfg(test)]
mod tests;
