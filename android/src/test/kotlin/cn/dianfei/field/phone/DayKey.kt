package cn.dianfei.field.phone

import cn.dianfei.core.Signer
import java.math.BigInteger
import java.security.MessageDigest
import java.security.KeyFactory
import java.security.spec.ECParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import java.security.AlgorithmParameters
import java.security.spec.ECGenParameterSpec
import org.bouncycastle.asn1.ASN1Integer
import org.bouncycastle.asn1.DERSequence
import org.bouncycastle.crypto.digests.SHA256Digest
import org.bouncycastle.crypto.ec.CustomNamedCurves
import org.bouncycastle.crypto.params.ECDomainParameters
import org.bouncycastle.crypto.params.ECPrivateKeyParameters
import org.bouncycastle.crypto.signers.ECDSASigner
import org.bouncycastle.crypto.signers.HMacDSAKCalculator

/**
 * The key of a phone of the demo's day, whose every byte is [fill]. It signs
 * without chance (RFC 6979), as the day's phones without Kotlin do: so both sign
 * the same bytes alike.
 */
class DayKey(fill: Int) : Signer {
    private val secret = BigInteger(1, ByteArray(LENGTH) { fill.toByte() })
    private val curve = CustomNamedCurves.getByName(CURVE).run { ECDomainParameters(curve, g, n, h) }

    override fun publicKey(): ByteArray {
        val point = curve.g.multiply(secret).normalize()
        val java = AlgorithmParameters.getInstance("EC").apply { init(ECGenParameterSpec(CURVE)) }
        val at = ECPoint(point.affineXCoord.toBigInteger(), point.affineYCoord.toBigInteger())
        val spec = ECPublicKeySpec(at, java.getParameterSpec(ECParameterSpec::class.java))
        return KeyFactory.getInstance("EC").generatePublic(spec).encoded
    }

    override fun sign(bytes: ByteArray): ByteArray {
        val signer = ECDSASigner(HMacDSAKCalculator(SHA256Digest()))
        signer.init(true, ECPrivateKeyParameters(secret, curve))
        val parts = signer.generateSignature(MessageDigest.getInstance("SHA-256").digest(bytes))
        return DERSequence(parts.map(::ASN1Integer).toTypedArray()).encoded
    }

    private companion object {
        const val CURVE = "secp256r1"
        const val LENGTH = 32
    }
}
