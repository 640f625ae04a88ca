//! dianfei
fn main() {}
