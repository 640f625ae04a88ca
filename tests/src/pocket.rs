//! A phone that speaks the wire by hand: for what a well-behaved phone never
//! does.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_station::app::App;
use dianfei_station::phone;
use dianfei_wire::chain::{PublicKey, Signature};
use dianfei_wire::fact::{Clocks, FactBody};
use dianfei_wire::frame::{self, Frame};
use dianfei_wire::upload::{Reply, ReplyHeader, Request, RequestHeader};
use dianfei_wire::version::{FACT_VERSION, PROTOCOL};
use dianfei_wire::{DeviceId, Fact, Hash};
use p256::ecdsa::SigningKey;

/// A hand-driven phone.
#[derive(Debug, Clone)]
pub struct Pocket {
    key: SigningKey,
    station: StationNo,
    person: PersonNo,
    /// The facts recorded so far, as bytes.
    pub lines: Vec<Vec<u8>>,
    nonce: u64,
    /// The protocol version that it claims to speak.
    pub protocol: u16,
}

impl Pocket {
    /// A phone that no station knows.
    #[must_use]
    pub fn unknown(app: &App, fill: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[fill; 32]).expect("a key"),
            station: app.station.clone(),
            person: "0".parse().expect("a person number"),
            lines: Vec::new(),
            nonce: 0,
            protocol: PROTOCOL,
        }
    }

    /// A phone enrolled for a person of the station.
    #[must_use]
    pub fn enrolled(app: &App, fill: u8, person: &PersonNo) -> Self {
        let mut pocket = Self { person: person.clone(), ..Self::unknown(app, fill) };
        let invitation = phone::enrol::invite(app, person).expect("an invitation");
        let reply = pocket.enrol(app, &invitation.code);
        assert!(matches!(reply, Reply::Enrolled { .. }), "{reply:?}");
        pocket
    }

    /// Tries to enrol with a code.
    pub fn enrol(&mut self, app: &App, code: &str) -> Reply {
        let request = Request::Enrol {
            code: code.to_owned(),
            key: PublicKey::of(&self.key),
            label: "a phone".to_owned(),
        };
        self.ask(app, request, &[])
    }

    /// Its identity.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId(PublicKey::of(&self.key).genesis().expect("a key"))
    }

    /// Its head after `count` facts.
    #[must_use]
    pub fn head(&self, count: usize) -> Hash {
        self.lines.iter().take(count).fold(self.device().0, |head, line| head.then(line))
    }

    /// Records a fact and returns it.
    pub fn record(&mut self, business_date: NaiveDate, body: FactBody) -> Fact {
        let seq = u64::try_from(self.lines.len()).expect("few facts") + 1;
        let device = self.device();
        let id = format!("{}-0000-7000-8000-{seq:012x}", &device.to_string()[..8]);
        let fact = Fact {
            v: FACT_VERSION,
            id: id.parse().expect("an id"),
            station: self.station.clone(),
            device,
            seq,
            person: self.person.clone(),
            business_date,
            recorded: Clocks { wall_ms: 0, boot_ms: Some(0), boot_count: Some(1) },
            body,
        };
        self.lines.push(fact.to_bytes());
        fact
    }

    /// The frame of a request.
    pub fn frame(&mut self, request: Request, body: &[u8]) -> Vec<u8> {
        self.nonce += 1;
        let header = RequestHeader {
            protocol: self.protocol,
            station: self.station.clone(),
            device: self.device(),
            incarnation: None,
            nonce: self.nonce.to_string(),
            body: Hash::of(body),
            request,
        };
        let sealed: Result<Vec<u8>, std::convert::Infallible> =
            frame::seal(&header, body, |bytes| Ok(Signature::sign(&self.key, bytes)));
        sealed.expect("signing does not fail")
    }

    /// The frame of an upload of facts `first..=last`.
    pub fn upload_frame(&mut self, first: usize, last: usize) -> Vec<u8> {
        let body = frame::pack(&self.lines[first - 1..last].join(&b'\n'));
        let number = |count: usize| u64::try_from(count).expect("few facts");
        let request = Request::Upload {
            first: number(first),
            last: number(last),
            previous: self.head(first - 1),
            head: self.head(last),
        };
        self.frame(request, &body)
    }

    /// Asks and checks that the reply is the station's own.
    pub fn ask(&mut self, app: &App, request: Request, body: &[u8]) -> Reply {
        let bytes = self.frame(request, body);
        open(app, &phone::answer(app, &bytes))
    }

    /// Uploads facts `first..=last`.
    pub fn upload(&mut self, app: &App, first: usize, last: usize) -> Reply {
        let bytes = self.upload_frame(first, last);
        open(app, &phone::answer(app, &bytes))
    }

    /// The head exchange.
    pub fn hello(&mut self, app: &App) -> Reply {
        self.hello_having_heard(app, None)
    }

    /// The head exchange of a phone that has heard how many facts the station holds.
    pub fn hello_having_heard(&mut self, app: &App, heard: Option<u64>) -> Reply {
        let bytes = self.hello_frame(heard);
        open(app, &phone::answer(app, &bytes))
    }

    /// The frame of a head exchange with everything still to send.
    pub fn hello_frame(&mut self, heard: Option<u64>) -> Vec<u8> {
        let count = self.lines.len();
        let request = Request::Hello {
            seq: u64::try_from(count).expect("few facts"),
            head: self.head(count),
            acknowledged: 0,
            nothing_unsent: false,
            assignment: None,
            heard,
        };
        self.frame(request, &[])
    }
}

/// Opens a reply that the station signed.
#[must_use]
pub fn open(app: &App, bytes: &[u8]) -> Reply {
    let frame = Frame::split(bytes).expect("a frame");
    let header: ReplyHeader = frame.header().expect("a header");
    frame.verify(&app.identity(), header.body).expect("the station's signature");
    header.reply
}
