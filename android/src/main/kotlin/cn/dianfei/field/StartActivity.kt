package cn.dianfei.field

import android.app.Activity
import android.os.Bundle
import android.widget.TextView
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** The first screen: says whether the phone is bound to a person. */
class StartActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        val said = TextView(this)
        setContentView(said)
        scope.launch {
            val isEnrolled = graph.core.isEnrolled()
            said.setText(if (isEnrolled) R.string.screen_start_enrolled else R.string.screen_start_not_enrolled)
        }
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }
}
