import Identity
import NIOCore
import NIOPosix
import NIOSSL

/// A TLS client that shows a certificate whose key it does not have.
final class ForgingClient {
    private let channel: any Channel

    /// Connects, and begins to shake hands.
    init(port: Int, _ made: MadeIdentities, signature: [UInt8]) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(made.authorityFile)
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(
            made.device.certificatePath
        ).map { .certificate($0) }
        configuration.privateKey = .privateKey(
            NIOSSLPrivateKey(customPrivateKey: ForgedKey(signature: signature)))
        let context = try NIOSSLContext(configuration: configuration)
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    deinit { channel.close(promise: nil) }
}
