-- The phone's one file. A fold table is rebuilt from the journal and the
-- installed assignment; a part is bytes that a fact names; a local table lies
-- outside the record.

create table journal (
    -- The record itself. Rows are added and never changed but for what the
    -- station has said of them.
    seq integer primary key,
    id text not null unique,
    business_date text not null,
    bytes blob not null,
    head text not null,
    -- Late fee that the rules charged with it, JSON, so that a fold needs no rule.
    late_fees text,
    -- The station's verdict as JSON; absent until it was heard.
    verdict text
) strict;

create table part (
    -- part: bytes that facts name by hash.
    hash text primary key,
    kind text not null,
    bytes blob not null,
    -- The first fact that names it; absent before it is named.
    seq integer,
    -- How much of it the station has.
    held_bytes integer not null default 0,
    sent integer not null default 0
) strict;
create index part_unsent on part (seq) where sent = 0;

create table device (
    -- local: whose phone this is and what it knows of its station.
    one integer primary key check (one = 1),
    key text not null,
    station text not null,
    station_name text not null,
    address text not null,
    backup_address text,
    identity text not null,
    person text not null,
    incarnation integer,
    acknowledged integer not null default 0,
    frozen integer not null default 0,
    revoked integer not null default 0,
    contact_date text,
    contact_station_ms integer,
    contact_wall_ms integer,
    contact_boot_ms integer,
    contact_boot_count integer,
    -- The latest business date used since that contact.
    used_date text,
    -- Station time of the last head exchange with nothing unsent.
    horizon_ms integer
) strict;

create table request (
    -- local: what each request came to, so that a repeated one changes nothing.
    id text primary key,
    command text not null,
    outcome text not null
) strict;

create table draft (
    -- local: what was typed and not yet recorded.
    name text primary key,
    body text not null,
    request text not null default '' -- for which it was typed; it goes when that is recorded
) strict;

create table receipt (
    -- local: what each ticket of this phone says, as printed.
    series text not null,
    no integer not null,
    -- The ticket's face, JSON.
    face text not null,
    -- How often it was printed.
    printed integer not null default 0,
    primary key (series, no)
) strict;

create table assignment (
    -- local: the installed snapshot as the station signed it.
    one integer primary key check (one = 1),
    hash text not null,
    includes_seq integer not null,
    -- What every use case reads of it: person, policy, receivers, JSON. Before the
    -- bytes: to what stands behind some megabytes of a row, SQLite walks through them.
    context text not null,
    bytes blob not null
) strict;

create table route (
    -- fold
    route text not null,
    period text not null,
    name text not null,
    read_on text not null,
    epoch integer not null,
    handed_in_seq integer,
    primary key (route, period)
) strict;

create table stop (
    -- fold: one meter of a route, with the latest fact about it.
    route text not null,
    period text not null,
    meter text not null,
    seq integer not null,
    account text not null,
    name text not null,
    address text not null,
    -- The account as assigned, JSON.
    customer text not null,
    state text not null default 'open',
    fact_id text,
    fact_seq integer,
    primary key (route, period, meter)
) strict;
create index stop_order on stop (route, period, seq);
-- How far a route is, counted without reading the stops.
create index stop_state on stop (route, period, state);
create index stop_account on stop (account);
create index stop_meter on stop (meter);

create table card (
    -- fold: the reading card of each stop as assigned, JSON. Apart from the stops, so
    -- that a list of them reads no years of history.
    route text not null,
    period text not null,
    meter text not null,
    assigned text not null,
    primary key (route, period, meter)
) strict;

create table reading (
    -- fold: readings of this phone, JSON of the body.
    id text primary key,
    seq integer not null,
    business_date text not null,
    meter text not null,
    period text not null,
    body text not null,
    corrected_by text
) strict;
create index reading_meter on reading (meter, period);

create table miss (
    -- fold
    id text primary key,
    seq integer not null,
    meter text not null,
    period text not null,
    body text not null
) strict;
create index miss_meter on miss (meter, period);

create table exception_form (
    -- fold
    id text primary key,
    seq integer not null,
    account text not null,
    meter text,
    period text not null,
    body text not null
) strict;
create index exception_form_account on exception_form (account, period);

create table debtor (
    -- fold
    account text primary key,
    area text not null,
    position integer not null,
    name text not null,
    address text not null,
    -- The account as assigned, JSON.
    assigned text not null,
    open_fen integer not null,
    advance_fen integer not null
) strict;
create index debtor_area on debtor (area, position);

create table area (
    -- fold
    area text primary key,
    name text not null
) strict;

create table receivable (
    -- fold
    bill text primary key,
    account text not null,
    due_on text not null,
    position integer not null,
    -- The receivable as assigned, JSON, with its bill.
    assigned text not null,
    open_fen integer not null,
    late_fee_open_fen integer not null,
    late_fee_accrued_fen integer not null,
    late_fee_charged_fen integer not null,
    late_fee_charged_to text
) strict;
create index receivable_account on receivable (account, position);

create table payment (
    -- fold: money that this phone took.
    id text primary key,
    seq integer not null,
    business_date text not null,
    recorded_ms integer not null,
    series text not null,
    no integer not null,
    account text not null,
    amount_fen integer not null,
    body text not null
) strict;
create index payment_account on payment (account);
create index payment_ticket on payment (series, no);

create table ticket_range (
    -- fold: tickets in hand, in the order in which they are used.
    position integer primary key,
    series text not null,
    first integer not null,
    last integer not null,
    -- The first number that was not used.
    next integer not null
) strict;

create table ticket_claim (
    -- fold: what this phone said of a number.
    series text not null,
    no integer not null,
    seq integer not null,
    kind text not null,
    reason text,
    -- The hand-in that took it along.
    handed_in text,
    primary key (series, no, kind)
) strict;

create table cash (
    -- fold: cash in the person's hands.
    one integer primary key check (one = 1),
    fen integer not null
) strict;

create table cash_count (
    -- fold
    id text primary key,
    seq integer not null,
    expected_fen integer not null,
    counted_fen integer not null,
    denominations text not null,
    -- The report of a difference and its cause.
    report text,
    cause text
) strict;

create table handover (
    -- fold: offers made by this phone and offers to its person.
    id text primary key,
    outgoing integer not null,
    other text not null,
    other_name text not null,
    content text not null,
    content_hash text not null,
    -- offered, accepted, withdrawn, or disputed: the station does not count it
    state text not null,
    -- The day of the answer as the station books it; absent before it is heard.
    answered_on text,
    -- The latest fact of this phone about it.
    seq integer
) strict;

create table station_number (
    -- fold: what the station says of a ticket number of this person.
    series text not null,
    no integer not null,
    state text,
    payment text,
    reason text,
    primary key (series, no)
) strict;
