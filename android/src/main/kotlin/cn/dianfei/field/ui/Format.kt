package cn.dianfei.field.ui

import android.content.res.Resources
import cn.dianfei.field.R
import java.time.Instant
import java.time.ZoneOffset

/** Figures as people read them. Integer arithmetic on whole fen. */
object Format {
    /** Fen as yuan with two places and thousands set apart: `1,234.50`. */
    fun yuan(fen: Long): String {
        val sign = if (fen < 0) "-" else ""
        val digits = fen.toString().removePrefix("-").padStart(3, '0')
        val whole = digits.dropLast(2).reversed().chunked(3).joinToString(",").reversed()
        return "$sign$whole.${digits.takeLast(2)}"
    }

    /** Fen as a person types yuan: `1234.50`. */
    fun typed(fen: Long): String = yuan(fen).replace(",", "")

    /** A month `2026-11` as the configuration's language says it. */
    fun month(resources: Resources, period: String): String {
        val (year, month) = period.split('-').map(String::toInt)
        return resources.getString(R.string.format_month, year, month)
    }

    /** A date `2026-11-05` as the configuration's language says it. */
    fun date(resources: Resources, date: String): String {
        val (_, month, day) = date.split('-').map(String::toInt)
        return resources.getString(R.string.format_date, month, day)
    }

    /** An instant as day and time in China's one zone. */
    fun moment(resources: Resources, ms: Long): String {
        val at = Instant.ofEpochMilli(ms).atOffset(CHINA)
        return resources.getString(R.string.format_moment, at.monthValue, at.dayOfMonth, at.hour, at.minute)
    }

    private val CHINA = ZoneOffset.ofHours(8)
}

/** Fen as money always stands on a screen: with its unit. */
fun Resources.yuan(fen: Long): String = getString(R.string.format_yuan, Format.yuan(fen))
