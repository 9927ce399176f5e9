//! The way to a websocket: through the proxy that the environment names for
//! `https`, as the SDK's own requests go, or straight.
//!
//! Invariant: what is meant for this machine never leaves it.

use std::{io, sync::Arc};

use hyper_util::client::{
    legacy::connect::{HttpConnector, proxy::Tunnel},
    proxy::matcher::{Intercept, Matcher},
};
use tokio::net::TcpStream;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use tokio_tungstenite::{Connector, tungstenite::http::Uri};
use tower_service::Service as _;

use super::wrong;
use crate::http::is_loopback;

/// A connection to where `address` is.
pub(super) async fn to(address: &Uri, proxies: &Matcher) -> io::Result<TcpStream> {
    let host = address.host().ok_or_else(|| wrong("its address is none"))?;
    let secure = match address.scheme_str() {
        Some("wss") => true,
        Some("ws") => false,
        _ => return Err(wrong("its address is none")),
    };
    let port = address.port_u16().unwrap_or(if secure { 443 } else { 80 });
    match proxy(host, port, secure, proxies)? {
        Some((proxy, there)) => through(&proxy, there).await,
        None => TcpStream::connect((host.trim_matches(['[', ']']), port)).await,
    }
}

/// TLS as the SDK's own client has it, trusting whom the system trusts.
pub(super) fn connector() -> io::Result<Connector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Connector::Rustls(Arc::new(config)))
}

/// The proxy to ask, and what to ask it for.
fn proxy(
    host: &str,
    port: u16,
    secure: bool,
    proxies: &Matcher,
) -> io::Result<Option<(Intercept, Uri)>> {
    let there = format!("https://{host}:{port}");
    if !secure || is_loopback(&there) {
        return Ok(None);
    }
    let there: Uri = there.parse().map_err(|_| wrong("its address is none"))?;
    Ok(proxies.intercept(&there).map(|proxy| (proxy, there)))
}

async fn through(proxy: &Intercept, there: Uri) -> io::Result<TcpStream> {
    if proxy.uri().scheme_str() != Some("http") {
        return Err(wrong("the proxy of the environment is none of `http://`"));
    }
    let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpConnector::new());
    if let Some(credentials) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(credentials.clone());
    }
    let opened = tunnel.call(there).await;
    Ok(opened.map_err(|error| wrong(&format!("the proxy: {error}")))?.into_inner())
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().expect("an address")
    }

    async fn nobody(text: &str, proxies: &Matcher) -> String {
        to(&uri(text), proxies).await.expect_err("nowhere").to_string()
    }

    #[tokio::test]
    async fn a_proxy_is_asked_for_a_tunnel_to_aws() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let proxies = Matcher::builder().https(format!("http://me:pw@127.0.0.1:{port}")).build();
        let asked = async {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.expect("a byte"));
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("written");
            assert_eq!(stream.read_u8().await.expect("a byte of the client's"), 7);
            String::from_utf8(head).expect("text")
        };
        let opened = async {
            let address = uri("wss://chat.example.com/x?token=secret");
            let mut opened = to(&address, &proxies).await.expect("opened");
            opened.write_u8(7).await.expect("written");
        };
        let (asked, ()) = tokio::join!(asked, opened);
        assert!(asked.starts_with("CONNECT chat.example.com:443 HTTP/1.1\r\n"), "{asked}");
        assert!(asked.to_lowercase().contains("proxy-authorization: basic bwu6chc="), "{asked}");
        assert!(!asked.contains("secret"), "{asked}");
    }

    #[tokio::test]
    async fn nothing_of_the_address_or_of_the_proxys_password_is_in_an_error() {
        let refusing = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = refusing.local_addr().expect("an address").port();
        drop(refusing);
        let by = |scheme| Matcher::builder().https(format!("{scheme}://me:pw@127.0.0.1:{port}"));
        let told = [
            nobody("wss://chat.example.com/x?token=secret", &by("http").build()).await,
            nobody("wss://chat.example.com/x?token=secret", &by("socks5").build()).await,
            nobody("https://chat.example.com/x?token=secret", &by("http").build()).await,
        ];
        for told in told {
            assert!(!told.contains("secret") && !told.contains("pw"), "{told}");
        }
    }

    #[test]
    fn this_machine_is_reached_past_the_proxy() {
        let proxies = Matcher::builder().all("http://proxy.example.com:3128").build();
        let asks = |host, secure| proxy(host, 443, secure, &proxies).expect("an answer").is_some();
        assert!(asks("chat.example.com", true));
        assert!(!asks("127.0.0.1", true) && !asks("localhost", true) && !asks("[::1]", true));
        assert!(!asks("chat.example.com", false), "only TLS goes through a tunnel");
    }
}
