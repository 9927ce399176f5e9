//! A line to the practice account that can be cut: it counts calls, and lets
//! one be performed whose answer never arrives.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// The line.
pub struct Line {
    /// Its own URL.
    pub endpoint: String,
    calls: Arc<AtomicUsize>,
    cut: Arc<AtomicUsize>,
    was_cut: mpsc::Receiver<()>,
}

impl Line {
    /// A line to an endpoint that is never cut.
    pub fn to(endpoint: &str) -> Self {
        let address = endpoint.replace("http://", "");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = format!("http://{}", listener.local_addr().expect("an address"));
        let (calls, cut) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(usize::MAX)));
        let (tell, was_cut) = mpsc::channel();
        let (counted, limit) = (calls.clone(), cut.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (address, tell) = (address.clone(), tell.clone());
                let (counted, limit) = (counted.clone(), limit.clone());
                thread::spawn(move || {
                    let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
                    relay(stream, &address, number >= limit.load(Ordering::SeqCst), &tell);
                });
            }
        });
        Self { endpoint: own, calls, cut, was_cut }
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// From the call of this number on, nothing is answered.
    pub fn cut_at(&self, number: usize) {
        self.cut.store(number, Ordering::SeqCst);
    }

    /// Whether the call was performed whose answer is held back; waits for it.
    pub fn is_cut_within(&self, wait: Duration) -> bool {
        self.was_cut.recv_timeout(wait).is_ok()
    }
}

/// One call on a connection of its own.
fn relay(mut client: TcpStream, address: &str, held_back: bool, tell: &mpsc::Sender<()>) {
    let Some(request) = read_request(&mut client) else { return };
    let Ok(mut server) = TcpStream::connect(address) else { return };
    if server.write_all(&request).is_err() {
        return;
    }
    let mut answer = Vec::new();
    // The server closes, as it was asked to.
    drop(server.read_to_end(&mut answer));
    if held_back {
        // A test that is over needs no telling.
        tell.send(()).ok();
        // Open until the program is gone.
        drop(client.read(&mut [0]));
        return;
    }
    drop(client.write_all(&answer));
    drop(client.shutdown(Shutdown::Both));
}

/// A request, changed to want its connection closed.
fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        let count = client.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = end + 4 + length.unwrap_or(0);
    while bytes.len() < whole {
        let count = client.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    }
    let kept = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let mut request = kept.collect::<Vec<_>>().join("\r\n").into_bytes();
    request.extend_from_slice(b"\r\nconnection: close\r\n\r\n");
    request.extend_from_slice(&bytes[end + 4..]);
    Some(request)
}
