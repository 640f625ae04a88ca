//! Identities that people write on paper: numbers of accounts, meters, routes,
//! areas, people, stations and tickets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use smol_str::SmolStr;
use thiserror::Error;

/// The text cannot be a number of this kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is no valid {what}: 1 to 32 letters, digits or hyphens")]
pub struct InvalidNumber {
    /// Which kind of number was expected.
    pub what: &'static str,
    /// The text as it was entered.
    pub text: String,
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        ///
        /// 1 to 32 ASCII letters, digits or hyphens, as printed; compared as text.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// The number as it is printed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidNumber;

            fn from_str(text: &str) -> Result<Self, InvalidNumber> {
                let fits = (1..=32).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if fits {
                    Ok(Self(SmolStr::new(text)))
                } else {
                    Err(InvalidNumber { what: $what, text: text.to_owned() })
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

number!(
    /// A station (供电所): the tenant of every key.
    StationNo,
    "station number"
);
number!(
    /// A billing identity (户号).
    AccountNo,
    "account number"
);
number!(
    /// A meter's asset number (表号), as on its plate and bar code.
    MeterNo,
    "meter number"
);
number!(
    /// A reading route (抄表段).
    RouteNo,
    "route number"
);
number!(
    /// A transformer area (台区).
    AreaNo,
    "transformer area number"
);
number!(
    /// A person of the station (工号).
    PersonNo,
    "person number"
);
number!(
    /// A published price table of the price archive (电价代码).
    TariffNo,
    "tariff number"
);
number!(
    /// A series of ticket numbers (票据代码, 批次).
    TicketSeries,
    "ticket series"
);

/// A ticket's number within its series (票号). Leading zeros are print only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TicketNo(u64);

impl TicketNo {
    /// How many digits are printed.
    pub const PRINTED_DIGITS: usize = 8;

    /// The number `no`.
    #[must_use]
    pub const fn new(no: u64) -> Self {
        Self(no)
    }

    /// The bare number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for TicketNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.0, width = Self::PRINTED_DIGITS)
    }
}

impl FromStr for TicketNo {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let digits =
            (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits
            .then(|| text.parse().ok().map(Self))
            .flatten()
            .ok_or_else(|| InvalidNumber { what: "ticket number", text: text.to_owned() })
    }
}
