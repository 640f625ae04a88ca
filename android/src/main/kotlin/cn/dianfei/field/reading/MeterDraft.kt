package cn.dianfei.field.reading

import cn.dianfei.core.EnteredIndex
import cn.dianfei.core.IdentityEntry
import cn.dianfei.core.PresenceEntry
import cn.dianfei.core.ReadingRequest
import cn.dianfei.core.StopKey
import org.json.JSONArray
import org.json.JSONException
import org.json.JSONObject

/** What is compared with the reading card at the meter (4.1.3). */
enum class Identity { ACCOUNT_NO, NAME, ADDRESS, METER_TYPE, METER_NO, MULTIPLIER, SEAL }

/**
 * All that was typed at a meter and not recorded. The request's number is part of
 * it: whatever dies in the middle, the same visit is recorded once.
 */
data class MeterDraft(
    val requestId: String,
    /** What was typed, by register. */
    val entered: Map<String, String> = emptyMap(),
    /** What was typed the second time, where that was asked for. */
    val again: Map<String, String> = emptyMap(),
    /** What does not agree with the card; all else does. */
    val differs: Set<Identity> = emptySet(),
    val isRollover: Boolean = false,
    val cause: String = "",
    val loadNote: String = "",
    val isLoadChanged: Boolean = false,
    /** By the names that the core gave. */
    val photos: List<String> = emptyList(),
    /** The reading that this one corrects; absent for a first one. */
    val corrects: String? = null,
    val reason: String = "",
    /** Whether the figures had been checked, so that they are checked again. */
    val isChecked: Boolean = false,
) {
    /** Whether there is anything that would be missed. */
    val isTouched: Boolean get() = this != MeterDraft(requestId)

    /** Without what belongs to the figures: the meter is read anew. */
    fun readAgain(): MeterDraft =
        copy(entered = emptyMap(), again = emptyMap(), isRollover = false, isChecked = false)

    fun request(stop: StopKey): ReadingRequest = ReadingRequest(
        requestId = requestId,
        route = stop.route,
        period = stop.period,
        meter = stop.meter,
        entered = entered.filled(),
        again = again.filled(),
        rolloverConfirmed = isRollover,
        identity = IdentityEntry(
            accountNo = Identity.ACCOUNT_NO !in differs,
            name = Identity.NAME !in differs,
            address = Identity.ADDRESS !in differs,
            meterType = Identity.METER_TYPE !in differs,
            meterNo = Identity.METER_NO !in differs,
            multiplier = Identity.MULTIPLIER !in differs,
            seal = Identity.SEAL !in differs,
        ),
        cause = cause.ifBlank { null },
        loadNote = loadNote.ifBlank { null },
        loadChanged = isLoadChanged,
        presence = PresenceEntry(scanned = null, fix = null, photos = photos),
    )

    private fun Map<String, String>.filled(): List<EnteredIndex> =
        filterValues { it.isNotEmpty() }.map { (register, text) -> EnteredIndex(register, text) }

    /** As the core keeps it. */
    fun toText(): String = JSONObject()
        .put("request", requestId)
        .put("entered", JSONObject(entered))
        .put("again", JSONObject(again))
        .put("differs", JSONArray(differs.map { it.name }))
        .put("rollover", isRollover)
        .put("cause", cause)
        .put("load_note", loadNote)
        .put("load_changed", isLoadChanged)
        .put("photos", JSONArray(photos))
        .putOpt("corrects", corrects)
        .put("reason", reason)
        .put("checked", isChecked)
        .toString()

    companion object {
        /** What was kept; nothing where another version of the programme kept it differently. */
        fun of(text: String): MeterDraft? = try {
            val kept = JSONObject(text)
            MeterDraft(
                requestId = kept.getString("request"),
                entered = kept.getJSONObject("entered").texts(),
                again = kept.getJSONObject("again").texts(),
                differs = kept.getJSONArray("differs").texts().map(Identity::valueOf).toSet(),
                isRollover = kept.getBoolean("rollover"),
                cause = kept.getString("cause"),
                loadNote = kept.getString("load_note"),
                isLoadChanged = kept.getBoolean("load_changed"),
                photos = kept.getJSONArray("photos").texts(),
                corrects = if (kept.has("corrects")) kept.getString("corrects") else null,
                reason = kept.getString("reason"),
                isChecked = kept.getBoolean("checked"),
            )
        } catch (_: JSONException) {
            null
        } catch (_: IllegalArgumentException) {
            null
        }

        private fun JSONObject.texts(): Map<String, String> = keys().asSequence().associateWith(::getString)

        private fun JSONArray.texts(): List<String> = (0 until length()).map(::getString)
    }
}
