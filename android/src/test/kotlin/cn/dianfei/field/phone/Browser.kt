package cn.dianfei.field.phone

import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.time.Duration
import java.util.Base64
import java.util.concurrent.TimeUnit
import org.json.JSONArray
import org.json.JSONObject

/** A real Chromium with one window, driven over WebDriver. */
class Browser private constructor(private val driver: Process, port: Int) : AutoCloseable {
    private val client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(Patience.SECONDS)).build()
    private val profile = Files.createTempDirectory("chromium").toFile()
    private val base = "http://127.0.0.1:$port/session"
    private val session: String

    init {
        val args = listOf(
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=1366,768", "--force-device-scale-factor=1", "--user-data-dir=$profile",
        )
        val options = JSONObject().put("args", JSONArray(args))
        val wanted = JSONObject().put("browserName", "chrome").put("goog:chromeOptions", options)
            .put("timeouts", JSONObject().put("script", Patience.MS))
        val begun = JSONObject().put("capabilities", JSONObject().put("alwaysMatch", wanted))
        session = (post("", begun) as JSONObject).getString("sessionId")
    }

    fun open(address: String) {
        post("/$session/url", JSONObject().put("url", address))
    }

    fun click(css: String) {
        post("/$session/element/${find(css)}/click", JSONObject())
    }

    /** What a script of the page comes to. */
    fun run(script: String): Any? =
        post("/$session/execute/sync", JSONObject().put("script", script).put("args", JSONArray()))

    /** Presses the mouse at a share of an element's width and height. */
    fun press(css: String, x: Float, y: Float) = drag(css, x, y, y)

    /** Moves the pressed mouse up or down. */
    fun drag(css: String, x: Float, from: Float, to: Float) {
        val script = "const box = document.querySelector('$css').getBoundingClientRect();" +
            "return [box.left, box.top, box.width, box.height]"
        val box = run(script) as JSONArray
        val at = { start: Int, length: Int, share: Float -> (box.getDouble(start) + box.getDouble(length) * share).toInt() }
        val move = { y: Float, time: Int ->
            JSONObject().put("type", "pointerMove").put("duration", time).put("x", at(0, 2, x)).put("y", at(1, 3, y))
        }
        val act = { kind: String -> JSONObject().put("type", kind).put("button", 0) }
        val pause = JSONObject().put("type", "pause").put("duration", 60)
        // A finger that rests before it lifts flings nothing.
        val rest = JSONObject().put("type", "pause").put("duration", 250)
        val finger = buildList {
            add(move(from, 0))
            add(act("pointerDown"))
            add(pause)
            if (from != to) addAll(listOf(move(to, 300), rest))
            add(act("pointerUp"))
        }
        val mouse = JSONObject().put("type", "pointer").put("id", "mouse").put("actions", JSONArray(finger))
        post("/$session/actions", JSONObject().put("actions", JSONArray(listOf(mouse))))
    }

    /** Keeps a picture of the window. */
    fun picture(file: File) {
        file.parentFile!!.mkdirs()
        file.writeBytes(Base64.getDecoder().decode(ask(request("/$session/screenshot").GET()) as String))
    }

    override fun close() {
        runCatching { ask(request("/$session").DELETE()) }
        driver.destroy()
        if (!driver.waitFor(5, TimeUnit.SECONDS)) driver.destroyForcibly()
        profile.deleteRecursively()
    }

    private fun find(css: String): String {
        val found = post("/$session/element", JSONObject().put("using", "css selector").put("value", css)) as JSONObject
        return found.getString(found.keys().next())
    }

    private fun post(path: String, body: JSONObject): Any? =
        ask(request(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())))

    private fun request(path: String) =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(Patience.SECONDS)).header("Content-Type", "application/json")

    private fun ask(request: HttpRequest.Builder): Any? {
        val answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString())
        val value = JSONObject(answer.body()).opt("value")
        check(answer.statusCode() == 200) { "the browser says $value" }
        return value
    }

    companion object {
        /** Starts the driver and opens a window. */
        fun start(): Browser {
            val driver = ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start()
            val said = driver.inputStream.bufferedReader()
            val port = generateSequence { said.readLine() }
                .firstNotNullOfOrNull { Regex("on port (\\d+)\\.").find(it)?.groupValues?.get(1)?.toInt() }
            return Browser(driver, checkNotNull(port) { "chromedriver did not start: is chromium-driver installed?" })
        }
    }
}
