package cn.dianfei.field.ui

import android.content.Context
import android.media.AudioManager
import android.media.ToneGenerator
import android.os.VibrationEffect
import android.os.Vibrator

/** Told to hand and ear, so that the eyes can stay on the meter: saved, or refused. */
class Feedback(context: Context) {
    @Suppress("DEPRECATION")
    private val vibrator = context.getSystemService(Context.VIBRATOR_SERVICE) as Vibrator

    fun saved() = say(VibrationEffect.createOneShot(SHORT_MS, VibrationEffect.DEFAULT_AMPLITUDE), ToneGenerator.TONE_PROP_ACK)

    fun refused() = say(VibrationEffect.createWaveform(TWICE, -1), ToneGenerator.TONE_PROP_NACK)

    private fun say(felt: VibrationEffect, heard: Int) {
        vibrator.vibrate(felt)
        try {
            val tone = ToneGenerator(AudioManager.STREAM_NOTIFICATION, VOLUME)
            tone.startTone(heard)
            android.os.Handler(android.os.Looper.getMainLooper()).postDelayed(tone::release, TONE_MS)
        } catch (_: RuntimeException) {
            // No tone generator is free: the hand has felt it.
        }
    }

    private companion object {
        const val SHORT_MS = 60L
        const val TONE_MS = 600L
        const val VOLUME = 80
        val TWICE = longArrayOf(0, 120, 90, 120)
    }
}
