# Thin front: the logic is in cargo and in the `dianfei` binary.
.PHONY: demo test fmt

# A station with a demo month, and a day walked against it with two phones.
demo:
	@scripts/demo

# Every test; the last line is `N passed, 0 failed`.
test:
	@scripts/test

fmt:
	@scripts/with-rust cargo fmt --all
