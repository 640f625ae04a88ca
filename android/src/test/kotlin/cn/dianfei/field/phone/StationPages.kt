package cn.dianfei.field.phone

import java.io.IOException
import java.net.CookieManager
import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration

/** The pages of the demo station as one of its people uses them in a browser; the head unless said. */
class StationPages(private val address: String, private val who: String = HEAD) {
    private val client = HttpClient.newBuilder()
        .cookieHandler(CookieManager())
        .connectTimeout(Duration.ofSeconds(Patience.SECONDS))
        .build()

    /** Invites a phone for the person; the text that the page shows as a code. */
    fun invite(person: String): String {
        signIn()
        val page = submit(open("/people"), "/people/invite", mapOf("person" to person))
        val text = Regex("<textarea[^>]*>([^<]*)</textarea>").find(page)?.groupValues?.get(1)
        return plain(text ?: throw IOException("the station's page shows no invitation for $person")).trim()
    }

    /** What a page says, without its markup. */
    fun words(path: String): String {
        signIn()
        return plain(open(path).substringAfter("<main").replace(Regex("<[^>]*>"), " ")).replace(Regex("\\s+"), " ")
    }

    private fun signIn() {
        val page = open("/sign-in")
        // Who is in already is shown no form.
        if ("action=\"/sign-in\"" in page) submit(page, "/sign-in", mapOf("person_no" to who, "password" to PASSWORD))
    }

    private fun open(path: String): String = ask(HttpRequest.newBuilder(URI.create(address + path)))

    /** Sends the page's form with its hidden fields and ours. */
    private fun submit(page: String, action: String, typed: Map<String, String>): String {
        val form = Regex("<form[^>]*action=\"$action\".*?</form>", RegexOption.DOT_MATCHES_ALL).find(page)?.value
            ?: throw IOException("the station's page has no form for $action")
        val hidden = Regex("<input[^>]*>").findAll(form).map { it.value }
            .filter { "type=\"hidden\"" in it }
            .associate { attribute(it, "name") to attribute(it, "value") }
        val body = (hidden + typed).entries.joinToString("&") { (name, value) -> "${coded(name)}=${coded(value)}" }
        return ask(
            HttpRequest.newBuilder(URI.create(address + action))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)),
        )
    }

    private fun ask(request: HttpRequest.Builder): String {
        val wanted = request.timeout(Duration.ofSeconds(Patience.SECONDS)).header("Accept-Language", "zh-CN").build()
        val answer = client.send(wanted, HttpResponse.BodyHandlers.ofString())
        if (answer.statusCode() >= 400) throw IOException("the station answers ${answer.statusCode()} at ${wanted.uri()}")
        return answer.body()
    }

    private companion object {
        /** The demo's head, and the password of everybody there. */
        const val HEAD = "3001"
        const val PASSWORD = "dianfei-demo"

        fun coded(text: String): String = URLEncoder.encode(text, Charsets.UTF_8)

        fun attribute(tag: String, name: String): String =
            plain(Regex("\\s$name=\"([^\"]*)\"").find(tag)?.groupValues?.get(1).orEmpty())

        fun plain(html: String): String = html.replace(Regex("&#(x?)([0-9a-fA-F]+);")) {
            val (hex, digits) = it.destructured
            String(Character.toChars(digits.toInt(if (hex.isEmpty()) 10 else 16)))
        }.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}
