//! The phone numbers of the practice instance, all from ranges that are set
//! aside for fiction (NANPA 555-01xx, Ofcom, Bundesnetzagentur).

use super::flows::flow_id;
use crate::world::{
    account::id_of,
    contact_centre::{ContactCentre, PhoneNumber},
    traffic::Entry,
};

/// Number, country, type, description.
type Claimed = (&'static str, &'static str, &'static str, &'static str);

/// Each number with the flow that it enters and its callers per minute when busy.
const NUMBERS: [(Claimed, Option<&str>, f64); 12] = [
    (("+493023125014", "DE", "DID", "Berlin, main line"), Some("main-menu"), 2.5),
    (("+12065550142", "US", "DID", "Where is my order, US"), Some("order-status"), 3.0),
    (("+442079460871", "GB", "DID", "Where is my order, UK"), Some("order-status"), 1.0),
    (("+496990009221", "DE", "DID", "Payments"), Some("payments"), 1.0),
    (("+448081570964", "GB", "TOLL_FREE", "Opening hours"), Some("opening-hours"), 0.8),
    (("+13125550117", "US", "DID", "Autumn campaign"), Some("campaign-router"), 0.6),
    (("+494066969330", "DE", "DID", "Hamburg, weekend desk"), Some("weekend-desk"), 0.3),
    (("+16465550188", "US", "DID", "Partners"), Some("partner-hotline"), 0.3),
    (("+12025550131", "US", "DID", "Holiday hours"), Some("holiday-hours"), 0.2),
    (("+442079460333", "GB", "DID", "Advisers"), Some("escalation"), 0.3),
    (("+14155550160", "US", "DID", "Emergency line"), Some("emergency-closure"), 0.1),
    (("+13035550109", "US", "DID", "Spare"), None, 0.0),
];

/// The chat on the website, and chats per minute when busy.
const CHAT: (&str, f64) = ("web-chat", 0.8);

/// Claims the numbers; answers who calls where and how often.
pub(super) fn plant(centre: &mut ContactCentre) -> Vec<(Entry, f64)> {
    let mut lines = vec![(Entry::Chat(flow_id(CHAT.0)), CHAT.1)];
    for ((number, country, kind, description), flow, per_minute) in NUMBERS {
        let id = id_of("phone-number", number).to_string();
        lines.push((Entry::Number(id.clone()), per_minute));
        centre.numbers.push(PhoneNumber {
            id,
            number: number.to_owned(),
            country: country.to_owned(),
            kind: kind.to_owned(),
            description: description.to_owned(),
            flow: flow.map(flow_id),
        });
    }
    lines
}
