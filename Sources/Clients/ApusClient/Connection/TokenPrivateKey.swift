internal import Crypto
internal import NIOCore
internal import NIOSSL
internal import TokenKeys

/// A key in a token, as NIOSSL asks it for signatures.
struct TokenPrivateKey: NIOSSLCustomPrivateKey, Hashable {
    let key: TokenKey

    /// What the key can sign and nothing else: whatever is listed may be asked for.
    var signatureAlgorithms: [SignatureAlgorithm] {
        switch key.kind {
        case .elliptic(.p256): [.ecdsaSecp256R1Sha256]
        case .elliptic(.p384): [.ecdsaSecp384R1Sha384]
        case .elliptic(.p521): [.ecdsaSecp521R1Sha512]
        case .rsa(let hasPSS):
            (hasPSS ? [.rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPssRsaeSha512] : [])
                + [.rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512]
        }
    }

    /// Signs on the key's own thread, for a token takes its time.
    ///
    /// NIOSSL reports a signature that fails as "operation failed"; so the token's own words go
    /// through the pipeline before it does.
    func sign(
        channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer
    ) -> EventLoopFuture<ByteBuffer> {
        let promise = channel.eventLoop.makePromise(of: ByteBuffer.self)
        guard let (signature, digest) = Self.digest(of: Array(data.readableBytesView), algorithm)
        else {
            fail(.signature(.ecdsa), promise, channel)
            return promise.futureResult
        }
        key.sign(digest, as: signature) { result in
            switch result {
            case .success(let bytes): promise.succeed(ByteBuffer(bytes: bytes))
            case .failure(let fault): fail(fault, promise, channel)
            }
        }
        return promise.futureResult
    }

    /// RSA key exchange, which nothing here offers.
    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFailedFuture(TokenFault.signature(.rsaPKCS1(.sha256)))
    }

    private func fail(
        _ fault: TokenFault, _ promise: EventLoopPromise<ByteBuffer>, _ channel: any Channel
    ) {
        let error = MQTTClientError(token: key.uri.description, fault)
        channel.eventLoop.execute {
            channel.pipeline.fireErrorCaught(error)
            promise.fail(error)
        }
    }

    /// The token is given a digest, for small ones cannot hash a whole handshake.
    static func digest(
        of bytes: [UInt8], _ algorithm: SignatureAlgorithm
    ) -> (TokenSignature, [UInt8])? {
        switch algorithm {
        case .ecdsaSecp256R1Sha256: (.ecdsa, Array(SHA256.hash(data: bytes)))
        case .ecdsaSecp384R1Sha384: (.ecdsa, Array(SHA384.hash(data: bytes)))
        case .ecdsaSecp521R1Sha512: (.ecdsa, Array(SHA512.hash(data: bytes)))
        case .rsaPkcs1Sha256: (.rsaPKCS1(.sha256), Array(SHA256.hash(data: bytes)))
        case .rsaPkcs1Sha384: (.rsaPKCS1(.sha384), Array(SHA384.hash(data: bytes)))
        case .rsaPkcs1Sha512: (.rsaPKCS1(.sha512), Array(SHA512.hash(data: bytes)))
        case .rsaPssRsaeSha256: (.rsaPSS(.sha256), Array(SHA256.hash(data: bytes)))
        case .rsaPssRsaeSha384: (.rsaPSS(.sha384), Array(SHA384.hash(data: bytes)))
        case .rsaPssRsaeSha512: (.rsaPSS(.sha512), Array(SHA512.hash(data: bytes)))
        default: nil
        }
    }

    static func == (left: TokenPrivateKey, right: TokenPrivateKey) -> Bool {
        left.key === right.key
    }

    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(key)) }
}
