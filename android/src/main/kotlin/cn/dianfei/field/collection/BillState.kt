package cn.dianfei.field.collection

import cn.dianfei.core.BillView
import cn.dianfei.core.StatusView
import cn.dianfei.field.core.UiError

/** A bill as it is explained at the door. */
data class BillState(
    val bill: BillView? = null,
    val status: StatusView? = null,
    val error: UiError? = null,
)

sealed interface BillEvent {
    data object Done : BillEvent
}

sealed interface BillEffect {
    data object Close : BillEffect
}
