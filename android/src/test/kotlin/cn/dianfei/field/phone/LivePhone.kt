package cn.dianfei.field.phone

import android.content.Intent
import android.graphics.Bitmap
import android.os.Looper
import android.os.SystemClock
import android.provider.Settings
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.widget.EditText
import android.widget.TextView
import cn.dianfei.core.FieldApi
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.OpenConfig
import cn.dianfei.core.Signer
import java.io.ByteArrayOutputStream
import java.io.File
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowBuild
import org.robolectric.shadows.ShadowChoreographer

/**
 * A phone that runs by the real clock and is touched from elsewhere: its screens
 * as pictures, a mouse as the finger. It keeps its record and its key in a folder,
 * so that it goes on where it was left.
 */
class LivePhone(
    folder: File,
    /** How the core is opened; a test gives it clocks of its own. */
    private val open: (OpenConfig, Signer) -> FieldApiInterface = { config, key -> FieldApi.open(config, key) },
) : PhoneDoor.Phone {
    private val jobs = LinkedBlockingQueue<() -> Unit>()
    private var screens: Screens
    private var last = System.nanoTime()
    private var sheet: Bitmap? = null
    private var down = 0L
    private var downAt = 0L

    init {
        Phone.switchOn()
        keepIn(folder)
        // What the enrolment proposes as the phone's name.
        ShadowBuild.setModel("浏览器")
        // From here the phone paints a frame each 16 ms of its clock.
        ShadowChoreographer.setPaused(true)
        ShadowChoreographer.setFrameDelay(Duration.ofMillis(16))
        screens = launch()
    }

    /** Lives while [isWanted], on the thread that made it. */
    fun run(isWanted: () -> Boolean) {
        while (isWanted()) turn()
    }

    /** The record and the key lie in the folder; the machine's own start stands for the phone's. */
    private fun keepIn(folder: File) {
        folder.mkdirs()
        val app = TestApp.it
        app.signer = SoftwareKey.keptIn(folder)
        app.open = { config, key -> open(config.copy(path = File(folder, "field.db").path), key) }
        val started = File("/proc/stat").takeIf(File::exists)?.readLines()?.firstOrNull { it.startsWith("btime ") }
        val boots = started?.substringAfter(' ')?.trim()?.toLong() ?: 0L
        Settings.Global.putInt(app.contentResolver, Settings.Global.BOOT_COUNT, (boots % Int.MAX_VALUE).toInt())
    }

    private fun launch(): Screens {
        val app = TestApp.it
        val first = checkNotNull(app.packageManager.getLaunchIntentForPackage(app.packageName)) { "no first screen" }
        return Screens(Intent(first)).also { it.elsewhere = PretendedApps(app)::answer }
    }

    /** One turn of the main thread; the phone's clock follows the real one. */
    private fun turn() {
        try {
            jobs.poll(8, TimeUnit.MILLISECONDS)?.invoke()
            val now = System.nanoTime()
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofNanos(now - last))
            last = now
            screens.follow()
            // Left by Back: whoever wants on opens the app again.
            if (screens.top == null) screens = launch()
        } catch (fault: Exception) {
            // On a phone the app would be gone; it starts again from its record.
            fault.printStackTrace()
            TestApp.it.die()
            screens = launch()
        }
    }

    /** Runs it in the main thread's next turn, as all that touches a view must. */
    private fun <T> onMain(body: () -> T): T {
        val done = CompletableFuture<T>()
        jobs += { runCatching(body).fold(done::complete, done::completeExceptionally) }
        return done.get(Patience.SECONDS, TimeUnit.SECONDS)
    }

    override fun frame(scale: Float): ByteArray = onMain {
        val glass = Phone.glass
        val (wide, high) = (glass.x * scale).toInt() to (glass.y * scale).toInt()
        val into = sheet?.takeIf { it.width == wide && it.height == high }
            ?: Bitmap.createBitmap(wide, high, Bitmap.Config.ARGB_8888).also { sheet = it }
        Picture.sketch(into, scale)
        ByteArrayOutputStream(200_000).also { into.compress(Bitmap.CompressFormat.JPEG, 85, it) }.toByteArray()
    }

    override fun picture(): ByteArray = onMain {
        ByteArrayOutputStream().also { Picture.photograph().compress(Bitmap.CompressFormat.PNG, 100, it) }.toByteArray()
    }

    override fun places(): PhoneDoor.Places = onMain {
        val glass = Phone.glass
        val places = Phone.windows.flatMap { window -> Phone.seen(window).toList() }.mapNotNull { view ->
            val says = (view as? TextView)?.text?.toString()?.ifBlank { null } ?: view.contentDescription?.toString()
            val part = Phone.seenPart(view)
            if (says.isNullOrBlank() || part == null) return@mapNotNull null
            val isWhole = part.width() == view.width && part.height() == view.height
            PhoneDoor.Place(says, part.exactCenterX() / glass.x, part.exactCenterY() / glass.y, isWhole)
        }
        PhoneDoor.Places(SystemClock.uptimeMillis(), places)
    }

    override fun touch(kind: String, x: Float, y: Float, at: Long) = onMain {
        val action = when (kind) {
            "down" -> MotionEvent.ACTION_DOWN
            "move" -> MotionEvent.ACTION_MOVE
            else -> MotionEvent.ACTION_UP
        }
        if (action == MotionEvent.ACTION_DOWN) {
            down = SystemClock.uptimeMillis()
            downAt = at
        }
        val glass = Phone.glass
        val time = down + at - downAt
        // A finger that rests goes on telling where it is, and then it flings nothing; a mouse is silent.
        if (action == MotionEvent.ACTION_UP) Phone.touch(MotionEvent.ACTION_MOVE, x * glass.x, y * glass.y, down, time - 1)
        Phone.touch(action, x * glass.x, y * glass.y, down, time)
    }

    override fun type(text: String): Boolean = onMain { Phone.type(text) }

    override fun key(name: String) = onMain {
        when (name) {
            "back" -> Phone.back()
            "delete" -> Phone.key(KeyEvent.KEYCODE_DEL)
            "enter" -> Phone.key(KeyEvent.KEYCODE_ENTER)
        }
    }

    override fun rotate() = onMain { screens.rotate() }

    override fun put(look: String) = onMain { screens.put(Look.valueOf(look)) }

    /** Stands for holding a code before the camera: its text comes into the screen's field. */
    override fun scan(text: String): Boolean = onMain {
        val field = Phone.windows.asReversed().firstNotNullOfOrNull { window ->
            Phone.seen(window).firstOrNull { it is EditText && it.visibility == View.VISIBLE }
        } as EditText?
        field?.setText(text)
        field != null
    }
}
