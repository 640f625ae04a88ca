//! How much memory a decoder holds at its peak.

use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Runs a decoder and says how many bytes it had allocated at most.
pub fn peak<T>(decode: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let decoded = decode();
    let peak = ALLOCATED.peak_usage();
    (decoded, peak.saturating_sub(before))
}

/// Runs a decoder that may hold `most` bytes.
///
/// # Panics
/// Where it holds more.
pub fn bounded<T>(most: usize, decode: impl FnOnce() -> T) -> T {
    let (decoded, peak) = peak(decode);
    assert!(peak <= most, "the decoder held {peak} bytes, at most {most} are allowed");
    decoded
}
