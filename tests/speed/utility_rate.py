"""Runs PySAM's utilityrate5 on the bench's price table and load.

Reads one line of JSON: years, hours (8,760 whole kWh), day (the period of each
hour, from 0), prices by period, adds and limits by tier. Answers with one line of
JSON: name, and first_year, its first year's cost. Then, for each line "run", runs
the calculation once and answers with its nanoseconds by the clock and by the
processor; "end" ends it.
"""

import json
import sys
import time
from importlib.metadata import version

import PySAM.Utilityrate5 as utilityrate5

# utilityrate5 has no open end of the last tier.
ENDLESS = 1e38
NET_ENERGY_METERING = 0
KWH = 0


def matrix(asked):
    """Rows of period, tier, limit of the month, its unit, price, price sold at."""
    tiers = list(zip(asked["adds"], asked["limits"]))
    return [
        [
            period,
            tier,
            ENDLESS if limit is None else float(limit),
            KWH,
            float(price) + float(adds),
            0,
        ]
        for period, price in enumerate(asked["prices"], start=1)
        for tier, (adds, limit) in enumerate(tiers, start=1)
    ]


def calculator(asked):
    """The calculator with everything set that is asked and nothing that rises."""
    day = [period + 1 for period in asked["day"]]
    model = utilityrate5.new()
    settings = {
        "analysis_period": asked["years"],
        "system_use_lifetime_output": 0,
        "inflation_rate": 0,
        "degradation": [0],
        "load_escalation": [0],
        "rate_escalation": [0],
        "gen": [0] * len(asked["hours"]),
        "load": asked["hours"],
        "ur_metering_option": NET_ENERGY_METERING,
        "ur_ec_tou_mat": matrix(asked),
        "ur_ec_sched_weekday": [day] * 12,
        "ur_ec_sched_weekend": [day] * 12,
        "ur_dc_enable": 0,
        "ur_en_ts_sell_rate": 0,
        "ur_en_ts_buy_rate": 0,
        "ur_monthly_fixed_charge": 0,
        "ur_monthly_min_charge": 0,
        "ur_annual_min_charge": 0,
        "ur_nm_yearend_sell_rate": 0,
    }
    for name, value in settings.items():
        model.value(name, value)
    return model


def main():
    asked = json.loads(sys.stdin.readline())
    model = calculator(asked)
    model.execute()
    first_year = model.Outputs.utility_bill_wo_sys_year1
    name = f"PySAM {version('NREL-PySAM')} utilityrate5"
    print(json.dumps({"name": name, "first_year": repr(first_year)}), flush=True)
    for line in sys.stdin:
        if line.strip() != "run":
            break
        begun, processor = time.perf_counter_ns(), time.process_time_ns()
        model.execute()
        wall = time.perf_counter_ns() - begun
        print(wall, time.process_time_ns() - processor, flush=True)


main()
