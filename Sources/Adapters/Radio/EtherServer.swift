package import NIOCore
import NIOPosix

/// The simulated ether as a UDP service on the loopback address.
package final class EtherServer: Sendable {
    /// The port when nobody asks for another.
    package static let defaultPort = 8_680

    /// The port it listens on.
    package let port: Int
    private let channel: any Channel

    private init(channel: any Channel, port: Int) {
        self.channel = channel
        self.port = port
    }

    /// Opens the ether; port 0 takes a free one. `observe` is called on the ether's event loop.
    package static func open(
        port: Int = defaultPort, settings: EtherSettings = EtherSettings(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        observe: @escaping @Sendable (EtherEvent) -> Void = { _ in }
    ) async throws(EtherServerError) -> EtherServer {
        let bootstrap = DatagramBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = EtherHandler(
                    settings: settings, eventLoop: channel.eventLoop, observe: observe)
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        do {
            let channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            return EtherServer(channel: channel, port: channel.localAddress?.port ?? port)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw .portInUse(port)
        } catch let error as IOError {
            throw .socket(port: port, errno: error.errnoCode)
        } catch {
            throw .socket(port: port, errno: 0)
        }
    }

    /// Ends the service; frames on air are lost.
    package func close() async {
        // The only error is that it is closed already.
        try? await channel.close().get()
    }
}
