package cn.dianfei.field.device

/** Moves bytes to paper and says whether they left. What they say was recorded before. */
fun interface Printer {
    /** What became of the bytes. */
    sealed interface Result {
        /** All of them left the phone. */
        data class Written(val bytes: Int) : Result

        /** No printer is paired, or Bluetooth is off or not allowed. */
        data object NoPrinter : Result

        /** The printer does not answer, or stopped answering. */
        data object Broken : Result
    }

    suspend fun print(bytes: ByteArray): Result
}
