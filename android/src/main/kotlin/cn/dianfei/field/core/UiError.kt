package cn.dianfei.field.core

import cn.dianfei.core.CoreException
import cn.dianfei.core.FigureView
import cn.dianfei.core.Told
import cn.dianfei.core.Words

/** What a screen does differently about an error. */
enum class ErrorKind {
    /** A rule forbids it. */
    REFUSED,

    /** Something typed is wrong: [UiError.field] says where. */
    INPUT,

    /** The phone does not hold what was asked for. */
    NOT_FOUND,

    /** The phone is bound to nobody: open the enrolment. */
    NOT_ENROLLED,

    /** There is nothing to work with yet: open the sync. */
    NOTHING_ASSIGNED,

    /** The scanned text, or a phone that is bound already. */
    ENROLMENT,

    /** Something is unsent that would be lost. */
    UNSENT,

    /** The phone's file. */
    STORAGE,

    /** No signal: nothing is lost. */
    OFFLINE,

    /** The station refused, or it is not the station. */
    STATION,

    /** The phone's key. */
    KEY,

    /** The same thing already runs. */
    BUSY,

    /** A fault of the programme: [UiError.incident] stands in the log. */
    INTERNAL,
}

/** What a person is told of an error, and where. */
data class UiError(
    val kind: ErrorKind,
    /** What happened and what to do; absent for a fault of the programme. */
    val told: Told? = null,
    /** The field of the request that was typed wrongly; absent otherwise. */
    val field: String? = null,
    /** Under which number the log tells the cause; absent where nothing is hidden. */
    val incident: String? = null,
) {
    /** The stable code. */
    val code: String get() = told?.code ?: "internal"

    /** The figures behind it. */
    val figures: List<FigureView> get() = told?.figures.orEmpty()

    /** What happened. */
    val what: Words? get() = told?.what

    /** What to do. */
    val todo: Words? get() = told?.todo
}

/** The core said no. */
class CoreFailure(val error: UiError) : Exception(error.code)

/** Each thing that the core can say, by what the screen does about it. */
internal fun CoreException.toUiError(): UiError = when (this) {
    is CoreException.Refused -> UiError(ErrorKind.REFUSED, told)
    is CoreException.InvalidInput -> UiError(ErrorKind.INPUT, told, field)
    is CoreException.NotFound -> UiError(ErrorKind.NOT_FOUND, told)
    is CoreException.NotEnrolled -> UiError(ErrorKind.NOT_ENROLLED, told)
    is CoreException.NothingAssigned -> UiError(ErrorKind.NOTHING_ASSIGNED, told)
    is CoreException.Enrolment -> UiError(ErrorKind.ENROLMENT, told)
    is CoreException.Unsent -> UiError(ErrorKind.UNSENT, told)
    is CoreException.Storage -> UiError(ErrorKind.STORAGE, told)
    is CoreException.Offline -> UiError(ErrorKind.OFFLINE, told)
    is CoreException.Station -> UiError(ErrorKind.STATION, told)
    is CoreException.Key -> UiError(ErrorKind.KEY, told)
    is CoreException.Busy -> UiError(ErrorKind.BUSY, told)
}
