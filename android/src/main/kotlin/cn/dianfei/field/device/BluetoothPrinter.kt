package cn.dianfei.field.device

import android.Manifest
import android.bluetooth.BluetoothClass
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothManager
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import java.io.IOException
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** The 58 mm printer that is paired with the phone, over RFCOMM. */
class BluetoothPrinter(private val context: Context) : Printer {
    override fun inTheWay(): Printer.Result? = when {
        !isAllowed() -> Printer.Result.NotAllowed
        paired() == null -> Printer.Result.NoPrinter
        else -> null
    }

    override suspend fun print(bytes: ByteArray): Printer.Result = withContext(Dispatchers.IO) {
        try {
            paired()?.let { written(it, bytes) } ?: Printer.Result.NoPrinter
        } catch (_: SecurityException) {
            // Taken back since it was asked for.
            Printer.Result.NotAllowed
        } catch (_: IOException) {
            Printer.Result.Broken
        }
    }

    /** Up to Android 11 installing the app allows it. */
    private fun isAllowed(): Boolean = Build.VERSION.SDK_INT < Build.VERSION_CODES.S ||
        context.checkSelfPermission(Manifest.permission.BLUETOOTH_CONNECT) == PackageManager.PERMISSION_GRANTED

    private fun paired(): BluetoothDevice? {
        val adapter = context.getSystemService(BluetoothManager::class.java)?.adapter ?: return null
        if (!adapter.isEnabled) return null
        return adapter.bondedDevices.firstOrNull { it.bluetoothClass?.majorDeviceClass == BluetoothClass.Device.Major.IMAGING }
    }

    private fun written(device: BluetoothDevice, bytes: ByteArray): Printer.Result =
        device.createRfcommSocketToServiceRecord(SERIAL_PORT).use { socket ->
            socket.connect()
            socket.outputStream.write(bytes)
            socket.outputStream.flush()
            Printer.Result.Written(bytes.size)
        }

    private companion object {
        /** The serial port profile, by Bluetooth's assigned numbers. */
        val SERIAL_PORT: UUID = UUID.fromString("00001101-0000-1000-8000-00805F9B34FB")
    }
}
