package cn.dianfei.field.collection

/**
 * What was typed for a payment and not recorded. The request's number is part of
 * it and is kept before money is taken: whatever dies in the middle, the same
 * thumb comes to one payment.
 */
internal data class PaymentDraft(
    val requestId: String,
    /** Absent where the proposed amount stands. */
    val amount: String? = null,
    /** Absent where it follows the amount. */
    val received: String? = null,
    /** Absent for the oldest first. */
    val bills: Set<String>? = null,
) {
    /** As the core keeps it: a line for each thing that was typed. */
    fun toText(): String = buildList {
        add("$REQUEST=$requestId")
        amount?.let { add("$AMOUNT=$it") }
        received?.let { add("$RECEIVED=$it") }
        bills?.let { add("$BILLS=${it.joinToString(",")}") }
    }.joinToString("\n")

    companion object {
        private const val REQUEST = "request"
        private const val AMOUNT = "amount"
        private const val RECEIVED = "received"
        private const val BILLS = "bills"

        /** What was kept; nothing where it names no request. */
        fun of(text: String): PaymentDraft? {
            val kept = text.lines().associate { it.substringBefore('=') to it.substringAfter('=', "") }
            val request = kept[REQUEST]?.takeIf(String::isNotBlank) ?: return null
            val bills = kept[BILLS]?.split(',')?.filter(String::isNotEmpty)?.toSet()
            return PaymentDraft(request, kept[AMOUNT], kept[RECEIVED], bills)
        }
    }
}
