import NIOCore
import NIOSSL

/// In place of a private key: it signs everything with the same bytes.
struct ForgedKey: NIOSSLCustomPrivateKey, Hashable {
    let signature: [UInt8]

    var signatureAlgorithms: [SignatureAlgorithm] { [.ecdsaSecp256R1Sha256] }

    func sign(
        channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer
    ) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeSucceededFuture(ByteBuffer(bytes: signature))
    }

    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeSucceededFuture(data)
    }
}
