package cn.dianfei.field.core

import cn.dianfei.field.phone.Committed
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** What the shell is written against changes only where somebody sees it: the generated Kotlin, as a snapshot. */
class SurfaceTest {
    private val agreed = File("src/test/resources/surface.txt")
    private val generated = File("target/generated-sources/bindings/cn/dianfei/core/dianfei.kt")

    @Test
    fun `the Kotlin surface is the agreed one`() {
        val made = surface(generated.readText())
        if (Committed.isRewriting()) agreed.writeText(made)
        val before = agreed.readText()
        val (gone, come) = before.lines() - made.lines().toSet() to made.lines() - before.lines().toSet()
        val change = gone.joinToString("") { "\n- $it" } + come.joinToString("") { "\n+ $it" }
        val advice = "if it is meant, run DIANFEI_REWRITE=1 mvn -B test -Dtest=SurfaceTest in android/"
        assertTrue("the surface changed; $advice$change", made == before)
    }

    @Test
    fun `each kind of declaration is on it, without words and without the generator's own`() {
        val source = """
            public interface Signer {
                /** The key, val no: String. */
                fun `publicKey`(): kotlin.ByteArray
                fun `sign`(`bytes`: kotlin.ByteArray): kotlin.ByteArray
                companion object
            }
            public interface HandPortsInterface {
                fun `pass`(`byMs`: kotlin.Long)
            }
            data class StopKey (
                /** The route. */
                val `route`: kotlin.String
                ,
                val `meter`: List<kotlin.String?> = listOf()
            ){
                companion object
            }
            sealed class CoreException: kotlin.Exception() {
                class NotFound(
                    val `key`: kotlin.String,
                    val `told`: Told
                    ) : CoreException() {
                    override val message
                        get() = "key"
                }
            }
            enum class Role {
                READER,
                COLLECTOR;
                companion object
            }
            public object FfiConverterTypeRole: FfiConverterRustBuffer<Role> {
            }
            public typealias Fen = kotlin.Long
            public typealias FfiConverterTypeFen = FfiConverterLong
        """.trimIndent()
        val expected = """
            CoreException.NotFound(key: String, told: Told)
            Fen = Long
            Role: READER, COLLECTOR
            Signer.publicKey(): ByteArray
            Signer.sign(bytes: ByteArray): ByteArray
            StopKey(route: String, meter: List<String?> = listOf())
        """.trimIndent() + "\n"
        assertEquals(expected, surface(source))
    }

    /** One declaration a line, sorted, so that a difference names what changed. */
    private fun surface(source: String): String {
        val plain = source.replace(Regex("/\\*.*?\\*/", RegexOption.DOT_MATCHES_ALL), "")
            .replace(Regex("(?m)^\\s*//.*$"), "").replace("`", "").replace("kotlin.collections.", "").replace("kotlin.", "")
        return (functions(plain) + records(plain) + errors(plain) + enums(plain) + aliases(plain)).sorted().joinToString("\n", postfix = "\n")
    }

    private fun functions(plain: String): List<String> = listOf("FieldApiInterface", "Signer").flatMap { name ->
        val body = Regex("(?ms)^public interface $name \\{(.*?)^\\}").find(plain)?.groupValues?.get(1).orEmpty()
        Regex("(?m)^\\s*fun (.*)$").findAll(body).map { "${name.removeSuffix("Interface")}.${it.groupValues[1].trim()}" }
    }

    private fun records(plain: String): List<String> =
        Regex("(?ms)^data class (\\w+) \\((.*?)^\\)").findAll(plain).map { it.groupValues[1] + "(" + fields(it.groupValues[2]) + ")" }.toList()

    private fun errors(plain: String): List<String> =
        Regex("(?s)\\bclass (\\w+)\\(([^{}]*?)\\)\\s*:\\s*(\\w+Exception)\\(\\)").findAll(plain)
            .map { "${it.groupValues[3]}.${it.groupValues[1]}(${fields(it.groupValues[2])})" }.toList()

    private fun enums(plain: String): List<String> =
        Regex("(?ms)^enum class (\\w+) \\{(.*?);").findAll(plain)
            .map { it.groupValues[1] + ": " + it.groupValues[2].split(',').joinToString(", ", transform = String::trim) }.toList()

    private fun aliases(plain: String): List<String> =
        Regex("(?m)^public typealias (\\w+) = (\\S+)").findAll(plain).map { "${it.groupValues[1]} = ${it.groupValues[2]}" }
            .filterNot { it.startsWith("Ffi") }.toList()

    private fun fields(body: String): String =
        body.replace("val ", "").split(Regex("\\s+")).filter(String::isNotEmpty).joinToString(" ").replace(" ,", ",").removeSuffix(",")
}
