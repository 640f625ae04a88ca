package cn.dianfei.field.ui

import org.junit.Assert.assertEquals
import org.junit.Test

class FormatTest {
    @Test
    fun `fen are yuan with two places`() {
        val said = mapOf(
            0L to "0.00", 5L to "0.05", -5L to "-0.05", 100L to "1.00", 99_999L to "999.99", 100_000L to "1,000.00",
            123_456_789L to "1,234,567.89", -123_456L to "-1,234.56", Long.MIN_VALUE to "-92,233,720,368,547,758.08",
        )
        assertEquals(said, said.mapValues { Format.yuan(it.key) })
    }

    @Test
    fun `as typed there is nothing between the digits`() {
        assertEquals(listOf("1234567.89", "-0.05"), listOf(123_456_789L, -5L).map(Format::typed))
    }
}
