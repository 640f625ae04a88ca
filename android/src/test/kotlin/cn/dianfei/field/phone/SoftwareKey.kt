package cn.dianfei.field.phone

import cn.dianfei.core.Signer
import java.io.File
import java.security.KeyFactory
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.X509EncodedKeySpec

/** A key outside a key store, for phones that are only pretended. */
class SoftwareKey(private val pair: KeyPair = made()) : Signer {
    override fun publicKey(): ByteArray = pair.public.encoded

    override fun sign(bytes: ByteArray): ByteArray = Signature.getInstance("SHA256withECDSA").run {
        initSign(pair.private)
        update(bytes)
        sign()
    }

    companion object {
        /** The key that lies in `folder`; made where there is none. */
        fun keptIn(folder: File): SoftwareKey {
            folder.mkdirs()
            val (secret, public) = File(folder, "key.pkcs8") to File(folder, "key.spki")
            if (!secret.exists()) {
                val pair = made()
                public.writeBytes(pair.public.encoded)
                secret.writeBytes(pair.private.encoded)
            }
            val factory = KeyFactory.getInstance("EC")
            val half = factory.generatePublic(X509EncodedKeySpec(public.readBytes()))
            return SoftwareKey(KeyPair(half, factory.generatePrivate(PKCS8EncodedKeySpec(secret.readBytes()))))
        }

        private fun made(): KeyPair = KeyPairGenerator.getInstance("EC").run {
            initialize(ECGenParameterSpec("secp256r1"))
            generateKeyPair()
        }
    }
}
