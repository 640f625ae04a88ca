package cn.dianfei.field.core

import java.io.File
import java.io.IOException
import java.time.Instant

/**
 * What went wrong inside the programme, kept in a file of the app. A person is
 * told only a number, under which the file has the cause.
 */
class IncidentLog(private val file: File) : CoreGateway.Log {
    @Synchronized
    override fun incident(cause: Throwable): String {
        val at = Instant.now()
        // Short enough to be read out over the telephone.
        val number = "%05d".format(at.toEpochMilli() % 100_000)
        try {
            if (file.length() > MOST_BYTES) file.renameTo(File(file.path + ".before"))
            file.appendText("$number $at ${cause.stackTraceToString()}\n")
        } catch (_: IOException) {
            // A full phone must not turn a fault into a crash; the person has the number all the same.
        }
        return number
    }

    private companion object {
        const val MOST_BYTES = 256L * 1024
    }
}
