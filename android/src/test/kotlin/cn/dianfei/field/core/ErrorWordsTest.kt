package cn.dianfei.field.core

import cn.dianfei.core.CoreException
import cn.dianfei.core.Told
import cn.dianfei.field.phone.Look
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.ui.notice
import java.lang.reflect.Constructor
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** Whatever the core can throw, a person reads words of his own language. */
@RunWith(RobolectricTestRunner::class)
class ErrorWordsTest {
    private val errors = CoreException::class.java.declaredClasses
        .filter { CoreException::class.java.isAssignableFrom(it) }
        .map { kind -> made(kind.declaredConstructors.first { it.parameterTypes.contains(Told::class.java) }) }

    @Test
    fun `each error of the core has a kind of its own and words in both languages`() {
        Phone.switchOn()
        assertEquals("each but the fault of the programme", ErrorKind.entries.size - 1, errors.size)
        assertEquals(errors.size, errors.map { it.toUiError().kind }.distinct().size)
        for (error in errors) {
            val told = error.toUiError()
            assertEquals("a_code", told.code)
            Look.Day.put()
            assertEquals("发生了 a_code" to "怎么办", said(told))
            Look.English.put()
            assertEquals("a_code happened" to "what to do", said(told))
        }
    }

    @Test
    fun `a fault of the programme is told by its number, in both languages`() {
        Phone.switchOn()
        val fault = UiError(ErrorKind.INTERNAL, incident = "04711")
        assertTrue("04711" in said(fault).first)
        val chinese = said(fault).first
        Look.English.put()
        assertTrue("04711" in said(fault).first)
        assertFalse(chinese == said(fault).first)
    }

    private fun said(error: UiError): Pair<String, String?> =
        RuntimeEnvironment.getApplication().resources.notice(error).let { it.what to it.todo }

    private fun made(constructor: Constructor<*>): CoreException {
        val given = constructor.parameterTypes.map { kind ->
            when (kind) {
                Told::class.java -> Pretended.told("a_code")
                String::class.java -> "field"
                Long::class.java -> 1L
                else -> null
            }
        }
        constructor.isAccessible = true
        return constructor.newInstance(*given.toTypedArray()) as CoreException
    }
}
