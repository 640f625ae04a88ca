# Thin front: the logic is in cargo and in the `dianfei` binary.
.PHONY: demo phone test sim oracle fuzz bench mutants fmt

# A station with a demo month, and a day walked against it with two phones.
demo:
	@scripts/demo

# The phone in a browser, beside `make demo`: a reader's (1002) or, with PERSON=1003, a collector's.
phone:
	@scripts/phone $(if $(PERSON),--person $(PERSON))

# Every test; the last line is `N passed, 0 failed`.
test:
	@scripts/test

# Seeds of the simulation, such as `make sim SEEDS=0..100000`; ARGS="--story" tells what happens.
SEEDS ?= 0..2000
sim:
	@scripts/sim $(SEEDS) $(ARGS)

# Random bills against the oracle; ARGS="--from 5000 --show 10" begins elsewhere and prints more of what differs.
BILLS ?= 1000000
oracle:
	@scripts/oracle $(BILLS) $(ARGS)

# Bytes at every decoder, 60 s each; SECONDS_EACH and TARGETS choose otherwise.
fuzz:
	@scripts/fuzz $(TARGETS)

# The product beside bare SQLite and bare decimals, as ratios, kept in target/bench.md; GROUP=save, upload, open, crowd
# or bill measures one.
bench:
	@scripts/bench $(GROUP)

# What no unit test of the rule core sees, kept in docs/mutants.md; ONLY=ticket or ONLY=bill/loss tries one module.
mutants:
	@scripts/mutants $(ONLY)

fmt:
	@scripts/with-rust cargo fmt --all
