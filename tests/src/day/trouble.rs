//! A wire that is as bad as a mountain road: requests arrive cut, twice, late
//! or not at all, replies are lost. The same trouble on every machine.

use std::sync::Mutex;

use dianfei_field::port::{Transport, TransportError};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Nothing.
    None,
    /// It never arrives.
    Lost,
    /// Half of it arrives.
    Cut,
    /// It arrives, the reply does not.
    Unanswered,
    /// It arrives twice.
    Twice,
    /// The one before arrives once more, first.
    Late,
}

/// One request in two is troubled, in this order.
const STORY: [Trouble; 10] = [
    Trouble::Twice,
    Trouble::None,
    Trouble::Unanswered,
    Trouble::Late,
    Trouble::None,
    Trouble::Cut,
    Trouble::None,
    Trouble::Lost,
    Trouble::Late,
    Trouble::None,
];

/// A transport with trouble on it.
pub struct Troubled {
    inner: Box<dyn Transport>,
    passed: Mutex<Passed>,
}

#[derive(Default)]
struct Passed {
    requests: usize,
    sent: Vec<Vec<u8>>,
}

impl Troubled {
    /// Trouble on `inner`.
    #[must_use]
    pub fn new(inner: Box<dyn Transport>) -> Self {
        Self { inner, passed: Mutex::default() }
    }
}

fn broken(detail: &str) -> TransportError {
    TransportError::Broken { detail: detail.to_owned() }
}

impl Transport for Troubled {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut passed = self.passed.lock().expect("no other thread failed with it");
        let trouble = STORY.get(passed.requests % STORY.len()).copied();
        passed.requests += 1;
        let earlier = passed.sent.iter().rev().nth(1).or(passed.sent.last()).cloned();
        passed.sent.push(request.to_vec());
        drop(passed);
        match trouble.unwrap_or(Trouble::None) {
            Trouble::None => {}
            Trouble::Lost => return Err(broken("lost")),
            Trouble::Cut => {
                let half = request.get(..request.len() / 2).unwrap_or_default();
                let _whatever_it_says = self.inner.exchange(half);
                return Err(broken("cut"));
            }
            Trouble::Unanswered => {
                self.inner.exchange(request)?;
                return Err(broken("unanswered"));
            }
            Trouble::Twice => {
                self.inner.exchange(request)?;
            }
            Trouble::Late => {
                if let Some(earlier) = earlier {
                    let _whatever_it_says = self.inner.exchange(&earlier);
                }
            }
        }
        self.inner.exchange(request)
    }
}
