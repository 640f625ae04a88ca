package cn.dianfei.field.device

/** Moves bytes to paper and says whether they left. What they say was recorded before. */
fun interface Printer {
    /** What became of the bytes. */
    sealed interface Result {
        /** All of them left the phone. */
        data class Written(val bytes: Int) : Result

        /** No printer is paired, or Bluetooth is off. */
        data object NoPrinter : Result

        /** The person has not allowed Bluetooth. */
        data object NotAllowed : Result

        /** The printer does not answer, or stopped answering. */
        data object Broken : Result
    }

    /** What is known to be in the way before the first byte; absent where nothing is. */
    fun inTheWay(): Result? = null

    suspend fun print(bytes: ByteArray): Result
}
