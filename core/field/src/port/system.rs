use dianfei_wire::{FactId, Hash};
use uuid::{NoContext, Timestamp, Uuid};

use super::Ids;

/// Identities from the system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl SystemIds {
    fn uuid(wall_ms: i64) -> Uuid {
        let wall_ms = u64::try_from(wall_ms).unwrap_or_default();
        let nanoseconds = u32::try_from(wall_ms % 1000).unwrap_or_default() * 1_000_000;
        Uuid::new_v7(Timestamp::from_unix(NoContext, wall_ms / 1000, nanoseconds))
    }

    // One UUIDv7 carries 74 random bits.
    fn random_text() -> String {
        let mut bytes = Vec::with_capacity(64);
        for _ in 0..4 {
            bytes.extend_from_slice(Self::uuid(0).as_bytes());
        }
        Hash::of(&bytes).to_string()
    }
}

impl Ids for SystemIds {
    fn fact_id(&self, wall_ms: i64) -> FactId {
        Self::uuid(wall_ms).hyphenated().to_string().parse().expect("a UUID in lower-case text")
    }

    fn nonce(&self) -> String {
        Self::random_text()
    }

    fn salt(&self) -> String {
        Self::random_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_sort_by_time() {
        let early = SystemIds.fact_id(1_700_000_000_000);
        let late = SystemIds.fact_id(1_700_000_000_001);
        assert!(early < late);
        assert_ne!(SystemIds.fact_id(5), SystemIds.fact_id(5));
        assert_ne!(SystemIds.salt(), SystemIds.salt());
    }
}
