//! Codes of losses, power factor and basic charge, and the choices of their
//! policies.

use super::{Entry, entry, state};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "figure_negative",
        ("数值不能为负。", "The figure cannot be below zero."),
        ("核对所输数字。", "Check the figures entered."),
    ),
    entry(
        "figure_not_positive",
        ("数值必须大于零。", "The figure must be above zero."),
        ("核对所输数字。", "Check the figures entered."),
    ),
    entry(
        "transformer_unknown",
        (
            "变压器参数表中没有这个型号和容量。",
            "The table of transformers has no such model and capacity.",
        ),
        (
            "按铭牌或试验报告登记该变压器的参数。",
            "Record the transformer's figures from its nameplate or test report.",
        ),
    ),
    entry(
        "transformer_missing",
        ("该户没有登记变压器。", "The account has no transformer on record."),
        ("先登记变压器和容量。", "Record its transformers and their capacity."),
    ),
    entry(
        "transformer_twice",
        ("同一台变压器登记了两次。", "A transformer stands twice."),
        ("删去重复的一台。", "Take one of them out."),
    ),
    entry(
        "loss_days",
        ("计算变损的天数不对。", "The days of the loss are wrong."),
        (
            "填实际投运天数。按变损表计算时整月不填天数。",
            "Give the days in service. By a table, give none for a full month.",
        ),
    ),
    entry(
        "loss_table_gap",
        (
            "变损表中没有这个型号、容量和负荷率。",
            "The loss table has no step for this model, capacity and load rate.",
        ),
        ("补登变损表的相应一档。", "Add the step to the loss table."),
    ),
    entry(
        "loss_table_shape",
        ("变损表中同一负荷率有两个数值。", "The loss table has two losses for one load rate."),
        ("核对变损表，删去一个。", "Check the loss table and take one out."),
    ),
    entry(
        "loss_not_whole",
        ("损耗电量必须是整数。", "A loss must be in whole units."),
        ("改为整数。", "Give a whole number."),
    ),
    entry(
        "loss_meter_twice",
        ("同一只电能表登记了两次。", "A meter stands twice."),
        ("删去重复的一只。", "Take one of them out."),
    ),
    entry(
        "loss_remainder_meter",
        (
            "承担尾数的电能表不在分摊之列。",
            "The meter that takes the remainder is not among those that share.",
        ),
        ("从分摊的电能表中指定一只。", "Name one of the meters that share."),
    ),
    entry(
        "loss_share_base",
        (
            "各表的容量或电量合计为零，无从分摊。",
            "The meters' capacities or energies add up to nothing: there is nothing to share by.",
        ),
        ("补登容量或电量，或改用定额分摊。", "Record them, or share by agreed amounts."),
    ),
    entry(
        "loss_share_exceeds",
        ("约定的分摊电量超过损耗电量。", "The agreed amounts exceed the loss."),
        ("核对约定的分摊电量。", "Check the agreed amounts."),
    ),
    entry(
        "basic_charge_days",
        (
            "计费起止日不在当月，或先后颠倒。",
            "The days charged lie outside the month, or end before they begin.",
        ),
        ("核对起止日期。", "Check both dates."),
    ),
    entry(
        "contract_demand_low",
        (
            "合同最大需量低于总容量的规定比例。",
            "The contract demand is below its least part of the capacity.",
        ),
        ("核对合同最大需量，或改按容量计收。", "Check the contract demand, or charge by capacity."),
    ),
    entry(
        "provisional_parted",
        (
            "该户有定量、定比或分表，不能暂计。",
            "The account has shares or meters behind it: no usage can be provisional.",
        ),
        ("补抄电表。", "Read the meters."),
    ),
    entry(
        "share_above_all",
        ("定比合计超过 100%。", "The proportional shares add up to more than 100 %."),
        ("核对合同中的定比。", "Check the shares in the contract."),
    ),
    entry(
        "share_tariff",
        ("定量、定比部分不能用这个电价。", "A share cannot have this price table."),
        (
            "选与本户不同、没有阶梯和基本电费的电价。",
            "Choose one other than the account's, without tiers and basic price.",
        ),
    ),
    entry(
        "basic_charge_missing",
        ("两部制电价没有基本电费的容量或需量。", "A two-part price lacks its capacity or demand."),
        ("登记变压器容量或最大需量。", "Record the transformers' capacity or the demand."),
    ),
    entry(
        "basic_charge_unpriced",
        ("电价表没有这种基本电价。", "The price table has no such basic price."),
        ("核对电价，或改计收方式。", "Check the price table, or how the charge is found."),
    ),
    entry(
        "basic_charge_twice",
        ("同一天的基本电费计了两次。", "A day's basic charge stands twice."),
        ("核对各段起止日期。", "Check the days of each part."),
    ),
    entry(
        "demand_missing",
        ("没有最大需量。", "The demand is not known."),
        ("抄录需量示数。", "Read the demand register."),
    ),
    entry(
        "no_reactive_register",
        (
            "没有无功示数，不能算功率因数。",
            "There is no reactive register to find the power factor by.",
        ),
        ("抄录无功示数。", "Read the reactive register."),
    ),
    entry(
        "contract_unfounded",
        ("合同登记没有写明合同编号或原因。", "The contract has no number or no reason."),
        ("填写合同编号和登记原因。", "Give the contract's number and the reason."),
    ),
    entry(
        "contract_billed",
        (
            "起始日早于或等于已计费日，会改动已经算过的电费。",
            "The first day is not after what is billed: it would change a bill.",
        ),
        (
            "从已计费日的次日起登记；以前的差额用退补更正。",
            "Begin on the day after; what was before is settled by a correction.",
        ),
    ),
    entry(
        "demand_changed_in_month",
        (
            "按需量计收的，合同需量和计收方式按月变更，不能在月中改变。",
            "By demand, the contract demand and how the charge is found change with the month.",
        ),
        ("起始日填某月1日。", "Let it begin on the first of a month."),
    ),
    entry(
        "meter_without_register",
        (
            "该户的电能表没有登记所需的示数（无功或需量）。",
            "The account's meters have no such register on record.",
        ),
        (
            "核对电能表档案；电能表确有此示数的，随电能表表格登记。",
            "Check the meter's record; a register that it has comes with the sheet of meters.",
        ),
    ),
    entry(
        "behind_unknown",
        ("本所没有这个分表户。", "The station has no such account."),
        ("核对分表户的户号。", "Check the number of the account behind."),
    ),
    entry(
        "behind_twice",
        ("同一分表户写了两次。", "An account behind stands twice."),
        ("删去重复的一个。", "Take one of them out."),
    ),
    entry(
        "behind_other",
        (
            "该分表户已在另一总表户之下，电量只能扣减一次。",
            "The account stands behind another total meter; its energy is taken off once.",
        ),
        (
            "先在原总表户的合同中去掉，或核对户号。",
            "Take it out of the other account's contract first, or check the number.",
        ),
    ),
    entry(
        "behind_circle",
        (
            "总表户不能是自己的分表户，也不能在自己的分表户之下。",
            "An account cannot stand behind itself, nor behind one that stands behind it.",
        ),
        ("核对分表户的户号。", "Check the numbers of the accounts behind."),
    ),
    entry(
        "sub_meter_unread",
        (
            "分表户本月没有抄见，总表户不能计费。",
            "A meter behind was not read in this period: the total meter cannot be billed.",
        ),
        (
            "先补抄分表户，抄见后再算总表户的电费。",
            "Read the meter behind first; then bill the account of the total meter.",
        ),
    ),
    entry(
        "revision_of_other",
        (
            "要更正的账单是另一户或另一月的。",
            "The bill to be corrected is of another account or month.",
        ),
        ("核对账单号。", "Check the bill's number."),
    ),
    entry(
        "revision_version",
        ("版本号不是接着原账单的。", "The version does not follow that of the bill."),
        ("从最新的一版更正。", "Correct the latest version."),
    ),
    entry(
        "adjustment_unfounded",
        (
            "加减电量没有写明原因或凭据。",
            "Energy is added or taken off without a reason or a paper.",
        ),
        ("填写原因和凭据号。", "Give the reason and the paper's number."),
    ),
    entry(
        "revision_unfounded",
        ("更正没有写明原因或凭据。", "The correction has no reason or no paper."),
        ("填写原因和凭据号。", "Give the reason and the paper's number."),
    ),
    entry(
        "revision_unchanged",
        ("更正后各项与原账单相同。", "No line differs from the bill that is corrected."),
        ("不需要更正，或核对所改数据。", "No correction is needed; or check what was changed."),
    ),
    state("line_kind_energy", "电度电费", "Energy"),
    state("line_kind_tier_addition", "阶梯加价", "Tier addition"),
    state("line_kind_surcharge", "代征费", "Surcharge"),
    state("line_kind_basic_charge", "基本电费", "Basic charge"),
    state("line_kind_power_factor", "力调电费", "Power factor"),
    state("policy_share_base_whole", "全部抄见电量", "all that was metered"),
    state("policy_share_base_after_fixed", "扣除定量后的电量", "what fixed shares left"),
    state("policy_share_periods_flat_first", "先平段，再其他时段", "flat first, then the others"),
    state("policy_share_periods_in_proportion", "各时段按比例", "each period in proportion"),
    state("policy_loss_load_rate_step_step_below", "取已达到的一档", "the step that is reached"),
    state("policy_loss_load_rate_step_step_above", "取未超过的一档", "the step not exceeded"),
    state(
        "policy_power_factor_base_basic_and_energy",
        "基本电费和电度电费，不含基金及附加",
        "basic and energy charge without surcharges",
    ),
    state(
        "policy_power_factor_base_with_funds",
        "基本电费、电度电费和基金及附加",
        "basic and energy charge with surcharges",
    ),
    state(
        "policy_basic_charge_days_thirtieth",
        "每日按全月的三十分之一",
        "a thirtieth of the month for each day",
    ),
    state(
        "policy_basic_charge_days_calendar_days",
        "全月除以当月日历天数",
        "the month over its calendar days",
    ),
    state(
        "policy_demand_excess_contract_plus_double_excess",
        "合同值加两倍超出部分",
        "the contract and twice what exceeds the limit",
    ),
    state(
        "policy_demand_excess_actual_plus_excess",
        "超过时按实际值再加一倍超出部分",
        "above the limit the actual demand and once more what exceeds it",
    ),
    state(
        "policy_demand_excess_band_95_105",
        "95%至105%按实际值，低于按95%，超过加两倍",
        "the actual demand from 95 % to 105 % and twice what exceeds the contract above",
    ),
    state("policy_demand_excess_actual", "一律按实际值", "the actual demand always"),
];
