// The monitors that Robolectric makes itself and signals.
package androidx.test.internal.runner.lifecycle

import android.app.Activity
import android.app.Application
import androidx.test.runner.lifecycle.ActivityLifecycleCallback
import androidx.test.runner.lifecycle.ActivityLifecycleMonitor
import androidx.test.runner.lifecycle.ApplicationLifecycleMonitor
import androidx.test.runner.lifecycle.ApplicationStage
import androidx.test.runner.lifecycle.Stage
import java.util.Collections
import java.util.WeakHashMap

class ActivityLifecycleMonitorImpl : ActivityLifecycleMonitor {
    private val reached = WeakHashMap<Activity, Stage>()
    private val listeners: MutableSet<ActivityLifecycleCallback> = Collections.newSetFromMap(LinkedHashMap())

    override fun addLifecycleCallback(callback: ActivityLifecycleCallback) {
        listeners.add(callback)
    }

    override fun removeLifecycleCallback(callback: ActivityLifecycleCallback) {
        listeners.remove(callback)
    }

    override fun getLifecycleStageOf(activity: Activity): Stage = reached[activity] ?: Stage.PRE_ON_CREATE

    override fun getActivitiesInStage(stage: Stage): Collection<Activity> =
        reached.entries.mapNotNull { (activity, at) -> activity.takeIf { at == stage } }

    fun signalLifecycleChange(stage: Stage, activity: Activity) {
        reached[activity] = stage
        for (listener in listeners.toTypedArray()) listener.onActivityLifecycleChanged(activity, stage)
    }
}

@Suppress("UNUSED_PARAMETER")
class ApplicationLifecycleMonitorImpl : ApplicationLifecycleMonitor {
    fun signalLifecycleChange(application: Application, stage: ApplicationStage) = Unit
}
