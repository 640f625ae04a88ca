package cn.dianfei.field.phone

/** Screens as people have them set: each kept as a picture and measured. */
object Gallery {
    /** The looks that somebody looks at. */
    private val pictured = listOf(Look.Day, Look.Night, Look.LargeFont, Look.English)

    /** Those that are only measured. */
    private val measured = listOf(Look.HugeFont, Look.EnglishLargeFont)

    /**
     * Shows the screen that `start` leaves on the phone in each look, keeps
     * `target/screens/NAME[-LOOK].png` and fails once with all that is wrong.
     * The screens that it returns are by day again.
     */
    fun keep(name: String, start: () -> Screens): Screens {
        Phone.switchOn()
        val screens = start()
        val found = (pictured + measured).flatMap { look -> seen(name, screens, look) }
        screens.put(Look.Day)
        screens.settle(name)
        if (found.isNotEmpty()) throw AssertionError(found.joinToString("\n  ", "$name is not fit to be seen:\n  "))
        return screens
    }

    private fun seen(name: String, screens: Screens, look: Look): List<String> {
        screens.put(look)
        screens.settle("$name in $look")
        val differs = if (look in pictured) Committed.ours.differs(name + look.suffix, Picture.keep(name + look.suffix)) else null
        return (Measure.all() + listOfNotNull(differs)).map { "${look.name}: $it" }
    }
}
