package cn.dianfei.field.device

import android.bluetooth.BluetoothClass
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothManager
import android.content.Context
import java.io.IOException
import java.util.UUID
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** The 58 mm printer that is paired with the phone, over RFCOMM. */
class BluetoothPrinter(private val context: Context) : Printer {
    override suspend fun print(bytes: ByteArray): Printer.Result = withContext(Dispatchers.IO) {
        try {
            paired()?.let { written(it, bytes) } ?: Printer.Result.NoPrinter
        } catch (_: SecurityException) {
            // The person has not allowed Bluetooth.
            Printer.Result.NoPrinter
        } catch (_: IOException) {
            Printer.Result.Broken
        }
    }

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
