package cn.dianfei.field.ticket

import android.Manifest
import android.content.pm.PackageManager
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ticket.ReceiptEffect as Effect
import cn.dianfei.field.no
import cn.dianfei.field.series
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** A ticket as it is printed. */
class ReceiptActivity : ScreenActivity<ReceiptState, ReceiptEvent, Effect, ReceiptPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) =
        ReceiptPresenter(graph.core, graph.printer, intent.series, intent.no, scope)

    override fun newView(emit: (ReceiptEvent) -> Unit): ScreenView<ReceiptState> =
        ReceiptView(layoutInflater.inflate(R.layout.ticket_receipt, null), emit)

    override fun on(effect: Effect) = when (effect) {
        is Effect.OpenVoid -> startActivity(Ways.void(this, effect.series, effect.no))
        Effect.AskForBluetooth -> requestPermissions(arrayOf(Manifest.permission.BLUETOOTH_CONNECT), BLUETOOTH)
        Effect.Close -> finish()
        Effect.Saved -> feedback.saved()
        Effect.Refused -> feedback.refused()
    }

    override fun onRequestPermissionsResult(request: Int, asked: Array<out String>, answers: IntArray) {
        super.onRequestPermissionsResult(request, asked, answers)
        // An answer that was cut short comes empty.
        if (request == BLUETOOTH) presenter.on(ReceiptEvent.Allowed(answers.firstOrNull() == PackageManager.PERMISSION_GRANTED))
    }

    private companion object {
        const val BLUETOOTH = 1
    }
}
