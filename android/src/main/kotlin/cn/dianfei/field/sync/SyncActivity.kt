package cn.dianfei.field.sync

import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** What is unsent and how old, and the sync when a person wants it now. */
class SyncActivity : ScreenActivity<SyncState, SyncEvent, SyncEffect, SyncPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = SyncPresenter(graph.core, scope)

    override fun newView(emit: (SyncEvent) -> Unit): ScreenView<SyncState> =
        SyncView(layoutInflater.inflate(R.layout.sync_sync, null), emit)

    override fun on(effect: SyncEffect) = when (effect) {
        SyncEffect.Saved -> feedback.saved()
        SyncEffect.Refused -> feedback.refused()
        SyncEffect.Close -> finish()
        SyncEffect.OpenEnrol -> {
            startActivity(Ways.enrol(this))
            finish()
        }
    }
}
