//! How requests to an endpoint leave the program.
//!
//! Invariant: what is meant for this machine never leaves it. The SDK heeds the
//! proxy of the environment (`http_proxy` and the like), which is right for AWS,
//! and which can neither reach nor should it see what listens on loopback here.

use std::net::IpAddr;

use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// A client without a proxy for a URL on loopback; `None` leaves the SDK's own.
pub(crate) fn client(url: &str) -> Option<SharedHttpClient> {
    let without_proxy =
        || Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
    is_loopback(url).then(without_proxy)
}

/// Whether a URL is on this machine.
pub(crate) fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_told_from_other_hosts() {
        for url in
            ["http://127.0.0.1:4577", "https://localhost/x", "http://[::1]:80", "http://127.9.9.9"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "http://192.168.1.7:4577",
            "https://localhost.example.com",
            "http://[fe80::1]",
            "http://",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
