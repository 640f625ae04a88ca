package cn.dianfei.field.phone

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.io.IOException
import java.net.InetSocketAddress
import java.net.URLDecoder
import java.util.concurrent.Executors
import org.json.JSONArray
import org.json.JSONObject

/** The page of the phone in a browser, and what its script asks for. This machine only. */
class PhoneDoor(private val phone: Phone, private val station: StationPages, private val person: String) {
    /** Something that the screen says, the middle of where it is to be seen, and whether that is all of it. */
    data class Place(val says: String, val x: Float, val y: Float, val isWhole: Boolean)

    /** All that the screen says, and the milliseconds of the phone's clock at which it does. */
    data class Places(val at: Long, val places: List<Place>)

    /** What can be done with the phone from a page. Places on the glass are shares of its width and height. */
    interface Phone {
        fun frame(scale: Float): ByteArray
        fun picture(): ByteArray
        fun places(): Places

        /** [at]: milliseconds of the page's clock. */
        fun touch(kind: String, x: Float, y: Float, at: Long)
        fun type(text: String): Boolean
        fun key(name: String)
        fun rotate()
        fun put(look: String)
        fun scan(text: String): Boolean
    }

    /** Opens the door and says where it is. */
    fun open(port: Int): String {
        val server = HttpServer.create(InetSocketAddress("127.0.0.1", port), 0)
        val address = "http://127.0.0.1:${server.address.port}"
        server.executor = Executors.newFixedThreadPool(4) { Thread(it, "door").apply { isDaemon = true } }
        server.createContext("/") { exchange -> exchange.use { answer(it, address) } }
        server.start()
        return address
    }

    private fun answer(exchange: HttpExchange, address: String) {
        val path = exchange.requestURI.path
        try {
            when {
                // Another page of the same browser must not press our keys.
                exchange.requestHeaders.getFirst("Origin").let { it != null && it != address } -> exchange.say(403)
                exchange.requestMethod == "GET" -> show(exchange, path)
                else -> carryOut(exchange, path)
            }
        } catch (left: IOException) {
            println("door: $path: $left")
        } catch (fault: Exception) {
            fault.printStackTrace()
            exchange.say(500, "text/plain; charset=utf-8", fault.toString().toByteArray())
        }
    }

    private fun show(exchange: HttpExchange, path: String) {
        when (path) {
            "/frame" -> exchange.say(200, "image/jpeg", phone.frame(exchange.query("scale")?.toFloat() ?: 1f))
            "/picture" -> exchange.say(200, "image/png", phone.picture())
            "/places" -> exchange.say(200, "application/json", places().toString().toByteArray())
            "/" -> exchange.file("index.html", "text/html; charset=utf-8")
            "/phone.css" -> exchange.file("phone.css", "text/css; charset=utf-8")
            "/phone.js" -> exchange.file("phone.js", "text/javascript; charset=utf-8")
            else -> exchange.say(404)
        }
    }

    private fun places(): JSONObject {
        val now = phone.places()
        val places = now.places.map { place ->
            JSONObject().put("says", place.says).put("x", place.x.toDouble()).put("y", place.y.toDouble()).put("whole", place.isWhole)
        }
        return JSONObject().put("at", now.at).put("places", JSONArray(places))
    }

    private fun carryOut(exchange: HttpExchange, path: String) {
        val body = exchange.requestBody.readAllBytes().decodeToString()
        when (path) {
            "/touch" -> {
                val told = { name: String -> exchange.query(name)!! }
                phone.touch(told("kind"), told("x").toFloat(), told("y").toFloat(), told("at").toLong())
                exchange.say(204)
            }
            "/type" -> exchange.say(if (phone.type(body)) 204 else 409)
            "/key" -> phone.key(exchange.query("name")!!).also { exchange.say(204) }
            "/rotate" -> phone.rotate().also { exchange.say(204) }
            "/look" -> phone.put(exchange.query("name")!!).also { exchange.say(204) }
            "/scan" -> exchange.say(if (phone.scan(body.trim())) 204 else 409)
            "/invite" -> invite(exchange)
            else -> exchange.say(404)
        }
    }

    private fun invite(exchange: HttpExchange) {
        try {
            exchange.text(station.invite(exchange.query("person") ?: person))
        } catch (none: IOException) {
            exchange.say(502, "text/plain; charset=utf-8", none.message.orEmpty().toByteArray())
        }
    }

    private fun HttpExchange.file(name: String, type: String) {
        val bytes = checkNotNull(PhoneDoor::class.java.getResourceAsStream("/phone/$name")) { name }.use { it.readAllBytes() }
        // Which person the page proposes is the only thing that it does not know itself.
        val page = if (name == "index.html") bytes.decodeToString().replace("{person}", person).toByteArray() else bytes
        say(200, type, page)
    }

    private fun HttpExchange.text(words: String) = say(200, "text/plain; charset=utf-8", words.toByteArray())

    private fun HttpExchange.query(name: String): String? = requestURI.rawQuery?.split('&')
        ?.firstOrNull { it.startsWith("$name=") }
        ?.let { URLDecoder.decode(it.substringAfter('='), Charsets.UTF_8) }

    private fun HttpExchange.say(status: Int, type: String = "text/plain", body: ByteArray = ByteArray(0)) {
        responseHeaders["Content-Type"] = type
        responseHeaders["Cache-Control"] = "no-store"
        sendResponseHeaders(status, if (body.isEmpty()) -1 else body.size.toLong())
        if (body.isNotEmpty()) responseBody.write(body)
    }
}
