package cn.dianfei.field.phone

import org.robolectric.RuntimeEnvironment

/** In what light, language and size of letters a screen is looked at. */
enum class Look(private val qualifiers: String, private val fontScale: Float) {
    Day("+zh-rCN-notnight", 1.0f),
    Night("+zh-rCN-night", 1.0f),

    /** The larger letters that many of our readers have set. */
    LargeFont("+zh-rCN-notnight", 1.3f),

    /** The largest that Android 14 offers: ugly is allowed, cut is not. */
    HugeFont("+zh-rCN-notnight", 2.0f),
    English("+en-rUS-notnight", 1.0f),
    EnglishLargeFont("+en-rUS-notnight", 1.3f);

    /** What a picture of this look is called after its screen; nothing for the plain one. */
    val suffix: String
        get() = if (this == Day) "" else "-" + name.replace(Regex("(?<=[a-z])(?=[A-Z])"), "-").lowercase()

    /** Sets the phone to it; activities that are there already do not see it before they are made anew. */
    fun put() {
        RuntimeEnvironment.setFontScale(fontScale)
        RuntimeEnvironment.setQualifiers(qualifiers)
    }
}
