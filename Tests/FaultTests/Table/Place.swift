import Misconfigurations
import StockPeers

/// What a client connects to, kept as long as somebody connects.
final class Place {
    /// How a table calls it.
    let name: String
    let port: Int
    private let keeper: AnyObject?

    private init(_ name: String, port: Int, _ keeper: AnyObject?) {
        self.name = name
        self.port = port
        self.keeper = keeper
    }

    /// A port where nobody listens, for those who do not get that far.
    static func nowhere() async throws -> Place {
        Place("nobody", port: try await FreePort.find(), nil)
    }

    /// What the scene asks for; of brokers first ours, then stock mosquitto where it does the same.
    /// A broker that does not start is none.
    static func all(for setup: Setup) async throws -> [Place] {
        switch setup.scene {
        case .nobody: return [Place("nobody", port: try await FreePort.find(), nil)]
        case .silent, .closing, .answering, .answeringInTLS:
            guard let peer = try await ScenePeer(setup) else { return [] }
            return [Place("a stranger", port: peer.port, peer)]
        case .openssl(let arguments):
            let server = try await OpenSSLServer(setup, arguments)
            return [Place("openssl s_server", port: server.port, server)]
        case .broker:
            var places: [Place] = []
            if let broker = try? SetupBroker(setup, log: "place.log") {
                places.append(Place("apus", port: broker.port, broker))
            }
            let settings = setup.brokerLines.filter { !$0.hasPrefix("user ") }
            if setup.suitsStockBroker, let broker = try? await StockBroker(settings: settings) {
                places.append(Place("mosquitto", port: broker.port, broker))
            }
            return places
        }
    }
}
