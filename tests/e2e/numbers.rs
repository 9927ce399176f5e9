//! The numbers behind a report's two charts.

use crate::window::Window;

/// Calls and failed calls of one version, minute by minute.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    pub calls: Vec<f64>,
    pub failed: Vec<f64>,
}

/// What a report's charts show, for the version that is rolled out and the one
/// before.
#[derive(Debug)]
pub struct Numbers {
    pub page: String,
    pub old: Curve,
    pub new: Curve,
}

impl Numbers {
    /// What the new version has of both versions' calls, minute by minute;
    /// minutes without calls are left out.
    pub fn shares(&self) -> Vec<f64> {
        let both = self.old.calls.iter().zip(&self.new.calls);
        both.filter(|(old, new)| *old + *new > 0.0).map(|(old, new)| new / (old + new)).collect()
    }
}

/// Has the report of the rollout that the window shows written until it shows
/// what is wanted: the minutes after its end are still to come.
pub async fn reported(
    window: &Window,
    (old, new): (u64, u64),
    what: &str,
    wanted: impl Fn(&Numbers) -> bool,
) -> Numbers {
    let mut last = None;
    for _ in 0..40 {
        window.press_words("Report").await;
        let numbers = read(&written(window).await, old, new);
        if wanted(&numbers) {
            return numbers;
        }
        last = Some(numbers);
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    panic!("the report's charts never show {what}: {last:#?}");
}

/// The report, once it is there as a whole.
async fn written(window: &Window) -> String {
    for _ in 0..800 {
        if let Some(file) = window.taken_along(".html") {
            let page = std::fs::read_to_string(&file).expect("text");
            if page.contains("</html>") {
                std::fs::remove_file(&file).expect("a file");
                return page;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("there is no report; the page says: {}", window.words().await);
}

fn read(page: &str, old: u64, new: u64) -> Numbers {
    let table = between(page, "<table id=\"numbers\">", "</table>");
    let heads: Vec<&str> = cells(between(table, "<thead>", "</thead>"), "<th scope=\"col\">");
    let rows: Vec<&str> = between(table, "<tbody>", "</tbody>").split("<tr>").skip(1).collect();
    let column = |name: String| -> Vec<f64> {
        // A version that was never called has no column.
        let Some(place) = heads.iter().position(|head| *head == name) else {
            return vec![0.0; rows.len()];
        };
        // The first head is that of the time, which is no `td`.
        rows.iter().map(|row| cells(row, "<td>")[place - 1].parse().expect("a number")).collect()
    };
    let curve = |version: u64| Curve {
        calls: column(format!("version {version}: calls")),
        failed: column(format!("version {version}: failed")),
    };
    Numbers { old: curve(old), new: curve(new), page: page.to_owned() }
}

fn cells<'a>(row: &'a str, opening: &str) -> Vec<&'a str> {
    row.split(opening).skip(1).map(|rest| rest.split('<').next().unwrap_or_default()).collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from} in {text}"));
    rest.split_once(to).map_or(rest, |(inner, _)| inner)
}
